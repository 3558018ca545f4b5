"""A case as people and machines read it: labels in the caseworker's language, text made harmless (pure)."""

from collections.abc import Iterator
from typing import Any

from tracker.desk.case import Case, ReceivedLetter, WrittenAnswer
from tracker.desk.days import day_of
from tracker.desk.display import block, line
from tracker.desk.state import Desk
from tracker.records.fields import NO, YES, Consent, Field, Group
from tracker.records.form import BY_KEY, paths
from tracker.records.form_export import label_id, option_id, options
from tracker.records.language import translate
from tracker.records.vocabulary import label_id as word_id


def row_facts(case: Case) -> dict[str, Any]:
    """One line of a list: what JSON says of a case without its letters."""
    form, answer = case.form, case.published_answer
    return {
        "case": case.label,
        "category": form.get("category", ""),
        "name": form.get("full-name", ""),
        "received": case.received_day,
        "letters": len(case.letters),
        "attachments": sum(len(letter.body.attachments) for letter in case.letters),
        "work": _work(case),
        "knowledge": answer.content["knowledge"]["value"] if answer else "none",
        "needs_second": case.waiting_answer is not None,
        "new": case.is_open and case.has_news,
        "urgent": form.get("urgent", []),
        "flags": list(case.flags),
    }


def row_text(case: Case) -> str:
    """One line of a list, safe for a terminal."""
    facts = row_facts(case)
    marks = "".join(
        mark if facts[key] else " "
        for key, mark in (("new", "*"), ("urgent", "!"), ("needs_second", "2"), ("flags", "?"))
    )
    name, category = line(str(facts["name"]), 40), line(str(facts["category"]), 20)
    return f"{case.label} {marks} {facts['received']} {facts['work']:12} {category:16} {name}".rstrip()


def case_facts(case: Case, desk: Desk) -> dict[str, Any]:
    """Everything about a case, for JSON; texts are as the family wrote them."""
    return {
        **row_facts(case),
        "language": case.language,
        "letters": [_letter_facts(letter) for letter in case.letters],
        "answers": [_answer_facts(answer, desk) for answer in case.answers],
        "unreadable": case.unreadable.code if case.unreadable else "",
        "told_until": case.remainder["ends"] if case.remainder else "",
    }


def case_text(case: Case, desk: Desk, language: str) -> Iterator[str]:
    """Everything about a case, line by line, safe for a terminal."""
    yield f"{case.label}  {_work(case)}  received {case.received_day}"
    if case.flags:
        yield f"flags: {', '.join(case.flags)}"
    if case.unreadable:
        yield f"this envelope did not open: {case.unreadable.code}"
    if case.remainder:
        yield f"withdrawn and erased; the family is told so until {case.remainder['ends']}"
    for letter in case.letters:
        yield from _letter_text(letter, language)
    for answer in case.answers:
        yield from _answer_text(answer, desk, language)


def _work(case: Case) -> str:
    if case.is_withdrawn:
        return "withdrawn"
    if case.unreadable:
        return "unreadable"
    answer = case.published_answer
    return answer.content["work"] if answer else "received"


def _letter_facts(letter: ReceivedLetter) -> dict[str, Any]:
    body = letter.body
    return {
        "kind": body.kind,
        "day": body.day,
        "read": day_of(letter.at),
        "epoch": body.epoch,
        "form": body.form,
        "attachments": [{"type": item["type"], "size": item["size"]} for item in body.attachments],
        "flags": body.flags,
    }


def _answer_facts(answer: WrittenAnswer, desk: Desk) -> dict[str, Any]:
    confirmed = answer.confirmed_by
    return {
        "by": desk.store.name_of(answer.actor),
        "day": day_of(answer.at),
        "content": answer.content,
        "confirmed_by": desk.store.name_of(confirmed) if confirmed else "",
        "waits_for_second": answer.waits_for_second,
    }


def _letter_text(letter: ReceivedLetter, language: str) -> Iterator[str]:
    body = letter.body
    flags = f"  flags: {', '.join(body.flags)}" if body.flags else ""
    yield f"\n--- {body.kind}, dated {body.day}, read {day_of(letter.at)}{flags}"
    yield from form_lines(body.form, language)
    for number, item in enumerate(body.attachments, 1):
        yield f"attachment {number}: {line(item['type'], 80)}, {item['size']} bytes (not opened)"


def _answer_text(answer: WrittenAnswer, desk: Desk, language: str) -> Iterator[str]:
    content = answer.content
    knowledge = content["knowledge"]
    state = "WAITS FOR A SECOND CASEWORKER" if answer.waits_for_second else "will be published"
    if answer.confirmed_by:
        state = f"confirmed by {desk.store.name_of(answer.confirmed_by)}"
    yield f"\n=== answer by {desk.store.name_of(answer.actor)}, {day_of(answer.at)}: {state}"
    yield translate(language, word_id("work", content["work"]))
    yield translate(language, word_id("knowledge", knowledge["value"]))
    for name in sorted(set(knowledge) - {"value"}):
        yield f"  {name}: {line(str(knowledge[name]))}"
    if content["text"]:
        yield block(content["text"])


def form_lines(form: dict[str, Any], language: str) -> Iterator[str]:
    """The answered questions in their order, and what is no question of the form after them."""
    for path, answer in answered(form, language):
        yield f"{translate(language, label_id(path))}: {answer}"
    for key in sorted(set(form) - set(BY_KEY)):
        yield f"[{line(key, 60)}]: {line(str(form[key]))}"


def answered(form: dict[str, Any], language: str, most: int | None = None) -> Iterator[tuple[str, str]]:
    """Path and answer, in words, of every question that was answered, in the order of the form.

    Of a list, the first ``most`` items; None: all.
    """
    for path, field in paths():
        key, _, member = path.partition(".")
        value = form.get(key)
        if member:
            value = value.get(member) if isinstance(value, dict) else None
        if value is not None and not isinstance(field, Group):
            items = value[:most] if isinstance(value, list) else [value]
            yield path, "; ".join(_in_words(field, path, item, language) for item in items)


def _in_words(field: Field, path: str, value: Any, language: str) -> str:
    if isinstance(field, Consent) and value in (True, False):
        return translate(language, f"form.{YES if value else NO}")
    if isinstance(value, str) and value in options(field):
        return translate(language, option_id(path, field, value))
    return block(str(value))
