"""What the server may hold: every table and column is on an allow-list, on both databases.

A new column fails here until it is argued for in docs/threat-model.md.
"""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from crypto.errors import TrackerError
from tests.simulators.deployment import Deployment, prepared
from tracker.server import schema
from tracker.server.tables import metadata

MAIN = {
    "alembic_version": {"version_num"},
    "epochs": {"epoch", "hash", "signed_head", "roster", "superseded"},
    "keyring": {"id", "trust", "proof"},
    "open_batch": {"id", "number", "day"},
    "batches": {
        "number", "day", "from_size", "to_size", "frontier", "checkpoint", "state", "acknowledged",
    },
    "leaves": {"position", "hash"},
    "publishers": {"name", "acknowledged"},
    "outboxes": {"publisher", "sequence", "hash", "day"},
    "publications": {"publisher", "number", "replaced"},
    "calendar": {"id", "day", "days"},
}  # fmt: skip
LETTERS = {"position", "envelope"}
STAGING = {"postgres": {"hash", "envelope"}, "sqlite": {"seat", "hash", "envelope"}}


@pytest.fixture
def used(tmp_path: Path, database_url: str) -> Deployment:
    """A server with a closed batch and an open one, each with letters."""
    deployment = prepared(tmp_path / "state", database_url)
    with deployment.office() as office:
        for closes in (True, False):
            office.letters.deposit(bytes([closes]) * 32, b"sealed")
            if closes:
                office.batches.close(1_780_000_000)
    return deployment


def columns_of(path: Path) -> dict[str, set[str]]:
    """Tables and columns of an SQLite file."""
    with closing(sqlite3.connect(path)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: {row[1] for row in connection.execute(f"PRAGMA table_info({name})")} for name in names}


def test_only_what_is_allowed_is_held(used: Deployment) -> None:
    with used.office() as office, office.database.read() as connection:
        found = inspect(connection)
        tables = {
            name: {item["name"] for item in found.get_columns(name)} for name in found.get_table_names()
        }
    if used.database_url:
        allowed = MAIN | {"letters_0": LETTERS, "staging_1": STAGING["postgres"]}
        assert tables == allowed
        assert list(used.folder.glob("*.sqlite")) == []
    else:
        assert tables == MAIN
        assert columns_of(used.folder / "letters-0.sqlite") == {"letters": LETTERS}
        assert columns_of(used.folder / "staging-1.sqlite") == {"letters": STAGING["sqlite"]}


def test_nothing_in_the_folder_is_unknown(used: Deployment) -> None:
    known = re.compile(
        r"server\.toml|(intake|csrf)\.key|mailbox|pages|public|log|spool|[a-z]+\.lock|(tracker|letters-0|staging-1)\.sqlite(-journal)?"
    )
    assert [path.name for path in used.folder.iterdir() if not known.fullmatch(path.name)] == []
    assert [path.name for path in used.folder.iterdir() if path.stat().st_mode & 0o077] == []


def test_migrations_lead_to_the_tables_of_the_code(used: Deployment) -> None:
    with used.office() as office, office.database.read() as connection:
        context = MigrationContext.configure(connection)
        changes = compare_metadata(context, metadata)
    letters = {"letters_0", "staging_1"}
    assert [change for change in changes if getattr(change[1], "name", None) not in letters] == []


def test_the_program_knows_its_migrations() -> None:
    script = ScriptDirectory(str(Path(schema.__file__).parent / "migrations"))
    assert tuple(item.revision for item in reversed(list(script.walk_revisions()))) == schema.REVISIONS


def test_a_newer_schema_is_refused_and_left_alone(used: Deployment) -> None:
    with used.office() as office:
        with office.database.write() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        for use in (schema.check_schema, schema.upgrade):
            with office.database.read() as connection, pytest.raises(TrackerError) as refused:
                use(connection)
            assert refused.value.code == "schema-newer"
    for command in ("serve", "upgrade"):
        ran = used.tracker(command, check=False)
        assert (ran.returncode, "schema-newer" in ran.stderr) == (1, True)


def test_an_upgrade_changes_nothing_twice_and_copies_before(used: Deployment) -> None:
    assert '"upgraded": false' in used.tracker("upgrade", "--json").stdout
    with used.office() as office, office.database.write() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
        for name in MAIN.keys() - {"alembic_version", "leaves"}:
            connection.execute(text(f"DROP TABLE {name}"))
    ran = used.tracker("upgrade", check=False)
    assert ran.returncode != 0
    with used.office() as office, office.database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM leaves")).scalar() == 1
    if not used.database_url:
        assert (used.folder / "tracker.sqlite.before-None").stat().st_mode & 0o077 == 0
