"""Answers as a caseworker reads them, and as the family will (pure)."""

from typing import Any

from rich.text import Text

from tracker.desk import display
from tracker.desk.case import Case, WrittenAnswer
from tracker.desk.console.letter_text import LABEL, MARK, pair_text
from tracker.desk.days import day_of
from tracker.desk.state import Desk
from tracker.records.language import translate
from tracker.records.reading import read_answer
from tracker.records.vocabulary import LISTS, label_id

_NAME_COLUMNS = 40
_OF_KNOWLEDGE = ("source", "date", "confidence", "conditions", "exile", "routes")


def answers_text(case: Case, desk: Desk, language: str) -> Text:
    """All answers, the newest first, each with what becomes of it."""
    text = Text()
    for answer in reversed(case.answers):
        text.append_text(_answer(case, answer, desk, language))
    return text or Text(translate(language, "console.answer.none"))


def fields_text(content: dict[str, Any], language: str) -> Text:
    """The words of the vocabulary that an answer uses, a line each."""
    text = _pair("work", content.get("work", ""), language)
    knowledge = content["knowledge"]
    text.append_text(_pair("knowledge", knowledge["value"], language))
    for name in _OF_KNOWLEDGE:
        if name in knowledge:
            text.append_text(_pair(name, knowledge[name], language))
    if "why" in content:
        text.append_text(_pair("why", content["why"], language))
    for name in ("again", "ends"):
        if name in content:
            text.append_text(_pair(name, content[name], language))
    return text


def reading_text(content: dict[str, Any]) -> Text:
    """Exactly what the family will read, in the language of the answer. Raises AnswerError."""
    text = Text()
    for heading, paragraphs in read_answer(content, content["language"]):
        text.append(f"{heading}\n", LABEL)
        for paragraph in paragraphs:
            text.append(f"{display.block(paragraph)}\n")
        text.append("\n")
    return text


def by_whom(desk: Desk, key: bytes) -> str:
    """The name of a signing key, as rosters have it."""
    return display.line(desk.store.name_of(key), _NAME_COLUMNS)


def word(name: str, value: Any, language: str) -> str:
    """A word of the vocabulary in the caseworker's language; anything else as it is, made harmless."""
    lists = {"why": "closed", "routes": "route"}
    name = lists.get(name, name)
    if isinstance(value, list):
        return "; ".join(word(name, item, language) for item in value)
    if isinstance(value, str) and value in LISTS.get(name, ()):
        return translate(language, label_id(name, value))
    return display.line(str(value))


def _answer(case: Case, answer: WrittenAnswer, desk: Desk, language: str) -> Text:
    title = translate(
        language, "console.answer.title", name=by_whom(desk, answer.actor), day=day_of(answer.at)
    )
    text = Text(f"── {title} ", LABEL)
    text.append(f" {_state(case, answer, desk, language)} ", MARK if answer.waits_for_second else "")
    text.append("\n")
    text.append_text(fields_text(answer.content, language))
    if words := answer.content.get("text"):
        text.append(f"{display.block(str(words))}\n")
    return text


def _state(case: Case, answer: WrittenAnswer, desk: Desk, language: str) -> str:
    if answer.waits_for_second:
        return f"2 {translate(language, 'console.answer.waits')}"
    if answer is not case.published_answer:
        return translate(language, "console.answer.superseded")
    if answer.confirmed_by:
        name = by_whom(desk, answer.confirmed_by)
        return translate(language, "console.answer.confirmed", name=name)
    return translate(language, "console.answer.goes-out")


def _pair(name: str, value: Any, language: str) -> Text:
    return pair_text(translate(language, f"console.answer.{name}"), word(name, value, language))
