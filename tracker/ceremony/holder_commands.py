"""`tracker ceremony recovery check-share|roll-call|answer`: what holders type, once they have a share."""

import time
from pathlib import Path

import click

from crypto.encoding import check_day, check_name
from crypto.errors import EncodingError
from crypto.recovery import commitment
from tracker.ceremony.recovery import read_recovery
from tracker.ceremony.recovery_options import NEW_FILE, begin, roster_option, shares_file_option, tell
from tracker.ceremony.roll_call import (
    ARCHIVE,
    answer_line,
    answered,
    called_at,
    go_on_with,
    open_roll_call,
    read_published,
)
from tracker.ceremony.share_entry import take_shares
from tracker.files import FOLDER_OWNER_ONLY, write_file
from tracker.speaking import json_option, language_option

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def _check_day(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str:
    try:
        return check_day(value or time.strftime("%Y-%m-%d", time.gmtime()))
    except EncodingError as error:
        raise click.BadParameter("a day is written YYYY-MM-DD") from error


def _check_name(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    try:
        return check_name(value)
    except EncodingError as error:
        raise click.BadParameter("1 to 32 of a-z, 0-9 and -") from error


@click.command("check-share")
@roster_option
@shares_file_option
@language_option
@json_option
def check_share(roster_file: Path, shares_file: Path | None, language: str | None, as_json: bool) -> None:
    """See whether a share is still right: it is typed and held to its commitment, and signs nothing."""
    known = read_recovery(roster_file.read_bytes())
    console = begin(language, as_json, roster_file.read_bytes())
    shares = take_shares(console, known, 1, shares_file)
    facts = [{"share": share.number, "commitment": commitment(share.text).hex()} for share in shares]
    if as_json:
        console.result({"shares": facts})
    for share in shares if not as_json else ():
        console.say("share.right", number=share.number, count=len(known.commitments))


@click.command("roll-call")
@click.argument("archive", type=FOLDER)
@click.option("--out", required=True, type=NEW_FILE, help="The roll-call; if it was begun, it goes on.")
@click.option("--holders", type=click.IntRange(1), default=1, help="How many holders are here now.")
@click.option("--day", callback=_check_day, help="The day of the roll-call, YYYY-MM-DD; else today.")
@shares_file_option
@language_option
@json_option
def roll_call(
    archive: Path, out: Path, holders: int, day: str, shares_file: Path | None,
    language: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Hold the yearly roll-call: each holder's share signs the root of the ceremony log in ARCHIVE.

    The recovery identity is not rebuilt. Holders may come one by one: give the same --out again, with the
    same ARCHIVE. When all have answered, the file is logged as an entry of the ceremony log.
    """
    published = read_published(archive)
    entry = open_roll_call(archive, published, day)
    if out.exists():
        entry = go_on_with(out.read_bytes(), entry)
    shares = take_shares(
        begin(language, as_json, published.roster.encode()),
        published.recovery,
        holders,
        shares_file,
        retired=published.retired,
        already=[item.commitment for item in entry.answers],
    )
    entry = answered(entry, shares, published)
    write_file(out, entry.encode())
    have, count = len(entry.answers), len(published.recovery.commitments)
    tell(as_json, f"{out}: {have} of {count} shares answered", roll_call=str(out), answers=str(have))


@click.command("answer")
@click.option("--folder", type=FOLDER, required=True, help="The folder of the recovery ceremony.")
@click.option("--name", required=True, callback=_check_name, help="The holder's name in its plan.")
@shares_file_option
@language_option
@json_option
def answer(folder: Path, name: str, shares_file: Path | None, language: str | None, as_json: bool) -> None:
    """Take part in a recovery with a share: it signs what all sign on entering, and is not shown."""
    published = read_published(folder / ARCHIVE)
    call = called_at(folder, published)
    console = begin(language, as_json, published.roster.encode())
    share = take_shares(console, published.recovery, 1, shares_file, retired=published.retired)[0]
    out = folder / "shares" / f"{name}.answer"
    out.parent.mkdir(mode=FOLDER_OWNER_ONLY, exist_ok=True)
    write_file(out, answer_line(call, share))
    tell(as_json, f"{out}: share {share.number} takes part", answer=str(out))
