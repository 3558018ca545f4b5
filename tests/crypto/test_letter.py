"""The letter inside an envelope (docs/spec/envelope.md, "Payload")."""

from typing import Any

import pytest

from crypto.encoding import canonical_json
from crypto.errors import LetterMalformed, LetterTooLarge
from crypto.letter import ATTACHMENTS_MAX, FORM_MAX, Attachment, Kind, Letter, decode_letter
from tests.vectors.cast import DAY, family, letter, stream


def described(**changes: Any) -> dict[str, Any]:
    """The JSON of a letter without attachments; ``changes`` replace keys."""
    value = {"kind": "inquiry", "day": DAY, "keys": family().public.as_json(), "form": {}, "attachments": []}
    return value | changes


def content(value: Any, rest: bytes = b"") -> bytes:
    """A payload's content around any JSON."""
    body = canonical_json(value)
    return len(body).to_bytes(4, "big") + body + rest


@pytest.mark.parametrize("kind", list(Kind))
def test_a_letter_comes_back_and_encodes_to_the_same_bytes(kind: Kind) -> None:
    files = (Attachment("image/jpeg", stream("photo", 300)), Attachment("text/plain", b""))
    sent = letter(kind=kind, attachments=files)
    padded = sent.content() + bytes(50)
    assert decode_letter(padded) == sent
    assert decode_letter(padded).content() == sent.content()


def test_an_attachment_may_end_in_zeros() -> None:
    sent = letter(attachments=(Attachment("image/png", b"\1\0\0"),))
    assert decode_letter(sent.content()) == sent


@pytest.mark.parametrize(
    "value",
    [
        [],
        "x",
        {},
        described(extra=1),
        described(kind="letter"),
        described(kind=1),
        described(day="2026-02-30"),
        described(day=5),
        described(form=[]),
        described(form={"a": "x" * FORM_MAX}),
        described(keys=[]),
        described(keys={}),
        described(keys=dict.fromkeys(family().public.as_json(), 1)),
        described(keys=family().public.as_json() | {"author": "AA=="}),
        described(keys=family().public.as_json() | {"author": "A" * 43 + "="}),
        described(attachments={}),
        described(attachments=[1]),
        described(attachments=[{"type": "a/b"}]),
        described(attachments=[{"type": "a/b", "size": 1}]),
        described(attachments=[{"type": "a/b", "size": -1}]),
        described(attachments=[{"type": "a/b", "size": True}]),
        described(attachments=[{"type": "a/b", "size": "1"}]),
        described(attachments=[{"type": "a/b", "size": 2**53 - 1}]),
        described(attachments=[{"type": "../b", "size": 0}]),
        described(attachments=[{"type": 1, "size": 0}]),
        described(attachments=[{"type": "a/b", "size": 0}] * (ATTACHMENTS_MAX + 1)),
    ],
)
def test_what_is_no_letter(value: Any) -> None:
    with pytest.raises(LetterMalformed):
        decode_letter(content(value))


@pytest.mark.parametrize(
    "padded",
    [
        b"",
        b"\0\0\0",
        b"\0\0\0\5{}",
        b"\xff\xff\xff\xff",
        content(described(), b"\1"),
        content(described(), bytes(70) + b"\1"),
        b"\0\0\0\2{}" + bytes(10),
        b"\0\0\0\3{} ",
        (30_000).to_bytes(4, "big") + b" " * 30_000,
    ],
)
def test_what_has_no_shape(padded: bytes) -> None:
    with pytest.raises(LetterMalformed):
        decode_letter(padded)


def test_what_the_writer_may_not_send() -> None:
    refused: list[tuple[Letter, type[Exception]]] = [
        (letter(form={"a": "x" * FORM_MAX}), LetterTooLarge),
        (letter(attachments=(Attachment("a/b", b""),) * (ATTACHMENTS_MAX + 1)), LetterTooLarge),
        (letter(form={"a": 1.5}), LetterMalformed),
        (letter(form={"a": "\ud800"}), LetterMalformed),
        (letter(day="tomorrow"), LetterMalformed),
        (letter(attachments=(Attachment("photo.jpg", b""),)), LetterMalformed),
    ]
    for item, error in refused:
        with pytest.raises(error):
            item.content()


def test_the_largest_letter_is_within_the_readers_bound() -> None:
    files = (Attachment("a" * 20 + "/" + "b" * 60, b""),) * ATTACHMENTS_MAX
    sent = letter(form={"a": "x" * (FORM_MAX - 8)}, attachments=files)
    assert decode_letter(sent.content()) == sent
