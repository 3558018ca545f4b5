"""A ceremony's folder: which files it has, what each is called, and reading and writing them.

The rest of the ceremony works on `Files`, a snapshot of the folder in memory, and hands back the files to
write: a refusal has then changed nothing.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from tracker.files import FOLDER_OWNER_ONLY, write_file
from tracker.records import archive
from tracker.records.errors import DraftAltered, FolderIncomplete, ParticipantUnknown

Files = Mapping[str, bytes]

PLAN, SCRIPT, LOG_KEY, CEREMONY_KEY = "plan.toml", "script", "log.vkey", "ceremony.vkey"
RECOVERY_CARD = "recovery.card"
ANNOUNCEMENT, OPENING, CHECKIN, STEPS = "announcement", "opening", "checkin", "steps"
ROSTER, TRANSCRIPT, HEAD, ABORT, ABORTED = "roster", "transcript", "head", "abort", "aborted"
CHECKPOINT, KEYRING, TRUST, ALLOWED_SIGNERS = "checkpoint", "keyring", "trust", "allowed_signers"
CLIENT_MANIFEST = "manifest"
TOP = (
    PLAN, SCRIPT, LOG_KEY, CEREMONY_KEY, RECOVERY_CARD, ANNOUNCEMENT, OPENING, CHECKIN, STEPS, ROSTER,
    TRANSCRIPT, HEAD, ABORT, ABORTED, CHECKPOINT, KEYRING, TRUST, ALLOWED_SIGNERS, CLIENT_MANIFEST,
    "checkin.sig", "transcript.sig", "head.sig", "aborted.sig",
)  # fmt: skip
ARCHIVE = "archive"
# What a ceremony needs of an archive, and adds to it; the rest is the server's and the desk's.
ARCHIVE_PARTS = ("keyring", "rosters", "log/keys", "log/ceremony", "ceremony")
_POINTERS = (archive.CLIENT_MANIFEST, "/checkpoint", archive.ROSTER, archive.KEYRING)
SUFFIXES = {
    "officers": ".pub",
    "witnesses": ".pub",
    "holders": ".pub",
    "shares": ".answer",
    "cards": ".card",
    "challenges": ".challenge",
    "possession": ".proof",
    "signatures": ".sig",
    "private": ".nonce",
}
# A full bundle of the ceremony log's entries.
FILE_MAX = 256 * (2 + 16 * 1024)


def officer_key(name: str) -> str:
    """The file of an officer's OpenSSH public key."""
    return f"officers/{name}.pub"


def witness_key(name: str) -> str:
    """The file of a room witness's OpenSSH public key."""
    return f"witnesses/{name}.pub"


def holder_key(name: str) -> str:
    """The file of the OpenSSH public key of somebody who holds a share of the recovery identity."""
    return f"holders/{name}.pub"


def share(name: str) -> str:
    """The file in which the share of a holder answers the check-in."""
    return f"shares/{name}.answer"


def card(name: str) -> str:
    """The file of a caseworker's card."""
    return f"cards/{name}.card"


def challenge(name: str) -> str:
    """The file of the challenge to a card."""
    return f"challenges/{name}.challenge"


def proof(name: str) -> str:
    """The file of the answer to a challenge."""
    return f"possession/{name}.proof"


def nonce(name: str) -> str:
    """The private file that says what a challenge asks for."""
    return f"private/{name}.nonce"


def signature(name: str, document: str) -> str:
    """The file of a participant's signature over the check-in, the transcript or the head."""
    return f"signatures/{name}.{document}.sig"


def document(path: str) -> str:
    """Which document a signature file is over."""
    return path.split(".")[-2]


def stem(path: str) -> str:
    """Whose file it is: the name without folder and suffixes."""
    return path.rpartition("/")[2].partition(".")[0]


def inside(files: Files, part: str) -> list[str]:
    """The files of one part of the folder, in order."""
    return sorted(path for path in files if path.startswith(part + "/"))


def needed(files: Files, path: str) -> bytes:
    """A file's bytes. Raises FolderIncomplete."""
    if path not in files:
        raise FolderIncomplete(f"the folder has no file '{path}'", file=path)
    return files[path]


def check_same(files: Files, path: str, document: bytes) -> None:
    """A file that is there is this document. Raises DraftAltered."""
    if files.get(path, document) != document:
        raise DraftAltered(f"'{path}' does not follow from the other files", file=path)


def check_strangers(files: Files, part: str, known: set[str]) -> None:
    """Every file of a part is of somebody known. Raises ParticipantUnknown."""
    for path in inside(files, part):
        if stem(path) not in known:
            raise ParticipantUnknown(f"'{path}' is of nobody whom the plan names here", file=path)


def read_folder(root: Path) -> Files:
    """All files of a ceremony that are there; others in the folder are not looked at. Raises OSError."""
    paths = [root / name for name in TOP]
    for part, suffix in SUFFIXES.items():
        paths += sorted((root / part).glob(f"*{suffix}"))
    top = {path.relative_to(root).as_posix(): _read(path) for path in paths if path.is_file()}
    return top | {f"{ARCHIVE}/{path}": data for path, data in read_archive(root / ARCHIVE).items()}


def read_archive(root: Path) -> Files:
    """Those files of an archive that concern ceremonies, by their paths in it. Raises OSError."""
    paths = [root / archive.CLIENT_MANIFEST]
    for part in ARCHIVE_PARTS:
        paths += sorted((root / part).rglob("*"))
    inside = [path for path in paths if path.is_file() and not path.name.startswith(".")]
    return {path.relative_to(root).as_posix(): _read(path) for path in inside}


def pointers_last(files: Files) -> Files:
    """The same files in the order in which they are written: what points at others behind those."""
    return dict(sorted(files.items(), key=lambda item: _rank(item[0])))


def make_parts(root: Path) -> None:
    """The folders into which people put their files. Raises OSError."""
    for part in ("officers", "cards", "possession", "signatures"):
        (root / part).mkdir(mode=FOLDER_OWNER_ONLY, parents=True, exist_ok=True)


def write_files(root: Path, files: Files) -> None:
    """Writes each file whole, in order, durably, readable by its owner only. Raises OSError."""
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(mode=FOLDER_OWNER_ONLY, parents=True, exist_ok=True)
        write_file(path, data)


def remove_files(root: Path, names: tuple[str, ...]) -> None:
    """Removes files, and folders of ours that became empty. Raises OSError."""
    for name in names:
        path = root / name
        path.unlink(missing_ok=True)
        if path.parent != root and not any(path.parent.iterdir()):
            path.parent.rmdir()


def file_hash(path: Path) -> bytes:
    """The SHA-256 of a file. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _rank(path: str) -> int:
    return max((number for number, end in enumerate(_POINTERS, 1) if path.endswith(end)), default=0)


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(FILE_MAX + 1)
    if len(data) > FILE_MAX:
        raise FolderIncomplete(f"'{path.name}' is longer than anything that belongs here", file=path.name)
    return data
