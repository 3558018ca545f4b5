"""Installing a keyring, serving it, and judging envelopes by it (docs/spec/server-api.md, "Keyring")."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from crypto.envelope import GRACE_DAYS, Header
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
from crypto.tlog_proof import parse_tlog_proof
from crypto.trust import TrustRoot, decode_trust
from tracker.records.errors import IntakeKeyMismatch, KeyringForked, KeyringMissing
from tracker.server.database import Database
from tracker.server.services.compression import Encoded, compress
from tracker.server.services.cosignatures import with_cosignatures
from tracker.server.store import calendar, keyring
from tracker.server.store.keyring import StoredEpoch, StoredKeyring

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


@dataclass(frozen=True)
class VerifiedKeyring:
    """A keyring that holds by its trust root and is for this server; ``roster`` is the newest head's."""

    trust: TrustRoot
    served: ServedKeyring
    roster: bytes

    @property
    def heads(self) -> list[Head]:
        """Its heads in order."""
        return [decode_head(signed.document) for signed in self.served.heads]

    @property
    def witnesses(self) -> list[VerifierKey]:
        """Whose cosignatures trust root and newest head ask for."""
        policies = (self.trust.policy, self.heads[-1].policy)
        return [key for policy in policies for key in policy.witnesses.values()]

    def fresher_proof(self, installed: bytes) -> bytes:
        """The proof, with what the installed one of the same checkpoint has of fresher cosignatures."""
        note = parse_tlog_proof(installed).checkpoint
        return with_fresher_checkpoint(self.served.proof, note, self.witnesses) or self.served.proof


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

        Raises as ``verify`` and ``commit``.
        """
        return self.commit(self.verify(trust, served, roster, now))

    def verify(self, trust: bytes, served: bytes, roster: bytes, now: int) -> VerifiedKeyring:
        """A keyring that may be installed. Numbered as in docs/guides/operator.md.

        Raises KeyringError, LogError, SshsigError, IntakeKeyMismatch.
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
        return VerifiedKeyring(root, heads, roster)

    def commit(self, offered: VerifiedKeyring) -> int:
        """Installs it; gives the newest epoch. Raises KeyringForked, KeyringRolledBack."""
        # 4. It continues what is installed.
        epochs = [_offered(signed) for signed in offered.served.heads]
        with self._database.write() as connection:
            days = calendar.counted_days(connection)
            before = keyring.load(connection)
            known = _known(before, epochs)
            for epoch in epochs:
                if epoch.epoch not in known:
                    keyring.add(connection, epoch)
            newest = epochs[-1].epoch
            keyring.supersede(connection, newest, days)
            keyring.set_roster(connection, newest, offered.roster)
            proof = offered.served.proof if before is None else offered.fresher_proof(before.proof)
            keyring.replace_proof(connection, offered.trust.encode(), proof)
        self._loaded = None
        return newest

    def add_cosignatures(self, cosigned: bytes, witnesses: Sequence[VerifierKey]) -> bool:
        """Takes what witnesses said of the key log's checkpoint into the proof that is served.

        False if it is about another checkpoint by now.
        """
        with self._database.write() as connection:
            stored = keyring.load(connection)
            if stored is None:
                return False
            proof = with_fresher_checkpoint(stored.proof, cosigned, witnesses)
            if proof is None:
                return False
            keyring.replace_proof(connection, stored.trust, proof)
        self._loaded = None
        return True

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


def with_fresher_checkpoint(proof: bytes, cosigned: bytes, witnesses: Sequence[VerifierKey]) -> bytes | None:
    """The proof with those witnesses' lines of a copy of its checkpoint; None if that is of another tree."""
    parsed = parse_tlog_proof(proof)
    note = with_cosignatures(parsed.checkpoint, cosigned, witnesses)
    return None if note is None else replace(parsed, checkpoint=note).encode()


def signed_head(encoded: bytes) -> SignedHead:
    """The head behind the bytes that are stored and served."""
    document, signatures = split_signed(encoded)
    return SignedHead(document, tuple(signatures))
