"""What each column of a list means (pure; docs/spec/lists.md, "Mapping")."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Role(StrEnum):
    """What a column holds; the catalogues have the words under ``list.role.<value>``."""

    FULL_NAME = "full-name"
    SURNAME = "surname"
    GIVEN_NAME = "given-name"
    PATRONYMIC = "patronymic"
    OTHER_NAMES = "other-names"
    BIRTH = "birth"
    AGE = "age"
    SEX = "sex"
    PLACE = "place"
    STATUS = "status"
    STATUS_DATE = "status-date"
    RANK = "rank"
    RECORD = "record"
    ORDINAL = "ordinal"
    REMARK = "remark"
    OTHER = "other"


NAMES = frozenset({Role.FULL_NAME, Role.SURNAME, Role.GIVEN_NAME, Role.PATRONYMIC})
# Of these several columns may hold parts; of the others the first column counts.
SEVERAL = frozenset({Role.OTHER_NAMES, Role.BIRTH, Role.PLACE, Role.STATUS, Role.REMARK, Role.OTHER})


@dataclass(frozen=True)
class Mapping:
    """A role for each column from the left, and where entries begin.

    ``first`` is the number of the first row that may be an entry; ``headings`` what stands above each
    column, "" where nothing does; ``month_first``: 05/12/1987 is the twelfth of May.
    """

    roles: tuple[Role, ...]
    first: int
    headings: tuple[str, ...] = ()
    month_first: bool = False

    def columns(self, role: Role) -> tuple[int, ...]:
        """The columns of this role, from 0."""
        return tuple(place for place, each in enumerate(self.roles) if each is role)

    @property
    def has_names(self) -> bool:
        """Whether rows of a list so mapped can name anybody."""
        return bool({Role.FULL_NAME, Role.SURNAME} & set(self.roles))

    def as_json(self) -> dict[str, Any]:
        """As it stands in an event."""
        return {
            "roles": [str(role) for role in self.roles],
            "first": self.first,
            "headings": list(self.headings),
            "month_first": self.month_first,
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Mapping":
        """From an event that a caseworker signed."""
        roles = tuple(Role(role) for role in value["roles"])
        return cls(roles, value["first"], tuple(value["headings"]), value["month_first"])
