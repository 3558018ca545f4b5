"""Where bytes come from: nothing outside the folder, nothing unbounded, and a site as a family sees it."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.simulators.archive import write
from tests.simulators.archive_story import whole_story
from tests.simulators.archived_server import empty_server, hand_over, rehearsed
from tracker.auditor.finding import Result
from tracker.auditor.source import FolderSource, SavingSource, SiteSource
from tracker.auditor.verify import Audit, verify
from tracker.records.errors import ArchiveMissing, ArchivePathInvalid, ArchiveTooLarge
from tracker.transport import Transport


def failures(done: Audit) -> list[tuple[int, str | None]]:
    """Number and code of every rule that fails."""
    return [(item.number, item.code) for item in done.findings if item.result is Result.FAILS]


def test_a_page_of_the_client_is_a_file_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "uk").mkdir()
    (tmp_path / "uk/index.html").write_bytes(b"page")
    assert FolderSource(tmp_path).read("uk/", 4) == b"page"


def test_what_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    inside = tmp_path / "archive"
    inside.mkdir()
    (inside / "link").symlink_to("../secret")
    (inside / "loop").symlink_to("loop")
    for path in ("link", "../secret", "loop"):
        with pytest.raises((ArchivePathInvalid, ArchiveMissing)):
            FolderSource(inside).read(path, 100)


def test_pipes_and_folders_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for path in ("pipe", "folder", "none"):
        with pytest.raises(ArchiveMissing):
            FolderSource(tmp_path).read(path, 100)


def test_a_file_that_is_too_long_is_not_read_whole(tmp_path: Path) -> None:
    with (tmp_path / "long").open("wb") as file:
        file.truncate(10**12)
    with pytest.raises(ArchiveTooLarge):
        FolderSource(tmp_path).read("long", 100)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the base class has it
        """Says nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A site of static files."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def audit_site(url: str, trust: bytes, now: int) -> Audit:
    """The audit of a live site."""
    with Transport(url) as transport:
        return verify(trust, SiteSource(transport), now)


def test_a_site_is_audited_like_a_folder(tmp_path: Path) -> None:
    story = whole_story()
    write(story.archive(), tmp_path)
    with served(tmp_path) as url:
        assert failures(audit_site(url, story.trust().encode(), story.now)) == []


def test_what_was_read_of_a_site_can_be_audited_again_without_it(tmp_path: Path) -> None:
    story = whole_story()
    site, saved = write(story.archive(), tmp_path / "site"), tmp_path / "saved"
    with served(site) as url, Transport(url) as transport:
        verify(story.trust().encode(), SavingSource(SiteSource(transport), saved), story.now)
    assert failures(verify(story.trust().encode(), FolderSource(saved), story.now)) == []
    copied = {path.relative_to(saved) for path in saved.rglob("*") if path.is_file()}
    assert copied == {path.relative_to(site) for path in site.rglob("*") if path.is_file()}


@pytest.mark.parametrize("path", ["uk/index.html", "client/page.js"])
def test_one_altered_byte_of_a_live_client_is_named(path: str, tmp_path: Path) -> None:
    story = whole_story()
    write(story.archive(), tmp_path)
    body = bytearray((tmp_path / path).read_bytes())
    body[5] ^= 1
    (tmp_path / path).write_bytes(bytes(body))
    with served(tmp_path) as url:
        done = audit_site(url, story.trust().encode(), story.now)
    assert failures(done) == [(40, "client-file-differs")]
    assert path.removesuffix("index.html") in done.findings[39].evidence


def test_a_site_without_a_mailbox_is_not_excused(tmp_path: Path) -> None:
    story = whole_story()
    write(story.archive(), tmp_path)
    (tmp_path / "mailbox/desk/manifest").unlink()
    with served(tmp_path) as url:
        assert failures(audit_site(url, story.trust().encode(), story.now)) == [(33, "archive-missing")]


def test_clients_that_know_a_later_epoch_are_not_told_another_story(tmp_path: Path) -> None:
    story = whole_story()
    files = story.archive()
    write(files, tmp_path)
    trust = story.trust(known=2)
    with served(tmp_path) as url:
        # A static site has no keyring from epoch 2 on; a real server has.
        assert failures(audit_site(url, trust.encode(), story.now))[:1] == [(8, "archive-missing")]


def test_a_site_that_cannot_be_reached_fails_each_rule_that_asks_it() -> None:
    story = whole_story()
    done = audit_site("http://127.0.0.1:9", story.trust().encode(), story.now)
    assert not done.holds
    assert failures(done)[0] == (2, "server-unreachable")


def test_our_own_server_serves_what_an_auditor_needs(tmp_path: Path) -> None:
    story = rehearsed()
    server = empty_server(tmp_path / "server")
    hand_over(server, story)
    server.start()
    try:
        done = audit_site(server.url, story.trust(known=1).encode(), story.now)
    finally:
        server.kill()
    # Nothing was published on it, and no witness was asked about its log of letters. The story's keys age.
    assert set(failures(done)) - {(30, "rotation-overdue")} == {
        (33, "archive-missing"),
        (35, "quorum-missing"),
    }
