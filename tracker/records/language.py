"""Every text for people, from one gettext catalogue per language (docs/spec/form.md).

The msgids are symbolic (``form.holder.label``); English is a catalogue like the others. Nothing
falls back to another language or to a msgid: a hole is an error, and the tests hold them complete.
"""

import gettext
from datetime import UTC, datetime
from functools import cache

from crypto.errors import TrackerError
from tracker.records.errors import CatalogueMissing, TextMissing
from tracker.records.form import LANGUAGES
from tracker.resources import folder

DOMAIN = "tracker"


def translate(language: str, msgid: str, **values: object) -> str:
    """The text of ``msgid`` in this language, its ``{placeholders}`` filled with ``values``.

    Raises CatalogueMissing and TextMissing.
    """
    text = _catalogue(language).gettext(msgid)
    if text == msgid:
        raise TextMissing(f"no text {msgid!r} in {language!r}", msgid=msgid, language=language)
    try:
        return text.format(**values)
    except (KeyError, IndexError) as error:
        raise TextMissing(
            f"{msgid!r} in {language!r} needs {error}", msgid=msgid, language=language
        ) from error


def explain(language: str, error: TrackerError) -> str:
    """What a refusal means to a family: the text of its code, of a code above it, or a general one.

    The fault of a field is introduced by its question. Never raises for a fact that is not there.
    """
    text = _catalogue(language).gettext(_refusal_id(language, error))
    text = text.format_map(_Facts(error, language))
    question = f"form.{error.facts.get('field')}.label"
    if not _has(language, question):
        return text
    return translate(language, "error.in-field", question=translate(language, question), text=text)


def month_and_day(language: str, date: str) -> str:
    """``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD`` as people write it: "3 March 2026", "March 2026"."""
    year, *rest = date.split("-")
    if not rest:
        return translate(language, "date.year", year=year)
    form = "of" if len(rest) == 2 else "alone"
    month = translate(language, f"date.month.{form}.{int(rest[0])}")
    if len(rest) == 1:
        return translate(language, "date.month-year", month=month, year=year)
    return translate(language, "date.day", day=int(rest[1]), month=month, year=year)


def _has(language: str, msgid: str) -> bool:
    return _catalogue(language).gettext(msgid) != msgid


def _refusal_id(language: str, error: TrackerError) -> str:
    kinds = (kind for kind in type(error).__mro__ if issubclass(kind, TrackerError))
    # What the server says of itself is more exact than that it refused.
    for code in (error.facts.get("server_code"), *(kind.code for kind in kinds)):
        if _has(language, f"error.{code}"):
            return f"error.{code}"
    return "error.other"


class _Facts(dict[str, str]):
    """What a refusal's text may name; a fact that is missing shows as a question mark."""

    def __init__(self, error: TrackerError, language: str) -> None:
        super().__init__({name: str(value) for name, value in error.facts.items()}, code=error.code)
        for clock in ("ours", "theirs"):
            seconds = error.facts.get(clock)
            if isinstance(seconds, int):
                self[clock] = _moment(language, seconds)

    def __missing__(self, name: str) -> str:
        return "?"


def _moment(language: str, seconds: int) -> str:
    moment = datetime.fromtimestamp(seconds, UTC)
    return f"{month_and_day(language, moment.date().isoformat())}, {moment:%H:%M} UTC"


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language not in LANGUAGES:
        raise CatalogueMissing(f"no catalogue {language!r}", language=language)
    try:
        return gettext.translation(DOMAIN, folder("translations"), [language])
    except OSError as error:
        raise CatalogueMissing(
            f"no compiled catalogue for {language!r}: run python hatch_build.py", language=language
        ) from error
