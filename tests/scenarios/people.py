"""The people of the stories, each with their own command line and nothing else."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
from click.testing import CliRunner, Result

from crypto.errors import TrackerError
from crypto.keyfile import KeyfileRandomness, SeedUse, seal_keyfile
from tests.simulators.throwaway_keys import ThrowawayKeys
from tests.vectors import cast
from tracker.courier.commands import group as courier_group
from tracker.desk.answering import find_case
from tracker.desk.blobs import Blob
from tracker.desk.commands import group as desk_group
from tracker.desk.vault import Vault
from tracker.family.commands import group as family_group
from tracker.files import write_file

PASSWORD = "a long password of the desk"


@dataclass
class Person:
    """Runs commands and remembers their arguments, as anybody on the machine could read them."""

    group: click.Group
    argued: list[str] = field(default_factory=list)

    def run(self, *arguments: object, typed: str | None = None) -> Result:
        """One command; what it printed and how it ended."""
        given = [str(argument) for argument in arguments]
        self.argued += given
        return CliRunner().invoke(self.group, given, input=typed)

    def do(self, *arguments: object, typed: str | None = None) -> dict[str, Any]:
        """One command that must succeed, and its JSON."""
        result = self.run(*arguments, "--json", typed=typed)
        if result.exception is not None:
            raise result.exception
        return json.loads(result.stdout)

    def refused(self, *arguments: object) -> str:
        """One command that must be refused, and the code."""
        result = self.run(*arguments)
        assert isinstance(result.exception, TrackerError), result.output
        return result.exception.code


class FamilyMember(Person):
    """Somebody who asks, with a sheet of paper for the words."""

    def __init__(self, folder: Path, url: str, trust: bytes) -> None:
        super().__init__(family_group)
        folder.mkdir()
        self.folder, self.url = folder, url
        self.paper, self.trust = folder / "paper", folder / "trust"
        self.trust.write_bytes(trust)

    @property
    def words(self) -> list[str]:
        """What stands on the paper."""
        return self.paper.read_text(encoding="utf-8").split()

    def _service(self) -> tuple[object, ...]:
        return ("--server", self.url, "--trust", self.trust)

    def _form(self, form: dict[str, Any]) -> Path:
        path = self.folder / "form.json"
        path.write_text(json.dumps(form, ensure_ascii=False), encoding="utf-8")
        return path

    def submit(self, form: dict[str, Any], *pictures: Path) -> dict[str, Any]:
        """Asks about a person."""
        attached = [part for picture in pictures for part in ("--attach", picture)]
        return self.do(
            "submit", *self._service(), "--form", self._form(form), *attached, "--words-out", self.paper,
            "--language", "uk",
        )  # fmt: skip

    def check(self) -> dict[str, Any]:
        """Reads the answer."""
        return self.do("check", *self._service(), "--words-file", self.paper)

    def add(self, form: dict[str, Any]) -> dict[str, Any]:
        """Adds what was learnt."""
        return self.do("add", *self._service(), "--words-file", self.paper, "--form", self._form(form))

    def withdraw(self) -> dict[str, Any]:
        """Withdraws."""
        return self.do("withdraw", *self._service(), "--words-file", self.paper, "--yes")


class Courier(Person):
    """Somebody with a medium."""

    def __init__(self, url: str) -> None:
        super().__init__(courier_group)
        self.url = url

    def exchange(self, outbox: Path, inbox: Path) -> dict[str, Any]:
        """Carries an outbox there and an inbox back."""
        return self.do("exchange", "--server", self.url, outbox, inbox)


class Desk(Person):
    """Two caseworkers, one vault, one offline machine."""

    def __init__(self, folder: Path, keys: ThrowawayKeys) -> None:
        super().__init__(desk_group)
        folder.mkdir()
        self.folder, self.vault, self.password = folder, folder / "vault", folder / "password"
        write_file(self.password, PASSWORD.encode())
        self.names = keys.caseworkers
        for name in self.names:
            sealed = seal_keyfile(
                SeedUse.CASEWORKER,
                cast.identity(name).seed,
                PASSWORD,
                KeyfileRandomness(os.urandom(16), os.urandom(24)),
            )
            write_file(folder / f"{name}.identity", sealed)
        ceremony = keys.write(folder / "ceremony")
        self.as_caseworker(0, "init", "--trust", ceremony / "trust", "--keyring", ceremony)

    def _unlock(self, *who: int) -> list[object]:
        given: list[object] = ["--vault", self.vault]
        for number in who:
            identity = self.folder / f"{self.names[number]}.identity"
            given += ["--identity", identity, "--password-file", self.password]
        return given

    def as_caseworker(self, who: int, command: str, *arguments: object) -> dict[str, Any]:
        """A command of one of the two."""
        return self.do(command, *self._unlock(who), *arguments)

    def cases(self, queue: str = "open") -> list[dict[str, Any]]:
        """The cases of a queue."""
        return list(self.as_caseworker(0, "list", queue)["cases"])

    def export(self, outbox: Path) -> Path:
        """An outbox with both signatures."""
        facts = self.do("export", *self._unlock(0, 1), outbox)
        assert facts["complete"]
        return outbox

    def import_(self, inbox: Path) -> dict[str, Any]:
        """Takes an inbox in."""
        return self.as_caseworker(0, "import", inbox)

    def show(self, case: str) -> dict[str, Any]:
        """Everything about a case."""
        return self.as_caseworker(0, "show", case)

    def attachments(self, case: str) -> list[bytes]:
        """The pictures of a case, out of the vault; no command opens them."""
        with Vault.unlock(self.vault, cast.identity(self.names[0]), os.urandom) as vault:
            letters = find_case(vault.desk, case).letters
            items = [item for letter in letters for item in letter.body.attachments]
            return [vault.open_blob(Blob.from_json(item)) for item in items]

    def answer(self, case: str, content: dict[str, Any], second: bool = False) -> None:
        """Writes an answer; with ``second`` the other caseworker confirms it."""
        path = self.folder / "answer.json"
        write_file(path, json.dumps(content, ensure_ascii=False).encode())
        self.as_caseworker(0, "answer", "--file", path, case)
        path.unlink()
        if second:
            self.as_caseworker(1, "confirm", case)


def inquiry(**more: Any) -> dict[str, Any]:
    """The form of an inquiry; fictional."""
    form = {
        "language": "uk",
        "holder": "russia",
        "category": "civilian",
        "full-name": "Вигадана Особа",
        "relation": "close-family",
    }
    return {**form, **more}


def files_below(*folders: Path) -> Sequence[Path]:
    """All files of these folders."""
    return [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
