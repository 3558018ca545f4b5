"""Why two entries may be one person: ids and facts, put into words by the catalogues."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Why(StrEnum):
    """What was found; the catalogues have its words under ``match.<value>``."""

    NAME_SAME = "name-same"
    NAME_SPELLING = "name-spelling"
    NAME_DIFFERS = "name-differs"
    GIVEN_PAIR = "given-pair"
    INITIAL = "initial"
    WORD_MISSING = "word-missing"
    OTHER_NAME = "other-name"
    BIRTH_SAME = "birth-same"
    BIRTH_FITS = "birth-fits"
    BIRTH_SWAPPED = "birth-swapped"
    BIRTH_CLOSE = "birth-close"
    BIRTH_DIFFERS = "birth-differs"
    BIRTH_CHILD = "birth-child"
    SEX_DIFFERS = "sex-differs"
    PLACE_SAME = "place-same"
    CATEGORY_DIFFERS = "category-differs"


@dataclass(frozen=True)
class Reason:
    """One finding: ``ours`` is what the query says, ``theirs`` what the other entry says."""

    why: Why
    ours: str = field(default="", repr=False)
    theirs: str = field(default="", repr=False)

    @property
    def msgid(self) -> str:
        """Where the catalogues have it; the text has places for ``ours`` and ``theirs``."""
        return f"match.{self.why}"


class Evidence(NamedTuple):
    """How far one thing agrees (0 to 1), how much it counts, and what was found, if it is worth telling."""

    agrees: float
    weight: float
    why: Why | None = None
