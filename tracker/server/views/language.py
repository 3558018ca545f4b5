"""In which language a page speaks: the one that was chosen in the address, never one that a browser tells."""

from flask import request

from crypto.errors import TrackerError
from tracker.records.language import explain, translate

LANGUAGES = ("uk", "ru", "en")


def chosen_language() -> str:
    """The language of the path or of the query, Ukrainian if none."""
    first = request.path.split("/")[1]
    asked = first if first in LANGUAGES else request.args.get("language", "")
    return asked if asked in LANGUAGES else LANGUAGES[0]


def refusal_words(language: str, error: TrackerError) -> str:
    """What a refusal means, in this language."""
    return explain(language, error)


def say(language: str, msgid: str, **values: object) -> str:
    """A text of the catalogue, for templates."""
    return translate(language, msgid, **values)
