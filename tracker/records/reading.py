"""An answer as a family reads it (docs/spec/answer.md).

Always in one order: the answer in a line, what it means, what it does not mean, what to do, when to
look again. Pure: every word comes from the catalogue or the caseworker, every day is an argument.
"""

from typing import Any

from tracker.records.answer import check_answer
from tracker.records.language import month_and_day, translate
from tracker.records.vocabulary import (
    BY_A_PERSON,
    CLOSED,
    KNOWLEDGE_BY_ID,
    LISTS,
    NONE,
    RELEASED,
    WITHDRAWN,
    WORK_BY_ID,
    explanation_id,
    label_id,
)

HEADINGS = ("result", "means", "not", "do", "again")
REHEARSAL = "rehearsal/"
# The works that give advice of their own.
WORK_WITH_ADVICE = ("need-more", CLOSED, WITHDRAWN)

Section = tuple[str, list[str]]
Content = dict[str, Any]


def read_answer(content: Content, language: str) -> list[Section]:
    """The answer as five sections, each a heading and its paragraphs. Raises AnswerError."""
    check_answer(content)
    return _sections(
        language,
        [_result(content, language)],
        _means(content, language),
        [_not(content, language)],
        [*_do(content, language), translate(language, "reading.fraud")],
        _again(content, language),
    )


def read_nothing(language: str, read_until: str, again: str) -> list[Section]:
    """What a check finds when no cell is for these words: the same five sections.

    ``read_until`` is the day up to which letters were read, ``again`` that of the next publication.
    """
    until = month_and_day(language, read_until)
    return _sections(
        language,
        [translate(language, "reading.nothing.result", day=until)],
        [translate(language, "reading.nothing.means")],
        [translate(language, "reading.nothing.not")],
        [translate(language, "reading.nothing.do"), translate(language, "reading.fraud")],
        [translate(language, "reading.again", day=month_and_day(language, again))],
    )


def read_late(language: str, due: str) -> str:
    """The line above an answer from a manifest that should have had a successor on ``due``."""
    return translate(language, "reading.late", day=month_and_day(language, due))


def read_warnings(language: str, origin: str) -> list[str]:
    """What every page of this origin says: about fraud, and about a rehearsal."""
    warnings = [translate(language, "reading.fraud")]
    if origin.startswith(REHEARSAL):
        warnings.insert(0, translate(language, "reading.rehearsal"))
    return warnings


def reading_msgids() -> list[str]:
    """Every msgid that reading can ask of a catalogue."""
    told = [value for value in KNOWLEDGE_BY_ID if value != NONE]
    return [
        *(f"reading.heading.{heading}" for heading in HEADINGS),
        *(f"reading.work.{work}.{part}" for work in WORK_BY_ID for part in ("result", "means")),
        *(f"reading.work.{work}.do" for work in WORK_WITH_ADVICE),
        f"reading.work.{WITHDRAWN}.not",
        *(f"reading.knowledge.{value}.{part}" for value in told for part in HEADINGS[:4]),
        *(f"reading.knowledge.{NONE}.{part}" for part in ("not", "do")),
        *(f"reading.nothing.{part}" for part in HEADINGS[:4]),
        *(f"reading.{name}" for name in ("evidence", "route", "text", "answered", "again", "ends")),
        *(f"reading.{name}" for name in ("late", "resigning", "fraud", "rehearsal")),
    ]


def reading_vocabulary_msgids() -> list[str]:
    """The msgids of the vocabulary's words that reading names; the others are for caseworkers."""
    labels = [label_id(name, value) for name in ("source", "confidence", "route") for value in LISTS[name]]
    explained = ("route", "closed", "conditions", "exile")
    return [*labels, *(explanation_id(name, value) for name in explained for value in LISTS[name])]


def _sections(language: str, *parts: list[str]) -> list[Section]:
    return [
        (translate(language, f"reading.heading.{heading}"), paragraphs)
        for heading, paragraphs in zip(HEADINGS, parts, strict=True)
    ]


def _result(content: Content, language: str) -> str:
    value = content["knowledge"]["value"]
    if value == NONE:
        return translate(language, f"reading.work.{content['work']}.result")
    return translate(language, f"reading.knowledge.{value}.result")


def _means(content: Content, language: str) -> list[str]:
    knowledge = content["knowledge"]
    paragraphs = []
    if knowledge["value"] != NONE:
        paragraphs.append(_knowledge_means(knowledge, language))
    if KNOWLEDGE_BY_ID[knowledge["value"]].evidence:
        paragraphs.append(_evidence(knowledge, language))
    paragraphs.append(translate(language, f"reading.work.{content['work']}.means"))
    if content["work"] == CLOSED:
        paragraphs.append(translate(language, explanation_id("closed", content["why"])))
    if content["text"]:
        paragraphs += [translate(language, "reading.text"), content["text"]]
    day = month_and_day(language, content["answered"])
    return [*paragraphs, translate(language, "reading.answered", day=day)]


def _knowledge_means(knowledge: Content, language: str) -> str:
    values: dict[str, str] = {}
    if knowledge["value"] == RELEASED:
        values = {
            name: translate(language, explanation_id(name, knowledge[name]))
            for name in ("conditions", "exile")
        }
    return translate(language, f"reading.knowledge.{knowledge['value']}.means", **values)


def _evidence(knowledge: Content, language: str) -> str:
    return translate(
        language,
        "reading.evidence",
        source=translate(language, label_id("source", knowledge["source"])),
        date=month_and_day(language, knowledge["date"]),
        confidence=translate(language, label_id("confidence", knowledge["confidence"])),
    )


def _not(content: Content, language: str) -> str:
    if content["work"] == WITHDRAWN:
        return translate(language, f"reading.work.{WITHDRAWN}.not")
    return translate(language, f"reading.knowledge.{content['knowledge']['value']}.not")


def _do(content: Content, language: str) -> list[str]:
    work, value = content["work"], content["knowledge"]["value"]
    paragraphs = []
    if work in WORK_WITH_ADVICE:
        paragraphs.append(translate(language, f"reading.work.{work}.do"))
    if value == BY_A_PERSON:
        paragraphs.append(translate(language, f"reading.knowledge.{value}.do"))
        paragraphs += [_route(route, language) for route in content["knowledge"]["routes"]]
    elif work not in WORK_WITH_ADVICE:
        # Advice to add to a letter would be wrong once it is closed, and twice the same before.
        paragraphs.append(translate(language, f"reading.knowledge.{value}.do"))
    return paragraphs


def _route(route: str, language: str) -> str:
    return translate(
        language,
        "reading.route",
        label=translate(language, label_id("route", route)),
        explanation=translate(language, explanation_id("route", route)),
    )


def _again(content: Content, language: str) -> list[str]:
    name = "ends" if "ends" in content else "again"
    return [translate(language, f"reading.{name}", day=month_and_day(language, content[name]))]
