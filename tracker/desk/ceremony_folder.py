"""What a ceremony hands to a desk, as files: keyring, roster, and the transcripts that name suspect keys.

Either an archive (``keyring/0``, ``keyring/roster``, ``ceremony/<i>/transcript``; docs/spec/archive.md) or
the folder of one ceremony (``keyring``, ``roster``, ``transcript``).
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from crypto.head import Head
from crypto.keyring import KEYRING_MAX
from crypto.roster import ROSTER_MAX
from crypto.sshsig import ARMOR_MAX, SIGNATURES_MAX, split_signed
from crypto.transcript import TRANSCRIPT_MAX, KeyKind, Transcript, decode_transcript
from tracker.desk.events import Suspected
from tracker.desk.keyring_store import KeyringStore, new_heads
from tracker.records import archive

_FOR_DESKS = (KeyKind.RECIPIENT, KeyKind.SIGNER)
_SIGNED_TRANSCRIPT_MAX = TRANSCRIPT_MAX + SIGNATURES_MAX * ARMOR_MAX


@dataclass(frozen=True)
class Said:
    """What transcripts say of keys, and the epochs whose transcript is not here."""

    suspected: tuple[Suspected, ...] = ()
    without: tuple[int, ...] = ()


NOTHING_SAID = Said()


@dataclass(frozen=True)
class Handed:
    """The documents as bytes, not yet verified; transcripts by their SHA-256."""

    keyring: bytes
    roster: bytes
    transcripts: Mapping[bytes, bytes]

    def suspicions(self, head: Head) -> list[Suspected] | None:
        """What the transcript of a verified head says of keys; None if that transcript is not here.

        The head names the transcript's hash, so its officers' signatures stand for it too.
        Raises TranscriptMalformed.
        """
        document = self.transcripts.get(head.transcript)
        if document is None:
            return None
        return list(_suspected(decode_transcript(document)))

    def said_since(self, store: KeyringStore) -> Said:
        """Of every head of this keyring, verified before, that a store does not have.

        Raises TranscriptMalformed.
        """
        said = {head.epoch: self.suspicions(head) for head in new_heads(store, self.keyring)}
        suspected = tuple(item for items in said.values() for item in items or ())
        return Said(suspected, tuple(sorted(epoch for epoch, items in said.items() if items is None)))


def read_handed(folder: Path) -> Handed:
    """Reads an archive or a ceremony's folder, each file bounded. Raises OSError."""
    is_archive = (folder / "keyring").is_dir()
    keyring, roster = (archive.KEYRING, archive.ROSTER) if is_archive else ("keyring", "roster")
    pattern = archive.transcript(0).replace("/0/", "/*/") if is_archive else "transcript"
    documents = [_document(path) for path in sorted(folder.glob(pattern))]
    return Handed(
        _read(folder / keyring, KEYRING_MAX),
        _read(folder / roster, ROSTER_MAX),
        {hashlib.sha256(document).digest(): document for document in documents},
    )


def _suspected(transcript: Transcript) -> Iterator[Suspected]:
    for item in transcript.suspects:
        if item.kind in _FOR_DESKS:
            yield Suspected(item.kind.value, item.name, item.key, item.start)


def _document(path: Path) -> bytes:
    document, _signatures = split_signed(_read(path, _SIGNED_TRANSCRIPT_MAX))
    return document


def _read(path: Path, limit: int) -> bytes:
    """Not more than a document may have: what is longer fails where it is decoded."""
    with path.open("rb") as file:
        return file.read(limit + 1)
