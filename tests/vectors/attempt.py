"""An attempt that must fail: how it is made, written down and compared (tests/vectors/ceremony/README.md)."""

import inspect
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crypto.keyring import ServedKeyring, SignedHead
from crypto.trust import TrustRoot
from tests.simulators.archive import Rehearsal
from tests.vectors.notation import FOLDER
from tracker.records import archive
from tracker.records.archive import Log

CORPUS = FOLDER / "ceremony"
README = "README.md"


@dataclass
class Trial:
    """What somebody is asked to believe: an archive's files, beside their own trust root and clock.

    ``kept`` is what an auditor kept from an earlier audit; ``trust_path`` names the trust root if it is not
    the one beside the archive.
    """

    files: dict[str, bytes]
    trust: bytes
    now: int
    kept: bytes | None = None
    trust_path: str | None = None

    @classmethod
    def of(cls, story: Rehearsal, trust: TrustRoot | None = None) -> "Trial":
        """A deployment's record as it stands."""
        return cls(story.archive(), (trust or story.trust()).encode(), story.now)

    def alter(self, path: str, change: Callable[[bytes], bytes]) -> "Trial":
        """Changes one file."""
        self.files[path] = change(self.files[path])
        return self

    def with_key_note(self, story: Rehearsal, note: bytes) -> "Trial":
        """Another checkpoint of the key log, as its tiles' folder has it and as clients are served it."""
        self.files[Log.KEYS.checkpoint] = note
        self.files[archive.KEYRING] = story.served(note).encode()
        return self

    def with_served(self, heads: Sequence[SignedHead], proof: bytes) -> "Trial":
        """Another answer to clients than the log's."""
        self.files[archive.KEYRING] = ServedKeyring(tuple(heads), proof).encode()
        return self


@dataclass(frozen=True)
class Attempt:
    """One case of the corpus: its name, its story, and how it must end.

    ``code`` is the auditor's (None: all is well), at ``rule``; ``client_code`` is what a family's client
    answers to ``keyring/0`` and ``keyring/roster``, None if it takes them.
    """

    name: str
    story: str
    code: str | None
    rule: int | None
    client_code: str | None
    build: Callable[[], Trial] = field(repr=False)

    def files(self) -> dict[str, bytes]:
        """All files of the case, by their paths below the corpus."""
        trial = self.build()
        case = {
            "story": self.story,
            "code": self.code,
            "rule": self.rule,
            "client": self.client_code is not None,
            "now": trial.now,
        }
        if self.client_code not in (None, self.code):
            case["client_code"] = self.client_code
        if trial.trust_path:
            case["trust"] = trial.trust_path
        made = {f"archive/{path}": data for path, data in trial.files.items()}
        made |= {"trust": trial.trust, "case.json": _json(case)}
        if trial.kept is not None:
            made["kept"] = trial.kept
        return {f"{self.name}/{path}": data for path, data in made.items()}


ATTEMPTS: list[Attempt] = []
Maker = Callable[[], Trial]


def attempt(
    name: str, code: str | None, rule: int | None, client: bool | str = False
) -> Callable[[Maker], Maker]:
    """Enters a function that makes a trial; its docstring is the story.

    ``client`` says whether clients refuse too: with the same code, or with this one.
    """

    def enter(make: Maker) -> Maker:
        client_code = code if client is True else client or None
        story = " ".join((inspect.getdoc(make) or "").split())
        ATTEMPTS.append(Attempt(name, story, code, rule, client_code, make))
        return make

    return enter


def made(attempts: Sequence[Attempt]) -> dict[str, bytes]:
    """All files of the corpus, made anew."""
    files: dict[str, bytes] = {}
    for item in attempts:
        files |= item.files()
    return files


def committed() -> dict[str, bytes]:
    """All files of the corpus that lie in its folder, but the page that explains it."""
    found = (path for path in sorted(CORPUS.rglob("*")) if path.is_file() and path != CORPUS / README)
    return {path.relative_to(CORPUS).as_posix(): path.read_bytes() for path in found}


def write(files: Mapping[str, bytes]) -> None:
    """Puts the corpus in its folder, and takes out what is no part of it any more."""
    for path in committed().keys() - files.keys():
        (CORPUS / path).unlink()
    for path, data in files.items():
        file = CORPUS / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    for folder in sorted((path for path in CORPUS.rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


def cases() -> list[tuple[str, dict[str, Any]]]:
    """Every committed case: its folder's name and what `case.json` says."""
    found = sorted(CORPUS.glob("*/case.json"))
    return [(path.parent.name, json.loads(path.read_bytes())) for path in found]


def folder_of(name: str) -> Path:
    """A committed case's folder."""
    return CORPUS / name


def _json(value: Any) -> bytes:
    return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode()
