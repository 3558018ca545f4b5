"""The archive's paths: one spelling of each, for folders and servers alike."""

import pytest

from crypto.errors import EncodingError
from tracker.records import archive
from tracker.records.archive import Log
from tracker.records.errors import ArchivePathInvalid

GOOD = [
    "log/keys/checkpoint",
    "log/ceremony/tile/0/000",
    "log/intake/tile/0/x001/x234/067.p/5",
    "log/keys/tile/entries/000.p/255",
    "log/keys/tile/6/000.p/31",
    "rosters/0",
    "rosters/12",
    "ceremony/0/transcript",
    "ceremony/7/script",
    "ceremony/7/aborted",
    "ceremony/7/possession/olena-k",
]
BAD = [
    "",
    "/log/keys/checkpoint",
    "log/keys/checkpoint/",
    "log/other/checkpoint",
    "log/keys//checkpoint",
    "log/keys/../keys/checkpoint",
    "log/keys/tile/0/0",
    "log/keys/tile/00/000",
    "log/keys/tile/7/000",
    "log/keys/tile/63/000",
    "log/keys/tile/0/000.p/0",
    "log/keys/tile/0/000.p/05",
    "log/keys/tile/0/000.p/256",
    "log/keys/tile/0/x000/000",
    "log/keys/tile/0/000\n",
    "log/keys/key",
    "rosters/01",
    "rosters/-1",
    "ceremony/1/plan",
    "ceremony/x/transcript",
    "ceremony/1/possession/Olena",
    "ceremony/1/possession/..",
    "keyring/0",
    "trust",
    "log/keys/tile/0/" + "x001/" * 60 + "000",
]


@pytest.mark.parametrize("path", GOOD)
def test_a_path_in_its_one_spelling_is_taken(path: str) -> None:
    assert archive.check_log_path(path) == path


@pytest.mark.parametrize("path", BAD)
def test_any_other_path_is_refused(path: str) -> None:
    with pytest.raises(ArchivePathInvalid) as caught:
        archive.check_log_path(path)
    assert caught.value.code == "archive-path"


def test_what_the_functions_give_is_taken() -> None:
    made = [archive.roster(3), archive.transcript(2), archive.aborted(2), archive.script(2)]
    made += [archive.possession(2, "iryna"), Log.KEYS.checkpoint, Log.INTAKE.tile("tile/0/000")]
    assert [archive.check_log_path(path) for path in made] == made


@pytest.mark.parametrize("path", ["uk/", "uk/index.html", "client/page.js", "client/words"])
def test_a_clients_path_is_taken(path: str) -> None:
    assert archive.check_client_path(path) == path


@pytest.mark.parametrize("path", ["", "/", "../x", "uk/../x", "/uk/", "a//b", "client/manifest", ".x/y"])
def test_any_other_path_of_a_client_is_refused(path: str) -> None:
    with pytest.raises(ArchivePathInvalid):
        archive.check_client_path(path)


def test_a_page_has_a_files_name_in_a_folder() -> None:
    assert archive.file_of("uk/") == "uk/index.html"
    assert archive.file_of("client/page.js") == "client/page.js"


def test_a_logs_origin_ends_in_its_name() -> None:
    assert Log.CEREMONY.origin("rehearsal/demo") == "rehearsal/demo/ceremony"
    with pytest.raises(EncodingError):
        Log.CEREMONY.origin("Rehearsal")


def test_a_name_that_is_none_makes_no_path() -> None:
    with pytest.raises(EncodingError):
        archive.possession(0, "../../x")
    with pytest.raises(EncodingError):
        archive.mailbox_manifest("a/b")
