"""The kinds of question that a form can ask: plain data without behaviour (docs/spec/form.md).

A field says what is asked and what may be answered. Its words live in the catalogues under
``form.<path>``, the path being its key, or ``<group>.<key>`` inside a group.
"""

from dataclasses import dataclass
from typing import ClassVar

DONT_KNOW = "dont-know"
YES, NO = "yes", "no"


@dataclass(frozen=True)
class When:
    """Show a field only if the answer to ``key`` is, or contains, one of ``among``."""

    key: str
    among: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Field:
    """What all kinds share.

    ``required``: an inquiry must answer it. ``dont_know``: the text that stands for "I do not
    know" whatever the kind, shown after all options; ``None`` where there is nothing to know.
    ``hint``: the catalogues explain it under the label. ``in_addition``: also asked, step by step,
    when a family adds to an inquiry.
    """

    kind: ClassVar[str] = ""
    key: str
    required: bool = False
    dont_know: str | None = DONT_KNOW
    when: When | None = None
    hint: bool = False
    in_addition: bool = False


@dataclass(frozen=True, kw_only=True)
class Choice(Field):
    """One of ``options``; the value is its id."""

    kind: ClassVar[str] = "choice"
    options: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class MultiChoice(Field):
    """One or more of ``options``; the value is a list of ids, each once."""

    kind: ClassVar[str] = "multi-choice"
    options: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class YesNo(Field):
    """``yes`` or ``no``."""

    kind: ClassVar[str] = "yes-no"


@dataclass(frozen=True, kw_only=True)
class Text(Field):
    """A line of at most ``limit`` characters (Unicode code points)."""

    kind: ClassVar[str] = "text"
    limit: int


@dataclass(frozen=True, kw_only=True)
class LongText(Field):
    """Lines of at most ``limit`` characters (Unicode code points), kept exactly as written."""

    kind: ClassVar[str] = "long-text"
    limit: int


@dataclass(frozen=True, kw_only=True)
class TextList(Field):
    """One to ``most`` lines of at most ``limit`` characters each."""

    kind: ClassVar[str] = "text-list"
    limit: int
    most: int


@dataclass(frozen=True, kw_only=True)
class ApproximateDate(Field):
    """``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; with ``age`` also a number: whole years of age."""

    kind: ClassVar[str] = "approximate-date"
    age: bool = False


@dataclass(frozen=True, kw_only=True)
class Day(Field):
    """A day of the calendar, ``YYYY-MM-DD``."""

    kind: ClassVar[str] = "day"


@dataclass(frozen=True, kw_only=True)
class Number(Field):
    """A whole number from ``least`` to ``most``."""

    kind: ClassVar[str] = "number"
    least: int
    most: int


@dataclass(frozen=True, kw_only=True)
class Consent(Field):
    """A permission: true or false, and absent is false."""

    kind: ClassVar[str] = "consent"
    dont_know: str | None = None


@dataclass(frozen=True, kw_only=True)
class Group(Field):
    """Questions that belong together; the value is an object with the keys of those answered."""

    kind: ClassVar[str] = "group"
    dont_know: str | None = None
    members: tuple[Field, ...]


@dataclass(frozen=True, kw_only=True)
class Attachments(Field):
    """Files beside the form in the letter, never inside it: media types, how many, bytes in all."""

    kind: ClassVar[str] = "attachments"
    dont_know: str | None = None
    types: tuple[str, ...]
    most: int
    most_bytes: int
