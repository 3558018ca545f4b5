"""The intake log as everybody can read it: tiles and checkpoint in a folder (docs/spec/intake.md, "Tiles").

The database is the truth and the folder follows it: what is missing there is written from the database's
leaves, in pieces. One process writes at a time. The served checkpoint may carry cosignatures.
"""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection

from crypto.checkpoint import Checkpoint, open_checkpoint, parse_checkpoint
from crypto.encoding import HASH_BYTES
from crypto.errors import TilePathInvalid
from crypto.merkle import EMPTY_ROOT
from crypto.note import NOTE_MAX, NoteSigner, VerifierKey, parse_note
from crypto.tile_audit import verified_entries
from crypto.tiles import BUNDLE_MAX, parse_tile_path, prove_consistency, tile_width
from tracker.cosigning import Consistency
from tracker.files import FOLDER_OWNER_ONLY
from tracker.records.errors import CheckFailed, IntakeLogForked, NotFound
from tracker.server.database import Database
from tracker.server.locks import FileLock
from tracker.server.services.cosignatures import with_cosignatures
from tracker.server.services.static_files import read_static
from tracker.server.store import log
from tracker.server.store.log import Batch
from tracker.tile_folder import CHECKPOINT, TileFolder


class IntakeTiles:
    """Writes, mends and serves the intake log's folder."""

    def __init__(self, database: Database, folder: Path, lock: FileLock, signer: NoteSigner) -> None:
        self._database = database
        self._folder = folder
        self._lock = lock
        self._signer = signer

    def mend(self) -> None:
        """Brings the folder to the newest closed batch; nothing is read or written if it is there already.

        Raises IntakeLogForked, OSError.
        """
        with self._lock.held(), self._database.read() as connection:
            self._folder.mkdir(mode=FOLDER_OWNER_ONLY, parents=True, exist_ok=True)
            published, newest = TileFolder(self._folder), log.newest(connection)
            size = 0 if newest is None else newest.to_size
            self._check_continues(connection, published)
            if published.note is not None and published.size == size:
                return
            head = published.append(log.hashes_between(connection, published.size, size))
            note = self.empty_checkpoint() if newest is None else newest.checkpoint
            if open_checkpoint(note, self._signer.verifier).root != head.root:
                raise IntakeLogForked("the folder's tree, extended by the database's leaves, is another one")
            published.publish(note)

    def check_continues(self, connection: Connection) -> None:
        """The published log is the database's, or the beginning of it: a batch may close.

        To be asked within the transaction that closes. Raises IntakeLogForked.
        """
        self._check_continues(connection, TileFolder(self._folder))

    def _check_continues(self, connection: Connection, published: TileFolder) -> None:
        if published.note is None:
            return
        checkpoint = parse_checkpoint(parse_note(published.note).text)
        if checkpoint.origin != self._signer.name:
            raise IntakeLogForked("the log of another origin was published here")
        if checkpoint.size > log.size_of(connection):
            raise IntakeLogForked("more was published than the database has: it is an old one")
        if checkpoint.root != log.root_at(connection, checkpoint.size):
            raise IntakeLogForked("another log was published than the database has")

    def checkpoint(self) -> bytes:
        """The published checkpoint note, with the cosignatures that came in; of the empty log before it."""
        note = TileFolder(self._folder).note
        return self.empty_checkpoint() if note is None else note

    def checkpoint_of(self, batch: Batch | None) -> bytes:
        """The note of the log at the end of this batch: the published one if it is the same tree."""
        note = self.empty_checkpoint() if batch is None else batch.checkpoint
        published = self.checkpoint()
        return published if parse_note(published).text == parse_note(note).text else note

    def empty_checkpoint(self) -> bytes:
        """The note of the log without leaves."""
        return Checkpoint(self._signer.name, 0, EMPTY_ROOT).sign(self._signer).encode()

    def add_cosignatures(self, cosigned: bytes, witnesses: Sequence[VerifierKey]) -> bool:
        """Publishes what witnesses said, if the log did not grow meanwhile; whether it did not."""
        with self._lock.held():
            published = TileFolder(self._folder)
            note = None if published.note is None else with_cosignatures(published.note, cosigned, witnesses)
            if note is None:
                return False
            published.publish(note)
        return True

    @property
    def key(self) -> VerifierKey:
        """By whom checkpoints are signed."""
        return self._signer.verifier

    def consistency_to(self, note: bytes) -> Consistency:
        """How smaller sizes are proven to lead to this checkpoint, out of the tiles."""
        size = parse_checkpoint(parse_note(note).text).size
        return lambda old: prove_consistency(TileFolder(self._folder), old, size)

    def read(self, path: str) -> bytes:
        """What is served at ``checkpoint`` or at the one path of a tile or bundle. Raises NotFound."""
        if path == CHECKPOINT:
            return read_static(self._folder, path, NOTE_MAX)
        try:
            tile = parse_tile_path(path)
        except TilePathInvalid as error:
            raise NotFound("not the path of a tile") from error
        if tile.width > tile_width(tile.level or 0, tile.index, TileFolder(self._folder).size):
            raise NotFound("no such tile is published yet")
        return read_static(self._folder, path, BUNDLE_MAX)

    def check_whole(self) -> int:
        """Reads all that is published: entries, and the tiles and the root that they give; the size.

        Nothing is published meanwhile. Raises CheckFailed, TileMissing, TileMalformed, TileMismatch.
        """
        with self._lock.held():
            return self._check_whole()

    def _check_whole(self) -> int:
        published = TileFolder(self._folder)
        checkpoint = open_checkpoint(self.checkpoint(), self._signer.verifier)
        for entries in verified_entries(published, checkpoint.size, checkpoint.root):
            if any(len(entry) != HASH_BYTES for entry in entries):
                raise CheckFailed("an entry that is no hash of an envelope")
        return checkpoint.size
