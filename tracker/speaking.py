"""How a command speaks with a person: in their language, cleanly, and leaving nothing on the screen."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from crypto.errors import SignerRetired, TrackerError
from crypto.trust import REHEARSAL
from tracker.records.errors import ServerRefused
from tracker.records.form import LANGUAGES
from tracker.records.language import explain, translate

_NAMES = {"uk": "українська", "ru": "русский", "en": "English"}
# Clears the screen, and then what was scrolled out of it.
_WIPE = "\033[2J\033[3J\033[H"


def language_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds ``--language``; without it a terminal is asked, and a script gets English."""
    option = click.option("--language", type=click.Choice(LANGUAGES), help="The language to speak in.")
    return option(function)


def json_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds ``--json``: the result as one JSON object on standard output, all else on standard error."""
    option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, for scripts.")
    return option(function)


class Console:
    """One conversation in one language; with ``as_json`` everything but the result goes to stderr."""

    def __init__(self, language: str, *, as_json: bool = False) -> None:
        self.language = language
        self.as_json = as_json

    def text(self, msgid: str, **values: object) -> str:
        """A text of the catalogue."""
        return translate(self.language, msgid, **values)

    def say(self, msgid: str, **values: object) -> None:
        """Writes a text of the catalogue and an empty line."""
        self.write(self.text(msgid, **values) + "\n")

    def write(self, text: str = "") -> None:
        """Writes lines that may hold a stranger's text: control and direction characters become �."""
        click.echo(printable(text), err=self.as_json)

    def ask(self, mark: str = ">") -> str:
        """One line that a person types. Raises click.Abort at the end of input."""
        return click.prompt(mark, default="", show_default=False, prompt_suffix=" ", err=self.as_json)

    def agree(self, msgid: str, **values: object) -> bool:
        """Whether a person answers yes to a question, by the first letter of yes in any language."""
        yes, no = self.text("form.yes"), self.text("form.no")
        self.write(self.text(msgid, **values))
        return self.ask(f"[{yes}/{no}]").strip().lower()[:1] in ("y", yes.lower()[0])

    def wipe(self) -> None:
        """Takes what was written off a terminal and out of what can be scrolled back to."""
        stream = sys.stderr if self.as_json else sys.stdout
        if stream.isatty():
            stream.write(_WIPE)
            stream.flush()

    def result(self, value: dict[str, Any]) -> None:
        """Prints the result for scripts."""
        click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def choose_language(option: str | None, *, otherwise: object = None) -> str:
    """The language asked for; else ``otherwise`` if it is one; else a terminal is asked; else English."""
    if option is not None:
        return option
    if isinstance(otherwise, str) and otherwise in LANGUAGES:
        return otherwise
    if not sys.stdin.isatty():
        return "en"
    for number, language in enumerate(LANGUAGES, 1):
        click.echo(f"{number}  {_NAMES[language]}", err=True)
    numbers = click.IntRange(1, len(LANGUAGES))
    return LANGUAGES[click.prompt("", type=numbers, prompt_suffix="> ", err=True) - 1]


@contextmanager
def explaining(language: str) -> Iterator[None]:
    """Lets errors of our tree leave with their explanation in this language as their text."""
    try:
        yield
    except TrackerError as error:
        error.args = (explanation(language, error),)
        raise


def explanation(language: str, error: TrackerError) -> str:
    """What a refusal means; of a server's refusal, what the server's own code means."""
    if isinstance(error, SignerRetired):
        return translate(language, "reading.resigning")
    if isinstance(error, ServerRefused):
        code = error.facts.get("server_code")
        known = next((kind for kind in _kinds(TrackerError) if kind.code == code), None)
        if known is not None:
            return f"{explain(language, known())} ({code})"
    return explain(language, error)


def rehearsal_banner(origin: str) -> str:
    """What everything that is shown of a rehearsal begins with; empty for any other origin.

    For those who work with the program; families read ``reading.rehearsal`` in their language.
    """
    return (
        f"A REHEARSAL ({printable(origin)}): NOT FOR REAL INQUIRIES" if origin.startswith(REHEARSAL) else ""
    )


def printable(text: str) -> str:
    """The text without characters that steer a terminal or turn the direction of writing."""
    return "".join(char if char.isprintable() or char == "\n" else "\ufffd" for char in text)


def _kinds(root: type[TrackerError]) -> Iterator[type[TrackerError]]:
    for kind in root.__subclasses__():
        yield kind
        yield from _kinds(kind)
