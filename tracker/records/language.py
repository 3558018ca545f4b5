"""Every text for people, from one gettext catalogue per language (docs/spec/form.md).

The msgids are symbolic (``form.holder.label``); English is a catalogue like the others. Nothing
falls back to another language or to a msgid: a hole is an error, and the tests hold them complete.
"""

import gettext
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
    """What a refusal means to a family: the text of its code, of its class, or a general one."""
    catalogue = _catalogue(language)
    for kind in type(error).__mro__:
        msgid = f"error.{getattr(kind, 'code', '')}"
        if catalogue.gettext(msgid) != msgid and kind is not TrackerError:
            return translate(language, msgid, **_showable(error))
    return translate(language, "error.other", code=error.code)


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


def _showable(error: TrackerError) -> dict[str, object]:
    return {"code": error.code, **error.facts}


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
