"""`tracker ceremony log …`: cosignatures, roll-calls, and what stands in the logs."""

import json
from collections.abc import Container, Sequence
from pathlib import Path

import click

from crypto.checkpoint import parse_checkpoint
from crypto.note import parse_note
from tracker.ceremony.holding import open_log_keys
from tracker.ceremony.keeping import KEPT, cosign_logs, log_entry, merge_cosignatures, print_log
from tracker.ceremony.options import EXISTING_FOLDER, FILE, json_option, log_key_options
from tracker.ceremony.printing import say_if_named_in
from tracker.cosigning import WitnessAddress, connecting, parse_addresses
from tracker.records.archive import Log
from tracker.records.errors import ArchiveMissing, WitnessAddressInvalid


@click.group("log")
def log() -> None:
    """The key log and the ceremony log: what stands in them, and who has seen it."""


@log.command()
@click.argument("root", metavar="FOLDER", type=EXISTING_FOLDER)
@click.argument("file", type=FILE)
@json_option
def cosignature(root: Path, file: Path, as_json: bool) -> None:
    """Add the witnesses' lines in FILE, a cosigned copy of a checkpoint, to the ceremony in FOLDER.

    For cosignatures brought on a medium. Which log it is of, its first line says. Lines are verified when
    the ceremony goes on.
    """
    which, count = merge_cosignatures(root, file.read_bytes())
    if not as_json:
        say_if_named_in(file.read_bytes())
    click.echo(json.dumps({"log": which, "lines": count}) if as_json else f"log '{which}': {count} new lines")


@log.command()
@click.argument("archive", type=EXISTING_FOLDER)
@click.option("--witnesses", type=FILE, required=True, help="Lines `witness NAME VKEY URL`.")
@click.option("--proxy", help="Ask through this proxy: socks5h://127.0.0.1:9050 for Tor.")
@json_option
def cosign(archive: Path, witnesses: Path, proxy: str | None, as_json: bool) -> int:
    """Ask witnesses over the network to cosign both logs of ARCHIVE; run it daily, so that none goes stale.

    ARCHIVE is the published one, or the folder `archive` of a ceremony. The keyring in it gets the fresh
    checkpoint too. Exit status 1 if any witness failed, or if there is nobody or nothing to ask.
    """
    addresses = parse_addresses(witnesses.read_text(encoding="utf-8").splitlines())
    _check_something_to_ask(archive, addresses)
    failures = cosign_logs(archive, addresses, connecting(proxy))
    cosigned = _cosigned(archive, addresses, {(name, who) for name, who, _error in failures})
    if as_json:
        told = [{"log": name, "witness": who, "error": error.code} for name, who, error in failures]
        click.echo(json.dumps({"cosigned": cosigned, "failures": told}))
        return 1 if failures else 0
    say_if_named_in(*_checkpoints(archive))
    for beat in cosigned:
        click.echo(f"log '{beat['log']}', size {beat['size']}: cosigned by {beat['witness']}")
    for name, who, error in failures:
        click.echo(f"log '{name}', witness {who}: error {error.code}: {error}", err=True)
    return 1 if failures else 0


@log.command()
@click.argument("archive", type=EXISTING_FOLDER)
@click.argument("file", type=FILE)
@click.option("--trust", type=FILE, required=True, help="The trust root that you were handed in person.")
@log_key_options
@json_option
def enter(
    archive: Path, file: Path, trust: Path, log_key: tuple[Path, ...], password_file: tuple[Path, ...],
    as_json: bool,
) -> None:  # fmt: skip
    """Enter a finished roll-call into the ceremony log of ARCHIVE; then have it cosigned.

    FILE is what `tracker ceremony recovery roll-call` wrote. It is verified against the newest roster.
    """
    index = log_entry(archive, file.read_bytes(), trust, open_log_keys(log_key, password_file))
    if not as_json:
        say_if_named_in(*_checkpoints(archive))
    click.echo(json.dumps({"entry": index}) if as_json else f"entry {index} of the ceremony log")


@log.command("show")
@click.argument("archive", type=EXISTING_FOLDER)
@json_option
def show(archive: Path, as_json: bool) -> None:
    """Print what stands in both logs of ARCHIVE, unverified: for looking, not for trusting."""
    lines = print_log(archive)
    if not as_json:
        say_if_named_in(*_checkpoints(archive))
    click.echo(json.dumps(lines) if as_json else "\n".join(lines))


def _cosigned(
    archive: Path, witnesses: Sequence[WitnessAddress], failed: Container[tuple[Log, str]]
) -> list[dict[str, str | int]]:
    files = {name: archive / name.checkpoint for name in KEPT if (archive / name.checkpoint).is_file()}
    sizes = {name: parse_checkpoint(parse_note(file.read_bytes()).text).size for name, file in files.items()}
    return [
        {"log": name, "size": size, "witness": witness.name}
        for name, size in sizes.items()
        for witness in witnesses
        if (name, witness.name) not in failed
    ]


def _check_something_to_ask(archive: Path, witnesses: Sequence[WitnessAddress]) -> None:
    """A daily job that asks nobody, or of nothing, must not look like one that was answered."""
    if not witnesses:
        raise WitnessAddressInvalid("no witness stands in this file")
    if not _checkpoints(archive):
        raise ArchiveMissing(f"no log has a checkpoint in '{archive}'", path=Log.KEYS.checkpoint)


def _checkpoints(archive: Path) -> list[bytes]:
    files = [archive / log.checkpoint for log in KEPT]
    return [file.read_bytes() for file in files if file.is_file()]
