"""Keeping an archive's two logs between ceremonies: fresh cosignatures, roll-calls, a look at the entries."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from crypto.ceremony import RollCallEntry, decode_entry
from crypto.checkpoint import parse_checkpoint
from crypto.errors import RosterMismatch, TrackerError
from crypto.head import decode_head
from crypto.keyring import ServedKeyring, decode_served_keyring
from crypto.keys import SigningKey
from crypto.merkle import consistency_proof, leaf_hash
from crypto.note import VerifierKey, parse_note
from crypto.tlog_proof import parse_tlog_proof
from tracker.ceremony import folder
from tracker.ceremony.enrolment import read_verifier
from tracker.ceremony.folder import ARCHIVE, Files, needed
from tracker.ceremony.locking import locked
from tracker.ceremony.log_key import FILES
from tracker.ceremony.logs import LogState, read_log
from tracker.ceremony.recording import add_cosignatures
from tracker.ceremony.standing import Standing, log_key, read_standing
from tracker.cosigning import Connect, WitnessAddress, request_cosignatures
from tracker.records import archive as archive_paths
from tracker.records.archive import Log
from tracker.records.errors import ArchiveForked, LogKeyMismatch

KEPT = (Log.KEYS, Log.CEREMONY)
_TOLD = ("ceremony", "epoch", "outcome", "version", "day", "planned")


def merge_cosignatures(root: Path, note: bytes) -> tuple[Log, int]:
    """Adds the lines of a cosigned checkpoint to the ceremony's copy of its log; says how many were new.

    Raises ArchiveForked if it is of neither log or of another tree, NoteMalformed, CheckpointMalformed.
    """
    name = parse_checkpoint(parse_note(note).text).origin.rpartition("/")[2]
    if name not in KEPT:
        raise ArchiveForked(f"ceremonies keep no log '{name}'")
    return Log(name), add_cosignatures(root, Log(name), note)


def cosign_logs(
    archive: Path, witnesses: Sequence[WitnessAddress], connect: Connect
) -> list[tuple[Log, str, TrackerError]]:
    """Asks every witness to cosign both logs, and writes what came; returns who failed for which log.

    The archive is locked until all have answered. Raises what reading the logs raises, CeremonyBusy, OSError.
    """
    with locked(archive):
        return _cosign(archive, witnesses, connect)


def _cosign(
    archive: Path, witnesses: Sequence[WitnessAddress], connect: Connect
) -> list[tuple[Log, str, TrackerError]]:
    beside = {
        path: data for path, data in folder.read_folder(archive.parent).items() if path in FILES.values()
    }
    files = {**beside, **_prefixed(folder.read_archive(archive))}
    failures: list[tuple[Log, str, TrackerError]] = []
    for name in KEPT:
        log = read_log(files, name)
        if log.note is None:
            continue
        asked = request_cosignatures(connect, witnesses, _signer_of(files, log), log.note, _prover(log))
        failures += [(name, witness, error) for witness, error in asked.failures.items()]
        written = {log.checkpoint_file: asked.note, **_with_note(files, log, asked.note)}
        _write(archive, written)
    return failures


def log_entry(
    archive: Path, entry: bytes, trust: Path, log_keys: Callable[[], Sequence[SigningKey]] | None
) -> int:
    """Enters a roll-call into the ceremony log; returns the entry's index.

    Raises CeremonyEntryMalformed, RosterMismatch, LogKeyMismatch, CeremonyBusy, and what the roll-call's
    check raises.
    """
    # Opened before the lock: while a password is typed, the archive may be cosigned.
    brought = () if log_keys is None else log_keys()
    with locked(archive):
        standing = read_standing(
            {**_prefixed(folder.read_archive(archive)), folder.TRUST: trust.read_bytes()}
        )
        _write(archive, _grown(standing, entry, brought))
    return len(standing.ceremony.entries)


def _grown(standing: Standing, entry: bytes, brought: Sequence[SigningKey]) -> Files:
    call = decode_entry(entry)
    if not isinstance(call, RollCallEntry):
        raise RosterMismatch("only a roll-call is entered by itself; all else belongs to a ceremony")
    _check_call(call, standing.ceremony, standing.head.epoch)
    call.call.check(call.answers, standing.roster.recovery)
    key = log_key(standing.head, Log.CEREMONY)
    secret = next((item for item in brought if item.public == key.public), None)
    if secret is None:
        raise LogKeyMismatch("bring the key of the ceremony log: --log-key")
    return standing.ceremony.grown([entry], key, secret)


def print_log(archive: Path) -> list[str]:
    """A line for each entry of both logs."""
    return list(_lines(_prefixed(folder.read_archive(archive))))


def _lines(files: Files) -> Iterator[str]:
    for name in KEPT:
        log = read_log(files, name)
        for index, entry in enumerate(log.entries):
            text = entry.decode("ascii", errors="replace").splitlines()
            told = [
                line for line in text if line.split(" ")[0] in ("ceremony", "epoch", "outcome", "version")
            ]
            yield f"{name} {index}: {', '.join([text[0], *told])}"


def _check_call(call: RollCallEntry, log: LogState, epoch: int) -> None:
    if (call.nonce, call.epoch) != (log.root, epoch):
        raise RosterMismatch("the roll-call is of another day of the log, or of another epoch")


def _signer_of(files: Files, log: LogState) -> VerifierKey:
    """The log's key as the newest head names it: the archive's own word is enough to ask witnesses by.

    At a genesis there is no head yet; then the key that lies beside the archive. Raises LogKeyMismatch.
    """
    path = f"{ARCHIVE}/{archive_paths.KEYRING}"
    if path in files:
        return log_key(decode_head(decode_served_keyring(files[path]).heads[-1].document), log.log)
    name = parse_checkpoint(parse_note(log.note or b"").text).origin
    return read_verifier(needed(files, FILES[log.log]), name, FILES[log.log])


def _prover(log: LogState) -> Callable[[int], Sequence[bytes]]:
    leaves = [leaf_hash(entry) for entry in log.entries]
    return lambda old: consistency_proof(leaves, old)


def _with_note(files: Files, log: LogState, note: bytes) -> Files:
    """The served keyring with this note in its proof, if it is of the same tree."""
    path = f"{ARCHIVE}/{archive_paths.KEYRING}"
    if log.log is not Log.KEYS or path not in files:
        return {}
    served = decode_served_keyring(files[path])
    proof = parse_tlog_proof(served.proof)
    if parse_note(proof.checkpoint).text != parse_note(note).text:
        return {}
    fresh = replace(proof, checkpoint=note)
    return {path: ServedKeyring(served.heads, fresh.encode()).encode()}


def _prefixed(files: Files) -> Files:
    return {f"{ARCHIVE}/{path}": data for path, data in files.items()}


def _write(archive: Path, files: Files) -> None:
    inside = {path.removeprefix(f"{ARCHIVE}/"): data for path, data in files.items()}
    folder.write_files(archive, folder.pointers_last(inside))
