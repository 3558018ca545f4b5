"""A keyring epoch's head: who may do what from this epoch on (docs/spec/keyring.md, "Head")."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from crypto.encoding import HASH_BYTES, b64decode, b64encode, check_name, check_origin, decimal
from crypto.errors import (
    EncodingError,
    HeadMalformed,
    KeyDegenerate,
    PolicyMalformed,
    VerifierKeyMalformed,
)
from crypto.keys import PUBLIC_BYTES, check_signing_public
from crypto.lines import LineReader, encode_lines
from crypto.note import TYPE_ED25519, VerifierKey
from crypto.policy import Policy, parse_policy

FIRST_LINE = "inquiry-keyring/v1"
HEAD_MAX = 4096
OFFICERS_MAX = 9
PUBLISHERS_MAX = 3
SIGNERS_MAX = 23
NONE = "none"
_TRANSCRIPT = "transcript"


@dataclass(frozen=True)
class Officer:
    """A crypto officer: a name and a 32-byte Ed25519 key."""

    name: str
    public: bytes


@dataclass(frozen=True)
class Publisher:
    """A desk that may publish: its signers' Ed25519 keys and how many of them must sign."""

    name: str
    threshold: int
    signers: tuple[bytes, ...]


@dataclass(frozen=True)
class Head:
    """All lines of a head. Hashes are 32 bytes; ``previous`` and ``client`` are None for ``none``.

    ``grace`` says whether envelopes under the epoch before are still taken for 14 days.
    """

    origin: str
    realm: str
    epoch: int
    previous: bytes | None
    threshold: int
    officers: tuple[Officer, ...]
    publishers: tuple[Publisher, ...]
    intake: VerifierKey
    policy_lines: tuple[str, ...]
    client: bytes | None
    grace: bool
    reason: str
    transcript: bytes
    roster: bytes

    @property
    def hash(self) -> bytes:
        """SHA-256 of the encoded head."""
        return hashlib.sha256(self.encode()).digest()

    @property
    def officer_keys(self) -> frozenset[bytes]:
        """The officers' public keys."""
        return frozenset(officer.public for officer in self.officers)

    @cached_property
    def policy(self) -> Policy:
        """The witness policy. Raises PolicyMalformed."""
        return parse_policy(self.policy_lines)

    def publisher(self, name: str) -> Publisher | None:
        """The publisher of this name."""
        return next((item for item in self.publishers if item.name == name), None)

    def draft(self) -> bytes:
        """The head without its line ``transcript``, as the transcript of the ceremony holds it."""
        return encode_lines(line for line in self._lines() if not line.startswith(_TRANSCRIPT + " "))

    def encode(self) -> bytes:
        """The head's bytes. Raises HeadMalformed if they are more than 4 KiB."""
        document = encode_lines(self._lines())
        if len(document) > HEAD_MAX:
            raise HeadMalformed(f"{len(document)} bytes where {HEAD_MAX} are allowed")
        return document

    def _lines(self) -> list[str]:
        lines = [
            FIRST_LINE,
            f"origin {self.origin}",
            f"realm {self.realm}",
            f"epoch {self.epoch}",
            f"previous {_optional(self.previous)}",
            f"officers {self.threshold} {len(self.officers)}",
        ]
        lines += [f"officer {item.name} {b64encode(item.public)}" for item in self.officers]
        for publisher in self.publishers:
            lines.append(f"publisher {publisher.name} {publisher.threshold} {len(publisher.signers)}")
            lines += [f"signer {b64encode(public)}" for public in publisher.signers]
        lines.append(f"intake {self.intake.encode()}")
        lines += [f"policy {line}" for line in self.policy_lines]
        lines += [
            f"client {_optional(self.client)}",
            f"previous-epoch {'grace' if self.grace else 'refuse'}",
            f"reason {self.reason}",
            f"{_TRANSCRIPT} {b64encode(self.transcript)}",
            f"roster {b64encode(self.roster)}",
        ]
        return lines


def decode_head(document: bytes) -> Head:
    """The head behind its bytes, with all rules that hold for one head alone. Raises HeadMalformed."""
    try:
        head = _read(LineReader(document, HEAD_MAX))
        _check(head)
    except (EncodingError, KeyDegenerate, VerifierKeyMalformed, PolicyMalformed) as error:
        raise HeadMalformed(str(error)) from error
    if head.encode() != document:
        raise HeadMalformed("another encoding of the same head")
    return head


def _read(reader: LineReader) -> Head:
    reader.literal(FIRST_LINE)
    origin, realm = check_origin(reader.field("origin")), check_origin(reader.field("realm"))
    epoch, previous = decimal(reader.field("epoch")), _read_optional(reader.field("previous"))
    threshold, count = (decimal(field) for field in reader.fields("officers", 2))
    officers = _read_officers(reader, count)
    publishers = _read_publishers(reader)
    intake = VerifierKey.decode(reader.field("intake"))
    policy_lines = []
    while reader.comes("policy"):
        policy_lines.append(reader.text("policy"))
    client = _read_optional(reader.field("client"))
    grace = {"grace": True, "refuse": False}.get(reader.field("previous-epoch"))
    if grace is None:
        raise EncodingError("'previous-epoch' is 'grace' or 'refuse'")
    reason = reader.text("reason")
    transcript = b64decode(reader.field(_TRANSCRIPT), HASH_BYTES)
    roster = b64decode(reader.field("roster"), HASH_BYTES)
    reader.end()
    return Head(
        origin, realm, epoch, previous, threshold, officers, publishers, intake,
        tuple(policy_lines), client, grace, reason, transcript, roster,
    )  # fmt: skip


def _read_officers(reader: LineReader, count: int) -> tuple[Officer, ...]:
    if not 1 <= count <= OFFICERS_MAX:
        raise EncodingError("1 to 9 officers")
    officers = []
    for _ in range(count):
        name, public = reader.fields("officer", 2)
        officers.append(Officer(check_name(name), check_signing_public(b64decode(public, PUBLIC_BYTES))))
    return tuple(officers)


def _read_publishers(reader: LineReader) -> tuple[Publisher, ...]:
    publishers: list[Publisher] = []
    while reader.comes("publisher"):
        name, threshold, count = reader.fields("publisher", 3)
        if decimal(count) > SIGNERS_MAX or len(publishers) == PUBLISHERS_MAX:
            raise EncodingError("too many signers or publishers")
        keys = [b64decode(reader.field("signer"), PUBLIC_BYTES) for _ in range(decimal(count))]
        signers = tuple(check_signing_public(public) for public in keys)
        publishers.append(Publisher(check_name(name), decimal(threshold), signers))
    return tuple(publishers)


def _check(head: Head) -> None:
    if (head.epoch == 0) != (head.previous is None):
        raise EncodingError("genesis, and only genesis, has no previous head")
    if head.epoch == 0 and head.client is not None:
        raise EncodingError("genesis has no released client")
    if (head.intake.name, head.intake.key_type) != (f"{head.origin}/intake", TYPE_ED25519):
        raise EncodingError("the intake key signs notes and is named '<origin>/intake'")
    _check_group(head.threshold, [officer.public for officer in head.officers], "officers")
    _distinct([officer.name for officer in head.officers], "officers' names")
    _distinct([publisher.name for publisher in head.publishers], "publishers' names")
    if not head.publishers:
        raise EncodingError("at least one publisher")
    for publisher in head.publishers:
        _check_group(publisher.threshold, publisher.signers, "signers")
    _check_roles(head)


def _check_roles(head: Head) -> None:
    """One key, one role: an officer's key signs no mailbox, no log and no receipt, and no witness is one."""
    signers = {public for publisher in head.publishers for public in publisher.signers}
    policy = parse_policy(head.policy_lines)
    logs = {key.public for key in policy.logs}
    witnesses = {key.public for key in policy.witnesses.values()}
    roles = [head.officer_keys, signers, {head.intake.public} | logs, witnesses]
    if len(set().union(*roles)) != sum(map(len, roles)):
        raise EncodingError("one key in two roles")


def _check_group(threshold: int, keys: Sequence[bytes], what: str) -> None:
    _distinct(keys, what)
    if not 1 <= threshold <= len(keys):
        raise EncodingError(f"an impossible threshold of {what}")


def _distinct(items: Sequence[object], what: str) -> None:
    if len(set(items)) != len(items):
        raise EncodingError(f"doubled {what}")


def _optional(value: bytes | None) -> str:
    return NONE if value is None else b64encode(value)


def _read_optional(text: str) -> bytes | None:
    return None if text == NONE else b64decode(text, HASH_BYTES)
