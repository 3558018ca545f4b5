"""What all commands share: whose key, which vault, the clock, and how things are printed."""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

from crypto.keyfile import SeedUse
from crypto.recipient import Identity
from tracker.desk.hardening import CORE_DUMPS, READABLE, SWAP, Hardening
from tracker.desk.network import connected_interfaces
from tracker.desk.vault import Vault
from tracker.secrets_input import load_seed, read_password
from tracker.speaking import rehearsal_banner

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")

_WEAKNESS = {
    CORE_DUMPS: "a crash could leave letters behind as a file: core dumps could not be turned off.",
    READABLE: "other programs of this user could read this program's memory.",
    SWAP: "letters in memory may be written to {swap}: turn swap off (`swapoff -a`, as root).",
}


@dataclass(frozen=True)
class Session:
    """Which vault, which identities with which password files, and how to print."""

    vault: Path
    identities: tuple[Path, ...]
    password_files: tuple[Path, ...]
    trust: Path | None
    as_json: bool

    def load_identities(self) -> list[Identity]:
        """Every identity, its password asked for or read. Raises PasswordWrong, KeyfileInvalid."""
        files = [*self.password_files, *[None] * len(self.identities)]
        return [load_identity(path, file) for path, file in zip(self.identities, files, strict=False)]

    @contextmanager
    def unlocked(self) -> Iterator[Vault]:
        """The vault, unlocked by the first identity."""
        with self.unlocked_by(self.load_identities()[0]) as vault:
            yield vault

    @contextmanager
    def unlocked_by(self, identity: Identity) -> Iterator[Vault]:
        """The vault, unlocked by this identity."""
        warn_if_online()
        trust = None if self.trust is None else self.trust.read_bytes()
        with Vault.unlock(self.vault, identity, os.urandom, trust) as vault:
            warn_of_rehearsal(vault.name.origin)
            yield vault

    def emit(self, facts: dict[str, Any], text: str) -> None:
        """Prints JSON or words. JSON is ASCII, so that nothing in it can act on a terminal."""
        click.echo(json.dumps(facts, ensure_ascii=True, indent=2) if self.as_json else text)


def vault_options(several: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Adds ``--vault``, ``--identity``, ``--password-file``, ``--trust``, ``--json`` as one ``session``."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def command(vault_file: Path, trust_file: Path | None, as_json: bool, **given: Any) -> Any:
            identities, passwords = given.pop("identity_files"), given.pop("password_files")
            given["session"] = Session(
                vault_file, _several(identities), _several(passwords), trust_file, as_json
            )
            return function(**given)

        for option in reversed(_options(several)):
            command = option(command)
        return command

    return decorate


def load_identity(path: Path, password_file: Path | None, use: SeedUse = SeedUse.CASEWORKER) -> Identity:
    """An identity from its key file, a caseworker's unless said. Raises PasswordWrong, KeyfileInvalid."""
    password = read_password(password_file, f"Password of {path.name}")
    return Identity(load_seed(path, use, password))


def now() -> int:
    """POSIX seconds: the only place where the desk reads the clock."""
    return int(time.time())


def warn_if_online() -> None:
    """Says so when the machine has a network."""
    if interfaces := connected_interfaces():
        names = ", ".join(interfaces)
        click.echo(f"warning: ONLINE ({names}). The desk belongs on a machine without a network.", err=True)


def warn_of_weaknesses(hardening: Hardening) -> None:
    """Says so when the system may write this program's memory to a disk, or show it to others."""
    for code in hardening.weaknesses:
        click.echo(f"warning: {_WEAKNESS[code].format(swap=', '.join(hardening.swap))}", err=True)


def warn_of_rehearsal(origin: str) -> None:
    """Says so when no letter here is a real one."""
    if banner := rehearsal_banner(origin):
        click.echo(f"*** {banner} ***", err=True)


class ProgressLine:
    """Progress on stderr: how far, how fast, how much longer; a line a second, one only on a terminal."""

    def __init__(self) -> None:
        self._began: dict[str, float] = {}
        self._shown = time.monotonic()

    def __call__(self, phase: str, done: int, total: int) -> None:
        """Notes that ``done`` of ``total`` are done."""
        clock = time.monotonic()
        began = self._began.setdefault(phase, clock)
        if done != total and clock - self._shown < 1:
            return
        self._shown = clock
        rate = done / (clock - began) if clock > began else 0.0
        left = f", {(total - done) / rate:.0f} s left" if rate and done != total else ""
        speed = f", {rate:.0f}/s" if rate else ""
        end = "\r" if sys.stderr.isatty() and done != total else "\n"
        click.echo(f"{phase}: {done} of {total}{speed}{left}{end}", nl=False, err=True)


def _several(value: Path | tuple[Path, ...] | None) -> tuple[Path, ...]:
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


def _options(several: bool) -> list[Callable[[Any], Any]]:
    more = "; repeat it for each signer" if several else ""
    dash = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)
    return [
        click.option("--vault", "vault_file", required=True, type=NEW_FILE, help="The vault."),
        click.option(
            "--identity",
            "identity_files",
            required=True,
            multiple=several,
            type=FILE,
            help=f"Your key file{more}.",
        ),
        click.option(
            "--password-file",
            "password_files",
            multiple=several,
            type=dash,
            help=f"Read the password from this file; '-' is standard input{more}.",
        ),
        click.option(
            "--trust", "trust_file", type=FILE, help="Refuse a vault that stands on another trust root."
        ),
        json_option,
    ]
