"""Making the demo: a server, a genesis, and a desk whose first outbox is applied: a check works at once."""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from tracker.demo.cast import CASEWORKERS, ORIGIN, Places
from tracker.demo.genesis import genesis_steps
from tracker.demo.running import must, serving
from tracker.demo.steps import Step, take_steps
from tracker.files import write_file


def set_up(places: Places, say: Callable[[str], None]) -> int:
    """Makes all that is not there yet; returns how many steps it took. Raises DemoCommandFailed, OSError."""
    places.root.mkdir(mode=0o700, parents=True, exist_ok=True)
    return take_steps(_steps(places), say)


def desk_options(places: Places, *names: str) -> list[str | Path]:
    """The options with which caseworkers unlock the vault."""
    options: list[str | Path] = ["--vault", places.vault]
    for name in names:
        options += ["--identity", places.identity(name), "--password-file", places.password(places.own(name))]
    return options


def _steps(places: Places) -> Iterator[Step]:
    today = datetime.now(UTC).date()
    intake, keyring = places.handed_over("intake.vkey"), places.handed_over("keyring-installed")
    yield Step("the server", intake, partial(_server, places, intake))
    yield from genesis_steps(places, intake, today)
    yield Step("the server's keyring", keyring, partial(_install, places, keyring))
    yield Step("the desk", places.vault, partial(_desk, places))
    yield Step("the desk's first outbox", places.outbox, partial(_export, places))
    yield Step("the courier's first round", places.inbox, partial(_exchange, places))


def _server(places: Places, intake: Path) -> None:
    shutil.rmtree(places.server, ignore_errors=True)
    made = must("server", "init", "--folder", places.server, "--origin", ORIGIN, "--json")
    intake.parent.mkdir(mode=0o700, exist_ok=True)
    write_file(intake, json.loads(made.out)["intake"].encode() + b"\n")


def _install(places: Places, installed: Path) -> None:
    ran = must("server", "keyring", places.archive, "--trust", places.trust, "--config", places.config)
    write_file(installed, ran.out.encode())


def _desk(places: Places) -> None:
    places.vault.parent.mkdir(mode=0o700, exist_ok=True)
    options = desk_options(places, CASEWORKERS[0])
    must("desk", "init", *options, "--trust", places.trust, "--keyring", places.genesis)


def _export(places: Places) -> None:
    places.outbox.parent.mkdir(mode=0o700, exist_ok=True)
    must("desk", "export", *desk_options(places, *CASEWORKERS), places.outbox)


def _exchange(places: Places) -> None:
    with serving(places.config, places.root / "server.log") as url:
        must("courier", "exchange", "--server", url, places.outbox, places.inbox)
