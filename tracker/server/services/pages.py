"""The released pages on disk and in memory (docs/spec/pages.md).

``pages/<name>/`` holds each file of a release as it is, gzipped and by brotli, and ``release.json`` with the
hash of each; the name is the hash of that. ``pages/newest`` names the release that is served.
"""

import hashlib
import json
import shutil
import tempfile
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tracker.files import FOLDER_OWNER_ONLY, sync_folder, write_file
from tracker.records.errors import PagesMissing
from tracker.server.locks import FileLock
from tracker.server.release import ReleasedFile
from tracker.server.services.compression import PREFERRED, Encoded, compress

NEWEST, CONTENTS = "newest", "release.json"
# For how long a worker may go on serving what another process has just replaced.
FRESH_SECONDS = 1.0
_SUFFIXES = {"identity": "", "gzip": ".gz", "br": ".br"}
_NAMES = {"text/html": ".html", "text/javascript": "", "application/json": ".json", "text/plain": ".txt"}


@dataclass(frozen=True)
class Page:
    """What is served at a path, in every encoding."""

    encoded: Encoded
    media_type: str
    policy: str

    @property
    def released(self) -> ReleasedFile:
        """The file as it was released."""
        return ReleasedFile(self.encoded.identity, self.media_type, self.policy)

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes, in hex."""
        return _digest(self.encoded.identity)


@dataclass(frozen=True)
class LoadedRelease:
    """A release in memory: its name, and each path's page."""

    name: str
    pages: Mapping[str, Page]

    @property
    def files(self) -> dict[str, ReleasedFile]:
        """Each path's file as it was released."""
        return {path: page.released for path, page in self.pages.items()}


class Pages:
    """Serves the newest release from memory; looks once a second whether there is a newer one."""

    def __init__(self, folder: Path, lock: FileLock) -> None:
        self._folder = folder
        self._lock = lock
        self._loaded: LoadedRelease | None = None
        self._loaded_at = -FRESH_SECONDS
        self._loading = threading.Lock()

    def current(self, monotonic: float) -> LoadedRelease:
        """The release to serve; ``monotonic`` is the time in seconds. Raises PagesMissing."""
        loaded = self._loaded
        if loaded is not None and monotonic - self._loaded_at < FRESH_SECONDS:
            return loaded
        with self._loading:
            if self._loaded is None or monotonic - self._loaded_at >= FRESH_SECONDS:
                name = self._newest()
                if self._loaded is None or self._loaded.name != name:
                    self._loaded = load_release(self._folder / name)
                self._loaded_at = monotonic
            return self._loaded

    def check(self) -> LoadedRelease:
        """The newest release, every byte read again from the disk. Raises PagesMissing."""
        return load_release(self._folder / self._newest())

    def publish(self, files: Mapping[str, ReleasedFile]) -> bool:
        """Makes this release the newest, durably and at once; says whether anything changed.

        Processes that release at the same time, as `serve` and `keyring` may, follow one another.
        """
        with self._lock.held():
            if self._has(files):
                return False
            before = self._served()
            self._folder.mkdir(mode=FOLDER_OWNER_ONLY, exist_ok=True)
            name = _write(self._folder, files)
            write_file(self._folder / NEWEST, name.encode())
            for path in self._folder.iterdir():
                if path.is_dir() and path.name not in {name, before}:
                    shutil.rmtree(path, ignore_errors=True)
        return True

    def _has(self, files: Mapping[str, ReleasedFile]) -> bool:
        try:
            return self.check().files == files
        except PagesMissing:
            return False

    def _served(self) -> str:
        try:
            return self._newest()
        except PagesMissing:
            return ""

    def _newest(self) -> str:
        try:
            return (self._folder / NEWEST).read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError) as error:
            raise PagesMissing("no pages are released: tracker server pages") from error


def load_release(folder: Path) -> LoadedRelease:
    """The release in this folder, whole and as it was written. Raises PagesMissing."""
    try:
        contents = (folder / CONTENTS).read_bytes()
        if _digest(contents) != folder.name:
            raise PagesMissing("the pages differ from what was released: tracker server pages")
        pages = {path: _load(folder, entry) for path, entry in json.loads(contents).items()}
    except OSError as error:
        raise PagesMissing("a released page cannot be read: tracker server pages") from error
    return LoadedRelease(folder.name, pages)


def _load(folder: Path, entry: Mapping[str, str]) -> Page:
    parts = []
    for encoding in PREFERRED:
        data = (folder / f"{entry['name']}{_SUFFIXES[encoding]}").read_bytes()
        if _digest(data) != entry[encoding]:
            raise PagesMissing("the pages differ from what was released: tracker server pages")
        parts.append(data)
    packed_best, packed, plain = parts
    return Page(Encoded(plain, packed, packed_best), entry["type"], entry["policy"])


def _write(folder: Path, files: Mapping[str, ReleasedFile]) -> str:
    """Writes a release into a folder named after its contents; gives the name."""
    new = Path(tempfile.mkdtemp(prefix=".new-", dir=folder))
    with ThreadPoolExecutor() as pool:
        encoded = dict(zip(files, pool.map(compress, (file.body for file in files.values())), strict=True))
    contents = {path: _write_page(new, path, file, encoded[path]) for path, file in sorted(files.items())}
    written = json.dumps(contents, indent=1, sort_keys=True).encode()
    write_file(new / CONTENTS, written)
    name = _digest(written)
    shutil.rmtree(folder / name, ignore_errors=True)
    new.rename(folder / name)
    sync_folder(folder)
    return name


def _write_page(folder: Path, path: str, file: ReleasedFile, encoded: Encoded) -> dict[str, str]:
    name = _name(path, file)
    entry = {"name": name, "type": file.media_type, "policy": file.policy}
    for encoding in PREFERRED:
        data = encoded.take(encoding)
        write_file(folder / f"{name}{_SUFFIXES[encoding]}", data)
        entry[encoding] = _digest(data)
    return entry


def _name(path: str, file: ReleasedFile) -> str:
    """``/uk/`` is ``uk.html``, ``/client/page.js`` is ``page.js``."""
    return path.strip("/").rpartition("/")[2] + _NAMES[file.media_type.partition(";")[0]]


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
