"""Giving each holder their share: on a screen of their own or on paper, seen to be right at once."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from random import SystemRandom
from typing import TextIO

from tracker.ceremony.private_screen import private_screen, wipe
from tracker.ceremony.shares import WORDS, read_words
from tracker.ceremony.sheets import Sheet, sheet_text, words_text
from tracker.records.errors import PrintingFailed, ShareUnknownWord
from tracker.speaking import Console

WORDS_RETYPED = 2
_FORM_FEED = "\f"

HandOut = Callable[[Console, Sheet], None]


def show_share(console: Console, sheet: Sheet) -> None:
    """Shows a share to its holder, who copies it by hand, then types two of its words from the paper.

    Raises TerminalMissing, click.Abort.
    """
    console.say("share.next", number=sheet.number, count=sheet.count)
    console.ask()
    stream = _stream(console)
    with private_screen(stream):
        while True:
            console.write(words_text(sheet, console.language))
            console.say("share.copied")
            console.ask()
            wipe(stream)
            if _retyped(console, sheet):
                break
    console.say("share.given", number=sheet.number, count=sheet.count)


def print_share(command: Sequence[str]) -> HandOut:
    """Prints shares: the sheet goes to the command's standard input, and nowhere else."""

    def hand_out(console: Console, sheet: Sheet) -> None:
        """Raises PrintingFailed, TerminalMissing, click.Abort, OSError."""
        console.say("share.printer", number=sheet.number, count=sheet.count)
        console.ask()
        _print(command, sheet_text(sheet, console.language) + _FORM_FEED)
        with private_screen(_stream(console)):
            while not _retyped(console, sheet):
                continue
        console.say("share.given", number=sheet.number, count=sheet.count)

    return hand_out


def _print(command: Sequence[str], text: str) -> None:
    ran = subprocess.run(command, input=text.encode(), capture_output=True, check=False)
    if ran.returncode:
        raise PrintingFailed(f"the printing command ended with status {ran.returncode}")


def _retyped(console: Console, sheet: Sheet) -> bool:
    for place in sorted(SystemRandom().sample(range(WORDS), WORDS_RETYPED)):
        console.say("share.retype", number=place + 1)
        if not _is(console.ask(f"{place + 1:>2}>").strip(), sheet.words[place]):
            console.say("share.retype-wrong", number=place + 1)
            return False
    return True


def _is(typed: str, word: str) -> bool:
    try:
        return read_words([typed]) == [word]
    except ShareUnknownWord:
        return False


def _stream(console: Console) -> TextIO:
    return sys.stderr if console.as_json else sys.stdout
