"""The schema's version: created, upgraded, and refused when it is not ours.

Alembic is imported only to migrate: the processes that serve do without it, and without its memory.
"""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from tracker.records.errors import SchemaNewer, SchemaOlder

# Every revision in migrations/versions, oldest first; a test compares.
REVISIONS = ("0001",)
NEWEST = REVISIONS[-1]
_MIGRATIONS = Path(__file__).parent / "migrations"


def revision_of(connection: Connection) -> str | None:
    """The revision of a database; None if it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def check_schema(connection: Connection) -> None:
    """The database has exactly our schema. Raises SchemaNewer, SchemaOlder."""
    found = _not_newer(revision_of(connection))
    if found != NEWEST:
        raise SchemaOlder("the database has an older schema: run tracker server upgrade")


def upgrade(connection: Connection) -> bool:
    """Brings the database to our schema within its transaction; whether there was anything to do.

    Raises SchemaNewer.
    """
    if _not_newer(revision_of(connection)) == NEWEST:
        return False
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return True


def _not_newer(found: str | None) -> str | None:
    if found is not None and found not in REVISIONS:
        raise SchemaNewer(f"the database has schema {found}: use the newer program that wrote it")
    return found
