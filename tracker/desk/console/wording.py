"""The console's words: texts and refusals in the caseworker's language (pure)."""

import errno
from typing import Protocol

from crypto.errors import TrackerError
from tracker.desk import display
from tracker.records.errors import TextMissing
from tracker.records.language import codes_above, template, translate

_PREFIX = "console.error"
_DETAIL_COLUMNS = 300
_MEDIUM = {
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EFBIG: "full",
    errno.ENOENT: "gone",
    errno.ENODEV: "gone",
    errno.EACCES: "forbidden",
    errno.EPERM: "forbidden",
    errno.EROFS: "forbidden",
    errno.EIO: "faulty",
    errno.EEXIST: "taken",
    errno.EISDIR: "folder",
    errno.ENOTDIR: "folder",
}


class Speaks(Protocol):
    """Whatever has a language: the console's session."""

    @property
    def language(self) -> str:
        """``uk``, ``ru`` or ``en``."""


def say(speaker: Speaks, msgid: str, **values: object) -> str:
    """The text of ``console.<msgid>`` in the caseworker's language."""
    return translate(speaker.language, f"console.{msgid}", **values)


def in_words(language: str, error: TrackerError | OSError) -> str:
    """What a refusal means to a caseworker: the text of its code, of a code above it, or a general one.

    Ends with the code, so that it can be looked up and told to others. What the error itself says is shown
    where no text is more exact; it is cleaned, as it may name what came from outside.
    """
    if isinstance(error, OSError):
        return _of_medium(language, error)
    for code in codes_above(type(error)):
        if (text := _text(language, code, error)) is not None:
            return f"{text} [{error.code}]"
    detail = display.line(str(error), _DETAIL_COLUMNS)
    return f"{translate(language, f'{_PREFIX}.other', detail=detail)} [{error.code}]"


def _of_medium(language: str, error: OSError) -> str:
    """What the system refused; what it calls it stands behind."""
    detail = display.line(error.strerror or type(error).__name__, _DETAIL_COLUMNS)
    name = _MEDIUM.get(error.errno or 0)
    if name is None:
        return translate(language, f"{_PREFIX}.medium", detail=detail)
    return f"{translate(language, f'{_PREFIX}.medium.{name}')} [{errno.errorcode[error.errno or 0]}]"


def _text(language: str, code: str, error: TrackerError) -> str | None:
    try:
        found = template(language, f"{_PREFIX}.{code}")
    except TextMissing:
        return None
    facts = {"detail": _cleaned(str(error))} | {name: _cleaned(item) for name, item in error.facts.items()}
    if field := str(error.facts.get("field", "")):
        facts["field"] = _field(language, field)
    return found.format_map(_Facts(facts))


def _field(language: str, path: str) -> str:
    """A part of an answer as the reply's screen calls it, or of a sheet as the sheet does."""
    name = path.rpartition(".")[2]
    for msgid in (f"console.answer.{name}", f"referral.field.{path}"):
        try:
            return template(language, msgid)
        except TextMissing:
            continue
    return _cleaned(name)


def _cleaned(value: object) -> str:
    return display.line(str(value), _DETAIL_COLUMNS)


class _Facts(dict[str, str]):
    """What a refusal's text may name; a fact that is missing shows as a question mark."""

    def __missing__(self, name: str) -> str:
        return "?"
