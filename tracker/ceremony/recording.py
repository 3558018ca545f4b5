"""What people add to a ceremony's folder by hand of the program: a step's record, cosignatures, an abort."""

from collections.abc import Sequence
from pathlib import Path

from crypto.ceremony import Kind
from crypto.note import parse_note
from tracker.ceremony import folder
from tracker.ceremony.aborting import Abort
from tracker.ceremony.course import next_turn
from tracker.ceremony.folder import Files, needed
from tracker.ceremony.locking import locked
from tracker.ceremony.logs import read_log
from tracker.ceremony.plan import kind_of
from tracker.ceremony.steps import make_step, read_steps, recorded_steps, with_step
from tracker.ceremony.turn import Supplies
from tracker.records.archive import Log
from tracker.records.errors import CeremonyEnded, CeremonyNotReady, StepRefused


def folder_kind(root: Path) -> Kind:
    """Which ceremony a folder is of. Raises FolderIncomplete, PlanMalformed."""
    return kind_of(needed(folder.read_folder(root), folder.PLAN))


def record_step(root: Path, number: int, outcome: str, initials: str, reason: str) -> None:
    """Adds the record of the next step. Raises StepRefused, CeremonyNotReady, CeremonyEnded, CeremonyBusy."""
    with locked(root):
        files = folder.read_folder(root)
        steps = _with_step(files, number, outcome, initials, reason)
        folder.write_files(root, {folder.STEPS: steps})


def _with_step(files: Files, number: int, outcome: str, initials: str, reason: str) -> bytes:
    if folder.CHECKIN not in files:
        raise CeremonyNotReady("steps are recorded once the ceremony is opened")
    if folder.TRANSCRIPT in files or folder.ABORT in files:
        raise CeremonyEnded("the transcript is drafted: no step is added to it")
    script = files[folder.SCRIPT]
    titles = {step.number: step for step in recorded_steps(script)}
    if number not in titles:
        raise StepRefused(f"the script records steps 1 to {len(titles)}", number=number)
    new = make_step(titles[number], outcome, initials, reason)
    return with_step(read_steps(files, script), new)


def add_cosignatures(root: Path, log: Log, note: bytes) -> int:
    """Merges the lines of another copy of a log's checkpoint into the folder's; says how many were new.

    Lines are verified when the ceremony goes on. Raises ArchiveForked, NoteMalformed, CeremonyNotReady,
    CeremonyBusy.
    """
    with locked(root):
        state = read_log(folder.read_folder(root), log)
        if state.note is None:
            raise CeremonyNotReady(f"the log '{log}' has no checkpoint yet")
        merged = state.cosigned(parse_note(note))
        folder.write_files(root, {state.checkpoint_file: merged})
    return len(parse_note(merged).lines) - len(parse_note(state.note).lines)


def record_abort(root: Path, reason: str, initials: str, present: Sequence[str], supplies: Supplies) -> None:
    """Writes down that the ceremony ends here; nothing is written if it cannot.

    Raises CeremonyEnded, ParticipantUnknown, EncodingError for a reason that is not one line of ASCII,
    CeremonyBusy.
    """
    decision = Abort(reason, initials, tuple(present)).encode()
    with locked(root):
        files = folder.read_folder(root)
        if files.get(folder.ABORT, decision) != decision:
            raise CeremonyEnded("it is being aborted already, for another reason")
        next_turn({**files, folder.ABORT: decision}, kind_of(needed(files, folder.PLAN)), supplies)
        folder.write_files(root, {folder.ABORT: decision})
