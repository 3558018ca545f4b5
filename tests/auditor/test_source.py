"""Reading an archive from a folder: whole files inside it, and nothing else (docs/spec/archive.md)."""

import os
from pathlib import Path

import pytest

from tracker.auditor.source import FolderSource, has
from tracker.records.errors import ArchiveMissing, ArchivePathInvalid, ArchiveTooLarge


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A folder with a file, beside a file that is not in it."""
    (tmp_path / "secret").write_bytes(b"secret")
    (tmp_path / "archive/log/keys").mkdir(parents=True)
    (tmp_path / "archive/log/keys/checkpoint").write_bytes(b"checkpoint")
    (tmp_path / "archive/uk").mkdir()
    (tmp_path / "archive/uk/index.html").write_bytes(b"page")
    return tmp_path / "archive"


def test_a_file_is_read_whole_or_not_at_all(archive: Path) -> None:
    source = FolderSource(archive)
    assert source.read("log/keys/checkpoint", 10) == b"checkpoint"
    assert source.read("uk/", 4) == b"page"
    with pytest.raises(ArchiveTooLarge):
        source.read("log/keys/checkpoint", 9)
    assert has(source, "log/keys/checkpoint", 1)
    assert not has(source, "log/keys/other", 1)


def test_a_link_inside_is_followed_and_one_that_leads_out_is_not(archive: Path) -> None:
    (archive / "log/keys/again").symlink_to("checkpoint")
    (archive / "log/same").symlink_to("keys")
    (archive / "log/keys/out").symlink_to(archive.parent / "secret")
    (archive / "log/away").symlink_to(archive.parent)
    (archive / "log/round").symlink_to("round")
    source = FolderSource(archive)
    for path in ("log/keys/again", "log/same/checkpoint", "log/same/again"):
        assert source.read(path, 10) == b"checkpoint"
    for path in (
        "log/keys/out",
        "log/away/secret",
        "../secret",
        "log/round",
        "log/round/secret",
        "log/same/out",
    ):
        with pytest.raises(ArchivePathInvalid):
            source.read(path, 10)


def test_what_is_no_file_is_missing(archive: Path) -> None:
    os.mkfifo(archive / "pipe")
    source = FolderSource(archive)
    for path in (
        "pipe",
        "log",
        "log/keys",
        "nothing",
        "nothing/nothing",
        "log/keys/checkpoint/more",
        "x" * 300,
    ):
        with pytest.raises(ArchiveMissing) as caught:
            source.read(path, 10)
        assert caught.value.facts == {"path": path}
