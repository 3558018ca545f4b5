"""Probes: letters without content that show whether a server logs what it acknowledges (docs/spec/audit.md).

The server cannot tell a probe from a family's letter, so one that loses letters loses probes too.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from crypto.aead import NONCE_BYTES
from crypto.envelope import INQUIRY_KEY_BYTES, EnvelopeRandomness, envelope_hash, seal_envelope
from crypto.family import FamilyKeys
from crypto.intake import RECEIPT_MAX, check_receipt, intake_leaf
from crypto.keyring import KEYRING_MAX, Keyring, decode_served_keyring, verify_keyring
from crypto.letter import Kind, Letter
from crypto.merkle import verify_inclusion
from crypto.roster import ROSTER_MAX
from crypto.tile_audit import verify_tiles
from crypto.tiles import prove_inclusion
from crypto.trust import TrustRoot
from tracker.auditor import logs
from tracker.auditor.case import Case, Progress
from tracker.auditor.kept import Kept, Probe
from tracker.auditor.source import SiteSource
from tracker.auditor.tiles import ArchiveTiles
from tracker.auditor.trust import check_trust
from tracker.records import archive
from tracker.transport import Transport

SEED_BYTES = 32
# A batch that could not close in time closes later, under the day that its receipts promise.
LATE_DAYS = 1


class Fate(StrEnum):
    """What became of a probe."""

    LOGGED = "logged"
    WAITING = "waiting"
    LOST = "lost"


@dataclass(frozen=True)
class Looked:
    """A probe, what became of it, and where in the log it is."""

    probe: Probe
    fate: Fate
    index: int | None = None


@dataclass(frozen=True)
class LetterLog:
    """The log of letters as it is served now: verified checkpoint, tiles still to be read."""

    case: Case
    tiles: ArchiveTiles

    @property
    def size(self) -> int:
        """How many letters are logged."""
        return self.case.intake.signed.get().checkpoint.size


def open_letter_log(
    transport: Transport, trust: bytes, now: int, kept: Kept | None, progress: Progress
) -> LetterLog:
    """The log's checkpoint, signed by the key in the newest head and witnessed as policies ask.

    Raises KeyringError, LogError, TransportError.
    """
    case = Case(trust, SiteSource(transport), now, kept, progress)
    check_trust(case)
    head = _keyring(transport, case.trust.get(), now).head
    case.heads.put((head,))
    case.intake.key.put(head.intake)
    logs.check_signed(case, case.intake)
    logs.check_all_witnesses(case, case.intake)
    return LetterLog(case, ArchiveTiles(case.source, archive.Log.INTAKE))


def look_for(log: LetterLog, probes: tuple[Probe, ...]) -> Iterator[Looked]:
    """What became of each probe. One is lost only if the whole log was proven not to have it.

    Raises LogError, TransportError.
    """
    today = datetime.fromtimestamp(log.case.now, UTC).date()
    checkpoint = log.case.intake.signed.get().checkpoint
    is_proven = False
    for probe in probes:
        index = _find(log, probe)
        if index is not None:
            path = prove_inclusion(log.tiles, index, checkpoint.size)
            leaf = intake_leaf(probe.envelope_hash)
            verify_inclusion(leaf, index, checkpoint.size, path, checkpoint.root)
            yield Looked(probe, Fate.LOGGED, index)
        elif today <= date.fromisoformat(probe.day) + timedelta(days=LATE_DAYS):
            yield Looked(probe, Fate.WAITING)
        else:
            if not is_proven:
                verify_tiles(log.tiles, checkpoint.size, checkpoint.root)
                is_proven = True
            yield Looked(probe, Fate.LOST)


def send_probe(transport: Transport, trust: TrustRoot, now: int, size: int) -> Probe:
    """Seals and sends a probe as a family would send a letter; ``size`` is how long the log is.

    Raises KeyringError, LogError, ReceiptInvalid, TransportError.
    """
    keyring = _keyring(transport, trust, now)
    sealing = keyring.with_roster(transport.get(f"/{archive.ROSTER}", ROSTER_MAX))
    keys = FamilyKeys(os.urandom(SEED_BYTES))
    day = datetime.fromtimestamp(now, UTC).date().isoformat()
    randomness = EnvelopeRandomness(os.urandom(INQUIRY_KEY_BYTES), os.urandom(NONCE_BYTES))
    envelope = seal_envelope(Letter(Kind.PROBE, day, keys.public, {}), keys.author, sealing, randomness)
    receipt = transport.post("/intake", envelope, RECEIPT_MAX)
    digest = envelope_hash(envelope)
    return Probe(digest, check_receipt(receipt, digest, keyring.head.intake), size, receipt)


def _keyring(transport: Transport, trust: TrustRoot, now: int) -> Keyring:
    served = transport.get(f"/keyring/{trust.known_epoch}", KEYRING_MAX)
    return verify_keyring(trust, decode_served_keyring(served), now)


def _find(log: LetterLog, probe: Probe) -> int | None:
    """Where the log says that it has the probe; not yet proven."""
    for offset, entry in enumerate(log.tiles.entries(min(probe.size, log.size), log.size)):
        if entry == probe.envelope_hash:
            return min(probe.size, log.size) + offset
    return None
