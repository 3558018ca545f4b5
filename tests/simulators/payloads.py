"""Texts that would act on a terminal, on markup, or on whoever measures them; drawn from a seed."""

from random import Random
from typing import Any

from crypto.encoding import canonical_json
from tracker.records.fields import Field, Group, LongText, Text, TextList, When
from tracker.records.form import CATEGORIES, FIELDS, FORM_MAX_BYTES

# Numbers that no console uses: what stands in the output with one of them came through.
MARK = "4242"
_CONTROLS = [chr(number) for number in (*range(32), *range(0x7F, 0xA0))]
_SEQUENCES = (
    "[{m}m", "[{m};{m}H", "[2J", "[3J", "[H", "[{m}A", "[?1049l", "[?25l", "[{m}n", "[6n", "[c", "[>c",
    "[!p", "c", "]0;{m}\x07", "]0;{m}\x1b\\", "]52;c;NDI0Mg==\x07",
    "]8;;http://{m}.invalid\x1b\\x\x1b]8;;\x1b\\", "]1337;File={m}\x07", "]777;notify;{m}\x07",
    "]9;{m}\x07", "]4;1;?\x07", "]10;?\x07", "]22;{m}\x07", "P{m}$q\x1b\\", "P+q{m}\x1b\\",
    "_G{m}\x1b\\", "^{m}\x1b\\", "X{m}\x1b\\", "#8", "(0", ")0", "N{m}", "O{m}", "7", "8", "=", ">",
    "M", "D", "E", "Z", "[20h", "[4h", "[12l", "[?5h", "[{m}S", "[{m}T", "[{m}b", "[{m}@", "[{m}P",
    "[{m}L", "[;r", "[2;3r", "[?{m}h", "[?2026h", "[>{m}u", "[201~", "[200~{m}",
)  # fmt: skip
_HIDDEN = (
    "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069", "\u200e",
    "\u200f", "\u061c", "\u200b", "\u200c", "\u200d", "\u2060", "\u2061", "\ufeff", "\u00ad", "\u034f",
    "\u115f", "\u3164", "\uffa0", "\u2800", "\u2028", "\u2029", "\u0085", "\ufff9", "\ufffe", "\ufdd0",
    "\ue000", "\U000e0041", "\U000e0001", "\U000e0100", "\U0001bca0", "\U0001d173", "\U0010ffff",
    "\u180e", "\ufe0f",
)  # fmt: skip
_MARKUP = (
    "[red]{m}[/red]", "[/]", "[/x]", "[", "]", "[[", "\\[bold]", "[@click=app.action_leave]{m}[/]",
    "[link=file:///{m}]x[/link]", "[bold", "[b]" * 20, "[on $primary]", "[$accent]{m}", "{{m}}",
    "{0.__class__}", "%s%n%x", "$(touch {m})", "`{m}`", "<b>{m}</b>", "&#27;[31m", "\\x1b[31m",
    "\\u001b[31m", ":skull:", "%{m}d", "{}", "=cmd|'/c {m}'!A1",
)  # fmt: skip
_SHAPES = (
    "日本語" * 30, "👨\u200d👩\u200d👧\u200d👦" * 9, "🏳️\u200d🌈🇺🇦", "Ж" + "\u0301" * 60, "á̶̢̛͚" * 9,
    "\u0e01\u0e33" * 20, "مرحبا بالعالم", "שלום", "Іvаn", "Ceргій", "𝕳𝖊𝖑𝖑𝖔", "ﷺ" * 8, "꧁" * 8,
    "x" * 190, "\t" * 9, " " * 60, "\r\n" * 9, "\n" * 30, "𒐫" * 9, "\u0600\u0601", "ffi" * 20,
    "\u1160" * 40, "क्षि" * 9, "0" * 120, "-" * 120, "́" * 30,
)  # fmt: skip


def payloads() -> list[str]:
    """Every payload by itself: bare controls, each sequence in seven and in eight bits, and so on."""
    made = [*_CONTROLS, *_HIDDEN, *_SHAPES]
    made += [f"\x1b{sequence}" for sequence in _SEQUENCES]
    # The same in one byte: 0x80 to 0x9f stand for ESC and a letter.
    made += [chr(ord(item[0]) + 0x40) + item[1:] for item in _SEQUENCES if item[0] in "[]P_^XNOMDEZ"]
    made += [*_MARKUP, *(f"\x1b]0;{item}\x07" for item in _HIDDEN)]
    return [item.replace("{m}", MARK) for item in made]


class Kit:
    """Deals out payloads: every one before any comes again."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.dealt = 0
        self._all = payloads()
        self._deck: list[str] = []

    def text(self, limit: int) -> str:
        """Some payloads among letters, at most ``limit`` characters of Unicode."""
        text = ""
        for _ in range(self.rng.randint(1, max(1, limit // 25))):
            piece = (
                self.rng.choice(("Іван ", "x", "", "Ж", " "))
                + self._next()
                + self.rng.choice(("ко", " ", ""))
            )
            if len(text) + len(piece) > limit:
                return text or piece[:limit]
            text += piece
        return text

    def form(self) -> dict[str, Any]:
        """A form with payloads in every field that takes text, short enough for a letter."""
        while True:
            form = self._form()
            if len(canonical_json(form)) <= FORM_MAX_BYTES:
                return form

    def wild_form(self) -> dict[str, Any]:
        """A form that keeps no rule: payloads where numbers, dates, choices and permissions belong."""
        choices = (
            lambda text: text,
            lambda text: [text],
            lambda text: {"when": text, "where": [text], "how": text},
            lambda _: -1,
            lambda _: True,
        )
        return {field.key: self.rng.choice(choices)(self.text(60)) for field in FIELDS}

    def _form(self) -> dict[str, Any]:
        form: dict[str, Any] = {"category": self.rng.choice(CATEGORIES), "asked-before": "yes"}
        for field in FIELDS:
            if field.key not in form and field.kind != "attachments" and is_asked(field.when, form):
                form[field.key] = self._value(field)
        return form

    def _value(self, field: Field) -> Any:
        if isinstance(field, Group):
            return {member.key: self._value(member) for member in field.members}
        if isinstance(field, TextList):
            return [self.text(field.limit)]
        if isinstance(field, Text | LongText):
            return self.text(min(field.limit, 1200))
        return answered(field)

    def _next(self) -> str:
        if not self._deck:
            self._deck = self.rng.sample(self._all, len(self._all))
        self.dealt += 1
        return self._deck.pop()


def is_asked(when: When | None, form: dict[str, Any]) -> bool:
    """Whether a form, as far as it is filled in, asks a field."""
    return when is None or form.get(when.key) in when.among


def answered(field: Field) -> Any:
    """An answer to a field that takes no text."""
    values: dict[str, Any] = {
        "approximate-date": "1987-05", "day": "2027-03-14", "number": 9, "yes-no": "yes", "consent": True,
    }  # fmt: skip
    if field.kind in values:
        return values[field.kind]
    options = getattr(field, "options", ())
    return [options[0]] if field.kind == "multi-choice" else options[0]
