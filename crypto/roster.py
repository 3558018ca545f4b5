"""A keyring epoch's roster: to whom letters are sealed (docs/spec/keyring.md, "Roster")."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from crypto.encoding import b64decode, b64encode, check_day, check_name, check_origin, decimal
from crypto.envelope import RECIPIENTS_MAX
from crypto.errors import EncodingError, KeyDegenerate, RosterMalformed
from crypto.keys import PUBLIC_BYTES, check_signing_public
from crypto.lines import LineReader, encode_lines
from crypto.recipient import Recipient

FIRST_LINE = "inquiry-roster/v1"
ROSTER_MAX = 64 * 1024
SHARES_MAX = 16


@dataclass(frozen=True)
class Caseworker:
    """A caseworker: name, recipient, 32-byte Ed25519 signing key, first and last day."""

    name: str
    recipient: Recipient
    signing: bytes
    first_day: str
    last_day: str


@dataclass(frozen=True)
class Recovery:
    """The recovery recipient, how many shares rebuild it, and each share's commitment (an Ed25519 key)."""

    recipient: Recipient
    threshold: int
    commitments: tuple[bytes, ...]


@dataclass(frozen=True)
class Roster:
    """Who reads letters in this epoch: caseworkers in the order of their names, and recovery."""

    origin: str
    epoch: int
    caseworkers: tuple[Caseworker, ...]
    recovery: Recovery

    @property
    def recipients(self) -> tuple[Recipient, ...]:
        """All recipients of an envelope, the recovery recipient among them."""
        return (*(item.recipient for item in self.caseworkers), self.recovery.recipient)

    @property
    def hash(self) -> bytes:
        """SHA-256 of the encoded roster."""
        return hashlib.sha256(self.encode()).digest()

    def encode(self) -> bytes:
        """The roster's bytes."""
        lines = [FIRST_LINE, f"origin {self.origin}", f"epoch {self.epoch}"]
        for item in self.caseworkers:
            keys = f"{item.recipient.encode()} {b64encode(item.signing)}"
            lines.append(f"caseworker {item.name} {keys} {item.first_day} {item.last_day}")
        lines.append(f"recovery {self.recovery.threshold} {self.recovery.recipient.encode()}")
        lines += [f"share {b64encode(commitment)}" for commitment in self.recovery.commitments]
        return encode_lines(lines)


def decode_roster(document: bytes) -> Roster:
    """The roster behind its bytes, with all rules of one roster alone. Raises RosterMalformed."""
    try:
        roster = _read(LineReader(document, ROSTER_MAX))
        _check(roster)
    except (EncodingError, KeyDegenerate) as error:
        raise RosterMalformed(str(error)) from error
    if roster.encode() != document:
        raise RosterMalformed("another encoding of the same roster")
    return roster


def _read(reader: LineReader) -> Roster:
    reader.literal(FIRST_LINE)
    origin, epoch = check_origin(reader.field("origin")), decimal(reader.field("epoch"))
    caseworkers = []
    while reader.comes("caseworker"):
        name, x25519, xwing, signing, first_day, last_day = reader.fields("caseworker", 6)
        caseworkers.append(
            Caseworker(
                check_name(name),
                Recipient.decode(x25519, xwing),
                check_signing_public(b64decode(signing, PUBLIC_BYTES)),
                check_day(first_day),
                check_day(last_day),
            )
        )
    threshold, x25519, xwing = reader.fields("recovery", 3)
    commitments = []
    while reader.comes("share"):
        commitments.append(check_signing_public(b64decode(reader.field("share"), PUBLIC_BYTES)))
    reader.end()
    recovery = Recovery(Recipient.decode(x25519, xwing), decimal(threshold), tuple(commitments))
    return Roster(origin, epoch, tuple(caseworkers), recovery)


def _check(roster: Roster) -> None:
    names = [item.name for item in roster.caseworkers]
    recipients = roster.recipients
    if not names or names != sorted(set(names)):
        raise EncodingError("at least one caseworker; names distinct and in order")
    if len(recipients) > RECIPIENTS_MAX or not _keys_distinct(recipients):
        raise EncodingError("too many recipients, or a key twice")
    signing = [item.signing for item in roster.caseworkers]
    if len({*signing, *roster.recovery.commitments}) != len(signing) + len(roster.recovery.commitments):
        raise EncodingError("a signing key or commitment twice")
    if any(item.first_day > item.last_day for item in roster.caseworkers):
        raise EncodingError("a caseworker's last day before the first")
    if not 1 <= roster.recovery.threshold <= len(roster.recovery.commitments) <= SHARES_MAX:
        raise EncodingError("an impossible threshold of shares")


def _keys_distinct(recipients: Sequence[Recipient]) -> bool:
    exchange = {recipient.x25519 for recipient in recipients}
    hybrid = {recipient.xwing for recipient in recipients}
    return len(exchange) == len(hybrid) == len(recipients)
