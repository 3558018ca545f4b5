"""Text from strangers, cleaned once, when it enters something that is shown (docs/spec/display.md).

``line`` for one row of a list or a field, ``block`` for a letter. What is stored stays as it was written.
What comes out holds no character that acts on a terminal; it may still hold ``[``, so that a widget takes it
as text, never as markup.
"""

from tracker.desk.display.columns import cut, width
from tracker.desk.display.hidden import visible
from tracker.desk.display.lookalikes import mark_lookalikes
from tracker.desk.display.plain import is_plain

__all__ = ["block", "line", "width"]

LINE_COLUMNS = 500
BLOCK_COLUMNS = 20_000
# A letter's text is far shorter; what is longer was written to be in the way.
_READ_AT_MOST = 4


def line(text: str, limit: int = LINE_COLUMNS) -> str:
    """One line without anything that acts on a terminal, at most ``limit`` columns (a wide letter is two).

    A line break is shown as ``¶``, a tab as a space. What does not fit is cut, and ends in ``…``.
    """
    if len(text) <= limit and is_plain(text):
        return text
    read = text[: limit * _READ_AT_MOST + 1]
    return cut(read if is_plain(read) else mark_lookalikes(visible(read, keep_lines=False)), limit)


def block(text: str, limit: int = BLOCK_COLUMNS) -> str:
    """Several lines, of which only LF keeps its effect, together at most ``limit`` columns.

    Tabs go to the next fourth column; empty lines do not pile up.
    """
    if len(text) <= limit and is_plain(text):
        return text
    read = text[: limit * _READ_AT_MOST + 1]
    return cut(mark_lookalikes(visible(read, keep_lines=True)), limit)
