"""A log in a folder: tiles, entry bundles and the checkpoint, as C2SP tlog-tiles serves them.

One writer at a time. Files are written beside their place, made durable and renamed; what the published
checkpoint needs is never touched; the checkpoint comes last. So a program killed at any instant leaves the
published tree whole, and the same entries appended again make the same files (docs/spec/tiles.md).
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from crypto.checkpoint import Checkpoint, parse_checkpoint
from crypto.errors import TileMismatch, TileMissing
from crypto.merkle import leaf_hash
from crypto.note import NOTE_MAX, parse_note
from crypto.tile_audit import LogFiles
from crypto.tiles import (
    TILE_WIDTH,
    TreeBuilder,
    check_size,
    decode_bundle,
    edge_of,
    encode_bundle,
    entries_path,
    root_from,
    tile_path,
    tile_width,
)
from tracker.files import sync_folder

CHECKPOINT = "checkpoint"


@dataclass(frozen=True)
class TreeHead:
    """Size and root of a tree whose tiles are written; a checkpoint may be signed over it."""

    size: int
    root: bytes


class TileFolder(LogFiles):
    """The log in ``path``. Its size and note are those of the checkpoint that was published last."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.note = _read_bounded(path / CHECKPOINT, NOTE_MAX)
        self.size = 0 if self.note is None else _checkpoint(self.note).size
        self._unsynced: set[Path] = set()

    def entries(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The published entries from ``start`` up to ``end``. Raises TileMissing, TileMalformed."""
        end = self.size if end is None else min(end, self.size)
        while start < end:
            index = start // TILE_WIDTH
            width = tile_width(0, index, self.size)
            first = index * TILE_WIDTH
            yield from decode_bundle(self.read_bundle(index, width), width)[start - first : end - first]
            start = first + TILE_WIDTH

    def append(self, entries: Iterable[bytes]) -> TreeHead:
        """Writes the bundles and tiles of the published tree and these entries after it; publishes nothing.

        Appending again before a checkpoint is published begins at the published tree again. The entries are
        taken as they come, at most 256 of them in memory. Raises TileMissing, TileMalformed, TileMismatch,
        OSError.
        """
        builder, bundle = self._right_edge()
        source = iter(entries)
        while more := list(islice(source, TILE_WIDTH - len(bundle))):
            bundle += more
            check_size(builder.size + len(more))
            self._place(entries_path(builder.size // TILE_WIDTH, len(bundle)), encode_bundle(bundle))
            for tile in builder.extend(leaf_hash(entry) for entry in more):
                self._place(tile.path, tile.data)
            if len(bundle) == TILE_WIDTH:
                bundle = []
        published = set(edge_of(self.size))
        for tile in builder.partial_tiles():
            if (tile.level, tile.index, tile.width) not in published:
                self._place(tile.path, tile.data)
        self._sync()
        return TreeHead(builder.size, builder.root())

    def _right_edge(self) -> tuple[TreeBuilder, list[bytes]]:
        """The published tree, ready to grow, and its partial bundle: never what a bad disk made of them."""
        builder = TreeBuilder.restore(self, self.size)
        if self.note is not None and builder.root() != _checkpoint(self.note).root:
            raise TileMismatch("the partial tiles are not those of the checkpoint", path=CHECKPOINT)
        index, width = divmod(self.size, TILE_WIDTH)
        if not width:
            return builder, []
        bundle = decode_bundle(self.read_bundle(index, width), width)
        if b"".join(map(leaf_hash, bundle)) != builder.edge[0]:
            path = entries_path(index, width)
            raise TileMismatch(f"{path} holds other entries than its tile says", path=path)
        return builder, bundle

    def publish(self, note: bytes) -> None:
        """Puts a signed checkpoint in place, if it is of the tiles here and no smaller than the last one.

        Partial tiles are removed once the full tile is published. Signatures are not checked. Raises
        TileMismatch, TileMissing, NoteMalformed, CheckpointMalformed, OSError.
        """
        checkpoint = _checkpoint(note)
        if checkpoint.size < self.size:
            raise TileMismatch("a smaller tree than the published one", path=CHECKPOINT)
        if root_from(self, checkpoint.size) != checkpoint.root:
            raise TileMismatch("not the checkpoint of these tiles", path=CHECKPOINT)
        self._place(CHECKPOINT, note)
        self._sync()
        before, self.size, self.note = self.size, checkpoint.size, note
        self._remove_filled(before)

    def _remove_filled(self, before: int) -> None:
        """Removes the partial tiles of those that were partial at this size and no longer are."""
        for level, index, width in edge_of(before):
            if tile_width(level, index, self.size) == TILE_WIDTH:
                self._remove_folder(tile_path(level, index, width))
                if level == 0:
                    self._remove_folder(entries_path(index, width))

    def _remove_folder(self, partial: str) -> None:
        folder = (self.path / partial).parent
        for path in sorted(folder.glob("*")):
            path.unlink()
        folder.rmdir()

    def read_file(self, path: str, limit: int) -> bytes:
        """A file by its path. Raises TileMissing."""
        data = _read_bounded(self.path / path, limit)
        if data is None:
            raise TileMissing(f"{path} is not there", path=path)
        return data

    def _place(self, path: str, data: bytes) -> None:
        """Writes a file whole; the folder's entry is made durable by ``_sync``."""
        target = self.path / path
        self._make_folder(target.parent)
        temporary = target.with_name(f".new-{target.name}")
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
        self._unsynced.add(target.parent)

    def _make_folder(self, folder: Path) -> None:
        if not folder.is_dir():
            self._make_folder(folder.parent)
            folder.mkdir(exist_ok=True)
            self._unsynced.add(folder.parent)

    def _sync(self) -> None:
        for folder in sorted(self._unsynced):
            sync_folder(folder)
        self._unsynced.clear()


def _checkpoint(note: bytes) -> Checkpoint:
    return parse_checkpoint(parse_note(note).text)


def _read_bounded(path: Path, limit: int) -> bytes | None:
    """At most one byte more than ``limit``, so that whoever knows the length refuses it."""
    try:
        with path.open("rb") as file:
            # Room is made for what is asked, whatever there is to read.
            return file.read(min(os.fstat(file.fileno()).st_size, limit) + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
