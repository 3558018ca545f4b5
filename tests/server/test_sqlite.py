"""Every connection to every SQLite file has the pragmas, and WAL is refused where it could lose letters."""

import sqlite3
from pathlib import Path

import pytest

from crypto.errors import TrackerError
from tests.simulators.deployment import prepared
from tests.simulators.throwaway_keys import ORIGIN
from tracker.server import sqlite
from tracker.server.config import make_config
from tracker.server.erase import erase
from tracker.server.office import open_office

WANTED = {"journal_mode": "truncate", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1}


def test_the_pragmas_hold_on_every_connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[sqlite3.Connection] = []
    original = sqlite3.connect

    def connect(*arguments: object, **options: object) -> sqlite3.Connection:
        opened.append(original(*arguments, **options))  # type: ignore[call-overload]
        return opened[-1]

    monkeypatch.setattr(sqlite3, "connect", connect)
    deployment = prepared(tmp_path / "state")
    with deployment.office() as office, office.database.read(), office.database.read():
        office.letters.deposit(bytes(32), b"sealed")
        found = []
        for connection in opened:
            try:
                found.append({name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in WANTED})
            except sqlite3.ProgrammingError:
                continue
    assert len(found) >= 4
    assert all(pragmas == WANTED for pragmas in found)


def test_every_sqlite_file_is_opened_in_one_place() -> None:
    server = Path(sqlite.__file__).parent
    places = [path.name for path in server.rglob("*.py") if "sqlite3.connect" in path.read_text("utf-8")]
    assert places == ["sqlite.py"]


@pytest.mark.parametrize(
    ("version", "refused"), [((3, 40, 1), True), ((3, 51, 2), True), ((3, 51, 3), False), ((3, 52, 0), False)]
)
def test_wal_is_refused_before_the_version_that_mends_it(version: tuple[int, ...], refused: bool) -> None:
    if refused:
        with pytest.raises(TrackerError) as error:
            sqlite.check_journal_mode("wal", version)
        assert error.value.code == "sqlite-wal"
    else:
        sqlite.check_journal_mode("wal", version)
    sqlite.check_journal_mode("truncate", version)


def test_a_server_asked_for_wal_on_an_old_sqlite_does_not_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared(tmp_path / "state")
    config = make_config(tmp_path / "state", {"origin": ORIGIN, "sqlite_journal_mode": "wal"})
    monkeypatch.setattr(sqlite, "WAL_SAFE_FROM", (99, 0, 0))
    with pytest.raises(TrackerError) as refused:
        open_office(config)
    assert refused.value.code == "sqlite-wal"


def test_what_is_erased_is_zeros_first(tmp_path: Path) -> None:
    path, link = tmp_path / "letters", tmp_path / "link"
    path.write_bytes(b"sealed" * 500_000)
    link.hardlink_to(path)
    erase(path)
    assert not path.exists()
    assert link.read_bytes() == bytes(3_000_000)
    erase(path)
