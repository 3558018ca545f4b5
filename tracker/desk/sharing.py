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
    newest = next((letter for letter in reversed(case.by_leaf) if SHARING in letter.body.form), None)
    number, day = (0, "") if newest is None else (case.letters.index(newest) + 1, newest.body.day)
    return [Permission(name, allows(case, name), day, number) for name in permissions()]


def allows(case: Case, name: str) -> bool:
    """Whether the family gives one permission: in its newest letter that speaks of any, and not withdrawn.

    A batch lies in the log in no order: of letters that may be newer than the newest, each must say yes.
    """
    spoken = [letter.body for letter in case.by_leaf if SHARING in letter.body.form]
    told = [body.form[SHARING] for body in spoken if body.day >= spoken[-1].day]
    is_yes = all(isinstance(each, dict) and each.get(name) is True for each in told)
    return bool(told) and is_yes and not case.is_withdrawn
