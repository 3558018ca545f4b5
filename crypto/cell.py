"""Cells: answers sealed to a family's reply identity, 4,096 bytes each (docs/spec/cell.md)."""

from dataclasses import dataclass

from crypto.errors import CellInvalid, CellTooLarge, PaddingInvalid, SealInvalid, TooLarge
from crypto.keys import ExchangeKey, hkdf
from crypto.labels import Purpose, info
from crypto.padding import LENGTH_BYTES, pad, unpad
from crypto.recipient import SEAL_OVERHEAD, Identity, Recipient

CELL_BYTES = 4096
CELLS_MAX = 4
ROOM_BYTES = CELL_BYTES - SEAL_OVERHEAD
CONTENT_MAX = ROOM_BYTES - LENGTH_BYTES
PLACE_BYTES = 8
TAG_BYTES = 16


@dataclass(frozen=True)
class Publication:
    """One publication of one publisher: the context of every place, tag and cell in it."""

    origin: str
    publisher: str
    number: int

    def info(self, purpose: Purpose, *more: bytes | int) -> bytes:
        """The label of something that belongs to this publication only."""
        return info(purpose, self.origin, self.publisher, self.number, *more)


@dataclass(frozen=True)
class Address:
    """Where one inquiry's cells are in one publication: its place (8 bytes) and the tags of its cells."""

    place: bytes
    tags: tuple[bytes, ...]


def find_address(
    publication: Publication, ours: ExchangeKey, theirs: bytes, cells: int = CELLS_MAX
) -> Address:
    """The address, with the tags of so many cells, from one secret and the other's 32-byte public key.

    The desk has the publication's secret key E and the family's address key; the family has its address
    secret and the manifest's E. Raises KeyDegenerate.
    """
    shared = ours.exchange(theirs)
    tags = (hkdf(shared, publication.info(Purpose.TAG, i), TAG_BYTES) for i in range(cells))
    return Address(hkdf(shared, publication.info(Purpose.PLACE), PLACE_BYTES), tuple(tags))


def seal_cell(publication: Publication, tag: bytes, reply: Recipient, content: bytes) -> bytes:
    """One cell of 4,096 bytes around at most 2,908 bytes of content. Raises CellTooLarge."""
    try:
        padded = pad(content, ROOM_BYTES)
    except TooLarge as error:
        raise CellTooLarge(str(error)) from error
    return reply.seal(padded, publication.info(Purpose.CELL, tag))


def open_cell(publication: Publication, tag: bytes, reply: Identity, cell: bytes) -> bytes:
    """The content of a cell under one of our tags. Raises CellInvalid."""
    try:
        return unpad(reply.open(cell, publication.info(Purpose.CELL, tag)))
    except (SealInvalid, PaddingInvalid) as error:
        raise CellInvalid(f"a cell with our tag does not open: {error}") from error
