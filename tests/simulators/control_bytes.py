"""What a console may send to a terminal besides text: a list. Anything else came from a letter."""

import re
import unicodedata
from collections.abc import Iterator

# Sequences with numbers in them: colours, and where to write next.
_PATTERNS = (rb"\x1b\[[0-9;]{0,40}m", rb"\x1b\[[0-9]{1,4};[0-9]{1,4}H", rb"\x1b\[H", rb"\x1b\[[0-3]?[JK]")
# Modes: alternate screen, cursor, mouse, focus, pasting, keyboard, synchronised drawing; asked for and given.
_MODES = (
    b"7",
    b"25",
    b"1000",
    b"1002",
    b"1003",
    b"1004",
    b"1006",
    b"1015",
    b"1016",
    b"1049",
    b"2004",
    b"2026",
)
_LITERALS = (
    *(b"\x1b[?" + mode + end for mode in (*_MODES, b"2048") for end in (b"h", b"l", b"$p")),
    b"\x1b[>25u",
    b"\x1b[>1u",
    b"\x1b[<u",
    b"\x1b[?u",
    b"\x1b[c",
    b"\x1b[5n",
    # The shape of the mouse's pointer, and a title emptied at the end.
    b"\x1b]22;default\x07",
    b"\x1b]22;pointer\x07",
    b"\x1b]22;text\x07",
    b"\x1b]0;\x07",
    b"\r\n",
    b"\n",
    b"\r",
)
_ALLOWED = re.compile(b"|".join((*_PATTERNS, *map(re.escape, _LITERALS))))
_ACTING = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}
_MARKS_MOST = 4


def unlisted(raw: bytes) -> Iterator[str]:
    """Everything in what a program wrote that is neither text nor on the list, with what stands around it."""
    text = _ALLOWED.sub(b"\n", raw).decode("utf-8", "surrogateescape")
    marks = 0
    for place, char in enumerate(text):
        category = unicodedata.category(char)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if (category in _ACTING and char != "\n") or marks > _MARKS_MOST:
            yield ascii(text[max(0, place - 20) : place + 20])


def sequences(raw: bytes) -> set[bytes]:
    """The sequences of a program's own, numbers left out: what the list above was made from."""
    return {re.sub(rb"[0-9]+", b"0", found) for found in _ALLOWED.findall(raw)}
