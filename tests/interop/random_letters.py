"""Letters at random: every kind, all sorts of text, attachments of all sizes, sometimes one thing wrong."""

import json
import random
from datetime import date, timedelta
from typing import Any

from crypto.family import FamilyPublic
from crypto.letter import ATTACHMENTS_MAX, FORM_MAX, Attachment, Kind, Letter

_PIECES = [
    "Приклад", "п’ять", "ʼ", "й", "и\u0306", "Ґ", "ё", "a", "\"'\\/", "\0", "\x1b[31m", "\x7f", "\n\r\t\b\f",
    "\u2028", "\u2029", "\ufeff", "\ufffd", "🌻", "\U0010ffff", "<script>", "null", " ", "0", "__proto__",
]  # fmt: skip
_KEYS = ["10", "9", "0", "note", "full-name", "a_b", "constructor", "z", "tostring"]
_TYPES = ["image/jpeg", "image/png", "text/plain", "a/b", "application/x+y.z-0"]
_SIZES = [0, 1, 60, 3000, 40_000, 70_000]


def text(rng: random.Random) -> str:
    """A text that tries escapes, both planes and look-alikes."""
    return "".join(rng.choices(_PIECES, k=rng.randrange(6)))


def value(rng: random.Random, depth: int = 0) -> Any:
    """A value that canonical JSON can hold."""
    kind = rng.randrange(6 if depth < 4 else 4)
    if kind == 4:
        return [value(rng, depth + 1) for _ in range(rng.randrange(4))]
    if kind == 5:
        return form(rng, depth + 1)
    return [text(rng), rng.random() < 0.5, rng.randrange(-(2**53) + 1, 2**53), 0][kind]


def form(rng: random.Random, depth: int = 0) -> dict[str, Any]:
    """An object that canonical JSON can hold, its keys in any order."""
    return {key: value(rng, depth) for key in rng.sample(_KEYS, rng.randrange(5))}


def letter(rng: random.Random, public: FamilyPublic) -> Letter:
    """A letter; about one in eight cannot be sealed."""
    parts: dict[str, Any] = {
        "kind": rng.choice(list(Kind)),
        "day": str(date(1, 1, 1) + timedelta(days=rng.randrange(3_652_059))),
        "form": form(rng),
        "attachments": _attachments(rng),
    }
    if rng.random() < 0.125:
        parts |= rng.choice(_wrong(rng))
    return Letter(public=public, **parts)


def describe(item: Letter, rng: random.Random) -> dict[str, Any]:
    """The letter as the browser's side of the pipe takes it; the form as any JSON."""
    spaces = rng.choice([None, 1])
    return {
        "kind": item.kind.value,
        "day": item.day,
        "form": json.dumps(item.form, indent=spaces).encode(),
        "attachments": [{"type": entry.media_type, "data": entry.data} for entry in item.attachments],
    }


def _attachments(rng: random.Random) -> tuple[Attachment, ...]:
    count = rng.choice([0, 0, 1, 2, 3, ATTACHMENTS_MAX])
    largest = 2 if count == ATTACHMENTS_MAX else len(_SIZES)
    return tuple(
        Attachment(rng.choice(_TYPES), rng.randbytes(_SIZES[rng.randrange(largest)])) for _ in range(count)
    )


def _wrong(rng: random.Random) -> list[dict[str, Any]]:
    nested: Any = 0
    for _ in range(rng.randrange(13, 18)):
        nested = [nested]
    return [
        {"day": rng.choice(["2026-02-30", "0000-01-01", "2026-1-1", "", "2026-05-28\n"])},
        {"form": {"Upper": 1}},
        {"form": {"": 1}},
        {"form": {"a": 1.5}},
        {"form": {"a": None}},
        {"form": {"a": 2**53}},
        {"form": {"a": "\ud800"}},
        {"form": {"a": nested}},
        {"form": {"a": "x" * rng.randrange(FORM_MAX - 10, FORM_MAX)}},
        {"form": {"a": "я" * rng.randrange(FORM_MAX // 2 - 5, FORM_MAX // 2)}},
        {"attachments": (Attachment("image", b""),)},
        {"attachments": (Attachment("a/b", b""),) * (ATTACHMENTS_MAX + 1)},
        {"attachments": (Attachment("a/b", bytes(rng.choice([500_000, 4_000_000, 4_194_304]))),)},
    ]
