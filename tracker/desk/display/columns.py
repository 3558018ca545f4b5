"""How many columns of a terminal a text takes, and cutting it there (pure)."""

import re
import unicodedata

ELLIPSIS = "…"
# What nearly every text of the list is made of takes a column each: such a text is measured by its length.
_NARROW = re.compile("[ -~\u0400-\u0482\u048a-\u052f’ʼ«»„“”–—…№·]*")
_NO_COLUMN = {"Mn", "Me"}
_TWO_COLUMNS = {"W", "F"}


def width(text: str) -> int:
    """Columns of a cleaned text: two for wide letters and emoji, none for combining marks and line breaks."""
    return len(text) if _NARROW.fullmatch(text) else sum(map(_width, text))


def cut(text: str, limit: int) -> str:
    """As much as fits into ``limit`` columns; what was longer ends in an ellipsis that fits too."""
    if len(text) * 2 <= limit or width(text) <= limit:
        return text
    taken = 0
    for place, char in enumerate(text):
        taken += _width(char)
        if taken > limit - 1:
            return text[:place] + ELLIPSIS if limit > 0 else ""
    return text


def _width(char: str) -> int:
    if char == "\n" or unicodedata.category(char) in _NO_COLUMN:
        return 0
    return 2 if unicodedata.east_asian_width(char) in _TWO_COLUMNS else 1
