"""Every command of keys/README.md, played as five people would type it, with witnesses on loopback."""

import socket
import subprocess
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from crypto.ceremony import Kind
from crypto.succession import COOLED, COOLING_OFF_DAYS
from tests.ceremony.guide_player import PASSWORD, Block, Shell, blocks, chosen
from tests.simulators.deployment import LEASH, TRACKER
from tracker.records.archive import file_of
from tracker.records.client_manifest import manifest_of
from tracker.records.form import LANGUAGES

ORIGIN = "rehearsal/example"
OPENING = "### 4."
ORDER = ("genesis", "add", "rotate", "revoke", "replace-officer", "abort", "recover", "roll-call", "release")
PAGES = {f"{language}/": b"<!doctype html><title>Pages of a rehearsal</title>\n" for language in LANGUAGES}
PASSWORD_FILE = "witness-password"


def test_every_block_of_the_guide_is_of_a_ceremony_that_is_played() -> None:
    found = list(blocks())
    assert {kind for block in found for kind in block.kinds} == {*ORDER, "rehearse"}
    assert {block.language for block in found} == {"sh", "toml", "text"}
    assert {kind.value for kind in Kind} <= set(ORDER)


def before(kind: str, plan: str) -> tuple[str, str]:
    """The day of the announcement and the day of the ceremony, as its plan says."""
    day = next(line for line in plan.splitlines() if line.startswith("day = ")).split('"')[1]
    wait = COOLING_OFF_DAYS if kind in {item.value for item in COOLED} else 0
    return (date.fromisoformat(day) - timedelta(days=wait)).isoformat(), day


class Guided:
    """Everybody at work in one folder, with a witness of the logs that answers on loopback."""

    def __init__(self, folder: Path) -> None:
        self.shell = Shell(folder)
        self.folder = folder
        self.shown: dict[str, str] = {}
        (folder / PASSWORD_FILE).write_text(PASSWORD + "\n", encoding="ascii")
        self.shell.set_day("2027-03-01")
        self.shell.play(
            f"tracker witness init --folder witness --name witness.example/rehearsal "
            f"--password-file {PASSWORD_FILE}\ntracker server init --folder server --origin {ORIGIN} > intake"
        )
        self.witness = (folder / "witness" / "vkey").read_text(encoding="ascii").strip()
        (folder / "client.manifest").write_bytes(manifest_of(PAGES).encode())
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        line = f"witness w1 {self.witness} http://127.0.0.1:{self.port}\n"
        (folder / "witnesses").write_text(line, encoding="ascii")
        self.server = subprocess.Popen(
            [*LEASH, *TRACKER, "witness", "serve", "--folder", "witness",
             "--workers", "1", "--listen", f"127.0.0.1:{self.port}", "--password-file", PASSWORD_FILE],
            cwd=folder, env=self.shell.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._await_witness()

    def _await_witness(self) -> None:
        while True:
            assert self.server.poll() is None
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except ConnectionRefusedError:
                continue

    def hold(self, kind: str) -> None:
        """Plays all that the guide says of a ceremony."""
        self._follow(kind, chosen(kind))

    def abort(self) -> None:
        """An addition that is checked in, and then aborted."""
        parts = tuple(f"### {number}. " for number in range(1, 6))
        begun = [self._of_somebody_else(block) for block in chosen("add") if block.heading.startswith(parts)]
        self._follow("add", [*begun, *chosen("abort", ("sh",))])

    def _of_somebody_else(self, block: Block) -> Block:
        text = block.text.replace("F=addition\n", "F=aborted\n").replace("caseworker-two", "caseworker-nine")
        text = text.replace("2027-04-04", "2027-05-10").replace("2027-09-30", "2027-10-30")
        return Block(block.heading, block.language, block.kinds, text)

    def _follow(self, kind: str, following: list[Block]) -> None:
        plan = next(block.text for block in following if block.language == "toml")
        announced, day = before(kind, plan)
        self.shell.set_day(announced)
        self.shown.setdefault(kind, "")
        for block in following:
            if block.language == "toml":
                path = self.folder / self.shell.variables["F"] / "plan.toml"
                path.write_text(self._filled_in(block.text), encoding="utf-8")
                continue
            if block.heading.startswith(OPENING):
                self.shell.set_day(day)
            self._bring_shares(block)
            self.shown[kind] += self.shell.play(block.text)

    def _filled_in(self, plan: str) -> str:
        intake = (self.folder / "intake").read_text(encoding="ascii").split()
        key = next(word for word in intake if word.startswith(f"{ORIGIN}/intake+"))
        return plan.replace("THE OPERATOR'S LINE", key).replace("THE WITNESS'S LINE", self.witness)

    def _bring_shares(self, block: Block) -> None:
        """Which sheets the holders have in their hands for this block."""
        if "recovery answer" in block.text:
            self.shell.to_type = self.shell.shares[:2]
        elif "recovery prove" in block.text:
            self.shell.to_type = self.shell.shares[-2:]
        elif "recovery roll-call" in block.text:
            self.shell.to_type = self.shell.shares[-3:]

    def roll_call(self) -> None:
        """All holders answer, on the day after the recovery."""
        self.shell.set_day("2027-05-16")
        self.shown["roll-call"] = ""
        for block in chosen("roll-call"):
            self._bring_shares(block)
            self.shown["roll-call"] += self.shell.play(block.text)

    def release(self) -> None:
        """The pages are in the archive, as a server serves them."""
        for path, body in PAGES.items():
            place = self.folder / "archive" / file_of(path)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(body)
        self.hold("release")


@pytest.fixture(scope="module")
def guided(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guided]:
    """Everything that the guide says, done in the order of a deployment's life."""
    with TemporaryDirectory(dir=tmp_path_factory.getbasetemp()) as folder:
        held = Guided(Path(folder))
        try:
            for kind in ORDER:
                special = {"abort": held.abort, "roll-call": held.roll_call, "release": held.release}
                special.get(kind, lambda kind=kind: held.hold(kind))()
            yield held
        finally:
            held.server.terminate()
            held.server.wait()


def test_the_guide_leads_through_every_ceremony_to_an_audit_that_holds(guided: Guided) -> None:
    for kind in Kind:
        assert "rules that apply hold" in guided.shown[kind.value], kind
    logged = guided.shell.play("tracker ceremony log show archive")
    assert logged.count("outcome sealed") == len(Kind)
    assert logged.count("outcome aborted") == 1
    assert "roll-call" in logged


def test_everything_shown_of_a_rehearsal_says_so(guided: Guided) -> None:
    for script in ("genesis", "release"):
        page = guided.shell.play(f"tracker ceremony script {script} --folder {script} --html")
        assert page.count("NOT FOR REAL INQUIRIES") == 4
    for kind in Kind:
        assert "NOT FOR REAL INQUIRIES" in guided.shown[kind.value], kind


def test_the_rehearsal_is_commanded_as_the_guide_says(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    for block in chosen("rehearse"):
        assert "rules that apply hold" in shell.play(block.text)
