"""The one command: `tracker <role> …`.

Each role's commands live in `tracker.<role>.commands` as a click group called `group`, imported
only when asked for: the desk never imports Flask, and a package that is not installed is missed
only by its own role. Here, and nowhere else on the command line, errors become words and exit
codes.
"""

import errno
import importlib
import importlib.metadata
import json
import os
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path

import click

from crypto.errors import TrackerError

EXIT_REFUSED, EXIT_USAGE, EXIT_INTERNAL = 1, 2, 70
# Codes that are the command line's own; docs/spec/errors.md lists them beside those of the tree.
USAGE, STOPPED, FILE, INTERNAL = "usage", "stopped", "file", "internal"
MEDIUM_FULL, MEDIUM_READ_ONLY, MEDIUM_GONE = "medium-full", "medium-read-only", "medium-gone"
_UNSPOILT = "No half-written file was left in the place of a whole one"
_FULL = f"no room is left: make room, or take another medium, and do the same again. {_UNSPOILT}"
_READ_ONLY = f"nothing can be written there: unlock the medium, or take another, and repeat. {_UNSPOILT}"
_GONE = f"the medium does not answer: plug it in again, or take another, and repeat. {_UNSPOILT}"
MEDIA = {
    errno.ENOSPC: (MEDIUM_FULL, _FULL),
    errno.EDQUOT: (MEDIUM_FULL, _FULL),
    errno.EROFS: (MEDIUM_READ_ONLY, _READ_ONLY),
    errno.EIO: (MEDIUM_GONE, _GONE),
    errno.ENODEV: (MEDIUM_GONE, _GONE),
    errno.ENXIO: (MEDIUM_GONE, _GONE),
}

# Facts that a program needs to tell refusals apart, and that are codes themselves.
TOLD_FACTS = ("server_code",)


class ExtraMissing(TrackerError):
    """A role was asked for whose packages are not installed."""

    code = "extra-missing"


@dataclass(frozen=True)
class Role:
    """A group of commands: `who` uses it, the `extra` that it needs, and its package if named otherwise.

    `above` is a package of this level whose command `command` joins the role's own.
    """

    who: str
    extra: str | None = None
    package: str | None = None
    above: str | None = None


ROLES = {
    "family": Role("Families: ask about a person, read the answer, add what you learn, withdraw."),
    "courier": Role("Couriers: hand an outbox to the server, take an inbox to the desk."),
    "desk": Role("Caseworkers, offline: read inquiries, answer them, export.", "desk"),
    "console": Role(
        "Caseworkers: the whole desk by keyboard, in a terminal.", "desk", package="desk.console"
    ),
    "ceremony": Role("Officers: make keys and publish who may read letters.", "ceremony", above="rehearsal"),
    "witness": Role("Other organisations: cosign what a log shows to everybody, and keep watch.", "witness"),
    "audit": Role("Auditors: verify everything from a folder or a live site.", package="auditor"),
    "server": Role("Operators: set up, check, serve and upgrade the server.", "server"),
    "demo": Role("Everybody: a throwaway deployment to play with.", "server"),
}


class RoleGroup(click.Group):
    """The root group: lists the roles without importing them, imports the one that is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the roles, in the order of the story."""
        return list(ROLES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a role's commands. Raises `ExtraMissing` if a package of others is absent."""
        role = ROLES.get(cmd_name)
        if role is None:
            return None
        try:
            module = importlib.import_module(f"tracker.{role.package or cmd_name}.commands")
        except ModuleNotFoundError as absent:
            raise _extra_missing(cmd_name, role, absent) from absent
        command = module.group
        if role.above is not None:
            command.add_command(importlib.import_module(f"tracker.{role.above}.commands").command)
        if not isinstance(command, click.Command):
            raise TypeError(f"tracker.{cmd_name}.commands.group is no click command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write who uses which group, from the table alone."""
        with formatter.section("Who uses what"):
            formatter.write_dl([(name, role.who) for name, role in ROLES.items()])


def _extra_missing(name: str, role: Role, absent: ModuleNotFoundError) -> Exception:
    """Tell a package of others that is absent from a fault of our own."""
    package = (absent.name or "").partition(".")[0]
    if role.extra is None or package in {"", "tracker", "crypto"}:
        return absent
    return ExtraMissing(
        f"`tracker {name}` needs the package {package}: install inquiry-tracker[{role.extra}]",
        extra=role.extra,
        package=package,
    )


@click.group(cls=RoleGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(importlib.metadata.version("inquiry-tracker"), prog_name="tracker")
def root() -> None:
    """Ask about people held because of the war, and let the server learn nothing.

    Families seal a letter and send it to the server; couriers carry sealed letters to an offline
    desk and sealed answers back; officers say in public whose keys count. Start with `tracker demo
    --help`, or with the group that is yours; each command explains itself with --help.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 refused, 2 misused, 70 a fault of this program.

    A refusal reads `error <code>: <text>` on stderr; with `--json` among the arguments it is
    `{"error": code, "message": text}` on stdout, with the server's own code as `server_code` if it
    was the server that refused.
    """
    given = sys.argv[1:] if arguments is None else arguments
    try:
        ended = root.main(given, prog_name="tracker", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_REFUSED)
    except (Exception, click.Abort) as error:  # noqa: BLE001 - a fault must not print what it held
        sys.exit(_report(error, as_json="--json" in given))
    sys.exit(ended if isinstance(ended, int) else 0)


def _report(error: BaseException, as_json: bool) -> int:
    """Say what went wrong and return the exit code."""
    if isinstance(error, click.UsageError) and not as_json:
        error.show()
        return EXIT_USAGE
    code, message, status = _explain(error)
    if as_json:
        told = {"error": code, "message": message} | _told_facts(error)
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo(f"error {code}: {_printable(message)}", err=True)
    return status


def _told_facts(error: BaseException) -> dict[str, str]:
    """The facts of a refusal that are safe to print: other facts may quote what was entered."""
    facts = error.facts if isinstance(error, TrackerError) else {}
    return {name: fact for name, fact in facts.items() if name in TOLD_FACTS and isinstance(fact, str)}


def _explain(error: BaseException) -> tuple[str, str, int]:
    """Give the stable code, the text and the exit code of an error."""
    match error:
        case TrackerError():
            return error.code, str(error), EXIT_REFUSED
        case click.ClickException():
            return USAGE, error.format_message(), EXIT_USAGE
        case click.Abort():
            return STOPPED, "stopped before the end; nothing more was done", EXIT_REFUSED
        case OSError(errno=int()):
            return _explain_medium(error)
    return INTERNAL, _fault(error), EXIT_INTERNAL


def _explain_medium(error: OSError) -> tuple[str, str, int]:
    """Tell a medium that is full, locked or gone from any other trouble with a file."""
    code, words = MEDIA.get(error.errno or 0, (FILE, error.strerror or "cannot be read or written"))
    name = error.filename
    return code, f"{name}: {words}" if isinstance(name, str) else words, EXIT_REFUSED


def _printable(text: str) -> str:
    """Take out control and direction characters: a detail may quote what a stranger wrote."""
    return "".join(char if char.isprintable() or char == "\n" else "\ufffd" for char in text)


def _fault(error: BaseException) -> str:
    """Say that the program is at fault, and where: the kind and the line, never a value."""
    if os.environ.get("TRACKER_DEBUG") == "1":
        traceback.print_exception(error)
    return (
        f"a fault in this program ({type(error).__name__} at {_place(error)}). What you "
        "entered is not shown here. TRACKER_DEBUG=1 prints the whole trace; it may quote what was "
        "entered, so do not send it to anyone unread"
    )


def _place(error: BaseException) -> str:
    """Name the innermost line of our own that the error passed through."""
    ours = Path(__file__).parent
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(ours) or path.is_relative_to(ours.parent / "crypto"):
            return f"{path.relative_to(ours.parent).as_posix()}:{frame.lineno}"
    return "an unknown place"
