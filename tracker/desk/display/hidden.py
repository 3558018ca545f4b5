"""Characters that act, hide or pile up, shown as their numbers: ``<U+202E>``, ``<U+200B×40>`` (pure)."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby

# Cc, Cf: controls and formats; Co, Cs, Cn: no agreed meaning; Zl, Zp: line breaks beside LF.
_SHOWN_AS_NUMBER = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}
# Letters, signs and marks that show nothing: fillers, a joiner, empty Braille, variation selectors.
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
_MARKS = {"Mn", "Me"}
_MARKS_IN_A_ROW = 4
_BREAKS_IN_A_ROW = 3
_TAB = 4
_TABS_IN_A_ROW = 4
# How a phone writes one picture with several characters. Terminals do not agree on their width, so that the
# parts are shown one by one: the colour of a skin and the wish for a coloured picture are left out.
_PICTURE_PART = re.compile("(?<=[\u2190-\u2bff\U0001f000-\U0001faff])[\ufe0f\U0001f3fb-\U0001f3ff]")
_PICTURE_JOINT = re.compile(
    "(?<=[\u2190-\u2bff\U0001f000-\U0001faff])\u200d(?=[\u2190-\u2bff\U0001f000-\U0001faff])"
)
_FLAG_LETTERS = re.compile("[\U0001f1e6-\U0001f1ff]+")


def visible(text: str, keep_lines: bool) -> str:
    """A text in which every character can be seen; ``keep_lines`` leaves LF its effect."""
    text = _PICTURE_JOINT.sub("", _PICTURE_PART.sub("", text)).replace("\r\n", "\n")
    text = _FLAG_LETTERS.sub(_flag, text)
    shown = "".join(_runs(text, keep_lines))
    # Composed only now: a long row of marks would take the square of its length.
    return unicodedata.normalize("NFC", shown.expandtabs(_TAB))


def _runs(text: str, keep_lines: bool) -> Iterator[str]:
    marks = 0
    for char, group in groupby(text):
        count = len(list(group))
        category = unicodedata.category(char)
        fitting = min(count, max(0, _MARKS_IN_A_ROW - marks)) if category in _MARKS else count
        marks = marks + count if category in _MARKS else 0
        yield _shown(char, category, fitting, keep_lines)
        if fitting < count:
            yield _number(char, count - fitting)


def _shown(char: str, category: str, count: int, keep_lines: bool) -> str:
    if char == "\n":
        if not keep_lines:
            return " ¶ " if count == 1 else f" ¶×{count} "
        return "\n" * count if count <= _BREAKS_IN_A_ROW else f"\n{_number(char, count - 2)}\n"
    if char == "\t":
        return "\t" * min(count, _TABS_IN_A_ROW) if keep_lines else " "
    if category == "Zs":
        return " " * count
    if category in _SHOWN_AS_NUMBER or _INVISIBLE.match(char):
        return _number(char, count)
    return char * count


def _number(char: str, count: int) -> str:
    times = f"×{count}" if count > 1 else ""
    return f"<U+{ord(char):04X}{times}>"


def _flag(found: re.Match[str]) -> str:
    letters = "".join(chr(ord(char) - 0x1F1E6 + ord("A")) for char in found[0])
    return f"<{letters}>"
