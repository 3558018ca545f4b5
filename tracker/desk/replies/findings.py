"""What the check of an answer's wording finds (docs/spec/wording.md)."""

import hashlib
from dataclasses import dataclass, field
from enum import IntEnum

RANK, UNIT, SERVICE, POSITION = "wording-rank", "wording-unit", "wording-service", "wording-position"
CALL_SIGN, ASKERS, STAFF = "wording-call-sign", "wording-askers", "wording-staff"
DEATH, DEATH_POSSIBLE = "wording-death", "wording-death-possible"
HIDDEN, LANGUAGE = "wording-hidden", "wording-language"
CONTACT, MONEY, PROMISE = "wording-contact", "wording-money", "wording-promise"
_KEY_HEX = 16
CODES = (
    RANK,
    UNIT,
    SERVICE,
    POSITION,
    CALL_SIGN,
    ASKERS,
    STAFF,
    DEATH,
    DEATH_POSSIBLE,
    HIDDEN,
    LANGUAGE,
    CONTACT,
    MONEY,
    PROMISE,
)


class Weight(IntEnum):
    """What follows from a finding.

    ``WARN``: shown, nothing more. ``STOP``: refused, unless the author justifies it; then a second
    caseworker must confirm the answer. ``NEVER``: refused, and no justification counts.
    """

    WARN = 1
    STOP = 2
    NEVER = 3


@dataclass(frozen=True, order=True)
class Finding:
    """One place of a text: ``text[start:end]`` is ``found``; ``reading`` is what it was read as.

    A finding about the whole text has ``start == end == 0``.
    """

    start: int
    end: int
    code: str
    weight: Weight
    found: str = field(repr=False)
    reading: str = field(repr=False)

    @property
    def key(self) -> str:
        """Under which a justification names it: the code and a hash of what was read, wherever it stands."""
        return f"{self.code}-{hashlib.sha256(self.reading.encode()).hexdigest()[:_KEY_HEX]}"
