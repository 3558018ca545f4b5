"""Whom to trust today: heads walked from the trust root to the newest (docs/spec/keyring.md)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from crypto.encoding import decimal
from crypto.envelope import SealingKeyring
from crypto.errors import (
    EncodingError,
    EpochUnknown,
    KeyringChain,
    KeyringError,
    KeyringGenesis,
    KeyringNotLatest,
    KeyringOrigin,
    KeyringRoles,
    KeyringRolledBack,
    OfficersMissing,
    RosterMismatch,
    SignatureInvalid,
    SignerRetired,
    SshsigError,
    ThresholdMissing,
)
from crypto.head import HEAD_MAX, Head, decode_head
from crypto.labels import Namespace
from crypto.lines import LineReader, encode_lines
from crypto.roster import Roster, decode_roster
from crypto.sshsig import (
    ARMOR_MAX,
    SIGNATURES_MAX,
    Signature,
    check_threshold,
    join_signed,
    split_signed,
)
from crypto.tlog_proof import TLOG_PROOF_MAX, parse_tlog_proof
from crypto.trust import TrustRoot

FIRST_LINE = "inquiry-keyring-heads/v1"
SIGNED_HEAD_MAX = HEAD_MAX + SIGNATURES_MAX * ARMOR_MAX
HEADS_MAX = 1000
# What a client reads of a served one.
KEYRING_MAX = 4 * 1024 * 1024


@dataclass(frozen=True)
class SignedHead:
    """A head's bytes and the officers' signatures over them."""

    document: bytes
    signatures: tuple[Signature, ...]

    def encode(self) -> bytes:
        """The signed text, as served and logged in folders."""
        return join_signed(self.document, self.signatures)


@dataclass(frozen=True)
class ServedKeyring:
    """Signed heads in order from some epoch on, and the tlog-proof of the newest: a server's answer."""

    heads: tuple[SignedHead, ...]
    proof: bytes

    def encode(self) -> bytes:
        """A header with the lengths of all parts, then the parts."""
        parts = [head.encode() for head in self.heads]
        lines = [FIRST_LINE, f"heads {len(parts)}", *(f"head {len(part)}" for part in parts)]
        header = encode_lines([*lines, f"proof {len(self.proof)}", "end -"])
        return header + b"".join(parts) + self.proof


@dataclass(frozen=True)
class Keyring:
    """The verified newest head, with the hashes of every head that was walked (by epoch)."""

    head: Head
    hashes: dict[int, bytes]

    def with_roster(self, document: bytes) -> SealingKeyring:
        """What envelopes are sealed under. Raises RosterMismatch, RosterMalformed."""
        roster = check_roster(self.head, document)
        return SealingKeyring(self.head.origin, self.head.epoch, self.head.hash, roster.recipients)


def decode_served_keyring(data: bytes) -> ServedKeyring:
    """The heads and proof behind a server's answer. Raises KeyringError."""
    try:
        header_end = data.index(b"\nend -\n") + len(b"\nend -\n")
        reader = LineReader(data[:header_end], 64 + 16 * HEADS_MAX)
        reader.literal(FIRST_LINE)
        count = decimal(reader.field("heads"))
        if count > HEADS_MAX:
            raise EncodingError("too many heads")
        lengths = [decimal(reader.field("head")) for _ in range(count)]
        lengths.append(decimal(reader.field("proof")))
        parts = _cut(data[header_end:], lengths)
        heads = tuple(_signed_head(part) for part in parts[:-1])
        served = ServedKeyring(heads, parts[-1])
    except (ValueError, EncodingError, SshsigError) as error:
        raise KeyringError(f"not an answer with heads: {error}") from error
    if served.encode() != data:
        raise KeyringError("another encoding of the same heads")
    return served


def verify_keyring(trust: TrustRoot, served: ServedKeyring, now: int) -> Keyring:
    """The keyring that this trust root allows to use at POSIX time ``now``.

    ``served`` holds the head of the trust root's known epoch and every later one. Numbered as in
    docs/spec/keyring.md. Raises subclasses of KeyringError, LogError, SshsigError.
    """
    # 1. Each head is well formed, of our origin and realm, and the first is the one we know.
    heads = [decode_head(signed.document) for signed in served.heads]
    _check_start(trust, heads)
    # 2. Each later head follows its predecessor and is signed by the officers of both.
    for previous, (head, signed) in zip(heads, list(zip(heads, served.heads, strict=True))[1:], strict=False):
        check_successor(previous, head, signed.signatures)
    # 3. The newest head is the last leaf of the key log.
    newest = served.heads[-1].document
    proof = parse_tlog_proof(served.proof)
    checkpoint, note = proof.verify(newest, trust.log)
    if proof.index != checkpoint.size - 1 or heads[-1].epoch != proof.index:
        raise KeyringNotLatest("the head is not the last leaf of the key log")
    # 4. Enough witnesses saw that log, lately: as the trust root asks and as the newest head asks.
    max_age = trust.max_age_hours * 3600
    trust.policy.check(note, now, max_age)
    heads[-1].policy.check(note, now, max_age)
    # 5. Who witnesses has no other part in this, and one name; the log has the one key that we know.
    _check_roles(trust, heads)
    return Keyring(heads[-1], {head.epoch: head.hash for head in heads})


def check_genesis(head: Head, signatures: Sequence[Signature]) -> None:
    """The first head is signed by every officer it names. Raises OfficersMissing, KeyringChain."""
    if head.epoch != 0:
        raise KeyringChain("not a genesis")
    _check_officers(head, head, signatures, len(head.officers))


def check_successor(previous: Head, head: Head, signatures: Sequence[Signature]) -> None:
    """A head follows another, by the thresholds of both epochs' officers.

    Raises KeyringOrigin, KeyringChain, OfficersMissing.
    """
    if (head.origin, head.realm) != (previous.origin, previous.realm):
        raise KeyringOrigin("the origin changed on the way")
    if head.epoch != previous.epoch + 1 or head.previous != previous.hash:
        raise KeyringChain(f"epoch {head.epoch} does not follow epoch {previous.epoch}")
    _check_officers(head, previous, signatures, previous.threshold)
    _check_officers(head, head, signatures, head.threshold)


def check_roster(head: Head, document: bytes) -> Roster:
    """The roster that this head names. Raises RosterMismatch, RosterMalformed."""
    if hashlib.sha256(document).digest() != head.roster:
        raise RosterMismatch("the head names another roster")
    roster = decode_roster(document)
    if (roster.origin, roster.epoch) != (head.origin, head.epoch):
        raise RosterMismatch("the roster is of another epoch")
    return roster


def check_publisher(
    keyring_head: Head, publisher: str, namespace: Namespace, digest: bytes, signatures: Sequence[Signature]
) -> None:
    """A publisher's threshold of signers signed these bytes (by their SHA-512).

    Raises EpochUnknown for a publisher that is not in the keyring, SignerRetired if only signatures by
    keys without authority are there, ThresholdMissing, SignatureInvalid.
    """
    entry = keyring_head.publisher(publisher)
    if entry is None:
        raise EpochUnknown(f"the keyring has no publisher '{publisher}'")
    try:
        check_threshold(signatures, namespace.at(keyring_head.origin), digest, entry.signers, entry.threshold)
    except ThresholdMissing as error:
        ours = {item.public for item in signatures if item.namespace == namespace.at(keyring_head.origin)}
        if len(ours) >= entry.threshold:
            raise SignerRetired("signed by keys that the keyring does not authorise") from error
        raise


def _check_start(trust: TrustRoot, heads: Sequence[Head]) -> None:
    if not heads or heads[-1].epoch < trust.known_epoch:
        raise KeyringRolledBack("no head as new as the one that we know")
    if any((head.origin, head.realm) != (trust.origin, trust.realm) for head in heads):
        raise KeyringOrigin("a keyring of another origin or realm")
    if heads[0].epoch != trust.known_epoch:
        raise KeyringChain("the heads do not begin at the epoch that we know")
    if heads[0].hash != trust.known_head:
        raise KeyringGenesis("another head at the epoch that we know")


def _check_roles(trust: TrustRoot, heads: Sequence[Head]) -> None:
    logs = [log for head in heads for log in head.policy.logs]
    if any(log.name == trust.log.name and log != trust.log for log in logs):
        raise KeyringRoles("a head names another key for the key log")
    others = {trust.log.public, *(log.public for log in logs), *(head.intake.public for head in heads)}
    for head in heads:
        others |= head.officer_keys.union(*(publisher.signers for publisher in head.publishers))
    names: dict[bytes, str] = {}
    for policy in (trust.policy, heads[-1].policy):
        for witness in policy.witnesses.values():
            if witness.public in others:
                raise KeyringRoles(f"the witness {witness.name} has another role too")
            if names.setdefault(witness.public, witness.name) != witness.name:
                raise KeyringRoles("one witness under two names")


def _check_officers(head: Head, authority: Head, signatures: Sequence[Signature], threshold: int) -> None:
    digest = hashlib.sha512(head.encode()).digest()
    namespace = Namespace.KEYRING.at(authority.origin)
    try:
        check_threshold(signatures, namespace, digest, authority.officer_keys, threshold)
    except (ThresholdMissing, SignatureInvalid) as error:
        raise OfficersMissing(f"epoch {authority.epoch}'s officers: {error}", epoch=head.epoch) from error


def _signed_head(signed: bytes) -> SignedHead:
    if len(signed) > SIGNED_HEAD_MAX:
        raise EncodingError("a head that is too long")
    document, signatures = split_signed(signed)
    return SignedHead(document, tuple(signatures))


def _cut(data: bytes, lengths: Sequence[int]) -> list[bytes]:
    if lengths[-1] > TLOG_PROOF_MAX or sum(lengths) != len(data):
        raise EncodingError("lengths that do not fit")
    parts, start = [], 0
    for length in lengths:
        parts.append(data[start : start + length])
        start += length
    return parts
