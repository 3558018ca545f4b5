"""The content of an answer, as it stands in the cells of an inquiry (docs/spec/answer.md).

``{"work", "knowledge", "text", "language", "answered"}`` and ``"again"``, or for closed and withdrawn
``"ends"``, and for closed ``"why"``.
"""

from collections.abc import Callable
from typing import Any

from crypto.encoding import canonical_json, check_day
from crypto.errors import EncodingError
from tracker.records.errors import (
    AnswerDateInvalid,
    AnswerInconsistent,
    AnswerMissing,
    AnswerNotInVocabulary,
    AnswerTooLarge,
    AnswerUnknownKey,
    AnswerWrongType,
)
from tracker.records.field_check import is_approximate_date, showable_key
from tracker.records.form import LANGUAGES
from tracker.records.vocabulary import (
    BY_A_PERSON,
    CLOSED,
    CONFIRMED,
    ICRC,
    KNOWLEDGE_BY_ID,
    LISTS,
    NONE,
    RELEASED,
    WITHDRAWN,
    WORK_BY_ID,
    Knowledge,
)

# Four cells of at most 2,700 bytes of JSON each, with room for how the content is cut.
ANSWER_MAX_BYTES = 10_000

Check = Callable[[str, Any], None]


def check_answer(content: Any) -> None:
    """Accept the content of an answer, or raise an AnswerError that names the key.

    It holds for whoever reads one; what the text says is checked at the desk's door (docs/spec/wording.md).
    """
    encode_answer(content)


def encode_answer(content: Any) -> bytes:
    """The canonical JSON of an answer that was checked. Raises as ``check_answer``."""
    _is(dict, "", content)
    work = content.get("work")
    _word("work", work)
    _keys(content, _checks_of(work), "")
    _days(content)
    _check_knowledge(content["knowledge"])
    if work == WITHDRAWN and (content["knowledge"] != {"value": NONE} or content["text"]):
        raise AnswerInconsistent("after a withdrawal nothing is told", field="knowledge")
    # Only values of the right types have a canonical size.
    body = canonical_json(content)
    if (size := len(body)) > ANSWER_MAX_BYTES:
        words = f"{size} bytes; at most {ANSWER_MAX_BYTES} fit"
        raise AnswerTooLarge(words, field="", size=size, limit=ANSWER_MAX_BYTES)
    return body


def needs_second(content: dict[str, Any]) -> bool:
    """Whether two caseworkers must confirm this answer. It must have passed ``check_answer``."""
    return KNOWLEDGE_BY_ID[content["knowledge"]["value"]].second


def received_answer(language: str, answered: str, again: str) -> dict[str, Any]:
    """The answer that an inquiry has before anybody wrote one. Days are ``YYYY-MM-DD``."""
    return {
        "work": "received",
        "knowledge": {"value": NONE},
        "text": "",
        "language": language,
        "answered": answered,
        "again": again,
    }


def withdrawn_answer(language: str, answered: str, ends: str) -> dict[str, Any]:
    """The answer after a withdrawal, kept until the day ``ends``. Days are ``YYYY-MM-DD``."""
    return {
        "work": WITHDRAWN,
        "knowledge": {"value": NONE},
        "text": "",
        "language": language,
        "answered": answered,
        "ends": ends,
    }


def _checks_of(work: str) -> dict[str, Check]:
    checks: dict[str, Check] = {
        "work": _word,
        "knowledge": lambda path, value: _is(dict, path, value),
        "text": _text,
        "language": _language,
        "answered": _day,
        ("ends" if WORK_BY_ID[work].final else "again"): _day,
    }
    if work == CLOSED:
        checks["why"] = lambda path, value: _word("closed", value, path)
    return checks


def _days(content: dict[str, Any]) -> None:
    for key in ("again", "ends"):
        if key in content and content[key] <= content["answered"]:
            raise AnswerDateInvalid("not after the day of the answer", field=key)


def _check_knowledge(knowledge: dict[str, Any]) -> None:
    value = knowledge.get("value")
    _word("knowledge", value, "knowledge.value")
    _keys(knowledge, _checks_of_knowledge(KNOWLEDGE_BY_ID[str(value)]), "knowledge.")
    if value == CONFIRMED and knowledge["source"] != ICRC:
        raise AnswerInconsistent(
            "confirmed means: by the holding side through the ICRC", field="knowledge.source"
        )


def _checks_of_knowledge(knowledge: Knowledge) -> dict[str, Check]:
    checks: dict[str, Check] = {"value": lambda _path, value: _word("knowledge", value)}
    if knowledge.evidence:
        checks |= {"source": _member, "date": _approximate_date, "confidence": _member}
    if knowledge.id == RELEASED:
        checks |= {"conditions": _member, "exile": _member}
    if knowledge.id == BY_A_PERSON:
        checks["routes"] = _routes
    return checks


def _keys(given: dict[str, Any], checks: dict[str, Check], prefix: str) -> None:
    for key in given:
        if key not in checks:
            raise AnswerUnknownKey("not a key of this answer", field=prefix + showable_key(key))
    for key, check in checks.items():
        if key not in given:
            raise AnswerMissing(f"{prefix + key} is missing", field=prefix + key)
        check(prefix + key, given[key])


def _member(path: str, value: Any) -> None:
    _word(path.rpartition(".")[2], value, path)


def _word(name: str, value: Any, path: str = "") -> None:
    _is(str, path or name, value)
    if value not in LISTS[name]:
        raise AnswerNotInVocabulary("not a word of the vocabulary", field=path or name)


def _routes(path: str, value: Any) -> None:
    _is(list, path, value)
    if not value:
        raise AnswerMissing("no safe route is given", field=path)
    for route in value:
        _word("route", route, path)
    if len(set(value)) < len(value):
        raise AnswerInconsistent("one route twice", field=path)


def _language(path: str, value: Any) -> None:
    _is(str, path, value)
    if value not in LANGUAGES:
        raise AnswerNotInVocabulary("not one of the languages", field=path)


def _text(path: str, value: Any) -> None:
    _is(str, path, value)
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise AnswerWrongType("text with half a character", field=path) from error


def _day(path: str, value: Any) -> None:
    _is(str, path, value)
    try:
        check_day(value)
    except EncodingError as error:
        raise AnswerDateInvalid("not a day", field=path) from error


def _approximate_date(path: str, value: Any) -> None:
    _is(str, path, value)
    if not is_approximate_date(value):
        raise AnswerDateInvalid("neither a year, a month nor a day", field=path)


def _is(kind: type, path: str, value: Any) -> None:
    if type(value) is not kind:
        raise AnswerWrongType(f"not of type {kind.__name__}", field=path)
