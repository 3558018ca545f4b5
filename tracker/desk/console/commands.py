"""`tracker console`: the desk in a terminal of its own (docs/guides/caseworker.md)."""

import os
import sys
from multiprocessing import resource_tracker
from pathlib import Path

import click

from tracker.desk.commands.session import FILE, FOLDER, now, warn_of_weaknesses
from tracker.desk.hardening import CLEAN_SCREEN, harden
from tracker.desk.practice.deployment import CASEWORKERS
from tracker.desk.practice.making import PASSWORD, PracticeFiles
from tracker.records.form import LANGUAGES

_GIVE_WAY_SECONDS = 0.001


@click.command("console")
@click.option("--vault", "vault_file", type=FILE, help="The vault.")
@click.option(
    "--identity",
    "identities",
    type=FILE,
    multiple=True,
    help="Your key file; repeat it for each caseworker who takes over here.",
)
@click.option("--practice", type=FOLDER, help="Instead: a folder that `tracker desk practice` made.")
@click.option("--as", "who", type=click.Choice(CASEWORKERS), default=CASEWORKERS[0], help="Who practises.")
@click.option("--trust", "trust_file", type=FILE, help="Refuse a vault that stands on another trust root.")
@click.option(
    "--language", type=click.Choice(LANGUAGES), default=LANGUAGES[0], help="Language of the console."
)
@click.option(
    "--lock-after", type=click.IntRange(1, 240), default=10, help="Lock after so many minutes without a key."
)
@click.option("--without-matches", is_flag=True, help="Look for matches only when asked to (Ctrl+R).")
def group(
    vault_file: Path | None,
    identities: tuple[Path, ...],
    practice: Path | None,
    who: str,
    trust_file: Path | None,
    language: str,
    lock_after: int,
    without_matches: bool,
) -> None:
    """Read, sort, answer: the whole desk by keyboard, offline.

    The password is asked for inside. `?` shows the keys of the moment, `Q` locks, Ctrl+Q leaves. Nothing is
    left on the screen. Begin with practice: `tracker desk practice FOLDER`.
    """
    if practice is not None:
        files = PracticeFiles(practice)
        vault_file = files.vault
        identities = tuple(map(files.identity, dict.fromkeys((who, *CASEWORKERS))))
    if vault_file is None or not identities:
        raise click.UsageError("say which --vault and whose --identity, or --practice FOLDER")
    # Textual draws on standard error.
    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise click.UsageError("the console needs a terminal; scripts use the other commands, `tracker desk`")
    warn_of_weaknesses(harden())
    _prepare()
    from tracker.desk.console.app import Console
    from tracker.desk.console.ending import end_soon
    from tracker.desk.console.theme import theme_for
    from tracker.desk.console.unlocking import Door

    trust = None if trust_file is None else trust_file.read_bytes()
    note = "" if practice is None else PASSWORD
    medium = None if practice is None else PracticeFiles(practice).medium
    door = Door(vault_file, identities[0], language, now, os.urandom, trust, note, identities, medium)
    theme, idle = theme_for(os.environ), lock_after * 60
    console = Console(door, theme, idle, finds_matches=not without_matches, ends=end_soon)
    try:
        console.run()
    finally:
        sys.stdout.write(CLEAN_SCREEN)
        sys.stdout.flush()
    if console.fault is not None:
        raise console.fault


def _prepare() -> None:
    """What must be so before the console is there."""
    # Textual writes a log of every key, or a picture of the screen, where these tell it to.
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        del os.environ[name]
    # A thread that looks for matches gives way to a key after so many seconds, five times sooner than usual.
    sys.setswitchinterval(_GIVE_WAY_SECONDS)
    # Worker processes start later, when standard error is no file any more; this helper of theirs needs one.
    resource_tracker.ensure_running()
    from tracker.desk.console.escape_key import tell_escape_apart

    tell_escape_apart()
