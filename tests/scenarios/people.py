"""The people of the stories, each with their own command line and nothing else."""

import json
import os
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
from click.testing import CliRunner, Result

from crypto.errors import TrackerError
from crypto.keyfile import KeyfileRandomness, SeedUse, seal_keyfile
from tests.desk.world import inquiry_form, quiet
from tests.simulators.throwaway_keys import PUBLISHER, ThrowawayKeys
from tests.vectors import cast
from tracker.courier.commands import group as courier_group
from tracker.desk.answering import confirm_answer, find_case, write_answer
from tracker.desk.blobs import Blob
from tracker.desk.commands import group as desk_group
from tracker.desk.days import day_of
from tracker.desk.exporting import export_outbox
from tracker.desk.importing import import_inbox
from tracker.desk.queues import in_queue
from tracker.desk.vault import Documents, Vault
from tracker.family.commands import group as family_group
from tracker.files import write_file

PASSWORD = "a long password of the desk"
inquiry = inquiry_form


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


class Desk:
    """Two caseworkers at one vault on an offline machine; no passwords, to be quick."""

    def __init__(self, folder: Path, keys: ThrowawayKeys) -> None:
        folder.mkdir()
        self.folder, self.vault = folder, folder / "vault"
        self.people = [cast.identity(name) for name in keys.caseworkers]
        ceremony = keys.write(folder / "ceremony")
        documents = Documents(*((ceremony / name).read_bytes() for name in ("trust", "keyring", "roster")))
        Vault.create(self.vault, self.people[0], documents, PUBLISHER, now(), os.urandom).close()

    def unlocked(self, who: int = 0) -> Vault:
        """The vault, as one of the two."""
        return Vault.unlock(self.vault, self.people[who], os.urandom)

    def cases(self, queue: str = "open") -> list[str]:
        """The cases of a queue."""
        with self.unlocked() as vault:
            return [case.label for case in in_queue(vault.desk, queue)]

    def letters(self, case: str) -> list[tuple[str, dict[str, Any]]]:
        """Kind and form of each letter of a case."""
        with self.unlocked() as vault:
            return [(item.body.kind, item.body.form) for item in find_case(vault.desk, case).letters]

    def attachments(self, case: str) -> list[bytes]:
        """The pictures of a case; no command opens them."""
        with self.unlocked() as vault:
            letters = find_case(vault.desk, case).letters
            items = [item for letter in letters for item in letter.body.attachments]
            return [vault.open_blob(Blob.from_json(item)) for item in items]

    def answer(self, case: str, content: dict[str, Any], second: bool = False) -> None:
        """Writes an answer; with ``second`` the other caseworker confirms it."""
        with self.unlocked() as vault:
            write_answer(vault, find_case(vault.desk, case), content, now())
        if second:
            with self.unlocked(1) as vault:
                confirm_answer(vault, find_case(vault.desk, case), now())

    def export(self, outbox: Path) -> Path:
        """An outbox with both signatures."""
        with self.unlocked() as vault:
            assert export_outbox(vault, outbox, self.people, now(), quiet).is_complete
        return outbox

    def import_(self, inbox: Path) -> Counter[str]:
        """Takes an inbox in; how many letters had which fate."""
        with self.unlocked() as vault:
            result = import_inbox(vault, inbox, now(), day_of(now()), quiet)
        return Counter({fate.name.lower(): count for fate, count in result.fates.items()})


class DeskByCommand(Desk, Person):
    """The same two at their command line, with key files under passwords."""

    def __init__(self, folder: Path, keys: ThrowawayKeys) -> None:
        Desk.__init__(self, folder, keys)
        Person.__init__(self, desk_group)
        self.password = folder / "password"
        write_file(self.password, PASSWORD.encode())
        for number, person in enumerate(self.people):
            randomness = KeyfileRandomness(os.urandom(16), os.urandom(24))
            sealed = seal_keyfile(SeedUse.CASEWORKER, person.seed, PASSWORD, randomness)
            write_file(folder / f"{number}.identity", sealed)

    def _as(self, *who: int) -> list[object]:
        given: list[object] = ["--vault", self.vault]
        for number in who:
            given += ["--identity", self.folder / f"{number}.identity", "--password-file", self.password]
        return given

    def cases(self, queue: str = "open") -> list[str]:
        """The cases of a queue."""
        return [case["case"] for case in self.do("list", *self._as(0), queue)["cases"]]

    def letters(self, case: str) -> list[tuple[str, dict[str, Any]]]:
        """Kind and form of each letter of a case."""
        shown = self.do("show", *self._as(0), case)
        return [(letter["kind"], letter["form"]) for letter in shown["letters"]]

    def answer(self, case: str, content: dict[str, Any], second: bool = False) -> None:
        """Writes an answer from a file; with ``second`` the other caseworker confirms it."""
        path = self.folder / "answer.json"
        write_file(path, json.dumps(content, ensure_ascii=False).encode())
        self.do("answer", *self._as(0), "--file", path, case)
        path.unlink()
        if second:
            self.do("confirm", *self._as(1), case)

    def export(self, outbox: Path) -> Path:
        """An outbox with both signatures."""
        assert self.do("export", *self._as(0, 1), outbox)["complete"]
        return outbox

    def import_(self, inbox: Path) -> Counter[str]:
        """Takes an inbox in; how many letters had which fate."""
        facts = self.do("import", *self._as(0), inbox)
        return Counter({name: count for name, count in facts.items() if isinstance(count, int)})


def now() -> int:
    """POSIX seconds."""
    return int(time.time())


def files_below(*folders: Path) -> Sequence[Path]:
    """All files of these folders."""
    return [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
