"""The commands that hold ceremonies, one for each kind, all with the same options."""

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

import click

from crypto.ceremony import Kind
from crypto.keyfile import SeedUse
from crypto.keys import SigningKey
from tracker.ceremony import folder
from tracker.ceremony.course import advance, next_turn
from tracker.ceremony.folder import Files
from tracker.ceremony.guiding import guide
from tracker.ceremony.instructions import instructions
from tracker.ceremony.options import (
    EXISTING_FOLDER,
    FILE,
    FOLDER,
    json_option,
    language_option,
    log_key_options,
)
from tracker.ceremony.paper import Occasion
from tracker.ceremony.printing import print_turn
from tracker.ceremony.recording import folder_kind
from tracker.ceremony.steps import script_of
from tracker.ceremony.taking_in import take_in
from tracker.ceremony.turn import Opening, Supplies, Turn
from tracker.secrets_input import load_seed, read_password

LogKeys = Callable[[], Sequence[SigningKey]]

_HELP = {
    Kind.GENESIS: """Make the first keys of an origin: officers, caseworkers, recovery identity, logs.

    An empty FOLDER gets a plan to fill in.""",
    Kind.ADD: """Add caseworkers: they read letters and sign answers from the next epoch on.

    Announced at least three days before; k officers decide.""",
    Kind.ROTATE: """Give caseworkers new keys, as is wise every six months; or change the logs' witnesses.

    Announced at least three days before; k officers decide, the old key signs for the new one.""",
    Kind.REVOKE: """Take caseworkers' keys out of the keyring, at once and for ever.

    For a key that was lost, may be in other hands, or is of somebody who leaves. k officers decide; nobody
    waits. Clients refuse the key at their next check.""",
    Kind.RECOVER: """Retire the recovery identity, which was used or may be known, and put in a new one.

    Announced at least three days before; k officers decide, and k holders of the old shares take part.""",
    Kind.REPLACE_OFFICER: """Replace officers whose keys were lost or may be in other hands.

    Signed by the thresholds of the old and of the new officers; suspect keys count toward neither.""",
    Kind.RELEASE: """Name the pages that families may be shown: the hash of their manifest.

    Lay the manifest into FOLDER under the name `manifest`.""",
}
_ALWAYS = """

    Run it as often as you like: each run verifies everything that is there, does what can be done, says who
    must bring what with the exact command, and changes nothing if anything is wrong."""


def kind_commands() -> Iterator[click.Command]:
    """`tracker ceremony genesis|add|…`, and `announce` and `resume`, which find the kind by themselves."""
    for kind in Kind:
        yield _command(kind.value, kind, _HELP[kind] + _ALWAYS, FOLDER)
    yield _command("announce", None, _ANNOUNCE, EXISTING_FOLDER)
    yield _command("resume", None, _RESUME, EXISTING_FOLDER)


_ANNOUNCE = """Announce the ceremony that FOLDER is of: its plan becomes an entry of the ceremony log.

    Its plan must be filled in, and the key of the ceremony log be brought (--log-key). Then `publish`, before
    the day: so everybody knows what will be done, by whom, and by which script."""
_RESUME = f"""Go on with whatever ceremony FOLDER is of, wherever it was stopped.{_ALWAYS}"""


def clock() -> int:
    """POSIX time."""
    return int(time.time())


def supplies(log_keys: LogKeys | None = None, opening: Opening | None = None) -> Supplies:
    """What a run at the command line may use."""
    return Supplies(_draw_nonce, clock(), log_keys, opening)


def look(files: Files, kind: Kind) -> Turn:
    """How a folder with these files stands, without doing anything. Raises subclasses of TrackerError."""
    return next_turn(files, kind, supplies())


def occasion_of(kind: Kind, root: Path | None) -> Occasion:
    """What a ceremony's sheets say: with a folder, what its plan and its script say.

    Raises what ``next_turn`` raises.
    """
    if root is None:
        return Occasion(kind, script_of(kind))
    files = folder.read_folder(root)
    ground, announced = look(files, kind).ground, files.get(folder.SCRIPT, script_of(kind))
    return Occasion(kind, announced) if ground is None else Occasion.planned(ground, announced)


def open_log_keys(paths: Sequence[Path], password_files: Sequence[Path]) -> LogKeys | None:
    """The secret keys of logs, opened when they are first needed; None if none was brought."""
    if not paths:
        return None

    @cache
    def opened() -> Sequence[SigningKey]:
        keys = []
        for number, path in enumerate(paths):
            given = password_files[min(number, len(password_files) - 1)] if password_files else None
            keys.append(SigningKey(load_seed(path, SeedUse.LOG, read_password(given, f"Password of {path}"))))
        return tuple(keys)

    return opened


def _command(name: str, kind: Kind | None, text: str, root_type: click.Path) -> click.Command:
    parameters: list[click.Parameter] = [
        click.Argument(["root"], metavar="FOLDER", type=root_type),
        click.Option(["--archive"], type=EXISTING_FOLDER, help="Take in what this archive has."),
        click.Option(["--trust"], type=FILE, help="The trust root that you were handed in person, once."),
        click.Option(["--open", "opens"], is_flag=True, help="Everybody is in the room: open the ceremony."),
        click.Option(["--absent"], multiple=True, metavar="NAME", help="Who was announced and did not come."),
    ]
    command = click.Command(name, params=parameters, help=text, callback=_holder(kind))
    for option in (log_key_options, language_option, json_option):
        command.params += _parameters(option)
    return command


def _parameters(option: Callable[..., object]) -> list[click.Parameter]:
    def bare() -> None:
        """Carries the options over."""

    option(bare)
    return list(reversed(getattr(bare, "__click_params__", [])))


def _holder(kind: Kind | None) -> Callable[..., None]:
    def run(
        root: Path, archive: Path | None, trust: Path | None, opens: bool, absent: tuple[str, ...],
        log_key: tuple[Path, ...], password_file: tuple[Path, ...], language: str, as_json: bool,
    ) -> None:  # fmt: skip
        if archive is not None:
            take_in(root, archive, trust)
        opening = Opening(absent) if opens or absent else None
        held = supplies(open_log_keys(log_key, password_file), opening)
        this = kind or folder_kind(root)
        turn = advance(root, this, held)
        print_turn(turn, instructions(turn, root), root, language, as_json)
        if sys.stdin.isatty() and not as_json:
            guide(root, this, turn, held, language)

    return run


def _draw_nonce() -> bytes:
    return os.urandom(32)
