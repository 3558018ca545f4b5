"""All services of one server, wired to each other, from its configuration."""

import time
from dataclasses import dataclass

from tracker.cosigning import connecting
from tracker.server.config import ServerConfig
from tracker.server.database import Database
from tracker.server.locks import FileLock
from tracker.server.logs import Log
from tracker.server.services.batches import Batches
from tracker.server.services.exchange import Exchange
from tracker.server.services.heartbeat import Heartbeat
from tracker.server.services.housekeeping import Housekeeping
from tracker.server.services.inbox import Inboxes
from tracker.server.services.intake import Intake, Room, Slots
from tracker.server.services.keyring import Keyrings
from tracker.server.services.mailbox import Mailbox
from tracker.server.services.pages import Pages
from tracker.server.services.public_tree import PublicTree
from tracker.server.services.tiles import IntakeTiles
from tracker.server.state import StateFolder
from tracker.server.store.letters import Letters
from tracker.server.store.letters_postgres import PostgresLetters
from tracker.server.store.letters_sqlite import SqliteLetters

# At most two couriers at once in each worker: their uploads are long.
EXCHANGE_SLOTS = 2


@dataclass(frozen=True)
class Office:
    """The services of a running server."""

    config: ServerConfig
    state: StateFolder
    database: Database
    log: Log
    letters: Letters
    keyrings: Keyrings
    intake: Intake
    batches: Batches
    tiles: IntakeTiles
    public: PublicTree
    mailbox: Mailbox
    pages: Pages
    exchange: Exchange
    exchange_slots: Slots
    inboxes: Inboxes
    heartbeat: Heartbeat
    housekeeping: Housekeeping

    def close(self) -> None:
        """Closes idle connections."""
        self.letters.close()
        self.database.dispose()


def open_office(config: ServerConfig) -> Office:
    """The services over this configuration's state. Raises StateUnsafe, SqliteWal."""
    state = StateFolder(config.folder)
    signer = state.intake_signer(config.origin)
    database, diary = Database(config), Log()
    letters: Letters = SqliteLetters(config, database) if config.is_sqlite else PostgresLetters(database)
    keyrings = Keyrings(database, signer.verifier)
    tiles = IntakeTiles(database, state.intake_log, FileLock(state.lock("tiles")), signer)
    batches = Batches(database, letters, tiles, signer, config.batch_hour)
    inboxes = Inboxes(database, letters, batches, tiles, config.origin)
    public = PublicTree(state.public, FileLock(state.lock("public")))
    beating = FileLock(state.lock("heartbeat"))
    connect = connecting(config.witness_proxy or None)
    room = Room(config.folder, config.disk_reserve_bytes, letters)
    return Office(
        config=config,
        state=state,
        database=database,
        log=diary,
        letters=letters,
        keyrings=keyrings,
        intake=Intake(keyrings, letters, signer, Slots(config.upload_slots), room),
        batches=batches,
        tiles=tiles,
        public=public,
        mailbox=Mailbox(database, state.mailbox),
        pages=Pages(state.pages, FileLock(state.lock("pages"))),
        exchange=Exchange(config, database, keyrings, inboxes),
        exchange_slots=Slots(EXCHANGE_SLOTS),
        inboxes=inboxes,
        heartbeat=Heartbeat(config.witness, connect, database, tiles, public, keyrings, beating),
        housekeeping=Housekeeping(config, database, letters, batches, diary),
    )


def clock() -> int:
    """POSIX seconds, for the layer that reads the clock."""
    return int(time.time())
