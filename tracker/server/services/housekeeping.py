"""What happens by itself: batches close, replaced publications go, acknowledged letters are destroyed.

One housekeeper at a time; every step can be repeated, and mends what an earlier one left half done.
"""

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from tracker.records.errors import Busy
from tracker.server.config import ServerConfig
from tracker.server.database import Database
from tracker.server.locks import FileLock
from tracker.server.logs import Log
from tracker.server.services.batches import Batches, day_of_time
from tracker.server.services.mailbox import leftovers, remove_folder
from tracker.server.state import StateFolder
from tracker.server.store import calendar, log, publications
from tracker.server.store.letters import Letters

# Counted days (tracker/server/store/calendar.py): full days seen by this server, never early.
DAYS_UNTIL_DESTROYED = 7
DAYS_UNTIL_REMOVED = 2


class Housekeeping:
    """The housekeeper's round."""

    def __init__(
        self, config: ServerConfig, database: Database, letters: Letters, batches: Batches, diary: Log
    ) -> None:
        self._folder = StateFolder(config.folder)
        self._database = database
        self._letters = letters
        self._batches = batches
        self._log = diary
        self._leading = FileLock(self._folder.lock("housekeeping"))
        self._publishing = FileLock(self._folder.lock("publishing"))

    def run(self, now: int) -> bool:
        """One round, unless another process is at it; whether it was ours."""
        try:
            with self._leader():
                self._round(now)
        except Busy:
            return False
        return True

    def _leader(self) -> AbstractContextManager[None]:
        return self._leading.held_at_once()

    def _round(self, now: int) -> None:
        self._batches.close_if_due(now)
        with self._database.read() as connection:
            new_day = calendar.last_day(connection) != day_of_time(now)
        if new_day:
            with self._database.write() as connection:
                calendar.see(connection, day_of_time(now))
            self._log.disk(day_of_time(now), *_used(self._folder))
        self._expire_publications()
        self._destroy_letters()
        with self._quietly():
            self._letters.sweep()

    def _expire_publications(self) -> None:
        with self._quietly(), self._publishing.held_at_once():
            with self._database.write() as connection:
                days = calendar.counted_days(connection)
                for item in publications.in_mailbox(connection):
                    if item.replaced is not None and days - item.replaced >= DAYS_UNTIL_REMOVED:
                        publications.forget(connection, item)
                served = publications.in_mailbox(connection)
            for path in leftovers(self._folder.mailbox, served):
                remove_folder(path)

    def _destroy_letters(self) -> None:
        with self._database.read() as connection:
            days, kept = calendar.counted_days(connection), log.in_state(connection, log.KEPT)
        for batch in kept:
            if batch.acknowledged is not None and days - batch.acknowledged >= DAYS_UNTIL_DESTROYED:
                with self._quietly():
                    self._letters.destroy(batch)

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        """What cannot be done now, because somebody is reading or publishing, is done the next time."""
        try:
            yield
        except Busy as error:
            self._log.refused(error.code)


def _used(folder: StateFolder) -> tuple[int, int]:
    usage = shutil.disk_usage(folder.path)
    return usage.used, usage.total
