"""Letters from files, for scripts: the form as JSON, checked as the questions would be."""

import json
import sys
from pathlib import Path
from typing import Any

from tracker import wordlists
from tracker.records.errors import FormUnreadable
from tracker.records.form_check import check_form
from tracker.records.words_check import check_no_words

FORM_FILE_MAX = 256 * 1024


def read_form(path: Path) -> dict[str, Any]:
    """The object in a JSON file; ``-`` is standard input. Raises FormUnreadable, OSError."""
    if str(path) == "-":
        text = sys.stdin.read(FORM_FILE_MAX + 1)
    else:
        with path.open(encoding="utf-8", errors="replace") as file:
            text = file.read(FORM_FILE_MAX + 1)
    if len(text) > FORM_FILE_MAX:
        raise FormUnreadable("a form is shorter than that", limit=FORM_FILE_MAX)
    try:
        form = json.loads(text, object_pairs_hook=_unrepeated)
    except (ValueError, RecursionError) as error:
        # Not the parser's own words: they may quote the form.
        raise FormUnreadable("the file holds no JSON") from error
    if not isinstance(form, dict):
        raise FormUnreadable("the file holds no JSON object")
    return form


def check_written(form: dict[str, Any], kind: str, attachments: int = 0) -> None:
    """Accepts what the questions would accept. Raises FormError."""
    check_form(form, kind, attachments)
    check_no_words(form, wordlists.load(), "")


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object that every reader reads alike: of two values under one key, each would choose its own."""
    read = dict(pairs)
    if len(read) != len(pairs):
        raise ValueError("a key stands twice")
    return read
