"""Who takes part in a simulated archive, and the secret halves of their keys: hashes of names."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from crypto.head import Head
from crypto.keyring import SignedHead
from crypto.labels import Namespace
from crypto.recipient import Identity
from crypto.recovery import share_key
from crypto.roster import Caseworker, Recovery, Roster
from crypto.sshsig import sign
from tests.vectors.cast import identity, seed, signing

OFFICERS = ("officer-a", "officer-b", "officer-c")
FIRST_CASEWORKERS = ("caseworker-a", "caseworker-b")
RECOVERY = "recovery"
SHARES, SHARES_NEEDED = 3, 2
GENESIS_DAY, LAST_DAY = "2026-03-02", "2026-08-28"


def at(day: str, hour: int = 12) -> int:
    """POSIX seconds of a day's hour, UTC."""
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC, hour=hour).timestamp())


def sign_head(head: Head, officers: Iterable[str], namespace: str | None = None) -> SignedHead:
    """A head signed by these officers."""
    document, where = head.encode(), namespace or Namespace.KEYRING.at(head.origin)
    return SignedHead(document, tuple(sign(signing(name), where, document) for name in officers))


def caseworker(
    name: str, first_day: str = GENESIS_DAY, last_day: str = LAST_DAY, keys: str = ""
) -> Caseworker:
    """The caseworker of a name; ``keys`` names their identity if it is another."""
    who = identity(keys or name)
    return Caseworker(name, who.recipient, who.signing_key.public, first_day, last_day)


def with_caseworkers(*more: Caseworker, without: Sequence[str] = ()) -> Callable[[Roster], Roster]:
    """Makes a roster with these caseworkers more (or in place of those of their names), and without some."""

    def change(roster: Roster) -> Roster:
        people = {item.name: item for item in roster.caseworkers if item.name not in without}
        people |= {item.name: item for item in more}
        return replace(roster, caseworkers=tuple(people[name] for name in sorted(people)))

    return change


def recovery_of(generation: int) -> Recovery:
    """The recovery of a generation: two of three shares."""
    shares = [seed(f"attempts: share {generation} {number}") for number in range(SHARES)]
    commitments = tuple(share_key(share).public for share in shares)
    return Recovery(identity(f"recovery {generation}").recipient, SHARES_NEEDED, commitments)


def shares_of(recovery: Recovery) -> tuple[bytes, ...]:
    """The secret shares behind a recovery."""
    return _generation(recovery)[1]


def recovery_identity(roster: Roster) -> Identity:
    """The secret half of a roster's recovery."""
    return _generation(roster.recovery)[0]


def identity_of(name: str, roster: Roster) -> Identity:
    """The secret half of a caseworker's recipient: by their name, or that of a later identity of theirs."""
    recipient = next(item.recipient for item in roster.caseworkers if item.name == name)
    known = (identity(f"{name}{suffix}") for suffix in ("", " again", " third"))
    return next(item for item in known if item.recipient == recipient)


def first_roster(origin: str) -> Roster:
    """The roster of the genesis."""
    return Roster(origin, 0, tuple(map(caseworker, FIRST_CASEWORKERS)), recovery_of(0))


def _generation(recovery: Recovery) -> tuple[Identity, tuple[bytes, ...]]:
    for generation in range(4):
        if recovery_of(generation).commitments == recovery.commitments:
            shares = tuple(seed(f"attempts: share {generation} {number}") for number in range(SHARES))
            return identity(f"recovery {generation}"), shares
    raise LookupError("a recovery that is not of this cast")
