"""A BagIt folder (RFC 8493), written whole or not at all, signed, readable by its owner only.

docs/spec/evidence.md, "Folder". What it holds is given; what it means is not known here.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import bagit

from crypto.keys import SigningKey
from crypto.sshsig import sign
from tracker.files import FOLDER_OWNER_ONLY, OWNER_ONLY, sync_folder
from tracker.records.errors import EvidenceDiffers

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
INFO, MANIFEST, TAG_MANIFEST = "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"
SIGNATURE = f"{TAG_MANIFEST}.sig"
UNFINISHED = ".unfinished-evidence-"
_FORBIDDEN = frozenset("%\n\r\\")


@dataclass(frozen=True)
class Bag:
    """What goes into a bag: the files below ``data/``, the ones beside it, and ``bag-info.txt``'s lines.

    Names are relative, with ``/`` between folders, and ours: never a word of anybody else.
    """

    payload: Mapping[str, bytes] = field(repr=False)
    tags: Mapping[str, bytes] = field(repr=False)
    info: Mapping[str, str]

    def files(self) -> dict[str, bytes]:
        """Every file but the signature; the tag manifest covers all others, itself excepted."""
        data = {f"data/{name}": content for name, content in self.payload.items()}
        size = sum(map(len, data.values()))
        lines = {**self.info, "Payload-Oxum": f"{size}.{len(data)}"}
        tags = {
            "bagit.txt": DECLARATION,
            INFO: "".join(f"{name}: {value}\n" for name, value in lines.items()).encode(),
            MANIFEST: _manifest(data),
            **self.tags,
        }
        return {**data, **tags, TAG_MANIFEST: _manifest(tags)}


def unfinished(place: Path) -> list[Path]:
    """Folders of exports that were cut off (the machine stopped): they are not encrypted, and nobody's."""
    return sorted(path for path in place.glob(f"{UNFINISHED}*") if path.is_dir())


def write_bag(
    folder: Path, bag: Bag, key: SigningKey, namespace: str, record: Callable[[bytes], None]
) -> bytes:
    """Writes the bag as ``folder``, which must not be there; gives the SHA-256 of its tag manifest.

    ``record`` is called with that hash once everything is durable and read back, before the folder gets its
    name: what it raises leaves nothing behind. Raises FileExistsError, EvidenceDiffers, OSError.
    """
    if folder.exists() or folder.is_symlink():
        raise FileExistsError(17, "will not overwrite", str(folder))
    files = bag.files()
    files[SIGNATURE] = sign(key, namespace, files[TAG_MANIFEST]).armor().encode()
    digest = hashlib.sha256(files[TAG_MANIFEST]).digest()
    arriving = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder.parent))
    try:
        for name, content in files.items():
            _write(arriving, name, content)
        _sync(arriving)
        _read_back(arriving, files)
        record(digest)
        arriving.rename(folder)
    except BaseException:
        shutil.rmtree(arriving)
        raise
    sync_folder(folder.parent)
    return digest


def _manifest(files: Mapping[str, bytes]) -> bytes:
    if any(_FORBIDDEN & set(name) or ".." in PurePosixPath(name).parts for name in files):
        raise ValueError("a name that a manifest would have to escape")
    lines = (f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    return "".join(lines).encode()


def _write(root: Path, name: str, content: bytes) -> None:
    path = root
    for part in PurePosixPath(name).parts[:-1]:
        path /= part
        path.mkdir(FOLDER_OWNER_ONLY, exist_ok=True)
    path /= PurePosixPath(name).name
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, OWNER_ONLY)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(root: Path) -> None:
    for folder, _, _ in os.walk(root):
        sync_folder(Path(folder))


def _read_back(root: Path, files: Mapping[str, bytes]) -> None:
    """Compares every byte, and has the library find the bag valid. Raises EvidenceDiffers."""
    if any((root / name).read_bytes() != content for name, content in files.items()):
        raise EvidenceDiffers("a file reads back otherwise than it was written")
    try:
        bagit.Bag(str(root)).validate(processes=1)
    except bagit.BagError as error:
        raise EvidenceDiffers("the folder is no valid bag") from error
