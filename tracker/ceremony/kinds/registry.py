"""The kinds of ceremony by name, and the plan that each asks to be filled in."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from crypto.ceremony import Kind
from tracker.ceremony.folder import Files
from tracker.ceremony.kinds.add import Add
from tracker.ceremony.kinds.genesis import Genesis
from tracker.ceremony.kinds.recover import Recover
from tracker.ceremony.kinds.release import ReleaseClient
from tracker.ceremony.kinds.replace_officer import ReplaceOfficer
from tracker.ceremony.kinds.revoke import Revoke
from tracker.ceremony.kinds.rotate import Rotate
from tracker.ceremony.plan import Change
from tracker.ceremony.standing import Standing, read_standing

KINDS: Mapping[Kind, type[Change]] = {
    Kind.GENESIS: Genesis,
    Kind.ADD: Add,
    Kind.ROTATE: Rotate,
    Kind.REVOKE: Revoke,
    Kind.RECOVER: Recover,
    Kind.REPLACE_OFFICER: ReplaceOfficer,
    Kind.RELEASE: ReleaseClient,
}
_PLANS = Path(__file__).parent.parent / "plans"


@cache
def blank(kind: Kind) -> bytes:
    """The beginning of a plan in which nothing is filled in."""
    return (_PLANS / f"{kind}.toml").read_bytes()


def template(kind: Kind, files: Files) -> bytes:
    """The plan to fill in; but for a genesis it says in comments how things stand.

    Raises what ``read_standing`` raises.
    """
    text = blank(kind)
    if kind is Kind.GENESIS:
        return text
    comments = [f"# {line}\n" for line in _as_it_stands(read_standing(files))]
    return text + b"\n" + "".join(comments).encode()


def _as_it_stands(standing: Standing) -> Iterator[str]:
    head, roster = standing.head, standing.roster
    yield f"As it stands: {head.origin}, epoch {head.epoch}"
    yield f"officers, of whom {head.threshold} sign: {', '.join(item.name for item in head.officers)}"
    for item in roster.caseworkers:
        yield f"caseworker {item.name}: {item.first_day} to {item.last_day}"
    for publisher in head.publishers:
        yield f"publisher {publisher.name}: {publisher.threshold} of {len(publisher.signers)} sign"
    yield f"recovery: {roster.recovery.threshold} of {len(roster.recovery.commitments)} shares"
