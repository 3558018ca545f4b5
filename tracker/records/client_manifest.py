"""The manifest of a released client: every file that it consists of (docs/spec/pages.md, "Manifest").

A head's line ``client`` is the SHA-256 of such a manifest, so whoever has the head can hold every byte that a
server serves against what was released.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from crypto.encoding import HASH_BYTES, b64decode, b64encode, decimal
from crypto.errors import EncodingError
from crypto.lines import LineReader, encode_lines
from tracker.records.archive import FOLDERS, check_client_path, file_of
from tracker.records.errors import ArchivePathInvalid, ClientManifestMalformed, ReleasedFileDiffers
from tracker.records.form import LANGUAGES

FIRST_LINE = "inquiry-client/v1"
FILES_MAX = 256
# What families open: every release has them.
PAGES = tuple(f"{language}/" for language in LANGUAGES)
FILE_BYTES_MAX = 16 * 1024 * 1024
CLIENT_MANIFEST_MAX = 64 * 1024


@dataclass(frozen=True)
class ClientFile:
    """One file: its path as in an archive (``uk/``), its length in bytes, and its SHA-256 (32 bytes)."""

    path: str
    length: int
    digest: bytes

    def check(self, body: bytes) -> None:
        """Holds what is served at the path against the manifest. Raises ReleasedFileDiffers."""
        if len(body) != self.length or hashlib.sha256(body).digest() != self.digest:
            raise ReleasedFileDiffers(f"{self.path} is not as it was released", path=self.path)


@dataclass(frozen=True)
class ClientManifest:
    """All files of a release in the order of their paths; the manifest itself is not among them."""

    files: tuple[ClientFile, ...]

    @property
    def hash(self) -> bytes:
        """SHA-256 of the manifest's bytes: what a head names."""
        return hashlib.sha256(self.encode()).digest()

    def file(self, path: str) -> ClientFile | None:
        """The file at this path."""
        return next((file for file in self.files if file.path == path), None)

    def encode(self) -> bytes:
        """The manifest's bytes."""
        lines = [f"file {file.path} {file.length} {b64encode(file.digest)}" for file in self.files]
        return encode_lines([FIRST_LINE, *lines])


def manifest_of(bodies: Mapping[str, bytes]) -> ClientManifest:
    """The manifest of these bodies by path. Raises ClientManifestMalformed."""
    files = [
        ClientFile(path, len(body), hashlib.sha256(body).digest()) for path, body in sorted(bodies.items())
    ]
    return decode_client_manifest(ClientManifest(tuple(files)).encode())


def decode_client_manifest(document: bytes) -> ClientManifest:
    """The manifest behind its bytes. Raises ClientManifestMalformed."""
    try:
        reader = LineReader(document, CLIENT_MANIFEST_MAX)
        reader.literal(FIRST_LINE)
        files = []
        while reader.comes("file"):
            files.append(_file(*reader.fields("file", 3)))
        reader.end()
        _check(files)
    except (EncodingError, ArchivePathInvalid) as error:
        raise ClientManifestMalformed(str(error)) from error
    return ClientManifest(tuple(files))


def _file(path: str, length: str, digest: str) -> ClientFile:
    check_client_path(path)
    if decimal(length) > FILE_BYTES_MAX:
        raise EncodingError("a file that is too long")
    return ClientFile(path, decimal(length), b64decode(digest, HASH_BYTES))


def _check(files: list[ClientFile]) -> None:
    paths = [file.path for file in files]
    if not 1 <= len(files) <= FILES_MAX:
        raise EncodingError("no files, or too many")
    if paths != sorted(set(paths)):
        raise EncodingError("files out of order, or one twice")
    places = {PurePosixPath(file_of(path)) for path in paths}
    if len(places) != len(paths):
        raise EncodingError("two files at one place of a folder")
    if any(places.intersection(place.parents) for place in places):
        raise EncodingError("a file in the place of another's folder")
    if any(place.parts[0] in FOLDERS for place in places):
        raise EncodingError("a file among those of the logs and keyrings")
