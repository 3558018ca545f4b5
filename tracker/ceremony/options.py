"""What several commands of ceremonies take: folders, files, the keys of the logs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from tracker.records.form import LANGUAGES

FOLDER = click.Path(file_okay=False, path_type=Path)
EXISTING_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)

language_option = click.option(
    "--language", type=click.Choice(LANGUAGES), default="en", help="Language of the words that spell a hash."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_LOG_KEYS = (
    click.option("--log-key", type=FILE, multiple=True, help="Key file of a log, when it is asked for."),
    click.option(
        "--password-file",
        type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
        multiple=True,
        help="Its password is the first line of this file, '-' is standard input; one for each --log-key.",
    ),
)


def log_key_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds ``--log-key`` and ``--password-file``, each any number of times."""
    for option in reversed(_LOG_KEYS):
        function = option(function)
    return function
