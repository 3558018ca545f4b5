"""A desk whose every letter was written to do harm: vault, key file, and how many payloads it holds."""

import csv
import io
import os
from dataclasses import dataclass
from pathlib import Path
from random import Random

from crypto import keyfile
from crypto.letter import Attachment, Kind
from tests.desk.world import DAY, NOW, DeskInTest, World
from tests.simulators.payloads import Kit
from tests.simulators.quick_passwords import quick_passwords
from tracker.desk.acting import act
from tracker.desk.acts import Escalate, Note, Tag, Wait
from tracker.desk.case import Case
from tracker.desk.days import day_of
from tracker.desk.lists.guessing import guess_mapping
from tracker.desk.lists.keeping import take_list
from tracker.desk.lists.reading import read_table
from tracker.desk.practice.picture import betraying_jpeg
from tracker.desk.vault import Vault

PASSWORD, ROWS = "correct horse", 40
NAMES, NAME_BYTES = 60, 255


@dataclass(frozen=True)
class HostileDesk:
    """Where the files lie; the numbers of the cases, the label of the list, how many payloads they hold."""

    folder: Path
    cases: tuple[int, ...]
    payloads: int
    list: str

    @property
    def vault(self) -> Path:
        """The vault."""
        return self.folder / "vault"

    @property
    def medium(self) -> Path:
        """A folder of files whose names are payloads."""
        return self.folder / "medium"

    @property
    def identity(self) -> Path:
        """Anna's key file."""
        return self.folder / "anna.identity"

    @property
    def password(self) -> Path:
        """Its password, in a file."""
        return self.folder / "password"


def make_hostile_desk(folder: Path, seed: str, letters: int) -> HostileDesk:
    """So many inquiries, every fifth of which keeps no rule, and an addition to every third.

    All have remarks of a colleague, and beside the vault lies a medium with files.
    """
    kit, world = Kit(Random(seed)), World()
    for number in range(letters):
        form = kit.wild_form() if number % 5 == 4 else kit.form()
        world.post(world.envelope(f"family {number}", form=form, attachments=_pictures(kit)))
        if number % 3 == 0:
            added = {"text": kit.text(1000), "last-seen": {"where": kit.text(300)}}
            world.post(world.envelope(f"family {number}", Kind.ADDITION, added))
    desk = DeskInTest(world, folder / "vault", os.urandom)
    with desk.create() as vault:
        desk.take(vault, world.inbox())
        for case in list(vault.desk.cases.values()):
            _remark(vault, case, kit)
        table = read_table(_list(kit), f"{kit.text(60)}.csv")
        # What is nothing but blanks would be refused.
        issuer, route = f"- {kit.text(60)}", f"- {kit.text(60)}"
        taken = take_list(vault, table, guess_mapping(table), issuer, "2026-09-01", route, NOW)
        cases = tuple(sorted(vault.desk.cases))
    _fill_medium(folder / "medium", kit)
    made = HostileDesk(folder, cases, kit.dealt, taken.label)
    made.identity.write_bytes(_sealed(world.workers["anna"].seed))
    made.password.write_text(PASSWORD + "\n")
    return made


def _remark(vault: Vault, case: Case, kit: Kit) -> None:
    """What a colleague wrote who means no good, or pasted without looking."""
    for what in (
        Note(f"- {kit.text(300)}"),
        Tag(f"- {kit.text(40)}"),
        Wait(day_of(NOW + DAY), kit.text(80)),
        Escalate(True, f"- {kit.text(80)}"),
    ):
        act(vault, case, what, NOW)


def _fill_medium(folder: Path, kit: Kit) -> None:
    """A medium whose files and folders have such names, as far as a file system takes them."""
    folder.mkdir()
    for number in range(NAMES):
        name = f"{number} {kit.text(60)}".replace("/", "").replace("\0", "").encode()
        # The last byte makes some of them no text at all.
        path = folder / os.fsdecode(name[: NAME_BYTES - 1] + b"\xcf" * (number % 3 == 0))
        if number % 4:
            path.write_bytes(b"no inbox")
        else:
            path.mkdir()


def _list(kit: Kit) -> bytes:
    """A list of people whose every cell is like the rest."""
    made = io.StringIO()
    writer = csv.writer(made, delimiter=";")
    writer.writerow(["Full name", "Date of birth", "Place", kit.text(40)])
    for _ in range(ROWS):
        writer.writerow(["Вигадана " + kit.text(60), kit.text(30), kit.text(60), kit.text(60)])
    # A zero byte makes a list that is refused as no text.
    return made.getvalue().replace("\0", "").encode()


def _pictures(kit: Kit) -> tuple[Attachment, ...]:
    """A picture whose author has a name like the rest."""
    name = kit.text(80).encode("ascii", "ignore").decode() + "\x1b[4242m"
    return (Attachment("image/jpeg", betraying_jpeg(name, 48, 37)),)


def _sealed(seed: bytes) -> bytes:
    """A key file as ``TRACKER`` stretches passwords."""
    randomness = keyfile.KeyfileRandomness(os.urandom(16), os.urandom(24))
    with quick_passwords():
        return keyfile.seal_keyfile(keyfile.SeedUse.CASEWORKER, seed, PASSWORD, randomness)
