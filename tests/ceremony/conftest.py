"""Ceremonies in folders, with everybody at hand: real OpenSSH keys, real identities, witnesses that judge."""

import copy
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crypto.ceremony import Kind
from crypto.keys import SigningKey
from crypto.note import NoteSigner
from tests.simulators.quick_passwords import quick_passwords
from tracker.ceremony import folder
from tracker.ceremony.course import next_turn
from tracker.ceremony.plan import kind_of
from tracker.ceremony.publishing import publish
from tracker.ceremony.taking_in import take_in
from tracker.ceremony.turn import NeedKind, Turn
from tracker.records.archive import file_of
from tracker.records.client_manifest import manifest_of
from tracker.records.form import LANGUAGES
from tracker.rehearsal.players import Players, put
from tracker.rehearsal.witnesses import RehearsalWitness, policy_lines

NOW = 1_767_225_600
ORIGIN = "rehearsal/tests"
OFFICERS = ("officer-one", "officer-two", "officer-three")
CASEWORKERS = ("caseworker-one", "caseworker-two")
INTAKE = NoteSigner(f"{ORIGIN}/intake", SigningKey(b"i" * 32))


def day(number: int) -> str:
    """The day so many days after the first."""
    return (datetime.fromtimestamp(NOW, UTC) + timedelta(days=number)).date().isoformat()


def genesis_plan(witnesses: list[RehearsalWitness]) -> str:
    """The plan of a genesis with two caseworkers, of whom one is in the room, and two witnesses of three."""
    lines = list(policy_lines(witnesses, 2)) if witnesses else ["quorum none"]
    return f"""
ceremony = "genesis"
origin = "{ORIGIN}"
day = "{day(0)}"
reason = "A rehearsal"
[officers]
threshold = 2
names = {list(OFFICERS)}
[[caseworker]]
name = "caseworker-one"
from = "2026-01-01"
until = "2026-06-30"
present = true
[[caseworker]]
name = "caseworker-two"
from = "2026-01-01"
until = "2026-06-30"
[publisher]
name = "desk"
threshold = 2
[recovery]
threshold = 2
shares = 3
[intake]
key = "{INTAKE.verifier.encode()}"
[policy]
lines = {lines}
[room]
witnesses = ["neighbour"]
"""


def caseworker(name: str, until: str) -> str:
    """A plan's table of somebody who begins on the fourth day."""
    return f'[[caseworker]]\nname = "{name}"\nfrom = "{day(3)}"\nuntil = "{until}"\n'


# What is released here, and its manifest.
PAGES = {f"{language}/": b"<!doctype html>\n" for language in LANGUAGES}
MANIFEST = manifest_of(PAGES).encode()

# What each kind of ceremony is planned to change here, and how many days after the first it is held.
CHANGES: dict[Kind, tuple[int, str]] = {
    Kind.ADD: (
        3,
        caseworker("caseworker-three", "2026-06-30") + "present = true\n",
    ),
    Kind.ROTATE: (
        3,
        caseworker("caseworker-one", "2026-07-01") + 'present = true\nold-until = "2026-01-20"\n',
    ),
    Kind.REVOKE: (0, '[[revoke]]\nname = "caseworker-two"\nsuspect-from = 7\n'),
    Kind.REPLACE_OFFICER: (0, '[[replace]]\nold = "officer-three"\nnew = "officer-four"\nsuspect-from = 1\n'),
    Kind.RECOVER: (3, '[recovery]\nholders = ["holder-one", "holder-two"]\nthreshold = 3\nshares = 5\n'),
    Kind.RELEASE: (0, '[release]\nversion = "1.0"\npins-epoch = 0\n'),
}
LATER = tuple(CHANGES)


def plan(kind: Kind, held: int, change: str, officers: tuple[str, ...] = OFFICERS[:2]) -> str:
    """The plan of a later ceremony on a day counted from the first."""
    return (
        f'ceremony = "{kind}"\nday = "{day(held)}"\nreason = "Rehearsed"\n'
        f'[room]\nofficers = {list(officers)}\nwitnesses = ["neighbour"]\n{change}'
    )


@dataclass
class World:
    """Everybody, the archive that everybody sees, and the folders of ceremonies beside it."""

    root: Path
    players: Players
    names: list[str] = field(default_factory=list)

    @property
    def archive(self) -> Path:
        """What was published."""
        return self.root / "archive"

    @property
    def trust(self) -> Path:
        """The trust root, as handed over in person."""
        return self.root / "trust"

    def begin(self, kind: Kind, text: str | None = None) -> Path:
        """A new folder with its plan; but for a genesis the archive is taken in."""
        root = self.root / f"{len(self.names)}-{kind}"
        self.names.append(root.name)
        root.mkdir()
        if kind is not Kind.GENESIS:
            take_in(root, self.archive, self.trust)
        usual = (
            genesis_plan(list(self.players.witnesses))
            if kind is Kind.GENESIS
            else plan(kind, *self.change(kind))
        )
        put(root, folder.PLAN, (text or usual).encode())
        if kind is Kind.RELEASE:
            put(root, folder.CLIENT_MANIFEST, MANIFEST)
            for path, body in PAGES.items():
                put(self.archive, file_of(path), body)
        return root

    def usual_plan(self, kind: Kind) -> str:
        """What is planned here of this kind."""
        if kind is Kind.GENESIS:
            return genesis_plan(list(self.players.witnesses))
        return plan(kind, *self.change(kind))

    def change(self, kind: Kind) -> tuple[int, str]:
        """What is planned of this kind, counted from today."""
        days, text = CHANGES[kind]
        return (self.players.now - NOW) // 86400 + days, text

    def publish(self, root: Path) -> None:
        """Publishes what a folder added, and hands the trust root over the first time."""
        publish(root, self.archive, self.judge, self.players.now)
        if not self.trust.exists() and (root / folder.TRUST).exists():
            shutil.copy(root / folder.TRUST, self.trust)

    def hold(self, kind: Kind, text: str | None = None) -> Path:
        """A whole ceremony: announced, published, held, published."""
        root = self.begin(kind, text)
        turn = self.players.hold(root, kind, until=NeedKind.OPENING)
        if not turn.finished:
            self.publish(root)
            turn = self.players.hold(root, kind)
        assert turn.finished
        self.publish(root)
        return root

    def look(self, root: Path) -> Turn:
        """How a folder stands, without doing anything."""
        return self.judge(folder.read_folder(root))

    def judge(self, files: folder.Files) -> Turn:
        """How a folder with these files stands."""
        return next_turn(files, kind_of(folder.needed(files, folder.PLAN)), self.players.supplies())

    def copied(self, root: Path) -> "World":
        """The same world, to be changed without changing this one."""
        shutil.copytree(self.root, root, dirs_exist_ok=True)
        witnesses = [replace(item, seen=dict(item.seen)) for item in self.players.witnesses]
        players = replace(
            self.players,
            witnesses=witnesses,
            identities={name: list(own) for name, own in self.players.identities.items()},
            shares=list(self.players.shares),
            logs=dict(self.players.logs),
            absent=(),
        )
        return World(root, players, copy.copy(self.names))


def snapshot(root: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    paths = [path for path in root.rglob("*") if path.is_file()]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


def new_world(root: Path, keys: Path, witnesses: int = 3) -> World:
    """Nothing has happened yet."""
    made = [RehearsalWitness(f"w{i}.example/w", SigningKey(bytes([i]) * 32)) for i in range(1, witnesses + 1)]
    return World(root, Players(ORIGIN, keys, NOW, made))


@pytest.fixture(scope="session")
def ssh_keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where throwaway keys by ssh-keygen are kept for the whole session."""
    return tmp_path_factory.mktemp("keys")


@pytest.fixture
def quick_key_files() -> Iterator[None]:
    """Passwords of key files are stretched less, in this process."""
    with quick_passwords():
        yield


@pytest.fixture
def world(tmp_path: Path, ssh_keys: Path) -> World:
    """Nothing has happened yet; three witnesses watch the logs."""
    return new_world(tmp_path, ssh_keys)


@pytest.fixture
def today(tmp_path: Path, ssh_keys: Path) -> World:
    """A world without witnesses on the day of this machine: commands have its clock."""
    made = new_world(tmp_path, ssh_keys, witnesses=0)
    made.players.now = int(time.time())
    return made


def plan_of_today(world: World) -> str:
    """The usual genesis, today."""
    return genesis_plan([]).replace(f'day = "{day(0)}"', f'day = "{world.players.supplies().today}"')


@pytest.fixture(scope="session")
def genesis_world(tmp_path_factory: pytest.TempPathFactory, ssh_keys: Path) -> World:
    """A genesis was held and published; tests copy it."""
    made = new_world(tmp_path_factory.mktemp("world"), ssh_keys)
    made.hold(Kind.GENESIS)
    return made


@pytest.fixture
def settled(genesis_world: World, tmp_path: Path) -> World:
    """A world with a genesis behind it."""
    return genesis_world.copied(tmp_path)


Stage = Callable[[World, Path], None]
