"""Reading a log that grows meanwhile: full tiles stand in for partial ones (docs/spec/tiles.md)."""

from pathlib import Path

import pytest

from crypto.checkpoint import Checkpoint
from crypto.errors import TileMissing
from crypto.tile_audit import verify_tiles
from crypto.tiles import entries_path, tile_path
from tests.vectors.cast import log_signer
from tracker.auditor.source import FolderSource
from tracker.auditor.tiles import ArchiveTiles
from tracker.records.archive import Log
from tracker.tile_folder import TileFolder, TreeHead

LOG = log_signer("intake")


def grow(archive: Path, size: int) -> TreeHead:
    """The intake log of an archive, published at this size."""
    folder = TileFolder(archive / "log/intake")
    head = folder.append(number.to_bytes(32, "big") for number in range(folder.size, size))
    folder.publish(Checkpoint(LOG.name, head.size, head.root).sign(LOG).encode())
    return head


def test_a_log_that_grew_since_its_checkpoint_was_read_is_still_whole(tmp_path: Path) -> None:
    before = grow(tmp_path, 700)
    grow(tmp_path, 800)
    partial = tmp_path / "log/intake" / tile_path(0, 2, 188)
    assert not partial.exists()
    tiles = ArchiveTiles(FolderSource(tmp_path), Log.INTAKE)
    verify_tiles(tiles, before.size, before.root)
    assert len(tiles.read_tile(0, 2, 188)) == 188 * 32


@pytest.mark.parametrize(
    "path", [tile_path(0, 2, 188), entries_path(2, 188), tile_path(1, 0, 2), tile_path(0, 0)]
)
def test_what_is_missing_without_a_full_one_in_its_place_is_missing(tmp_path: Path, path: str) -> None:
    head = grow(tmp_path, 700)
    (tmp_path / "log/intake" / path).unlink()
    with pytest.raises(TileMissing) as caught:
        verify_tiles(ArchiveTiles(FolderSource(tmp_path), Log.INTAKE), head.size, head.root)
    assert caught.value.facts == {"path": f"log/intake/{path}"}
