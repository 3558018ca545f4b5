"""Taking an archive into a ceremony's folder: at its beginning, and again if the archive grew meanwhile."""

from pathlib import Path

from crypto.note import parse_note
from tracker.ceremony import folder
from tracker.ceremony.folder import ARCHIVE, Files
from tracker.ceremony.locking import locked
from tracker.ceremony.logs import LogState
from tracker.ceremony.standing import Standing, read_standing
from tracker.records.archive import KEYRING
from tracker.records.errors import ArchiveForked, FolderIncomplete, TrustFromFolder


def take_in(root: Path, archive: Path, trust: Path | None) -> None:
    """Copies what a ceremony needs of an archive, once it is verified by a trust root from elsewhere.

    Without ``trust`` the folder's own is kept. Raises TrustFromFolder, FolderIncomplete, ArchiveForked, and
    what ``read_standing`` raises; then nothing was changed. CeremonyBusy, OSError.
    """
    if trust is not None and trust.resolve().is_relative_to(archive.resolve()):
        raise TrustFromFolder("take the trust root that you were handed in person, not the archive's own")
    with locked(root):
        ours = folder.read_folder(root)
        folder.write_files(root, _taken(ours, archive, trust))


def _taken(ours: Files, archive: Path, trust: Path | None) -> Files:
    rule = ours.get(folder.TRUST) if trust is None else trust.read_bytes()
    if rule is None:
        raise FolderIncomplete("hand in the trust root with --trust", file=folder.TRUST)
    if ours.get(folder.TRUST, rule) != rule:
        raise ArchiveForked("this folder was begun with another trust root")
    theirs: Files = {f"{ARCHIVE}/{path}": data for path, data in folder.read_archive(archive).items()}
    incoming = read_standing({**theirs, folder.TRUST: rule})
    # The keyring is written last: without it an archive was taken in by half, and is taken in anew.
    if f"{ARCHIVE}/{KEYRING}" in ours:
        theirs = _newer(ours, theirs, read_standing({**ours, folder.TRUST: rule}), incoming)
    return {folder.TRUST: rule, **folder.pointers_last(theirs)}


def _newer(ours: Files, theirs: Files, here: Standing, there: Standing) -> Files:
    """Those of their files that are to be taken. Raises ArchiveForked."""
    taken: dict[str, bytes] = {}
    if len(there.signed) > len(here.signed):
        taken |= {path: data for path, data in theirs.items() if not path.startswith(f"{ARCHIVE}/log/")}
    for mine, other in ((here.keys, there.keys), (here.ceremony, there.ceremony)):
        taken |= _newer_log(mine, other, theirs)
    return {path: data for path, data in taken.items() if ours.get(path) != data}


def _newer_log(mine: LogState, other: LogState, theirs: Files) -> Files:
    if other.note is None or (mine.extends(other) and len(mine.entries) > len(other.entries)):
        return {}
    if not other.extends(mine):
        raise ArchiveForked(f"the log '{mine.log}' in the archive does not continue the folder's")
    if len(mine.entries) == len(other.entries):
        return {mine.checkpoint_file: mine.cosigned(parse_note(other.note))}
    return {path: data for path, data in theirs.items() if path.startswith(other.path + "/")}
