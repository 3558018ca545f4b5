"""The main database, SQLite or PostgreSQL, behind one engine: how to read it and how to write it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool

from tracker.records.errors import DatabaseUnreachable
from tracker.server.config import ServerConfig
from tracker.server.postgres import engine_url, forbid_commit_times, silence
from tracker.server.sqlite import check_journal_mode, open_sqlite
from tracker.server.state import StateFolder

_SPARE_CONNECTIONS = 4


class Database:
    """The engine, and the two ways to use it. Nothing is connected before the first use."""

    def __init__(self, config: ServerConfig) -> None:
        """Raises SqliteWal."""
        self.is_sqlite = config.is_sqlite
        self.engine = _sqlite(config) if config.is_sqlite else _postgres(config)
        self._reading = self.engine.execution_options(reads_only=True)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that holds the write lock from its start (SQLite) and commits at the end."""
        with self._reachable(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One short reading transaction."""
        with self._reachable(), self._reading.connect() as connection:
            yield connection

    @contextmanager
    def _reachable(self) -> Iterator[None]:
        try:
            yield
        except OperationalError as error:
            if error.connection_invalidated or error.statement is None:
                raise DatabaseUnreachable("the database does not answer") from None
            raise

    def dispose(self) -> None:
        """Closes all idle connections."""
        self.engine.dispose()


def _sqlite(config: ServerConfig) -> Engine:
    check_journal_mode(config.sqlite_journal_mode)
    path = StateFolder(config.folder).database
    engine = create_engine(
        "sqlite://",
        creator=lambda: open_sqlite(path, config.sqlite_journal_mode, create=True),
        poolclass=QueuePool,
        pool_size=config.threads + _SPARE_CONNECTIONS,
        max_overflow=0,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    """Readers share; a writer takes its lock at once, so that it never has to give up half way."""
    reads_only = connection.get_execution_options().get("reads_only")
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")


def _postgres(config: ServerConfig) -> Engine:
    engine = create_engine(
        engine_url(config.database_url),
        pool_size=config.threads + _SPARE_CONNECTIONS,
        max_overflow=0,
        hide_parameters=True,
    )
    event.listen(engine, "connect", lambda connection, _record: silence(connection))
    event.listen(engine, "first_connect", lambda connection, _record: forbid_commit_times(connection))
    return engine
