"""The letter inside an envelope: canonical JSON, attachments, zeros (docs/spec/envelope.md, "Payload")."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from crypto.encoding import canonical_json, check_day, parse_canonical_json
from crypto.errors import EncodingError, KeyDegenerate, LetterMalformed, LetterTooLarge
from crypto.family import FamilyPublic
from crypto.padding import LENGTH_BYTES

FORM_MAX = 20_000
JSON_MAX = 24_576
ATTACHMENTS_MAX = 16
_MEDIA_TYPE = re.compile(r"[a-z]{1,20}/[a-z0-9.+-]{1,60}")
_KEYS = {"kind", "day", "keys", "form", "attachments"}
_PUBLIC_KEYS = {"reply-x25519", "reply-xwing", "address", "author"}


class Kind(StrEnum):
    """What a letter is; all four look alike from outside."""

    INQUIRY = "inquiry"
    ADDITION = "addition"
    WITHDRAWAL = "withdrawal"
    PROBE = "probe"


@dataclass(frozen=True)
class Attachment:
    """A document or picture: its media type as the writer gives it, and its bytes. It has no name."""

    media_type: str
    data: bytes


@dataclass(frozen=True)
class Letter:
    """What a family sends: kind, the day as the writer gives it, its public keys, the form, attachments."""

    kind: Kind
    day: str
    public: FamilyPublic
    form: dict[str, Any]
    attachments: tuple[Attachment, ...] = ()

    def content(self) -> bytes:
        """Length, JSON and attachments, before padding. Raises LetterTooLarge, LetterMalformed."""
        try:
            if len(canonical_json(self.form)) > FORM_MAX:
                raise LetterTooLarge(f"the form is longer than {FORM_MAX} bytes", limit=FORM_MAX)
            body = canonical_json(self._as_json())
        except EncodingError as error:
            raise LetterMalformed(str(error)) from error
        if len(self.attachments) > ATTACHMENTS_MAX:
            raise LetterTooLarge(f"more than {ATTACHMENTS_MAX} attachments", limit=ATTACHMENTS_MAX)
        data = b"".join(attachment.data for attachment in self.attachments)
        return len(body).to_bytes(LENGTH_BYTES, "big") + body + data

    def _as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "day": check_day(self.day),
            "keys": self.public.as_json(),
            "form": self.form,
            "attachments": [_describe(attachment) for attachment in self.attachments],
        }


def decode_letter(padded: bytes) -> Letter:
    """The letter behind padded content. Raises LetterMalformed."""
    try:
        length = int.from_bytes(padded[:LENGTH_BYTES], "big")
        body = padded[LENGTH_BYTES : LENGTH_BYTES + length]
        if len(body) != length:
            raise EncodingError("the JSON ends too early")
        value = parse_canonical_json(body, JSON_MAX)
        return _from_json(value, length, padded[LENGTH_BYTES + length :])
    except (EncodingError, KeyDegenerate) as error:
        raise LetterMalformed(str(error)) from error


def _from_json(value: Any, length: int, rest: bytes) -> Letter:
    if not isinstance(value, dict) or set(value) != _KEYS:
        raise EncodingError("not the keys of a letter")
    keys, form = value["keys"], value["form"]
    if not isinstance(keys, dict) or set(keys) != _PUBLIC_KEYS or not isinstance(form, dict):
        raise EncodingError("keys and form are objects")
    if not all(isinstance(text, str) for text in [*keys.values(), value["kind"], value["day"]]):
        raise EncodingError("kind, day and keys are strings")
    # Measured only where it can be too long: the form is a part of the JSON.
    is_long = length > FORM_MAX and len(canonical_json(form)) > FORM_MAX
    if is_long or value["kind"] not in list(Kind):
        raise EncodingError("a form that is too long, or an unknown kind")
    return Letter(
        Kind(value["kind"]),
        check_day(value["day"]),
        FamilyPublic.from_json(keys),
        form,
        _attachments(value["attachments"], rest),
    )


def _attachments(described: Any, rest: bytes) -> tuple[Attachment, ...]:
    if not isinstance(described, list) or len(described) > ATTACHMENTS_MAX:
        raise EncodingError("attachments are a list of at most 16")
    attachments = []
    start = 0
    for item in described:
        media_type, size = _described(item)
        data = rest[start : start + size]
        if len(data) != size:
            raise EncodingError("an attachment ends too early")
        attachments.append(Attachment(media_type, data))
        start += size
    if rest[start:] != bytes(len(rest) - start):
        raise EncodingError("something other than zeros after the attachments")
    return tuple(attachments)


def _describe(attachment: Attachment) -> dict[str, Any]:
    if not _MEDIA_TYPE.fullmatch(attachment.media_type):
        raise EncodingError("not a media type")
    return {"type": attachment.media_type, "size": len(attachment.data)}


def _described(item: Any) -> tuple[str, int]:
    if not isinstance(item, dict) or set(item) != {"type", "size"}:
        raise EncodingError("an attachment has a type and a size")
    media_type, size = item["type"], item["size"]
    if not isinstance(media_type, str) or not _MEDIA_TYPE.fullmatch(media_type):
        raise EncodingError("not a media type")
    if isinstance(size, bool) or not isinstance(size, int) or size < 0:
        raise EncodingError("not a size")
    return media_type, size
