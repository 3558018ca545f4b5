"""What is odd about a letter or a case, in words (docs/guides/caseworker.md, "Read")."""

from tracker.desk import display
from tracker.records.errors import TextMissing
from tracker.records.language import translate

_CODE_COLUMNS = 60


def flag_words(language: str, code: str) -> str:
    """A flag in the caseworker's language; of an envelope that does not open, with its code."""
    try:
        return translate(language, f"console.flag.{code}")
    except TextMissing:
        return translate(language, "console.flag.unopened", code=display.line(code, _CODE_COLUMNS))
