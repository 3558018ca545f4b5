"""The single accepted encoding of each primitive: base64, integers, names, days, canonical JSON.

Everything read here re-encodes to the same bytes, and every length is bounded before it is allocated
(docs/spec/encoding.md).
"""

import binascii
import json
import re
from datetime import date
from typing import Any

from crypto.errors import EncodingError, TooLarge

HASH_BYTES = 32
ORIGIN_MAX = 64
MAX_SAFE_INTEGER = 2**53 - 1
MAX_JSON_DEPTH = 16

_ORIGIN = re.compile(r"[a-z0-9][a-z0-9.-]*(?:/[a-z0-9][a-z0-9.-]*)+")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]*")
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,15}")
_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def b64encode(data: bytes) -> str:
    """Standard base64 with padding."""
    return binascii.b2a_base64(data, newline=False).decode("ascii")


def b64decode(text: str, length: int | None = None) -> bytes:
    """The bytes behind canonical base64, of exactly ``length`` bytes if given. Raises EncodingError."""
    try:
        data = binascii.a2b_base64(text.encode("ascii"), strict_mode=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise EncodingError("not base64") from error
    if b64encode(data) != text:
        raise EncodingError("base64 is not canonical")
    if length is not None and len(data) != length:
        raise EncodingError(f"{len(data)} bytes where {length} belong")
    return data


def decimal(text: str) -> int:
    """A decimal integer from 0 to 2**53 - 1 without leading zeros. Raises EncodingError."""
    if not _DECIMAL.fullmatch(text) or int(text) > MAX_SAFE_INTEGER:
        raise EncodingError("not a canonical decimal number")
    return int(text)


def check_origin(text: str) -> str:
    """An origin such as ``rehearsal/demo``: at most 64 lower-case ASCII characters. Raises EncodingError."""
    if len(text) > ORIGIN_MAX or not _ORIGIN.fullmatch(text):
        raise EncodingError("not an origin")
    return text


def check_name(text: str) -> str:
    """A name of 1 to 32 of ``a-z0-9-``. Raises EncodingError."""
    if not _NAME.fullmatch(text):
        raise EncodingError("not a name")
    return text


def check_day(text: str) -> str:
    """A calendar day ``YYYY-MM-DD`` that exists. Raises EncodingError."""
    if not _DAY.fullmatch(text):
        raise EncodingError("not a day")
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise EncodingError("no such day") from error
    return text


def canonical_json(value: Any) -> bytes:
    """UTF-8 JSON, keys sorted, no white space; objects, lists, strings, booleans and safe integers only.

    Raises EncodingError for anything else.
    """
    _check_json(value, MAX_JSON_DEPTH)
    return _JSON.encode(value).encode()


def parse_canonical_json(data: bytes, limit: int) -> Any:
    """The value behind canonical JSON of at most ``limit`` bytes. Raises EncodingError, TooLarge."""
    if len(data) > limit:
        raise TooLarge(f"{len(data)} bytes of JSON where {limit} are allowed")
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise EncodingError("not JSON") from error
    if canonical_json(value) != data:
        raise EncodingError("JSON is not canonical")
    return value


def _check_json(value: Any, depth: int) -> None:
    if depth == 0:
        raise EncodingError("JSON is nested too deeply")
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str) or not _KEY.fullmatch(key):
                raise EncodingError("JSON key outside a-z0-9_-")
            _check_json(item, depth - 1)
    elif isinstance(value, list):
        for item in value:
            _check_json(item, depth - 1)
    elif isinstance(value, bool):
        return
    elif not isinstance(value, int) or abs(value) > MAX_SAFE_INTEGER:
        raise EncodingError("JSON value of a kind that is not used here")


def _check_text(value: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise EncodingError("text with a lone surrogate") from error
