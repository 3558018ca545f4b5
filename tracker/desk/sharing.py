"""What a family allowed, and since which letter (pure; docs/spec/form.md, rule 6).

Every permission is separate, and whatever is not plainly a yes is a no.
"""

from dataclasses import dataclass

from tracker.desk.case import Case
from tracker.records.fields import Consent as ConsentField
from tracker.records.fields import Group
from tracker.records.form import BY_KEY

SHARING = "sharing"


def permissions() -> tuple[str, ...]:
    """The names of the permissions, in the order of the form."""
    group = BY_KEY[SHARING]
    members = group.members if isinstance(group, Group) else ()
    return tuple(field.key for field in members if isinstance(field, ConsentField))


@dataclass(frozen=True)
class Permission:
    """One permission of one inquiry: its name, whether it is given, and the day of the letter that says so.

    ``letter`` is the number of that letter (from 1), 0 and "" where no letter speaks of permissions.
    """

    name: str
    given: bool
    day: str
    letter: int


def permissions_of(case: Case) -> list[Permission]:
    """Every permission as the newest letter that speaks of permissions gives it; all off once withdrawn."""
    number, day, sharing = 0, "", {}
    for position, letter in enumerate(case.letters, 1):
        if SHARING in letter.body.form:
            number, day = position, letter.body.day
            told = letter.body.form[SHARING]
            sharing = told if isinstance(told, dict) else {}
    given = {name for name in permissions() if sharing.get(name) is True and not case.is_withdrawn}
    return [Permission(name, name in given, day, number) for name in permissions()]
