"""A log in a folder (docs/spec/tiles.md): appended to in any chunks, killed at any instant, never torn."""

import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.checkpoint import Checkpoint
from crypto.errors import CheckpointMalformed, NoteMalformed, TileMalformed, TileMismatch, TileMissing
from crypto.merkle import EMPTY_ROOT, leaf_hash, tree_root
from crypto.note import sign_note
from crypto.tile_audit import verify_tiles
from crypto.tiles import ENTRY_MAX
from tests.simulators.killing import killed, watched
from tests.simulators.tile_log import log_of
from tests.vectors.cast import log_signer
from tracker.tile_folder import TileFolder, TreeHead

LOG = log_signer()
ENTRIES = [f"entry {number}".encode() * (number % 3) for number in range(3000)]


def note_of(head: TreeHead) -> bytes:
    """A signed checkpoint."""
    return Checkpoint(LOG.name, head.size, head.root).sign(LOG).encode()


def grow(path: Path, size: int) -> TileFolder:
    """The log of the first so many entries, published, whatever is there already."""
    folder = TileFolder(path)
    folder.publish(note_of(folder.append(ENTRIES[folder.size : size])))
    return folder


def assert_whole(path: Path, size: int) -> None:
    """What is published is the log of the first so many entries, every byte of it."""
    folder = TileFolder(path)
    assert folder.size == size
    verify_tiles(folder, size, tree_root(map(leaf_hash, ENTRIES[:size])))
    assert list(folder.entries()) == ENTRIES[:size]


def files_of(path: Path) -> dict[str, bytes]:
    """Every file by its path."""
    return {str(file.relative_to(path)): file.read_bytes() for file in path.rglob("*") if file.is_file()}


def test_a_new_folder_holds_the_empty_log(tmp_path: Path) -> None:
    folder = TileFolder(tmp_path / "log/keys")
    assert (folder.size, folder.note, list(folder.entries())) == (0, None, [])
    assert folder.append([]) == TreeHead(0, EMPTY_ROOT)
    folder.publish(note_of(TreeHead(0, EMPTY_ROOT)))
    assert_whole(tmp_path / "log/keys", 0)


@settings(max_examples=25)
@given(st.lists(st.sampled_from([0, 1, 2, 100, 255, 256, 257, 600]), max_size=6))
def test_appended_in_any_chunks_the_files_are_the_same(
    tmp_path_factory: pytest.TempPathFactory, chunks: list[int]
) -> None:
    path, size, sizes = tmp_path_factory.mktemp("log"), 0, []
    for chunk in chunks:
        size = min(size + chunk, len(ENTRIES))
        sizes.append(size)
        assert grow(path, size).size == size
        assert_whole(path, size)
    files = files_of(path)
    files.pop("checkpoint", None)
    every, _ = log_of(ENTRIES[:size], sizes=tuple(sizes))
    full = {name for name in every.files if ".p/" not in name}
    kept = {name for name in every.files if ".p/" in name and name.partition(".p/")[0] not in full}
    assert files == {name: every.files[name] for name in full | kept}


def test_entries_are_read_from_anywhere_to_anywhere(tmp_path: Path, rng: random.Random) -> None:
    folder = grow(tmp_path, 700)
    for _ in range(50):
        start, end = rng.randrange(800), rng.randrange(800)
        assert list(folder.entries(start, end)) == ENTRIES[:700][start:end]


def test_nothing_is_seen_before_it_is_published(tmp_path: Path) -> None:
    grow(tmp_path, 300)
    head = TileFolder(tmp_path).append(ENTRIES[300:900])
    assert head == TreeHead(900, tree_root(map(leaf_hash, ENTRIES[:900])))
    assert_whole(tmp_path, 300)
    TileFolder(tmp_path).publish(note_of(head))
    assert_whole(tmp_path, 900)


def test_what_was_never_published_gives_way(tmp_path: Path) -> None:
    grow(tmp_path, 300)
    folder = TileFolder(tmp_path)
    folder.append([b"never"] * 900)
    assert_whole(tmp_path, 300)
    folder.append([b"never either"])
    folder.publish(note_of(folder.append(ENTRIES[300:1000])))
    assert_whole(tmp_path, 1000)


def test_the_same_tree_is_published_again_with_a_newer_note(tmp_path: Path) -> None:
    folder = grow(tmp_path, 300)
    assert folder.note is not None
    newer = folder.note + "— witness.example AAAAAAA=\n".encode()
    folder.publish(newer)
    assert TileFolder(tmp_path).note == newer
    assert_whole(tmp_path, 300)


def test_a_checkpoint_of_other_tiles_is_refused(tmp_path: Path) -> None:
    folder = grow(tmp_path, 300)
    before = files_of(tmp_path)
    for size, root in [(300, bytes(32)), (200, tree_root(map(leaf_hash, ENTRIES[:200]))), (0, EMPTY_ROOT)]:
        with pytest.raises(TileMismatch):
            folder.publish(note_of(TreeHead(size, root)))
    with pytest.raises(TileMissing):
        folder.publish(note_of(TreeHead(301, bytes(32))))
    with pytest.raises(NoteMalformed):
        folder.publish(b"no note")
    with pytest.raises(CheckpointMalformed):
        folder.publish(sign_note(b"no checkpoint\n", LOG).encode())
    assert files_of(tmp_path) == before


def test_an_entry_that_no_bundle_holds_is_refused_and_nothing_is_published(tmp_path: Path) -> None:
    folder = grow(tmp_path, 300)
    with pytest.raises(TileMalformed):
        folder.append([b"x" * ENTRY_MAX, b"x" * (ENTRY_MAX + 1)])
    assert_whole(tmp_path, 300)
    assert_whole_after_growing(tmp_path)


def assert_whole_after_growing(path: Path) -> None:
    """The log goes on as if nothing had happened."""
    grow(path, 900)
    assert_whole(path, 900)


@pytest.mark.parametrize("path", ["tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/001.p/44"])
def test_what_was_spoiled_is_not_extended(tmp_path: Path, path: str) -> None:
    grow(tmp_path, 300)
    data = (tmp_path / path).read_bytes()
    (tmp_path / path).write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    folder = TileFolder(tmp_path)
    with pytest.raises(TileMismatch):
        folder.append(ENTRIES[300:400])
    (tmp_path / path).unlink()
    with pytest.raises(TileMissing) as caught:
        folder.append(ENTRIES[300:400])
    assert caught.value.facts == {"path": path}


def test_whoever_reads_while_a_log_grows_reads_the_tree_they_began_with(tmp_path: Path) -> None:
    reading = grow(tmp_path, 300)
    grow(tmp_path, 520)
    assert not (tmp_path / "tile/0/001.p/44").exists()
    assert list(reading.entries()) == ENTRIES[:300]
    verify_tiles(reading, 300, tree_root(map(leaf_hash, ENTRIES[:300])))


@pytest.mark.parametrize(("old", "new"), [(0, 300), (250, 530), (300, 301), (500, 512), (512, 513)])
def test_killed_before_any_operation_the_published_tree_is_whole(tmp_path: Path, old: int, new: int) -> None:
    untouched = tmp_path / "untouched"
    if old:
        grow(untouched, old)
    grow(untouched, new)
    at, died = 0, True
    while died:
        path = tmp_path / f"killed {at}"
        if old:
            grow(path, old)
        died = killed(lambda path=path: grow(path, new), at)
        published = TileFolder(path).size
        assert published == new or (died and published == old)
        assert_whole(path, published)
        grow(path, new)
        assert_whole(path, new)
        left = files_of(path)
        assert {name: left[name] for name in files_of(untouched)} == files_of(untouched)
        at += 1
    assert at > 10


def test_killed_over_and_over_a_log_never_loses_what_it_published(tmp_path: Path, rng: random.Random) -> None:
    size = deaths = 0
    for _ in range(40):
        wanted = min(len(ENTRIES), size + rng.choice([1, 3, 100, 256, 400]))
        deaths += killed(lambda wanted=wanted: grow(tmp_path, wanted), rng.randrange(60))
        published = TileFolder(tmp_path).size
        assert published in (size, wanted)
        assert_whole(tmp_path, published)
        size = published
    assert 0 < deaths < 40
    grow(tmp_path, len(ENTRIES))
    assert_whole(tmp_path, len(ENTRIES))


def test_each_file_is_durable_before_it_is_named_and_the_checkpoint_comes_last(tmp_path: Path) -> None:
    grow(tmp_path, 250)
    folder = TileFolder(tmp_path)
    writing = watched(lambda: folder.append(ENTRIES[250:600]))
    assert re.fullmatch(r"o*(m*ofr)+(Of)+", writing), writing
    note = note_of(TreeHead(600, tree_root(map(leaf_hash, ENTRIES[:600]))))
    publishing = watched(lambda: folder.publish(note))
    assert re.fullmatch(r"o*ofr(Of)+(u+d)*", publishing), publishing
