"""The plans of a rehearsal, as an administrator would have filled them in."""

from collections.abc import Sequence

from crypto.ceremony import Kind
from crypto.note import VerifierKey
from tracker.rehearsal.witnesses import RehearsalWitness, policy_lines

OFFICERS = ("officer-one", "officer-two", "officer-three")
PRESENT = OFFICERS[:2]
ROOM_WITNESS = "neighbour"


def genesis_plan(
    origin: str, first: str, last: str, intake: VerifierKey, witnesses: Sequence[RehearsalWitness]
) -> str:
    """Three officers of whom two sign, two caseworkers, two of three shares, two of three witnesses."""
    caseworkers = "".join(
        f'[[caseworker]]\nname = "{name}"\nfrom = "{first}"\nuntil = "{last}"\npresent = {present}\n'
        for name, present in (("caseworker-one", "true"), ("caseworker-two", "false"))
    )
    return f"""ceremony = "genesis"
origin = "{origin}"
day = "{first}"
reason = "A rehearsal with throwaway keys"

[officers]
threshold = 2
names = {list(OFFICERS)}

{caseworkers}
[publisher]
name = "desk"
threshold = 2

[recovery]
threshold = 2
shares = 3

[intake]
key = "{intake.encode()}"

[policy]
lines = {list(policy_lines(witnesses, 2))}

[room]
witnesses = ["{ROOM_WITNESS}"]
"""


def later_plan(kind: Kind, day: str, change: str) -> str:
    """A later ceremony before two officers and a room witness."""
    return (
        f'ceremony = "{kind}"\nday = "{day}"\nreason = "A rehearsal with throwaway keys"\n\n'
        f'[room]\nofficers = {list(PRESENT)}\nwitnesses = ["{ROOM_WITNESS}"]\n\n{change}'
    )
