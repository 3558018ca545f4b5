"""Text from strangers, made safe for a terminal (docs/spec/desk-log.md, "Display").

Escape sequences, control characters, direction overrides, invisible characters: each is shown as its
number, ``<U+202E>``, instead of taking effect. What is stored stays as it was written.
"""

import unicodedata

# Cc, Cf: controls and formats; Co, Cs, Cn: no agreed meaning; Zl, Zp: line breaks beside LF.
_SHOWN_AS_NUMBER = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}
_MARKS = {"Mn", "Me"}
_MARKS_IN_A_ROW = 4


def clean_line(text: str, limit: int = 500) -> str:
    """One line without anything that acts on a terminal, cut after ``limit`` characters."""
    return _cleaned(text, limit, keep="")


def clean_lines(text: str, limit: int = 20_000) -> str:
    """Several lines; only LF keeps its effect."""
    return _cleaned(text, limit, keep="\n")


def _cleaned(text: str, limit: int, keep: str) -> str:
    out, marks = [], 0
    for char in text[:limit]:
        category = unicodedata.category(char)
        marks = marks + 1 if category in _MARKS else 0
        hidden = category in _SHOWN_AS_NUMBER or marks > _MARKS_IN_A_ROW
        out.append(f"<U+{ord(char):04X}>" if hidden and char != keep else char)
    return "".join(out) + ("…" if len(text) > limit else "")
