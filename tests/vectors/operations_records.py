"""What the files of vectors about forms, answers and pictures ask for (tests/vectors/README.md).

Forms, values and answers travel as JSON text in bytes: they may be anything that JSON can say.
"""

import json
from collections.abc import Mapping
from typing import Any

from crypto.encoding import canonical_json
from crypto.errors import EncodingError
from crypto.passphrase import contains
from tests.vectors.notation import Operation
from tracker import wordlists
from tracker.records.answer import check_answer
from tracker.records.carried import decode_keyring_file, decode_mailbox_file
from tracker.records.errors import FormError
from tracker.records.field_check import check_value
from tracker.records.form import BY_KEY, paths
from tracker.records.form_check import form_faults
from tracker.records.form_steps import (
    Question,
    answered,
    given,
    next_question,
    previous_question,
    skipped,
    steps,
)
from tracker.records.pictures import strip_picture
from tracker.records.siblings import common
from tracker.records.typed_date import read_date
from tracker.records.words_check import check_no_words

RECORDS: dict[str, Operation] = {}


def _records(name: str) -> Any:
    def register(function: Operation) -> Operation:
        RECORDS[name] = function
        return function

    return register


def parsed(text: bytes) -> Any:
    """Any JSON, as all parsers read it. Raises EncodingError."""
    try:
        return json.loads(text.decode(), parse_float=_number, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise EncodingError("not JSON") from error


def _number(text: str) -> float:
    # JavaScript has one kind of number, and 1.0 is 1.
    number = float(text)
    return int(number) if number.is_integer() else number


def _no_number(text: str) -> float:
    raise ValueError(text)


@_records("form/faults")
def faults(form: bytes, kind: str, attachments: int) -> Mapping[str, Any]:
    """All that is wrong with a form, in order: each code with its facts."""
    return {"faults": [_shown(fault) for fault in form_faults(parsed(form), kind, attachments)]}


def _shown(fault: FormError) -> Mapping[str, Any]:
    return {"code": fault.code, **fault.facts}


@_records("form/value")
def value(path: str, value: bytes) -> Mapping[str, Any]:
    """Whether one value answers one field."""
    check_value(dict(paths())[path], parsed(value), path)
    return {"accepted": True}


@_records("form/typed-date")
def typed_date(typed: bytes) -> Mapping[str, Any]:
    """A date as somebody typed it, as the form has it."""
    return {"value": read_date(typed.decode(), "birth")}


@_records("form/no-words")
def no_words(path: str, value: bytes) -> Mapping[str, Any]:
    """Whether an answer is free of the ten words of a letter."""
    check_no_words(parsed(value), wordlists.load(), path)
    return {"accepted": True}


@_records("form/steps")
def questions(form: bytes, kind: str) -> Mapping[str, Any]:
    """The paths of all questions, found forwards; backwards they are the same."""
    answers = parsed(form)
    walked, question = [], next_question(answers, kind=kind)
    while question is not None:
        walked.append(question.path)
        question = next_question(answers, question.path, kind)
    for before, path in zip([None, *walked], walked, strict=False):
        earlier = previous_question(answers, path, kind)
        assert (earlier.path if earlier else None) == before
    return {"paths": walked}


def _at(form: Any, path: str) -> Question:
    found = [question for question in steps(form) if question.path == path]
    key, _, member = path.partition(".")
    # A question that is not asked now, as a page may still show it.
    fields = dict(paths())
    return found[0] if found else Question(path, fields[path], BY_KEY[key] if member else None)  # type: ignore[arg-type]


@_records("form/answered")
def answer_one(form: bytes, path: str, value: bytes) -> Mapping[str, Any]:
    """A form with one more answer, what was given before, and the form itself untouched."""
    before = parsed(form)
    question = _at(before, path)
    after = answered(before, question, parsed(value))
    known = given(before, question)
    return {"before": canonical_json("" if known is None else known), "form": canonical_json(after)}


@_records("form/skipped")
def skip_one(form: bytes, path: str) -> Mapping[str, Any]:
    """A form without one of its answers."""
    before = parsed(form)
    return {"form": canonical_json(skipped(before, _at(before, path)))}


@_records("form/sibling")
def common_answers(form: bytes) -> Mapping[str, Any]:
    """What the letter about the next person of a group begins with."""
    return {"form": canonical_json(common(parsed(form)))}


@_records("answer/check")
def answer(content: bytes) -> Mapping[str, Any]:
    """Whether this is the content of an answer."""
    check_answer(parsed(content))
    return {"accepted": True}


@_records("pictures/strip")
def strip(source: bytes) -> Mapping[str, Any]:
    """A picture without its metadata."""
    picture = strip_picture(source)
    return {"type": picture.media_type, "picture": picture.data, "turned": picture.turned}


@_records("passphrase/contains")
def holds(text: bytes) -> Mapping[str, Any]:
    """Whether ten words of one of the three lists, with few others between, spell a passphrase."""
    return {"found": contains(text.decode(), wordlists.load())}


@_records("carried/keyring")
def carried_keyring(data: bytes) -> Mapping[str, Any]:
    """The parts of a keyring file."""
    file = decode_keyring_file(data)
    assert file.encode() == data
    return {"keyring": file.keyring, "roster": file.roster}


@_records("carried/mailbox")
def carried_mailbox(data: bytes) -> Mapping[str, Any]:
    """The parts of a mailbox file."""
    file = decode_mailbox_file(data)
    assert file.encode() == data
    return {"publisher": file.publisher, "manifest": file.manifest, "index": file.index}
