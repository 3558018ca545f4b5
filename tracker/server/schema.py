"""The schema's version: created, upgraded, and refused when it is not ours (Alembic)."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from tracker.records.errors import SchemaNewer, SchemaOlder

_MIGRATIONS = Path(__file__).parent / "migrations"


def revision_of(connection: Connection) -> str | None:
    """The revision of a database; None if it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    """The revision that this program works with."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise SchemaOlder("this installation has no migrations")
    return head


def check_schema(connection: Connection) -> None:
    """The database has exactly our schema. Raises SchemaNewer, SchemaOlder."""
    found = revision_of(connection)
    if found == newest_revision():
        return
    if found is not None and found not in _known():
        raise SchemaNewer(f"the database has schema {found}: use the newer program that wrote it")
    raise SchemaOlder("the database has an older schema: run tracker server upgrade")


def upgrade(connection: Connection) -> bool:
    """Brings the database to our schema within its transaction; whether there was anything to do.

    Raises SchemaNewer.
    """
    found = revision_of(connection)
    if found == newest_revision():
        return False
    if found is not None and found not in _known():
        raise SchemaNewer(f"the database has schema {found}: use the newer program that wrote it")
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return True


def _known() -> set[str]:
    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config
