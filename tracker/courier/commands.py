"""`tracker courier …`: carry an outbox to the server and an inbox back."""

import sys
from pathlib import Path

import click

from tracker.courier.exchange import Exchanged, Progress, exchange
from tracker.records.errors import ServerRefused
from tracker.speaking import Console, choose_language, explaining, json_option, language_option
from tracker.transport import Transport

_MEBIBYTE = 1024 * 1024


@click.group()
def group() -> None:
    """Carry sealed files between the offline desk and the server. You need no key and see no text."""


@group.command("exchange")
@click.option("--server", required=True, metavar="URL", help="The server's address.")
@click.option("--proxy", metavar="URL", help="Go through Tor, for example socks5h://127.0.0.1:9050.")
@language_option
@json_option
@click.argument("outbox", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("inbox", type=click.Path(dir_okay=False, path_type=Path))
def exchange_command(
    server: str, proxy: str | None, language: str | None, as_json: bool, outbox: Path, inbox: Path
) -> None:
    """Give the file OUTBOX to the server and write what it has for the desk to the file INBOX.

    Doing it again does no harm: an outbox is applied once, and an inbox is written whole or not at all. An
    older file INBOX is replaced.
    """
    if inbox.exists() and inbox.samefile(outbox):
        raise click.UsageError("OUTBOX and INBOX are one file")
    console = Console(choose_language(language), as_json=as_json)
    with explaining(console.language):
        try:
            with Transport(server, proxy) as transport:
                progress = _progress(console, "courier.sent"), _progress(console, "courier.received")
                done = exchange(transport, outbox, inbox, *progress)
        except ServerRefused as refused:
            _say_applied(console, str(refused.facts["outbox"]))
            raise
        _say_done(console, done)


def _say_applied(console: Console, outbox: str) -> None:
    """What became of the outbox, even if there is no inbox: its answers may be out although letters wait."""
    if outbox in ("applied", "already-applied"):
        console.say(f"courier.{outbox}")


def _say_done(console: Console, done: Exchanged) -> None:
    if console.as_json:
        console.result({"outbox": done.outbox, "letters": done.letters, "inbox-bytes": done.inbox_bytes})
        return
    _say_applied(console, done.outbox)
    console.say("courier.inbox", letters=done.letters, size=f"{done.inbox_bytes / _MEBIBYTE:.1f}")


def _progress(console: Console, msgid: str) -> Progress:
    """Tells a terminal, at every whole mebibyte, how far it is."""
    told = -1

    def tell(done: int, size: int | None) -> None:
        nonlocal told
        whole = done // _MEBIBYTE
        if whole != told and sys.stderr.isatty():
            told = whole
            total = "?" if size is None else str(-(-size // _MEBIBYTE))
            click.echo(f"\r{console.text(msgid, done=whole, total=total)} ", nl=False, err=True)

    return tell
