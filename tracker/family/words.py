"""The ten words: made, written down and typed again, or read from paper (docs/spec/passphrase.md).

They come in by a prompt or a file and go out to a terminal or a file; never arguments, never the
environment, never a log.
"""

import os
import sys
from pathlib import Path

from crypto.errors import PassphraseChecksum, PassphraseError
from crypto.family import FamilyKeys
from crypto.passphrase import ENTROPY_BYTES, Passphrase, decode, encode, normalise, stretch
from tracker import wordlists
from tracker.files import write_new_file
from tracker.records.errors import WordsAmbiguous, WordsNotWritten
from tracker.speaking import Console, explanation

WORDS_MAX = 4096
SHOW_AGAIN = "?"


def make(language: str) -> Passphrase:
    """Fresh words of this language's list."""
    return Passphrase(language, os.urandom(ENTROPY_BYTES))


def spell(passphrase: Passphrase) -> list[str]:
    """The ten words."""
    return encode(passphrase.entropy, wordlists.load()[passphrase.language])


def keys_of(passphrase: Passphrase, realm: str) -> FamilyKeys:
    """The keys behind the words; takes a moment and 19 MiB."""
    return FamilyKeys(stretch(passphrase.entropy, realm))


def hand_over(console: Console, passphrase: Passphrase) -> None:
    """Shows the words until they were typed again as they are. Raises click.Abort."""
    while True:
        _show(console, passphrase)
        console.say("family.words.type")
        typed = console.ask()
        while typed.strip() != SHOW_AGAIN:
            try:
                check_typed(typed, passphrase)
            except (PassphraseError, WordsNotWritten) as error:
                console.write(explanation(console.language, error))
                console.say("family.words.show-again")
                typed = console.ask()
            else:
                console.wipe()
                return


def check_typed(typed: str, passphrase: Passphrase) -> None:
    """Accepts the words that were shown, however they were typed.

    Raises WordsNotWritten with the first word that differs, and what ``decode`` raises.
    """
    lists = wordlists.load()
    try:
        readings = decode(typed, {passphrase.language: lists[passphrase.language]})
    except PassphraseChecksum as error:
        raise WordsNotWritten("another word", position=_first_other(typed, passphrase)) from error
    if passphrase not in readings:
        raise WordsNotWritten("other words", position=_first_other(typed, passphrase))


def write_out(path: Path, passphrase: Passphrase) -> None:
    """Writes the words to a new file of mode 0600 and reads them back. Raises FileExistsError."""
    write_new_file(path, (" ".join(spell(passphrase)) + "\n").encode())
    check_typed(path.read_text(encoding="utf-8"), passphrase)


def read(console: Console, words_file: Path | None, language: str | None = None) -> list[Passphrase]:
    """Every reading of the words in a file (``-`` is standard input), or of those typed at the prompt.

    ``language`` narrows the readings if there are several. Raises PassphraseError for a file; at the
    prompt a wrong word is named and asked for again.
    """
    if words_file is not None:
        return _narrowed(decode(_read_file(words_file), wordlists.load()), language)
    console.say("family.words.ask")
    while True:
        try:
            readings = decode(console.ask()[:WORDS_MAX], wordlists.load())
        except PassphraseError as error:
            console.write(explanation(console.language, error))
        else:
            console.wipe()
            return _narrowed(readings, language)


def only(readings: list[Passphrase]) -> Passphrase:
    """The one reading, for what may be sent only once. Raises WordsAmbiguous."""
    if len(readings) != 1:
        raise WordsAmbiguous("the words fit more than one list", count=len(readings))
    return readings[0]


def _show(console: Console, passphrase: Passphrase) -> None:
    console.say("family.words.here")
    for number, word in enumerate(spell(passphrase), 1):
        console.write(f"  {number:2}  {word}")
    console.write()
    console.say("family.words.keep")
    console.say("family.words.written")
    console.ask("…")
    console.wipe()


def _read_file(path: Path) -> str:
    if str(path) == "-":
        return sys.stdin.read(WORDS_MAX)
    with path.open(encoding="utf-8", errors="replace") as file:
        return file.read(WORDS_MAX)


def _narrowed(readings: list[Passphrase], language: str | None) -> list[Passphrase]:
    spoken = [reading for reading in readings if reading.language == language]
    return spoken or readings


def _first_other(typed: str, passphrase: Passphrase) -> int:
    wordlist = wordlists.load()[passphrase.language]
    words = normalise(typed).replace(",", " ").split()
    for position, (word, right) in enumerate(zip(words, spell(passphrase), strict=False), 1):
        if wordlist.index(word) != wordlist.index(normalise(right)):
            return position
    return 1
