"""Publishing: what a ceremony added goes into the archive that everybody sees, once all of it is verified."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from crypto.errors import QuorumMissing
from crypto.keyring import decode_served_keyring, verify_keyring
from crypto.trust import decode_trust
from tracker.ceremony import folder
from tracker.ceremony.folder import ARCHIVE, Files
from tracker.ceremony.locking import locked
from tracker.ceremony.logs import read_log
from tracker.ceremony.turn import NeedKind, Turn
from tracker.records import archive
from tracker.records.archive import Log
from tracker.records.errors import ArchiveForked, CeremonyNotReady

# What these needs wait for comes after the announcement and before anything more is logged.
_ANNOUNCED = {
    NeedKind.DAY, NeedKind.OPENING, NeedKind.CHECKIN, NeedKind.SHARE, NeedKind.KEY, NeedKind.PROOF,
    NeedKind.STEP, NeedKind.SIGNATURE,
}  # fmt: skip


@dataclass(frozen=True)
class Published:
    """Which files were new or newer, and how the folder stood."""

    files: tuple[str, ...]
    turn: Turn


def publish(root: Path, target: Path, look: Callable[[Files], Turn], now: int) -> Published:
    """Carries the folder's archive over into ``target``; what points at other files comes last.

    ``look`` says how the folder with these files stands; it must be at rest: the announcement is in the log,
    or all is finished. Raises what ``look`` raises, CeremonyNotReady, QuorumMissing, ArchiveForked, and what
    ``verify_keyring`` raises; then nothing was changed. CeremonyBusy, OSError.
    """
    if not target.is_dir():
        # Locking makes the target: first see whether all is well, else a refusal left an empty one behind.
        with locked(root):
            files = folder.read_folder(root)
            _new_parts(files, target, look(files), now)
    with locked(root, target):
        # One reading under the lock, so that what is carried over is what was judged.
        files = folder.read_folder(root)
        turn = look(files)
        parts = _new_parts(files, target, turn, now)
        folder.write_files(target, parts)
    return Published(tuple(parts), turn)


def _new_parts(files: Files, target: Path, turn: Turn, now: int) -> Files:
    ours = {path: data for path, data in files.items() if path.startswith(f"{ARCHIVE}/")}
    _check_ready(turn)
    _check_witnessed(turn, ours, now)
    theirs = {f"{ARCHIVE}/{path}": data for path, data in folder.read_archive(target).items()}
    _check_continues(ours, theirs)
    keyring = f"{ARCHIVE}/{archive.KEYRING}"
    if turn.finished and not turn.aborted:
        verify_keyring(decode_trust(files[folder.TRUST]), decode_served_keyring(files[keyring]), now)
    new = {path: data for path, data in ours.items() if theirs.get(path) != data}
    return {path.removeprefix(f"{ARCHIVE}/"): data for path, data in folder.pointers_last(new).items()}


def _check_ready(turn: Turn) -> None:
    if not (turn.finished or (turn.announced and turn.needs and turn.needs[0].kind in _ANNOUNCED)):
        what = turn.needs[0].kind if turn.needs else "a run of the ceremony"
        raise CeremonyNotReady(f"nothing is published while the ceremony waits for: {what}")


def _check_witnessed(turn: Turn, ours: Files, now: int) -> None:
    if turn.ground is None:
        raise CeremonyNotReady("there is nothing to publish")
    for log in (Log.KEYS, Log.CEREMONY):
        try:
            read_log(ours, log).check_quorum(turn.ground.policy, now, turn.ground.max_age)
        except QuorumMissing as error:
            text = f"the checkpoint of the log '{log}' lacks fresh cosignatures: {error}"
            raise QuorumMissing(text, **error.facts) from error


def _check_continues(ours: Files, theirs: Files) -> None:
    for log in (Log.KEYS, Log.CEREMONY):
        if not read_log(ours, log).extends(read_log(theirs, log)):
            text = f"the log '{log}' of the archive has entries that the folder has not: take them in first"
            raise ArchiveForked(text)
