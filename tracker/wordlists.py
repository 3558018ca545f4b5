"""The three lists of words, read from their folder (docs/spec/passphrase.md)."""

import json
from functools import cache

from crypto.passphrase import LIST_LENGTH, PREFIX_LETTERS, Wordlist, normalise
from tracker.records.errors import WordlistInvalid
from tracker.records.form import LANGUAGES
from tracker.resources import folder


@cache
def load() -> dict[str, Wordlist]:
    """Every language's list. Raises WordlistInvalid, OSError."""
    return {language: load_one(language) for language in LANGUAGES}


def load_one(language: str) -> Wordlist:
    """One list: 2,048 words, a line each, told apart by their first four letters.

    Raises WordlistInvalid, OSError.
    """
    path = folder("wordlists") / f"{language}.txt"
    words = tuple(path.read_text(encoding="utf-8").splitlines())
    prefixes = {normalise(word)[:PREFIX_LETTERS] for word in words}
    if len(words) != LIST_LENGTH or len(prefixes) != LIST_LENGTH:
        raise WordlistInvalid(f"{path.name} is not the list of 2,048 words", language=language)
    return Wordlist(language, words)


def served() -> bytes:
    """All lists as browsers fetch them, JSON; a page pins these bytes by their SHA-256.

    Raises WordlistInvalid, OSError.
    """
    lists = {language: list(wordlist.words) for language, wordlist in load().items()}
    return json.dumps(lists, ensure_ascii=False, separators=(",", ":")).encode()
