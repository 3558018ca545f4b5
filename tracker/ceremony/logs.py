"""The key log and the ceremony log inside a ceremony's folder: their entries, and what makes them grow.

Both are small: an entry a ceremony, or two. What grows is written as new tiles and only then as a new
checkpoint, so that the tree of the checkpoint that lies there is whole at every instant (docs/spec/tiles.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from crypto.checkpoint import Checkpoint, open_checkpoint, parse_checkpoint
from crypto.errors import TileMissing
from crypto.keys import SigningKey
from crypto.merkle import inclusion_proof, leaf_hash, tree_root
from crypto.note import Note, NoteSigner, VerifierKey, parse_note
from crypto.policy import Policy
from crypto.tiles import TILE_WIDTH, TreeBuilder, decode_bundle, encode_bundle, entries_path, tiles_of
from tracker.ceremony.folder import ARCHIVE, Files
from tracker.records.archive import Log
from tracker.records.errors import ArchiveForked, LogKeyMismatch


@dataclass(frozen=True)
class LogState:
    """One log as its checkpoint has it: all entries, and the note (None while the log is empty)."""

    log: Log
    entries: tuple[bytes, ...]
    note: bytes | None

    @property
    def root(self) -> bytes:
        """The Merkle tree hash over all entries."""
        return tree_root(leaf_hash(entry) for entry in self.entries)

    @property
    def path(self) -> str:
        """Its folder below the ceremony's folder."""
        return f"{ARCHIVE}/{self.log.folder}"

    @property
    def checkpoint_file(self) -> str:
        """Where the note lies."""
        return f"{ARCHIVE}/{self.log.checkpoint}"

    def check(self, key: VerifierKey) -> None:
        """The note is this key's, over exactly these entries.

        Raises NoteMalformed, NoteSignature, CheckpointMalformed, CheckpointOrigin, ArchiveForked.
        """
        if self.note is None:
            return
        checkpoint = open_checkpoint(self.note, key)
        if (checkpoint.size, checkpoint.root) != (len(self.entries), self.root):
            raise ArchiveForked(f"the checkpoint of {key.name} is not over the entries beside it")

    def check_quorum(self, policy: Policy, now: int, max_age: int) -> None:
        """Enough witnesses saw it, lately. Raises QuorumMissing, ClockWrong, NoteSignature."""
        if self.note is not None:
            policy.check(parse_note(self.note), now, max_age)

    def extends(self, other: "LogState") -> bool:
        """Whether every entry of the other is here, in its place."""
        return self.entries[: len(other.entries)] == other.entries

    def proof(self, index: int) -> tuple[bytes, ...]:
        """The audit path of an entry. Raises ProofInvalid."""
        return tuple(inclusion_proof([leaf_hash(entry) for entry in self.entries], index))

    def grown(self, entries: Sequence[bytes], key: VerifierKey, secret: SigningKey) -> Files:
        """The files of the log with these entries more, the checkpoint last. Raises LogKeyMismatch."""
        if secret.public != key.public:
            raise LogKeyMismatch(f"this is not the key of {key.name}")
        entire = (*self.entries, *entries)
        root = tree_root(leaf_hash(entry) for entry in entire)
        note = Checkpoint(key.name, len(entire), root).sign(NoteSigner(key.name, secret))
        return {**self._tiles(entire), self.checkpoint_file: note.encode()}

    def cosigned(self, lines: Note) -> bytes:
        """The note with the signature lines of another copy of it added. Raises ArchiveForked."""
        ours = parse_note(self.note or b"")
        if ours.text != lines.text:
            raise ArchiveForked(f"these lines are under another checkpoint of the log '{self.log}'")
        new = tuple(line for line in lines.lines if line not in ours.lines)
        return Note(ours.text, (*ours.lines, *new)).encode()

    def _tiles(self, entries: tuple[bytes, ...]) -> Files:
        builder = TreeBuilder()
        tiles = builder.extend(leaf_hash(entry) for entry in entries) + builder.partial_tiles()
        made = {f"{self.path}/{tile.path}": tile.data for tile in tiles}
        for start in range(0, len(entries), TILE_WIDTH):
            part = entries[start : start + TILE_WIDTH]
            made[f"{self.path}/{entries_path(start // TILE_WIDTH, len(part))}"] = encode_bundle(part)
        return made


def read_log(files: Files, log: Log) -> LogState:
    """The log as its checkpoint has it. Raises TileMissing, TileMalformed, CheckpointMalformed."""
    empty = LogState(log, (), None)
    note = files.get(empty.checkpoint_file)
    if note is None:
        return empty
    size = parse_checkpoint(parse_note(note).text).size
    entries: list[bytes] = []
    for level, index, width in tiles_of(size):
        path = f"{empty.path}/{entries_path(index, width)}"
        if level == 0:
            if path not in files:
                raise TileMissing(f"the log has no file '{path}'", path=path)
            entries += decode_bundle(files[path], width)
    return LogState(log, tuple(entries), note)
