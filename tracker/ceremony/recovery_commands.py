"""`tracker ceremony recovery …`: what those who make, hold and use the recovery identity's shares type."""

import os
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from crypto.encoding import check_origin
from crypto.errors import EncodingError
from crypto.keyfile import KeyfileRandomness, SeedUse, seal_keyfile
from crypto.recovery import check_shape
from crypto.roster import SHARES_MAX
from crypto.trust import REHEARSAL
from tracker.ceremony.hand_out import HandOut, print_share, show_share
from tracker.ceremony.holder_commands import answer, check_share, roll_call
from tracker.ceremony.printing import say_if_rehearsed
from tracker.ceremony.recovery import (
    make_recovery,
    prove_possession,
    read_recovery,
    read_recovery_card,
    recombine,
)
from tracker.ceremony.recovery_options import FILE, NEW_FILE, begin, roster_option, shares_file_option, tell
from tracker.ceremony.share_entry import take_shares
from tracker.ceremony.sheets import Sheet, sheet_text, sheets_html
from tracker.files import write_file, write_new_file
from tracker.secrets_input import password_option, read_password
from tracker.speaking import choose_language, json_option, language_option


def _check_origin(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    try:
        return check_origin(value)
    except EncodingError as error:
        raise click.BadParameter("an origin such as rehearsal/demo or missing.example/2026") from error


CARD_FILE = "recovery.card"
_SHAPE = (
    click.option(
        "--origin", required=True, callback=_check_origin, help="The origin in the ceremony's plan."
    ),
    click.option("--threshold", type=int, required=True, help="How many shares rebuild the identity."),
    click.option(
        "--shares", "count", type=int, required=True, help=f"How many are made, at most {SHARES_MAX}."
    ),
)


def shape_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds ``--origin``, ``--threshold`` and ``--shares``."""
    for option in reversed(_SHAPE):
        function = option(function)
    return function


@click.group("recovery")
def recovery() -> None:
    """The recovery identity, kept by several people in shares on paper.

    It opens every letter, so nobody has it: so many shares together rebuild it on the day on which too
    many caseworkers' keys are lost. docs/guides/share-holder.md is for those who keep one.
    """


for holders_command in (check_share, roll_call, answer):
    recovery.add_command(holders_command)


@recovery.command("new")
@shape_options
@click.option(
    "--out",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=".",
    help="Folder for recovery.card; made if it is not there.",
)
@click.option("--print-command", help="Print the sheets: this command gets each on its standard input (lp).")
@click.option(
    "--rehearsal-file", type=NEW_FILE, help="Write all shares in clear here: `rehearsal/` origins only."
)
@language_option
@json_option
def new(
    origin: str, threshold: int, count: int, folder: Path, print_command: str | None,
    rehearsal_file: Path | None, language: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Draw a recovery identity on this machine, offline, and give each holder a share of it.

    Each holder in turn sees the share alone, copies it to a sheet of paper (`… recovery sheet` prints
    blank ones) and types two of its words from the paper. The identity and its shares are kept nowhere;
    `recovery.card`, for the ceremony, is public. Stopped before the end, nothing counts: burn the sheets.
    """
    _check_shape(origin, threshold, count)
    card_file = folder / CARD_FILE
    if card_file.exists():
        raise FileExistsError(17, "will not overwrite", str(card_file))
    console = begin(language, as_json)
    if not as_json:
        say_if_rehearsed(origin)
    card, shares = make_recovery(os.urandom(32), threshold, count)
    if rehearsal_file is not None:
        _write_rehearsal(rehearsal_file, origin, [share.text for share in shares])
    else:
        hand_out: HandOut = print_share(shlex.split(print_command)) if print_command else show_share
        for share in shares:
            hand_out(console, Sheet(origin, share.number, count, threshold, share.words))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_new_file(card_file, card.encode())
    tell(as_json, f"{card_file}: public, take it to the ceremony", card=str(card_file))


@recovery.command("sheet")
@shape_options
@click.option(
    "--html", "as_html", is_flag=True, help="A page for a browser's print dialogue, instead of text."
)
@language_option
def sheet(origin: str, threshold: int, count: int, as_html: bool, language: str | None) -> None:
    """Print blank sheets, to be filled in by hand at `… recovery new`. They hold no secret."""
    _check_shape(origin, threshold, count)
    chosen = choose_language(language)
    sheets = [Sheet(origin, number, count, threshold) for number in range(1, count + 1)]
    click.echo(
        sheets_html(sheets, chosen) if as_html else "\f".join(sheet_text(item, chosen) for item in sheets)
    )


@recovery.command("prove")
@click.option("--card", "card_file", required=True, type=FILE, help="recovery.card.")
@click.option("--challenge", required=True, type=FILE, help="What the ceremony gave for it.")
@click.option("--out", required=True, type=NEW_FILE, help="The proof, for the ceremony.")
@click.option("--holders", type=int, help="How many holders type their shares; else as few as are needed.")
@shares_file_option
@language_option
@json_option
def prove(
    card_file: Path, challenge: Path, out: Path, holders: int | None, shares_file: Path | None,
    language: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Rebuild the identity out of its shares, in the room, and answer the ceremony's challenge with it.

    So many holders as are needed, or more, type their shares, each alone at the screen. The proof shows
    that these shares give the recipient on the card, and is signed with the key of each.
    """
    card = read_recovery_card(card_file.read_bytes())
    if holders is not None and not card.threshold <= holders <= len(card.commitments):
        raise click.BadParameter(f"{card.threshold} to {len(card.commitments)}", param_hint="--holders")
    console = begin(language, as_json, challenge.read_bytes())
    shares = take_shares(console, card.entry, holders or card.threshold, shares_file)
    write_file(out, prove_possession(card, challenge.read_bytes(), shares))
    tell(as_json, f"{out}: take it back to the ceremony", proof=str(out))


@recovery.command("combine")
@roster_option
@click.option("--out", required=True, type=NEW_FILE, help="New key file of the recovery identity, mode 0600.")
@shares_file_option
@password_option
@language_option
@json_option
def combine(
    roster_file: Path, out: Path, shares_file: Path | None, password_file: Path | None,
    language: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Rebuild the recovery identity and keep it in a key file, under a password: for a recovery only.

    Whoever has the file and its password reads every letter. Once it was used, a `recover` ceremony
    replaces the identity, and the file is destroyed.
    """
    if out.exists():
        raise FileExistsError(17, "will not overwrite", str(out))
    known = read_recovery(roster_file.read_bytes())
    console = begin(language, as_json, roster_file.read_bytes())
    identity = recombine(take_shares(console, known, known.threshold, shares_file), known.recipient)
    password = read_password(password_file, "New password", confirm=True)
    randomness = KeyfileRandomness(os.urandom(16), os.urandom(24))
    write_new_file(out, seal_keyfile(SeedUse.RECOVERY, identity.seed, password, randomness))
    tell(
        as_json, f"{out}: secret, opens every letter; destroy it when the recovery is over", identity=str(out)
    )


def _check_shape(origin: str, threshold: int, count: int) -> None:
    if threshold == 1 and not origin.startswith(REHEARSAL):
        raise click.BadParameter(f"one share alone would open every letter: only for {REHEARSAL} origins")
    try:
        check_shape(threshold, count)
    except EncodingError as error:
        raise click.BadParameter(f"{error}: 2 of 3, 3 of 5, …; 1 of 1 for a rehearsal") from error


def _write_rehearsal(path: Path, origin: str, shares: list[bytes]) -> None:
    if not origin.startswith(REHEARSAL):
        raise click.BadParameter(
            f"shares lie in clear on no disk, but for origins that begin with {REHEARSAL}"
        )
    write_new_file(path, b"".join(share + b"\n" for share in shares))
