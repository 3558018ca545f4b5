"""The words of an answer: how the work stands, and what is known (docs/spec/answer.md).

Two separate fields. No value tells of a death, none says what a person was, none that anybody else
asked: such a thing has no word here, and "better told by a person" is the way round.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

NONE = "none"
CLOSED, WITHDRAWN = "closed", "withdrawn"
BY_A_PERSON, CONFIRMED, RELEASED = "by-a-person", "confirmed", "released"
ICRC = "icrc"


@dataclass(frozen=True)
class Work:
    """How the work on an inquiry stands. ``final``: the cell stays until a day, and then is gone."""

    id: str
    final: bool = False


@dataclass(frozen=True)
class Knowledge:
    """What is known about the person.

    ``evidence``: comes with kind of source, date and confidence. ``second``: two caseworkers must
    confirm it before it is sent.
    """

    id: str
    evidence: bool = True
    second: bool = False


WORK: tuple[Work, ...] = (
    Work("received"),
    Work("being-read"),
    Work("need-more"),
    Work("being-traced"),
    Work("referred"),
    Work("answered"),
    Work("waiting"),
    Work(CLOSED, final=True),
    Work(WITHDRAWN, final=True),
)

KNOWLEDGE: tuple[Knowledge, ...] = (
    Knowledge(NONE, evidence=False),
    Knowledge("reported"),
    Knowledge(CONFIRMED),
    Knowledge("located", second=True),
    Knowledge("contact"),
    Knowledge("visited"),
    Knowledge("charged-or-convicted"),
    Knowledge("transferred"),
    Knowledge(RELEASED, second=True),
    Knowledge("returned"),
    Knowledge(BY_A_PERSON, evidence=False),
)

SOURCES = (
    ICRC,
    "un-body",
    "holding-side",
    "own-side",
    "official-list",
    "court",
    "lawyer",
    "the-person",
    "released-person",
    "family",
    "organisation",
    "media",
)
CONFIDENCE = ("low", "medium", "high")
CONDITIONS = ("unconditional", "conditional", "unknown")
EXILE = ("no", "chosen", "forced", "unknown")
ROUTES = ("icrc", "organisation", "lawyer", "trusted-person")
CLOSED_WHY = ("returned", "in-contact", "handed-over", "no-way-left", "outside")

WORK_BY_ID = {work.id: work for work in WORK}
KNOWLEDGE_BY_ID = {knowledge.id: knowledge for knowledge in KNOWLEDGE}
LISTS: dict[str, tuple[str, ...]] = {
    "work": tuple(WORK_BY_ID),
    "knowledge": tuple(KNOWLEDGE_BY_ID),
    "source": SOURCES,
    "confidence": CONFIDENCE,
    "conditions": CONDITIONS,
    "exile": EXILE,
    "route": ROUTES,
    "closed": CLOSED_WHY,
}


def label_id(name: str, value: str) -> str:
    """The msgid of a word's label; ``name`` is one of ``LISTS``."""
    return f"vocabulary.{name}.{value}.label"


def explanation_id(name: str, value: str) -> str:
    """The msgid of a word's explanation."""
    return f"vocabulary.{name}.{value}.explanation"


def vocabulary_msgids() -> Iterator[str]:
    """Every msgid that the vocabulary needs in each catalogue."""
    for name, values in LISTS.items():
        for value in values:
            yield label_id(name, value)
            yield explanation_id(name, value)


def vocabulary_schema() -> dict[str, Any]:
    """The vocabulary as plain JSON values, for the browser's build."""
    return {
        "version": "inquiry-answer/v1",
        "lists": {name: list(values) for name, values in LISTS.items()},
        "final": [work.id for work in WORK if work.final],
        "evidence": [knowledge.id for knowledge in KNOWLEDGE if knowledge.evidence],
        "needs-second": [knowledge.id for knowledge in KNOWLEDGE if knowledge.second],
    }
