"""Letters of a family as a caseworker reads them: questions in the caseworker's language, text made harmless.

Pure. What comes out is rich ``Text``, never markup.
"""

from collections.abc import Iterator
from typing import Any

from rich.text import Text

from tracker.desk import display
from tracker.desk.case import Case, ReceivedLetter
from tracker.desk.case_view import answered
from tracker.desk.console.flags import flag_words
from tracker.desk.days import day_of
from tracker.desk.referrals.carried_fields import CARRIED
from tracker.desk.referrals.rendering import field_label
from tracker.records.form import BY_KEY
from tracker.records.language import translate

LABEL, MARK = "bold", "bold reverse"
_KEY_COLUMNS, _TYPE_COLUMNS = 60, 80
_MANY = 500
# A question ends by itself.
_ENDS, BREAK = "?.!:", "\n"


def form_pairs(form: dict[str, Any], language: str) -> Iterator[tuple[str, str, str]]:
    """Path, question and answer of everything that was answered, in the order of the form.

    What is no question of the form comes after them, its key in brackets.
    """
    for path, answer in answered(form, language, _MANY):
        yield path, short_label(path, language), answer
    for key in sorted(set(form) - set(BY_KEY)):
        yield "", f"[{display.line(key, _KEY_COLUMNS)}]", display.block(str(form[key]))


def short_label(path: str, language: str) -> str:
    """A question as a noun: whoever reads a hundred letters a day knows the questions."""
    if path in CARRIED:
        return field_label(path, language)
    return translate(language, f"console.field.{path}")


def letters_text(case: Case, language: str) -> Text:
    """All letters, the first one first; those that came after the newest answer are marked."""
    text = Text()
    last = case.answers[-1].at if case.answers else None
    for number, letter in enumerate(case.letters, 1):
        if number > 1:
            text.append("\n")
        text.append_text(_letter(letter, number, language, last is not None and letter.at > last))
    if case.unreadable:
        text.append(f"‼ {translate(language, 'console.letter.unreadable', code=case.unreadable.code)}\n")
    if case.remainder:
        ends = display.line(str(case.remainder.get("ends", "")), _KEY_COLUMNS)
        text.append(f"{translate(language, 'console.letter.remainder', day=ends)}\n")
    return text


def pair_text(label: str, value: str) -> Text:
    """``label: value``; a value of several lines begins on a line of its own."""
    mark = "" if label[-1:] in _ENDS else ":"
    text = Text(f"{label}{mark}{BREAK if BREAK in value else ' '}", LABEL)
    text.append(f"{value}\n", "not bold")
    return text


def _letter(letter: ReceivedLetter, number: int, language: str, is_new: bool) -> Text:
    body = letter.body
    kind = translate(language, f"console.letter.kind.{body.kind}")
    title = translate(
        language, "console.letter.title", number=number, kind=kind, day=body.day, read=day_of(letter.at)
    )
    text = Text(f"── {title} ", LABEL)
    if is_new:
        text.append(f" * {translate(language, 'console.letter.new')} ", MARK)
    text.append("\n")
    for flag in body.flags:
        text.append(f"⚑ {flag_words(language, flag)}\n")
    for _, label, value in form_pairs(body.form, language):
        text.append_text(pair_text(label, value))
    for index, item in enumerate(body.attachments[:_MANY], 1):
        kind, size = display.line(str(item["type"]), _TYPE_COLUMNS), item["size"]
        text.append(translate(language, "console.letter.attachment", number=index, kind=kind, size=size))
        text.append("\n")
    return text
