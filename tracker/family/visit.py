"""A visit to the server: whom to trust today, a letter sent, or an answer looked for.

The order of requests is the same for all who do the same thing, whatever they find
(docs/spec/family.md).
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from crypto.aead import NONCE_BYTES
from crypto.cell import find_address, open_cell
from crypto.envelope import (
    INQUIRY_KEY_BYTES,
    EnvelopeRandomness,
    SealingKeyring,
    envelope_hash,
    seal_envelope,
)
from crypto.errors import EpochSuperseded, EpochUnknown, KeyringRolledBack
from crypto.family import FamilyKeys
from crypto.head import Head
from crypto.intake import RECEIPT_MAX, check_receipt
from crypto.keyring import KEYRING_MAX, Keyring, decode_served_keyring, verify_keyring
from crypto.letter import Letter
from crypto.mailbox import PREFIX_BYTES, find_slice, open_slice, pick_cells
from crypto.manifest import SIGNED_MANIFEST_MAX, Manifest, open_manifest
from crypto.roster import ROSTER_MAX
from crypto.trust import TrustRoot
from tracker.records.answer import check_answer
from tracker.records.carried import KeyringFile, MailboxFile, SlicePlace
from tracker.records.cells import join_answer
from tracker.records.errors import LetterInDoubt, ServerRefused, TransportError
from tracker.transport import Transport

LATE_AFTER = timedelta(days=3)
Clock = Callable[[], int]
# Whether to try once more, when a letter may be lost and this was said last.
Again = Callable[[TransportError], bool]


@dataclass(frozen=True)
class Authority:
    """What was verified before anything is sealed: the keyring, and what to seal to."""

    keyring: Keyring
    sealing: SealingKeyring


@dataclass(frozen=True)
class Acknowledged:
    """A letter that the server has: the day of its batch, the envelope's hash, the signed receipt."""

    day: str
    envelope_hash: bytes
    receipt: bytes


@dataclass(frozen=True)
class Finding:
    """What one publisher's newest publication has for one inquiry; ``content`` is None for nothing."""

    manifest: Manifest
    content: dict[str, Any] | None

    def is_late(self, now: int) -> bool:
        """Whether newer answers were due more than three days before POSIX time ``now``."""
        return _day(now) > date.fromisoformat(self.manifest.next_day) + LATE_AFTER


class Visit:
    """Talks to one server as one trust root allows; ``clock`` gives POSIX seconds."""

    def __init__(self, trust: TrustRoot, transport: Transport, clock: Clock) -> None:
        self.trust = trust
        self._transport = transport
        self._clock = clock

    @property
    def now(self) -> int:
        """POSIX seconds by the clock of this device."""
        return self._clock()

    @property
    def today(self) -> str:
        """The day that the writer gives: UTC, by the clock of this device."""
        return _day(self.now).isoformat()

    def keyring(self) -> Keyring:
        """The newest keyring. Raises KeyringError, LogError, SshsigError, TransportError."""
        return self._verified(self._served_keyring())

    def authority(self) -> Authority:
        """The newest keyring with its roster. Raises as ``keyring``."""
        keyring = self.keyring()
        return Authority(keyring, keyring.with_roster(self._transport.get("/keyring/roster", ROSTER_MAX)))

    def send(
        self,
        letter: Letter,
        keys: FamilyKeys,
        authority: Authority,
        again: Again = lambda _why: False,
    ) -> Acknowledged:
        """Seals and sends; if the keys changed meanwhile, verifies the new ones and does it again.

        ``again`` says whether to try once more with the same bytes when the letter may be lost. Raises
        EnvelopeError, ReceiptInvalid, LetterInDoubt, and as ``authority``.
        """
        try:
            return self._post(letter, keys, authority, again)
        except ServerRefused as refused:
            if refused.facts["server_code"] != EpochSuperseded.code:
                raise
        return self._post(letter, keys, self.authority(), again)

    def post(self, envelope: bytes) -> Acknowledged:
        """Sends a letter that was sealed elsewhere; nothing but its receipt is known of it.

        Raises ReceiptInvalid, LetterInDoubt, and as ``keyring``.
        """
        return self._acknowledged(envelope, self.keyring(), lambda _why: False)

    def keyring_file(self) -> tuple[Keyring, KeyringFile]:
        """The newest keyring, and what to carry of it to an offline page. Raises as ``keyring``."""
        served = self._served_keyring()
        keyring, roster = self._verified(served), self._transport.get("/keyring/roster", ROSTER_MAX)
        keyring.with_roster(roster)
        return keyring, KeyringFile(served, roster)

    def mailbox_file(self, head: Head, publisher: str) -> MailboxFile:
        """A publisher's newest manifest and index, verified. Raises MailboxError, and as ``keyring``."""
        signed, _, index = self._newest(head, publisher)
        return MailboxFile(publisher, signed, index)

    def slice_file(self, head: Head, place: SlicePlace) -> bytes:
        """One slice as it is served, verified by its own manifest. Raises as ``mailbox_file``."""
        mailbox = f"/mailbox/{place.publisher}/{place.number}"
        manifest = open_manifest(
            self._transport.get(f"{mailbox}/manifest", SIGNED_MANIFEST_MAX), head, place.publisher
        )
        served = self._transport.get(f"{mailbox}/slice/{place.slice}", manifest.layout.served_bytes)
        open_slice(served, place.slice, manifest.layout)
        return served

    def look(self, families: Sequence[FamilyKeys]) -> list[Finding]:
        """What each publisher has for each of the keys that the words may stand for, usually one.

        Always the same requests: keyring, manifest, index, one slice. Raises MailboxError, AnswerError, and
        as ``keyring``.
        """
        head = self.keyring().head
        findings = []
        for publisher in head.publishers:
            _, manifest, index = self._newest(head, publisher.name)
            mailbox = f"/mailbox/{publisher.name}/{manifest.publication.number}"
            findings += [self._find(mailbox, manifest, index, keys) for keys in families]
        return findings

    def _served_keyring(self) -> bytes:
        try:
            return self._transport.get(f"/keyring/{self.trust.known_epoch}", KEYRING_MAX)
        except ServerRefused as refused:
            if refused.facts["server_code"] == EpochUnknown.code:
                raise KeyringRolledBack("the server does not know the epoch that we know") from refused
            raise

    def _verified(self, served: bytes) -> Keyring:
        return verify_keyring(self.trust, decode_served_keyring(served), self.now)

    def _newest(self, head: Head, publisher: str) -> tuple[bytes, Manifest, bytes]:
        mailbox = f"/mailbox/{publisher}"
        signed = self._transport.get(f"{mailbox}/manifest", SIGNED_MANIFEST_MAX)
        manifest = open_manifest(signed, head, publisher)
        number = manifest.publication.number
        index = self._transport.get(f"{mailbox}/{number}/index", manifest.slices * PREFIX_BYTES)
        manifest.check_index(index)
        return signed, manifest, index

    def _post(self, letter: Letter, keys: FamilyKeys, authority: Authority, again: Again) -> Acknowledged:
        randomness = EnvelopeRandomness(os.urandom(INQUIRY_KEY_BYTES), os.urandom(NONCE_BYTES))
        envelope = seal_envelope(letter, keys.author, authority.sealing, randomness)
        return self._acknowledged(envelope, authority.keyring, again)

    def _acknowledged(self, envelope: bytes, keyring: Keyring, again: Again) -> Acknowledged:
        receipt = self._deliver(envelope, again)
        digest = envelope_hash(envelope)
        return Acknowledged(check_receipt(receipt, digest, keyring.head.intake), digest, receipt)

    def _deliver(self, envelope: bytes, again: Again) -> bytes:
        lost = False
        while True:
            try:
                return self._transport.post("/intake", envelope, RECEIPT_MAX)
            except TransportError as error:
                # What is stored gets its receipt whatever its epoch: so this one is not there.
                if error.facts.get("server_code") == EpochSuperseded.code:
                    raise
                # Once it may have arrived, no other refusal says that it has not.
                lost = lost or bool(error.facts["lost"])
                if not lost:
                    raise
                if not again(error):
                    raise LetterInDoubt("the connection was lost after sending began") from error

    def _find(self, mailbox: str, manifest: Manifest, index: bytes, keys: FamilyKeys) -> Finding:
        publication = manifest.publication
        address = find_address(publication, keys.address, manifest.key)
        number = find_slice(index, manifest.slices, address.place)
        served = self._transport.get(f"{mailbox}/slice/{number}", manifest.layout.served_bytes)
        cells = pick_cells(open_slice(served, number, manifest.layout), address)
        if not cells:
            return Finding(manifest, None)
        tagged = zip(address.tags, cells, strict=False)
        content = join_answer([open_cell(publication, tag, keys.reply, cell) for tag, cell in tagged])
        check_answer(content)
        return Finding(manifest, content)


def _day(now: int) -> date:
    return datetime.fromtimestamp(now, UTC).date()
