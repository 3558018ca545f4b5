"""The archive: where each thing lies, in a folder as below a server's address (docs/spec/archive.md).

A path never begins with a slash. Of every thing there is one path; any other spelling is refused.
"""

import re
from enum import StrEnum

from crypto.encoding import check_name, check_origin, decimal
from crypto.errors import EncodingError, TilePathInvalid
from crypto.tiles import parse_tile_path
from tracker.records.errors import ArchivePathInvalid

KEYRING = "keyring/0"
ROSTER = "keyring/roster"
CLIENT_MANIFEST = "client/manifest"
# What a page's own address `uk/` is called where only files have names.
INDEX = "index.html"
# Where logs, keyrings and answers lie; what a client consists of lies elsewhere.
FOLDERS = frozenset({"log", "ceremony", "rosters", "keyring", "mailbox"})
PATH_MAX = 255
_SEGMENT = re.compile(r"[a-z0-9][a-z0-9._-]*")
_CEREMONY_PARTS = ("transcript", "script", "aborted")


class Log(StrEnum):
    """The three logs; the value is the last part of the log's origin and its folder below ``log/``."""

    KEYS = "keys"
    CEREMONY = "ceremony"
    INTAKE = "intake"

    def origin(self, origin: str) -> str:
        """The log's own origin, which is the name of its key: ``<origin>/keys``. Raises EncodingError."""
        return f"{check_origin(origin)}/{self}"

    @property
    def folder(self) -> str:
        """Where its checkpoint and tiles lie: ``log/keys``."""
        return f"log/{self}"

    @property
    def checkpoint(self) -> str:
        """The newest cosigned checkpoint."""
        return f"{self.folder}/checkpoint"

    def tile(self, path: str) -> str:
        """A tile or bundle of entries by its path inside the log: ``tile/0/000``."""
        return f"{self.folder}/{path}"


def roster(epoch: int) -> str:
    """The roster of an epoch."""
    return f"rosters/{epoch}"


def transcript(announcement: int) -> str:
    """The signed transcript of the ceremony announced at this index of the ceremony log."""
    return f"ceremony/{announcement}/transcript"


def aborted(announcement: int) -> str:
    """The signed transcript of a run that was aborted; it stands in the place of the transcript."""
    return f"ceremony/{announcement}/aborted"


def script(announcement: int) -> str:
    """The script that was announced."""
    return f"ceremony/{announcement}/script"


def possession(announcement: int, name: str) -> str:
    """The proof of possession of one who got new keys. Raises EncodingError."""
    return f"ceremony/{announcement}/possession/{check_name(name)}"


def mailbox_manifest(publisher: str) -> str:
    """The newest signed manifest of a publisher. Raises EncodingError."""
    return f"mailbox/{check_name(publisher)}/manifest"


def file_of(path: str) -> str:
    """The file of a path: that of ``uk/`` is ``uk/index.html``."""
    return path + INDEX if path.endswith("/") else path


def check_log_path(path: str) -> str:
    """A path below ``log/``, ``ceremony/`` or ``rosters/`` in its one spelling. Raises ArchivePathInvalid."""
    if len(path) > PATH_MAX or not _is_known(path.split("/")):
        raise ArchivePathInvalid(f"no archive has a path '{path[:PATH_MAX]}'")
    return path


def check_client_path(path: str) -> str:
    """A path of a released client: ``uk/``, ``client/page.js``. Raises ArchivePathInvalid."""
    parts = path.removesuffix("/").split("/")
    if len(path) > PATH_MAX or not all(_SEGMENT.fullmatch(part) for part in parts) or path == CLIENT_MANIFEST:
        raise ArchivePathInvalid(f"no client has a file '{path[:PATH_MAX]}'")
    return path


def _is_known(parts: list[str]) -> bool:
    match parts:
        case ["log", "keys" | "ceremony" | "intake", "checkpoint"]:
            return True
        case ["log", "keys" | "ceremony" | "intake", *rest]:
            return _is_tile("/".join(rest))
        case ["rosters", epoch]:
            return _is_number(epoch)
        case ["ceremony", number, part]:
            return _is_number(number) and part in _CEREMONY_PARTS
        case ["ceremony", number, "possession", name]:
            return _is_number(number) and _is_name(name)
    return False


def _is_tile(path: str) -> bool:
    try:
        parse_tile_path(path)
    except TilePathInvalid:
        return False
    return True


def _is_number(text: str) -> bool:
    try:
        decimal(text)
    except EncodingError:
        return False
    return True


def _is_name(text: str) -> bool:
    try:
        check_name(text)
    except EncodingError:
        return False
    return True
