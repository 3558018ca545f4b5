"""Where a log is fetched from: a folder or an address with `checkpoint` and `tile/…` (docs/spec/tiles.md)."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

from crypto.encoding import HASH_BYTES
from crypto.errors import TileMissing
from crypto.note import NOTE_MAX
from crypto.tiles import TILE_BYTES, TILE_WIDTH, tile_path
from tracker.records.errors import ServerRefused
from tracker.tile_folder import CHECKPOINT
from tracker.transport import Patience, Transport

PATIENCE = Patience(connect=20, read=30, answer=60, attempts=2)


class LogSource(ABC):
    """A log's newest checkpoint and its tiles, none of them verified."""

    def checkpoint(self) -> bytes:
        """The signed note. Raises TileMissing, TransportError."""
        return self.read(CHECKPOINT, NOTE_MAX)

    def read_tile(self, level: int, index: int, width: int) -> bytes:
        """The bytes of a tile, as it was when the checkpoint was read. Raises TileMissing, TransportError."""
        try:
            return self.read(tile_path(level, index, width), TILE_BYTES)
        except TileMissing:
            if width == TILE_WIDTH:
                raise
            # A log removes a partial tile once the full one is there.
            return self.read(tile_path(level, index), TILE_BYTES)[: width * HASH_BYTES]

    @abstractmethod
    def read(self, path: str, limit: int) -> bytes:
        """A file of the log; one above ``limit`` is refused by whoever reads it. Raises TileMissing."""


class FolderSource(LogSource):
    """A log in a folder."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self, path: str, limit: int) -> bytes:
        """A file of the log. Raises TileMissing."""
        try:
            with (self._path / path).open("rb") as file:
                return file.read(limit + 1)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise TileMissing(f"{path} is not there", path=path) from error


class SiteSource(LogSource):
    """A log at an address."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def read(self, path: str, limit: int) -> bytes:
        """A file of the log. Raises TileMissing, TransportError."""
        try:
            return self._transport.get(f"/{path}", limit)
        except ServerRefused as refused:
            if refused.facts["status"] == HTTPStatus.NOT_FOUND:
                raise TileMissing(f"{path} is not there", path=path) from refused
            raise


@contextmanager
def opened(place: str, proxy: str | None) -> Iterator[LogSource]:
    """The log at an address, or in a folder. Raises ServerAddressInvalid, ProxyUnsupported."""
    if "://" in place:
        with Transport(place, proxy, PATIENCE) as transport:
            yield SiteSource(transport)
    else:
        yield FolderSource(Path(place))
