"""How a password becomes an unlocked session. Keeps nothing of it; knows nothing of Textual."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from crypto.keyfile import SeedUse
from crypto.recipient import Identity
from tracker.desk.console.session import ConsoleSession
from tracker.desk.network import connected_interfaces
from tracker.desk.vault import Vault
from tracker.secrets_input import load_seed

Step = Callable[[str], None]
# Each key draws lines, and each line is many objects that hold on to each other until the collector comes:
# after every few hundred, as it does by itself, it would take a sixth of the time of a page down.
_NEW_OBJECTS = 20_000


@dataclass(frozen=True)
class Door:
    """Which vault, whose key file, on which trust root (bytes; None: whichever), in which language.

    ``clock`` gives POSIX seconds, ``randomness`` so many fresh bytes. ``practice_password`` is shown: it
    protects nothing; ``medium`` is where files are looked for first. ``identities`` are the key
    files one may choose from; ``identity`` is the chosen one.
    """

    vault: Path
    identity: Path
    language: str
    clock: Callable[[], int]
    randomness: Callable[[int], bytes]
    trust: bytes | None = None
    practice_password: str = ""
    identities: tuple[Path, ...] = ()
    medium: Path | None = None

    def by(self, identity: Path) -> Self:
        """The same door, to be opened with this key file, which can be chosen from now on."""
        known = dict.fromkeys((*self.identities, self.identity, identity))
        return replace(self, identity=identity, identities=tuple(known))

    def load(self, password: str) -> Identity:
        """The caseworker's identity. Raises PasswordWrong, KeyfileInvalid, OSError."""
        return Identity(load_seed(self.identity, SeedUse.CASEWORKER, password))

    def open(self, password: str, tell: Step) -> ConsoleSession:
        """An unlocked session; ``tell`` is told each step. Raises as ``load`` and ``Vault.unlock``."""
        tell("stretching")
        identity = self.load(password)
        with _uncollected():
            return self._enter(identity, tell)

    def _enter(self, identity: Identity, tell: Step) -> ConsoleSession:
        tell("verifying")
        vault = Vault.unlock(self.vault, identity, self.randomness, self.trust)
        try:
            tell("sorting")
            interfaces = tuple(connected_interfaces())
            known = {"interfaces": interfaces, "medium": self.medium}
            return ConsoleSession(vault, self.language, self.clock, self.randomness, **known)  # type: ignore[arg-type]
        except BaseException:
            vault.close()
            raise


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keeps the collector from going through millions of objects that are there to stay, now and later."""
    gc.disable()
    try:
        yield
        gc.freeze()
        gc.set_threshold(_NEW_OBJECTS)
    finally:
        gc.enable()
