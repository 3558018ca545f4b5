"""How secrets come in: a prompt without echo, or a file; never arguments, never the environment."""

import getpass
import os
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from crypto.errors import EncodingError, TrackerError
from crypto.keyfile import KeyfileRandomness, SeedUse, open_keyfile, seal_keyfile
from tracker.files import write_new_file


class TerminalMissing(TrackerError):
    """A password was to be typed, and there is no terminal that could hide it."""

    code = "terminal-missing"


class PasswordEmpty(TrackerError):
    """A new key was to be put under the password in a file, whose first line is empty."""

    code = "password-empty"


def password_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds ``--password-file``, for scripts; without it the password is asked for at the terminal."""
    option = click.option(
        "--password-file",
        type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
        help="Read the password from this file (its first line); '-' is standard input.",
    )
    return option(function)


def read_password(password_file: Path | None, prompt: str = "Password", confirm: bool = False) -> str:
    """The password: the first line of the file, or what is typed at the prompt.

    ``confirm`` is for a new one. Raises TerminalMissing, EncodingError, PasswordEmpty for a new one that is
    nothing.
    """
    if password_file is not None:
        password = read_secret_line(password_file)
        if confirm and not password:
            raise PasswordEmpty("the first line of the password file is empty: nothing would protect the key")
        return password
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return click.prompt(prompt, hide_input=True, confirmation_prompt=confirm, err=True)
        except getpass.GetPassWarning as error:
            raise TerminalMissing(
                "a password is typed at a terminal, and there is none here: give --password-file FILE "
                "(its first line; - is standard input)"
            ) from error


def read_secret_line(path: Path) -> str:
    """The first line of a file, or of standard input for ``-``. Raises EncodingError."""
    try:
        text = sys.stdin.readline() if str(path) == "-" else path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        # Not from it: that error holds the password.
        raise EncodingError("the file with the password is not UTF-8: save it as such") from None
    return text.split("\n", 1)[0].rstrip("\r")


def load_seed(path: Path, use: SeedUse, password: str) -> bytes:
    """The 32-byte seed of a key file. Raises KeyfileInvalid, PasswordWrong, OSError."""
    return open_keyfile(use, path.read_bytes(), password)


def store_new_seed(path: Path, use: SeedUse, password: str) -> bytes:
    """Draws a seed, writes it to a new key file of mode 0600, and returns it. Raises FileExistsError."""
    seed = os.urandom(32)
    randomness = KeyfileRandomness(os.urandom(16), os.urandom(24))
    write_new_file(path, seal_keyfile(use, seed, password, randomness))
    return seed
