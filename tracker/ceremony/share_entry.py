"""Holders type their shares: one at a time, on a screen of their own, each word checked at once."""

import sys
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from crypto.errors import CeremonyError
from crypto.recovery import check_shares, commitment
from crypto.roster import Recovery
from tracker.ceremony.private_screen import private_screen
from tracker.ceremony.shares import WORDS, Share, read_share, read_words
from tracker.records.errors import ShareUnknownWord
from tracker.speaking import Console, explanation

_BACK = "-"
_FILE_MAX = 64 * 1024


def take_shares(
    console: Console,
    recovery: Recovery,
    count: int,
    file: Path | None,
    *,
    retired: Collection[bytes] = (),
    already: Sequence[bytes] = (),
) -> list[Share]:
    """``count`` different shares of this recovery identity, typed by their holders, or all of a file.

    ``retired`` holds commitments of earlier epochs, only to name what is wrong; ``already`` those of
    shares that were counted before. Raises ShareTwice, ShareRetired, CommitmentMismatch, SharesMissing,
    the errors of ``read_share``, TerminalMissing, click.Abort.
    """

    def check(shares: Sequence[Share], need: int = 1) -> None:
        check_shares([*already, *(commitment(share.text) for share in shares)], recovery, retired, need)

    if file is not None:
        shares = shares_in(file)
        check(shares, len(already) + count)
        return shares
    shares = []
    while len(shares) < count:

        def accept(share: Share, before: Sequence[Share] = tuple(shares)) -> None:
            check([*before, share])

        shares.append(type_share(console, len(shares) + 1, count, accept))
    return shares


def shares_in(file: Path) -> list[Share]:
    """The shares of a file, one a line; ``-`` is standard input. Raises as ``read_share``, and OSError."""
    if str(file) == "-":
        text = sys.stdin.read(_FILE_MAX)
    else:
        with file.open(encoding="utf-8", errors="replace") as opened:
            text = opened.read(_FILE_MAX)
    return [read_share(line.split()) for line in text.splitlines() if line.strip()]


def type_share(console: Console, number: int, count: int, accept: Callable[[Share], None]) -> Share:
    """One share, typed until ``accept`` raises no CeremonyError. Raises TerminalMissing, click.Abort."""
    console.say("share.enter", number=number, count=count)
    console.ask()
    with private_screen(sys.stderr if console.as_json else sys.stdout):
        console.say("share.type", count=WORDS)
        words = _type_words(console, [])
        while True:
            try:
                share = read_share(words)
                accept(share)
                break
            except CeremonyError as error:
                console.write(explanation(console.language, error))
            words = _correct(console, words)
    console.say("share.accepted", number=number, count=count)
    return share


def _type_words(console: Console, words: list[str]) -> list[str]:
    while len(words) < WORDS:
        for typed in console.ask(f"{len(words) + 1:>2}>").split():
            if typed == _BACK:
                words = words[:-1]
                continue
            try:
                words = [*words, *read_words([typed])]
            except ShareUnknownWord:
                error = ShareUnknownWord(position=len(words) + 1)
                console.write(explanation(console.language, error))
                break
    return words[:WORDS]


def _correct(console: Console, words: list[str]) -> list[str]:
    """The words with one of them typed again; all of them, if the holder would rather begin anew."""
    console.write("\n".join(f"{number:>2} {word}" for number, word in enumerate(words, 1)))
    console.say("share.amend")
    answer = console.ask().strip()
    if not (answer.isascii() and answer.isdigit() and 1 <= int(answer) <= WORDS):
        return _type_words(console, [])
    place = int(answer) - 1
    return [*words[:place], *_type_words_at(console, place), *words[place + 1 :]]


def _type_words_at(console: Console, place: int) -> list[str]:
    while True:
        typed = console.ask(f"{place + 1:>2}>").split()
        try:
            if len(typed) == 1:
                return read_words(typed)
        except ShareUnknownWord:
            console.write(explanation(console.language, ShareUnknownWord(position=place + 1)))
