"""Rules of the rosters: who reads letters, who signs answers, and that nobody's key is somebody else's."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from crypto.epoch import Epoch
from crypto.errors import RosterMismatch
from crypto.keyring import check_roster
from crypto.note import VerifierKey
from crypto.roster import ROSTER_MAX
from crypto.succession import OLD
from crypto.transcript import KeyKind
from tracker.auditor.case import Case
from tracker.auditor.finding import counted
from tracker.auditor.records import epochs
from tracker.records import archive
from tracker.records.errors import KeyReused, RotationOverdue

# Half a year, and a few days for a weekend.
ROTATION_DAYS = 186
WARN_DAYS = 30
_CASEWORKER = "caseworker"
Owner = tuple[bytes, str, str]


def check_rosters(case: Case) -> str:
    """Each roster is the one that its head names, and the newest is the one that is served."""
    heads = case.heads.get()
    documents = [case.source.read(archive.roster(head.epoch), ROSTER_MAX) for head in heads]
    rosters = tuple(check_roster(head, document) for head, document in zip(heads, documents, strict=True))
    case.rosters.put(rosters)
    if case.source.read(archive.ROSTER, ROSTER_MAX) != documents[-1]:
        raise RosterMismatch("the served roster is not that of the newest head")
    names = [item.name for item in rosters[-1].caseworkers]
    return f"{counted(len(rosters), 'roster')}; letters are sealed to {', '.join(names)} and recovery"


def check_publishers(case: Case) -> str:
    """Whoever may sign answers is a caseworker of that epoch."""
    for head, roster in zip(case.heads.get(), case.rosters.get(), strict=True):
        signing = {item.signing for item in roster.caseworkers}
        for publisher in head.publishers:
            if not signing.issuperset(publisher.signers):
                raise RosterMismatch(
                    f"epoch {head.epoch}: '{publisher.name}' has a signer who is no caseworker"
                )
    newest = case.heads.get()[-1].publishers
    return ", ".join(
        f"'{item.name}' needs {item.threshold} of {len(item.signers)}"
        + (": one person alone can publish" if item.threshold == 1 else "")
        for item in newest
    )


def check_roles(case: Case) -> str:
    """A key has one owner and one role, in all epochs together."""
    owners: dict[bytes, tuple[str, str]] = {}
    trust = case.trust.get()
    take_owners(owners, [(trust.log.public, "log", str(archive.Log.KEYS))])
    take_owners(owners, _witnesses(trust.policy.witnesses.values()))
    for epoch in epochs(case.heads.get(), case.rosters.get()):
        take_owners(owners, _keys(epoch))
        take_owners(owners, _witnesses(epoch.head.policy.witnesses.values()))
    case.owners.put(owners)
    return f"{len(owners)} keys in {counted(len(case.heads.get()), 'epoch')}, each of one owner"


def take_owners(owners: dict[bytes, tuple[str, str]], items: Iterable[Owner]) -> None:
    """Notes whose key each is. Raises KeyReused if it is somebody else's already."""
    for key, role, name in items:
        known = owners.setdefault(key, (role, name))
        if known != (role, name):
            raise KeyReused(f"one key for {known[0]} '{known[1]}' and {role} '{name}'")


def check_ages(case: Case) -> str:
    """Nobody's last day has passed, and nobody has had a key for longer than half a year.

    Half a year counts from the ceremony that made the key, even if its first day is said to come later.
    """
    today = datetime.fromtimestamp(case.now, UTC).date()
    made = _made(case)
    due = {
        item.name: _due(min(item.first_day, made.get(item.signing, item.first_day)), item.last_day)
        for item in case.rosters.get()[-1].caseworkers
    }
    for name, day in due.items():
        if day < today:
            raise RotationOverdue(f"the keys of '{name}' were to be rotated by {day}", who=name)
    soon = [name for name, day in due.items() if day <= today + timedelta(days=WARN_DAYS)]
    said = ", ".join(f"{name} by {day}" for name, day in due.items())
    return f"to be rotated: {said}" + (f"; soon: {', '.join(soon)}" if soon else "")


def _made(case: Case) -> dict[bytes, str]:
    """The day on which each caseworker's signing key first stood in a roster."""
    days = {run.head.epoch: run.transcript.day for run in case.runs.get()}
    made: dict[bytes, str] = {}
    for roster in case.rosters.get():
        for item in roster.caseworkers:
            made.setdefault(item.signing, days.get(roster.epoch, item.first_day))
    return made


def _due(first_day: str, last_day: str) -> date:
    half_a_year = date.fromisoformat(first_day).toordinal() + ROTATION_DAYS
    return date.fromordinal(min(half_a_year, date.fromisoformat(last_day).toordinal()))


def _keys(epoch: Epoch) -> Iterator[Owner]:
    """A caseworker has two keys, and keeps the old ones for a while under the name with ``-old``."""
    for item in epoch.all_keys():
        kind = _CASEWORKER if item.kind in (KeyKind.RECIPIENT, KeyKind.SIGNER) else item.kind.value
        # Shares have no names of their own: they are counted anew at each recovery.
        yield item.key, kind, item.name.removesuffix(OLD)
    for recipient in epoch.roster.recipients:
        yield from ((half, "half", recipient.id.hex()) for half in (recipient.x25519, recipient.xwing))


def _witnesses(keys: Iterable[VerifierKey]) -> Iterator[Owner]:
    return ((key.public, "log-witness", key.name) for key in keys)
