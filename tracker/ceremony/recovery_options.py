"""What the commands about shares have in common: their options, how they begin and how they tell."""

import json
from pathlib import Path

import click

from tracker.ceremony.printing import say_if_named_in
from tracker.ceremony.process_memory import keep_memory_private, swap_areas
from tracker.speaking import Console, choose_language

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)

shares_file_option = click.option(
    "--shares-file",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    help="For rehearsals and scripts: read the shares from here, one a line; '-' is standard input.",
)
roster_option = click.option(
    "--roster", "roster_file", type=FILE, required=True, help="The newest roster, or the recovery card."
)


def begin(language: str | None, as_json: bool, *documents: bytes) -> Console:
    """A conversation in a process that keeps its memory to itself; warns of a machine that swaps.

    What it is about, ``documents``, says whether it is a rehearsal.
    """
    if not as_json:
        say_if_named_in(*documents)
    console = Console(choose_language(language), as_json=as_json)
    keep_memory_private()
    if swap_areas():
        console.say("share.swap")
    return console


def tell(as_json: bool, text: str, **facts: str) -> None:
    """What came of a command."""
    click.echo(json.dumps(facts) if as_json else text)
