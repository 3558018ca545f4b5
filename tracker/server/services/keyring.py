"""Installing a keyring, serving it, and judging envelopes by it (docs/spec/server-api.md, "Keyring")."""

import threading
from dataclasses import dataclass, field
from functools import cached_property

from crypto.envelope import Header
from crypto.errors import (
    EnvelopeOrigin,
    EnvelopeRecipients,
    EpochSuperseded,
    EpochUnknown,
    KeyringOrigin,
    KeyringRolledBack,
)
from crypto.head import Head, decode_head
from crypto.keyring import (
    ServedKeyring,
    SignedHead,
    check_genesis,
    check_roster,
    decode_served_keyring,
    verify_keyring,
)
from crypto.note import VerifierKey
from crypto.roster import decode_roster
from crypto.sshsig import split_signed
from crypto.trust import decode_trust
from tracker.records.errors import IntakeKeyMismatch, KeyringForked, KeyringMissing
from tracker.server.database import Database
from tracker.server.services.compression import Encoded, compress
from tracker.server.store import calendar, keyring
from tracker.server.store.keyring import StoredEpoch, StoredKeyring

GRACE_DAYS = 14
# For how long a worker may judge by a keyring that another process has just replaced.
FRESH_SECONDS = 1.0


@dataclass(frozen=True)
class AcceptedEpoch:
    """What an envelope of an epoch must name; ``recipients`` is None if it is not taken any more."""

    hash: bytes
    recipients: frozenset[bytes] | None


@dataclass(frozen=True)
class LoadedKeyring:
    """The keyring in memory: the newest head, its roster's bytes, and what is accepted of each epoch.

    ``days`` is the counted day on which it was judged; ``answers`` keeps what was served before.
    """

    stored: StoredKeyring
    days: int
    head: Head
    roster: bytes
    accepted: dict[int, AcceptedEpoch]
    answers: dict[int, Encoded] = field(default_factory=dict)

    def judge(self, header: Header) -> None:
        """Refuses an envelope that no desk of ours could open, or not any more.

        Raises EnvelopeOrigin, EpochUnknown, EpochSuperseded, EnvelopeRecipients.
        """
        if header.origin != self.head.origin:
            raise EnvelopeOrigin("made for another origin")
        epoch = self.accepted.get(header.epoch)
        if epoch is None or epoch.hash != header.head_hash:
            raise EpochUnknown("an epoch that this server does not have")
        if epoch.recipients is None:
            raise EpochSuperseded("seal again: this epoch is not taken any more", newest=self.head.epoch)
        if header.stanzas.keys() != epoch.recipients:
            raise EnvelopeRecipients("not exactly the recipients of the roster")

    @cached_property
    def served_roster(self) -> Encoded:
        """The newest roster."""
        return compress(self.roster)

    def served_from(self, epoch: int) -> Encoded:
        """The signed heads from this epoch to the newest, and the proof. Raises EpochUnknown."""
        if epoch not in self.accepted:
            raise EpochUnknown("an epoch that this server does not have")
        if epoch not in self.answers:
            later = [item for item in self.stored.epochs if item.epoch >= epoch]
            heads = tuple(signed_head(item.signed_head) for item in later)
            self.answers[epoch] = compress(ServedKeyring(heads, self.stored.proof).encode())
        return self.answers[epoch]


class Keyrings:
    """The installed keyring, kept in memory for a second at a time."""

    def __init__(self, database: Database, intake: VerifierKey) -> None:
        self._database = database
        self._intake = intake
        self._loaded: LoadedKeyring | None = None
        self._loaded_at = 0.0
        self._loading = threading.Lock()

    def current(self, monotonic: float) -> LoadedKeyring:
        """The installed keyring; ``monotonic`` is the time in seconds. Raises KeyringMissing."""
        loaded = self._loaded
        if loaded is not None and monotonic - self._loaded_at < FRESH_SECONDS:
            return loaded
        with self._loading:
            if self._loaded is None or monotonic - self._loaded_at >= FRESH_SECONDS:
                self._loaded, self._loaded_at = self._load(self._loaded), monotonic
            return self._loaded

    def install(self, trust: bytes, served: bytes, roster: bytes, now: int) -> int:
        """Verifies a keyring by its trust root and installs it; gives the newest epoch.

        Numbered as in docs/guides/operator.md. Raises KeyringError, LogError, SshsigError, KeyringForked,
        IntakeKeyMismatch.
        """
        # 1. The keyring holds by the trust root; a genesis is signed by all its officers.
        root, heads = decode_trust(trust), decode_served_keyring(served)
        verified = verify_keyring(root, heads, now)
        first = decode_head(heads.heads[0].document)
        if first.epoch == 0:
            check_genesis(first, heads.heads[0].signatures)
        # 2. It names our origin and our intake key.
        if verified.head.origin != self._intake.name.removesuffix("/intake"):
            raise KeyringOrigin("the keyring of another origin than this server's")
        if verified.head.intake != self._intake:
            raise IntakeKeyMismatch("the head names another intake key than this server's")
        # 3. The roster is the one that the newest head names.
        check_roster(verified.head, roster)
        # 4. It continues what is installed.
        offered = [_offered(signed) for signed in heads.heads]
        with self._database.write() as connection:
            days = calendar.counted_days(connection)
            known = _known(keyring.load(connection), offered)
            for epoch in offered:
                if epoch.epoch not in known:
                    keyring.add(connection, epoch)
            newest = offered[-1].epoch
            keyring.supersede(connection, newest, days)
            keyring.set_roster(connection, newest, roster)
            keyring.replace_proof(connection, trust, heads.proof)
        self._loaded = None
        return newest

    def _load(self, before: LoadedKeyring | None) -> LoadedKeyring:
        with self._database.read() as connection:
            stored, days = keyring.load(connection), calendar.counted_days(connection)
        if stored is None or stored.newest.roster is None:
            raise KeyringMissing("no keyring is installed yet")
        if before is not None and (before.stored, before.days) == (stored, days):
            return before
        head = stored.newest.head
        accepted = {item.epoch: _accepted(item, head, days) for item in stored.epochs}
        return LoadedKeyring(stored, days, head, stored.newest.roster, accepted)


def _accepted(epoch: StoredEpoch, newest: Head, days: int) -> AcceptedEpoch:
    in_grace = epoch.superseded is None or (newest.grace and days - epoch.superseded <= GRACE_DAYS)
    if epoch.roster is None or not in_grace:
        return AcceptedEpoch(epoch.hash, None)
    recipients = decode_roster(epoch.roster).recipients
    return AcceptedEpoch(epoch.hash, frozenset(recipient.short_id for recipient in recipients))


def _known(stored: StoredKeyring | None, offered: list[StoredEpoch]) -> set[int]:
    """The epochs that are installed already, equal to those offered. Raises KeyringForked and the like."""
    if stored is None:
        return set()
    installed = {epoch.epoch: epoch.hash for epoch in stored.epochs}
    if any(installed.get(epoch.epoch, epoch.hash) != epoch.hash for epoch in offered):
        raise KeyringForked("another head than the installed one at the same epoch")
    if offered[-1].epoch < stored.newest.epoch or offered[0].epoch > stored.newest.epoch:
        raise KeyringRolledBack("the keyring does not continue the installed one")
    return set(installed)


def _offered(signed: SignedHead) -> StoredEpoch:
    head = decode_head(signed.document)
    return StoredEpoch(head.epoch, head.hash, signed.encode(), None, None)


def signed_head(encoded: bytes) -> SignedHead:
    """The head behind the bytes that are stored and served."""
    document, signatures = split_signed(encoded)
    return SignedHead(document, tuple(signatures))
