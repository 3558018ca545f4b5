"""A witness's folder: its key, the logs it knows, what it saw of each, evidence (docs/guides/witness.md).

Everything is a small file of text, so that a copy of the folder is a backup, and a person can read it.
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from crypto.errors import EncodingError, VerifierKeyMalformed
from crypto.keyfile import SeedUse
from crypto.keys import SigningKey
from crypto.note import TYPE_COSIGNATURE, TYPE_ED25519, VerifierKey, check_key_name
from tracker.files import FOLDER_OWNER_ONLY, sync_folder, write_file, write_new_file
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
    """A log that the witness was told of: its key (type 01), and where to fetch it from, if anywhere."""

    key: VerifierKey
    url: str | None
    folder: Path

    @property
    def origin(self) -> str:
        """The log's origin, which is its key's name."""
        return self.key.name


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
        known = _known(place)
        if known.key != key:
            raise WitnessLogKey("the log is known under another key", log=key.name)
        if url is not None and known.url != url:
            self._write_log(place, key, url)
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
        new.mkdir(FOLDER_OWNER_ONLY)
        self._write_log(new, key, url)
        write_new_file(new / SEEN, NOTHING_YET)
        new.rename(place)
        sync_folder(place.parent)

    @staticmethod
    def _write_log(place: Path, key: VerifierKey, url: str | None) -> None:
        write_file(place / LOG, f"{key.encode()}\n{url or _NO_ADDRESS}\n".encode())


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
    if len(lines) != 3 or lines[2]:
        raise WitnessFolder("not two lines", file=str(place / LOG))
    url = None if lines[1] == _NO_ADDRESS else lines[1]
    return KnownLog(_verifier(lines[0] + "\n", TYPE_ED25519, place / LOG), url, place)


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
