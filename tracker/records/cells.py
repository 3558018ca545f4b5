"""An answer's content cut into cells, and put together again (docs/spec/cell.md, "Content")."""

from collections.abc import Sequence
from typing import Any

from crypto.cell import CELLS_MAX, CONTENT_MAX
from crypto.encoding import canonical_json, parse_canonical_json
from crypto.errors import CellInvalid, CellTooLarge, EncodingError

_FRAME_BYTES = 2
PART_MAX = CONTENT_MAX - _FRAME_BYTES
ANSWER_MAX = CELLS_MAX * PART_MAX


def split_answer(content: dict[str, Any]) -> list[bytes]:
    """One to four parts: number of parts (u8), index (u8), a piece of the canonical JSON.

    Raises CellTooLarge if the JSON has more than 11,624 bytes, EncodingError.
    """
    return split_body(canonical_json(content))


def split_body(body: bytes) -> list[bytes]:
    """The same parts of JSON that is canonical already. Raises CellTooLarge."""
    if len(body) > ANSWER_MAX:
        raise CellTooLarge(f"the answer has {len(body)} bytes where {ANSWER_MAX} fit")
    pieces = [body[i : i + PART_MAX] for i in range(0, len(body), PART_MAX)]
    return [bytes([len(pieces), index]) + piece for index, piece in enumerate(pieces)]


def join_answer(parts: Sequence[bytes]) -> Any:
    """The content behind all parts, in order. Raises CellInvalid."""
    frames = [part[:_FRAME_BYTES] for part in parts]
    if not parts or frames != [bytes([len(parts), index]) for index in range(len(parts))]:
        raise CellInvalid("a part of the answer is missing")
    try:
        content = parse_canonical_json(b"".join(part[_FRAME_BYTES:] for part in parts), ANSWER_MAX)
    except EncodingError as error:
        raise CellInvalid(str(error)) from error
    if split_answer(content) != list(parts):
        raise CellInvalid("an answer cut in another way")
    return content
