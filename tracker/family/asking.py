"""The form asked at a terminal: one question at a time, back, "I do not know", and all answers at the end."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crypto.letter import Attachment
from tracker import wordlists
from tracker.family.attaching import read_picture
from tracker.family.entry import offered, read_entry
from tracker.records.errors import AttachmentError, FormError
from tracker.records.fields import ApproximateDate, Attachments, Consent, Day, LongText, TextList
from tracker.records.form_check import form_faults
from tracker.records.form_export import format_id, hint_id, label_id, option_id
from tracker.records.form_steps import (
    Form,
    Question,
    answered,
    given,
    next_question,
    previous_question,
    skipped,
    steps,
)
from tracker.records.language import month_and_day
from tracker.records.pictures import check_attachments
from tracker.records.words_check import check_no_words
from tracker.speaking import Console, explanation

BACK, END_OF_TEXT = "<", "."


@dataclass
class Draft:
    """A letter that is being written: of which kind, its answers so far, its pictures."""

    kind: str
    form: Form = field(default_factory=dict)
    attachments: list[Attachment] = field(default_factory=list)


def write_letter(console: Console, draft: Draft) -> None:
    """Asks until the writer says that all is right; what the draft has already is not asked again.

    Raises click.Abort.
    """
    console.say("family.ask.how")
    _ask_all(console, draft)
    while True:
        _show_all(console, draft)
        fault = next(form_faults(draft.form, draft.kind, len(draft.attachments)), None)
        console.write(explanation(console.language, fault) if fault else console.text("family.ask.right"))
        if fault is not None and fault.facts.get("field"):
            _ask_at(console, draft, str(fault.facts["field"]))
            continue
        chosen = console.ask().strip()
        if not chosen and fault is None:
            console.wipe()
            return
        questions = steps(draft.form, draft.kind)
        if chosen.isdecimal() and 1 <= int(chosen[:4]) <= len(questions):
            _ask_at(console, draft, questions[int(chosen[:4]) - 1].path)


def _ask_all(console: Console, draft: Draft) -> None:
    question = next_question(draft.form, kind=draft.kind)
    while question is not None:
        if given(draft.form, question) is None and not _ask_one(console, draft, question):
            question = previous_question(draft.form, question.path, draft.kind) or question
            # To go back means to answer anew.
            draft.form = skipped(draft.form, question)
        else:
            question = next_question(draft.form, question.path, draft.kind)


def _ask_at(console: Console, draft: Draft, path: str) -> None:
    """Asks one question again, and then those that its answer newly calls for."""
    for question in steps(draft.form, draft.kind):
        if question.path == path or question.path.startswith(f"{path}."):
            before = {known.path for known in steps(draft.form, draft.kind)}
            _ask_one(console, draft, question)
            for new in steps(draft.form, draft.kind):
                if new.path not in before:
                    _ask_one(console, draft, new)
            return


def _ask_one(console: Console, draft: Draft, question: Question) -> bool:
    """Asks until the answer is acceptable or left out; False to go back."""
    _show_question(console, draft, question)
    while True:
        typed = _type(console, question)
        if typed.strip() == BACK:
            return False
        try:
            if isinstance(question.field, Attachments):
                return _attach(console, draft, typed)
            if typed.strip():
                value = _value(console, question, typed)
                check_no_words(value, wordlists.load(), question.path)
                draft.form = answered(draft.form, question, value)
                return True
        except (FormError, AttachmentError) as error:
            console.write(explanation(console.language, error))
            continue
        if not question.field.required or given(draft.form, question) is not None:
            return True
        known = question.field.dont_know is None
        console.say("family.ask.required-known" if known else "family.ask.required")


def _type(console: Console, question: Question) -> str:
    first = console.ask()
    if not isinstance(question.field, LongText) or first.strip() in ("", BACK):
        return first
    lines = [first]
    while (line := console.ask("…")) != END_OF_TEXT:
        lines.append(line)
    return "\n".join(lines)


def _value(console: Console, question: Question, typed: str) -> Any:
    value = read_entry(question.field, typed)
    if not isinstance(question.field, TextList) or value == question.field.dont_know:
        return value
    lines = [typed]
    while line := console.ask("…"):
        lines.append(line)
    return lines


def _attach(console: Console, draft: Draft, typed: str) -> bool:
    while typed.strip():
        try:
            picture = read_picture(Path(typed.strip()), len(draft.attachments) + 1)
            check_attachments([*draft.attachments, picture.attachment])
        except (AttachmentError, OSError) as error:
            _say_refused(console, error)
        else:
            draft.attachments.append(picture.attachment)
            console.say("family.attach.turned" if picture.turned else "family.attach.taken")
        typed = console.ask()
    return True


def _say_refused(console: Console, error: AttachmentError | OSError) -> None:
    if isinstance(error, OSError):
        console.say("family.attach.unreadable")
    else:
        console.write(explanation(console.language, error))


def _show_question(console: Console, draft: Draft, question: Question) -> None:
    asked = question.field
    console.write()
    if question.group is not None and question.group.members[0] is asked:
        console.say(label_id(question.group.key))
    console.write(console.text(label_id(question.path)))
    if asked.hint:
        console.write(console.text(hint_id(question.path)))
    if written := format_id(asked):
        console.write(console.text(written))
    for number, value in enumerate(offered(asked), 1):
        if len(offered(asked)) > 1:
            console.write(f"  {number}  {_option_text(console, question, value)}")
    if isinstance(asked, LongText):
        console.write(console.text("family.ask.long-text"))
    elif isinstance(asked, TextList):
        console.write(console.text("family.ask.list"))
    if (before := given(draft.form, question)) is not None:
        console.write(console.text("family.ask.before", answer=_answer_text(console, question, before)))


def _show_all(console: Console, draft: Draft) -> None:
    console.say("family.ask.check")
    for number, question in enumerate(steps(draft.form, draft.kind), 1):
        if isinstance(question.field, Attachments):
            answer = str(len(draft.attachments) or "–")
        else:
            answer = _answer_text(console, question, given(draft.form, question))
        console.write(f"{number:3}  {console.text(label_id(question.path))}\n     {answer}")
    console.write()


def _answer_text(console: Console, question: Question, value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return console.text("form.yes" if value else "form.no")
    known = offered(question.field)
    if isinstance(question.field, ApproximateDate | Day) and isinstance(value, str) and value not in known:
        return month_and_day(console.language, value)
    values = value if isinstance(value, list) else [value]
    return ", ".join(_option_text(console, question, v) if v in known else str(v) for v in values)


def _option_text(console: Console, question: Question, value: str) -> str:
    if isinstance(question.field, Consent):
        return console.text(f"form.{value}")
    return console.text(option_id(question.path, question.field, value))
