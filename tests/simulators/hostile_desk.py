"""A desk whose every letter was written to do harm: vault, key file, and how many payloads it holds."""

import os
from dataclasses import dataclass
from pathlib import Path
from random import Random

from crypto import keyfile
from crypto.letter import Attachment, Kind
from tests.desk.world import DeskInTest, World
from tests.simulators.payloads import Kit
from tracker.desk.practice.picture import betraying_jpeg

PASSWORD = "correct horse"
# The command line with passwords stretched less, as the key file of such a desk is.
PROGRAM = """
from crypto import keyfile
from tracker.cli import main
keyfile.TIME_COST, keyfile.MEMORY_KIB = 1, 64
main()
"""


@dataclass(frozen=True)
class HostileDesk:
    """Where the files lie; the numbers of the ``cases``, and how many ``payloads`` were written into them."""

    folder: Path
    cases: tuple[int, ...]
    payloads: int

    @property
    def vault(self) -> Path:
        """The vault."""
        return self.folder / "vault"

    @property
    def identity(self) -> Path:
        """Anna's key file."""
        return self.folder / "anna.identity"

    @property
    def password(self) -> Path:
        """Its password, in a file."""
        return self.folder / "password"


def make_hostile_desk(folder: Path, seed: str, letters: int) -> HostileDesk:
    """So many inquiries, every fifth of which keeps no rule, and an addition to every third."""
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
        cases = tuple(sorted(vault.desk.cases))
    made = HostileDesk(folder, cases, kit.dealt)
    made.identity.write_bytes(_sealed(world.workers["anna"].seed))
    made.password.write_text(PASSWORD + "\n")
    return made


def _pictures(kit: Kit) -> tuple[Attachment, ...]:
    """A picture whose author has a name like the rest."""
    name = kit.text(80).encode("ascii", "ignore").decode() + "\x1b[4242m"
    return (Attachment("image/jpeg", betraying_jpeg(name, 48, 37)),)


def _sealed(seed: bytes) -> bytes:
    """A key file as ``PROGRAM`` stretches passwords."""
    before = keyfile.TIME_COST, keyfile.MEMORY_KIB
    keyfile.TIME_COST, keyfile.MEMORY_KIB = 1, 64
    try:
        randomness = keyfile.KeyfileRandomness(os.urandom(16), os.urandom(24))
        return keyfile.seal_keyfile(keyfile.SeedUse.CASEWORKER, seed, PASSWORD, randomness)
    finally:
        keyfile.TIME_COST, keyfile.MEMORY_KIB = before
