"""What an auditor keeps from one audit to the next: checkpoints that were found good (docs/spec/audit.md).

Two checkpoints of one log that do not extend each other prove to everybody that the log has two histories:
so whole notes are kept, with their signatures, and none is ever taken out again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from crypto.encoding import HASH_BYTES, b64decode, b64encode, check_day, check_origin, decimal
from crypto.errors import EncodingError
from crypto.lines import LineReader, encode_lines
from crypto.note import NOTE_MAX
from tracker.files import write_file
from tracker.records.archive import Log
from tracker.records.errors import AuditStateMalformed

FIRST_LINE = "inquiry-audit-state/v1"
NOTES_MAX = 1000
STATE_MAX = NOTES_MAX * len(Log) * (2 * NOTE_MAX)


@dataclass(frozen=True)
class Probe:
    """A letter without content that a server acknowledged: its envelope's hash, and the signed receipt.

    ``day`` is the batch that the receipt promises; ``size`` how long the log of letters was before.
    """

    envelope_hash: bytes
    day: str
    size: int
    receipt: bytes


@dataclass(frozen=True)
class Kept:
    """The origin that is audited; per log the notes of every size that was seen, the oldest first; probes.

    ``probes`` are those that were acknowledged and not yet found in the log of letters.
    """

    origin: str
    notes: Mapping[Log, tuple[bytes, ...]] = field(default_factory=dict)
    probes: tuple[Probe, ...] = ()

    def of(self, log: Log) -> tuple[bytes, ...]:
        """The notes of one log."""
        return self.notes.get(log, ())

    def adding(self, notes: Mapping[Log, bytes]) -> "Kept":
        """With these newest notes besides; the oldest of too many goes, but the very first stays."""
        grown = {log: _grown(self.of(log), notes.get(log)) for log in Log}
        return replace(self, notes={log: kept for log, kept in grown.items() if kept})

    def encode(self) -> bytes:
        """The state's bytes."""
        lines = [f"checkpoint {log} {b64encode(note)}" for log in Log for note in self.of(log)]
        return encode_lines([FIRST_LINE, f"origin {self.origin}", *lines, *map(_probe_line, self.probes)])


def decode_kept(document: bytes) -> Kept:
    """The state behind its bytes. Raises AuditStateMalformed."""
    try:
        reader = LineReader(document, STATE_MAX)
        reader.literal(FIRST_LINE)
        origin = check_origin(reader.field("origin"))
        notes: dict[Log, tuple[bytes, ...]] = {}
        while reader.comes("checkpoint"):
            name, note = reader.fields("checkpoint", 2)
            log = Log(name)
            notes[log] = (*notes.get(log, ()), b64decode(note))
        probes = []
        while reader.comes("probe"):
            probes.append(_read_probe(*reader.fields("probe", 4)))
        reader.end()
        kept = Kept(origin, notes, tuple(probes))
        if kept.encode() != document:
            raise EncodingError("another encoding of the same state")
    except (EncodingError, ValueError) as error:
        raise AuditStateMalformed(str(error)) from error
    return kept


def read_kept(file: Path) -> Kept | None:
    """What lies in the file; None if there is no such file yet. Raises AuditStateMalformed, OSError."""
    return decode_kept(file.read_bytes()) if file.exists() else None


def write_kept(file: Path, kept: Kept) -> None:
    """Puts the state in its place, whole. Raises OSError."""
    write_file(file, kept.encode())


def _probe_line(probe: Probe) -> str:
    return f"probe {b64encode(probe.envelope_hash)} {probe.day} {probe.size} {b64encode(probe.receipt)}"


def _read_probe(digest: str, day: str, size: str, receipt: str) -> Probe:
    return Probe(b64decode(digest, HASH_BYTES), check_day(day), decimal(size), b64decode(receipt))


def _grown(notes: tuple[bytes, ...], newest: bytes | None) -> tuple[bytes, ...]:
    if newest is None or newest in notes:
        return notes
    grown = (*notes, newest)
    return grown if len(grown) <= NOTES_MAX else (grown[0], *grown[2:])
