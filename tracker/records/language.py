"""Every text for people, from one gettext catalogue per language (docs/spec/form.md).

The msgids are symbolic (``form.holder.label``); English is a catalogue like the others. Nothing
falls back to another language or to a msgid: a hole is an error, and the tests hold them complete.
"""

import gettext
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache

from crypto.errors import TrackerError
from tracker.records.errors import CatalogueMissing, TextMissing
from tracker.records.form import LANGUAGES
from tracker.resources import folder

DOMAIN = "tracker"
_YEAR_10000 = 253_402_300_800


def translate(language: str, msgid: str, **values: object) -> str:
    """The text of ``msgid`` in this language, its ``{placeholders}`` filled with ``values``.

    Raises CatalogueMissing and TextMissing.
    """
    text = template(language, msgid)
    try:
        return text.format(**values)
    except (KeyError, IndexError) as error:
        raise TextMissing(
            f"{msgid!r} in {language!r} needs {error}", msgid=msgid, language=language
        ) from error


def template(language: str, msgid: str) -> str:
    """The text of ``msgid`` with its ``{placeholders}`` as they are. Raises as ``translate``."""
    text = _catalogue(language).gettext(msgid)
    if text == msgid:
        raise TextMissing(f"no text {msgid!r} in {language!r}", msgid=msgid, language=language)
    return text


def msgids(language: str, prefix: str) -> list[str]:
    """Every msgid of the catalogue that begins with ``prefix``, sorted. Raises CatalogueMissing."""
    # gettext has no public way to list what it read.
    known: dict[str, str] = vars(_catalogue(language))["_catalog"]
    return sorted(msgid for msgid in known if isinstance(msgid, str) and msgid.startswith(prefix))


def refusal_id(language: str, codes: Iterable[object]) -> str:
    """The msgid that explains the first of these codes that has a text, else the general one."""
    return next((f"error.{code}" for code in codes if _has(language, f"error.{code}")), "error.other")


def explain(language: str, error: TrackerError) -> str:
    """What a refusal means to a family: the text of its code, of a code above it, or a general one.

    The fault of a field is introduced by its question. Never raises for a fact that is not there.
    """
    # What the server says of itself is more exact than that it refused.
    codes = (error.facts.get("server_code"), *codes_above(type(error)))
    text = _catalogue(language).gettext(refusal_id(language, codes))
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


def codes_above(kind: type[TrackerError]) -> list[str]:
    """The code of a kind of error and of all above it, from the nearest on."""
    return [each.code for each in kind.__mro__ if issubclass(each, TrackerError)]


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
    # A witness may claim any time: one that no calendar has shows as a question mark.
    if not 0 <= seconds < _YEAR_10000:
        return "?"
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
