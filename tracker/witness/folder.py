"""A witness's folder: its key, the logs it knows, what it saw of each, evidence (docs/guides/witness.md).

Everything is a small file of text, so that a copy of the folder is a backup, and a person can read it.
"""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from crypto.errors import EncodingError, VerifierKeyMalformed
from crypto.keyfile import SeedUse
from crypto.keys import SigningKey
from crypto.note import TYPE_COSIGNATURE, TYPE_ED25519, VerifierKey, check_key_name
from tracker.files import FOLDER_OWNER_ONLY, OWNER_ONLY, sync_folder, write_file, write_new_file
from tracker.records.errors import WitnessFolder, WitnessLogKey
from tracker.secrets_input import load_seed, store_new_seed
from tracker.transport import check_server

VKEY, KEY, LOGS, EVIDENCE = "vkey", "key", "logs", "evidence"
LOG, SEEN, LOCK = "log", "seen", "lock"
NOTHING_YET = b"nothing seen yet\n"
NAME_MAX = 128
_NO_ADDRESS = "-"
_FILE_MAX = 4096


@dataclass(frozen=True)
class KnownLog:
    """A log that the witness was told of: its key (type 01), and where to fetch it from, if anywhere.

    ``earlier``: the keys that it had before, oldest first. None of them may sign anything new.
    """

    key: VerifierKey
    url: str | None
    folder: Path
    earlier: tuple[VerifierKey, ...] = ()

    @property
    def origin(self) -> str:
        """The log's origin, which is its key's name."""
        return self.key.name


@contextmanager
def locked(log: KnownLog) -> Iterator[None]:
    """Holds the log's lock; the kernel frees it when a process dies."""
    descriptor = os.open(log.folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, OWNER_ONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


class Folder:
    """An existing witness's folder. Raises WitnessFolder when made, if it is none."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.key = _verifier(_read(path / VKEY), TYPE_COSIGNATURE, path / VKEY)

    def signing_key(self, password: str) -> SigningKey:
        """The witness's secret key. Raises KeyfileInvalid, PasswordWrong, WitnessFolder, OSError."""
        key = SigningKey(load_seed(self.path / KEY, SeedUse.WITNESS, password))
        if key.public != self.key.public:
            raise WitnessFolder("the key file is not that of the public key beside it", file=KEY)
        return key

    def add_log(self, key: VerifierKey, url: str | None) -> KnownLog:
        """Makes a log known, of which nothing was seen yet; of a known one, another address is taken over.

        Raises WitnessLogKey if the log is known under another key, ServerAddressInvalid, OSError.
        """
        place = self.path / LOGS / _hash(key.name)
        if url is not None:
            url = check_server(url)
        if not place.exists():
            self._make(place, key, url)
        with locked(_known(place)):
            known = _known(place)
            if known.key != key:
                said = "the log is known under another key: see the guide, 'When a log changes its key'"
                raise WitnessLogKey(said, log=key.name)
            if url is not None and known.url != url:
                self.write_log(replace(known, url=url))
        return _known(place)

    def log(self, origin: str) -> KnownLog | None:
        """The log of this origin, if the witness knows it. Raises WitnessFolder."""
        return self.log_by_hash(_hash(origin))

    def log_by_hash(self, origin_hash: str) -> KnownLog | None:
        """The log whose origin has this SHA-256, in hex. Raises WitnessFolder."""
        place = self.path / LOGS / origin_hash
        return _known(place) if place.exists() else None

    def logs(self) -> list[KnownLog]:
        """All logs that the witness knows, by origin. Raises WitnessFolder."""
        places = [place for place in (self.path / LOGS).iterdir() if not place.name.startswith(".")]
        return sorted((_known(place) for place in places), key=lambda known: known.origin)

    def _make(self, place: Path, key: VerifierKey, url: str | None) -> None:
        """The folder appears whole: one without ``seen`` is damaged, not a log of which nothing was seen."""
        new = place.with_name(f".new-{os.getpid()}-{place.name}")
        # By a process of the same number that was killed.
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(FOLDER_OWNER_ONLY)
        try:
            self.write_log(KnownLog(key, url, new))
            write_new_file(new / SEEN, NOTHING_YET)
            new.rename(place)
        except OSError:
            shutil.rmtree(new, ignore_errors=True)
            raise
        sync_folder(place.parent)

    @staticmethod
    def write_log(log: KnownLog) -> None:
        """Replaces what is known of a log, durably; what was seen of it stays. Raises OSError."""
        lines = [log.key.encode(), log.url or _NO_ADDRESS, *(key.encode() for key in log.earlier)]
        write_file(log.folder / LOG, "".join(f"{line}\n" for line in lines).encode())


def make_folder(path: Path, name: str, password: str) -> Folder:
    """Makes a witness of this name with a fresh key. Raises EncodingError, FileExistsError, OSError."""
    if len(check_key_name(name)) > NAME_MAX:
        raise EncodingError(f"a witness's name has at most {NAME_MAX} characters")
    for folder in (path, path / LOGS, path / EVIDENCE):
        folder.mkdir(FOLDER_OWNER_ONLY, parents=True, exist_ok=True)
    seed = store_new_seed(path / KEY, SeedUse.WITNESS, password)
    key = VerifierKey(name, TYPE_COSIGNATURE, SigningKey(seed).public)
    write_new_file(path / VKEY, f"{key.encode()}\n".encode())
    return Folder(path)


def _hash(origin: str) -> str:
    return hashlib.sha256(origin.encode()).hexdigest()


def _known(place: Path) -> KnownLog:
    lines = _read(place / LOG).split("\n")
    if len(lines) < 3 or lines[-1]:
        raise WitnessFolder("not a key, an address and the keys before", file=str(place / LOG))
    url = None if lines[1] == _NO_ADDRESS else lines[1]
    key, *earlier = (_verifier(line, TYPE_ED25519, place / LOG) for line in (lines[0], *lines[2:-1]))
    return KnownLog(key, url, place, tuple(earlier))


def _verifier(text: str, key_type: int, path: Path) -> VerifierKey:
    try:
        key = VerifierKey.decode(text.removesuffix("\n"))
    except VerifierKeyMalformed as error:
        raise WitnessFolder("not a verifier key", file=str(path)) from error
    if key.key_type != key_type:
        raise WitnessFolder("a verifier key of another type", file=str(path))
    return key


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_FILE_MAX).decode()
    except FileNotFoundError as error:
        raise WitnessFolder(f"{path} is not there", file=str(path)) from error
    except UnicodeDecodeError as error:
        raise WitnessFolder(f"{path} is damaged", file=str(path)) from error
