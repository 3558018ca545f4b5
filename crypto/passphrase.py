"""Ten words that spell 13 random bytes and six bits of checksum (docs/spec/passphrase.md)."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from argon2.low_level import Type, hash_secret_raw

from crypto.encoding import check_origin
from crypto.errors import (
    EncodingError,
    PassphraseChecksum,
    PassphraseLength,
    PassphraseMixedLists,
    PassphraseUnknownWord,
)
from crypto.labels import PREFIX, Purpose
from crypto.typing_layout import LAYOUTS

ENTROPY_BYTES = 13
WORDS = 10
LIST_LENGTH = 2048
PREFIX_LETTERS = 4
BETWEEN_MAX = 6
_WORD_BITS = 11
_CHECKSUM_BITS = 6

TIME_COST = 2
MEMORY_KIB = 19456
ROOT_BYTES = 32
SALT_BYTES = 16

# Apostrophes and invisible characters that keyboards put into words.
_DROPPED = dict.fromkeys(map(ord, "'’‘ʼ`´ʹ′\"\u00ad\u200b\u200c\u200d\ufeff\u0301"))
# Between words typed on a Latin layout, where commas and brackets are letters; the same in every language.
_SPACES = re.compile("[ \t\n\r\u00a0]+")


@dataclass(frozen=True)
class Wordlist:
    """A language's 2,048 words, unique in their first four letters, in their fixed order."""

    language: str
    words: tuple[str, ...]

    @cached_property
    def _by_prefix(self) -> dict[str, int]:
        return {normalise(word)[:PREFIX_LETTERS]: i for i, word in enumerate(self.words)}

    def index(self, typed: str) -> int | None:
        """The index of a normalised word, or of its first four letters or more; None if not here."""
        index = self._by_prefix.get(typed[:PREFIX_LETTERS])
        if index is None or not normalise(self.words[index]).startswith(typed):
            return None
        return index


@dataclass(frozen=True)
class Passphrase:
    """What words stand for: 13 bytes of entropy, and the language of the list that spelled them."""

    language: str
    entropy: bytes


def encode(entropy: bytes, wordlist: Wordlist) -> list[str]:
    """The ten words that spell 13 random bytes. Raises EncodingError for another number of bytes."""
    if len(entropy) != ENTROPY_BYTES:
        raise EncodingError(f"{len(entropy)} bytes of entropy where {ENTROPY_BYTES} belong")
    bits = int.from_bytes(entropy, "big") << _CHECKSUM_BITS | _checksum(entropy)
    mask = LIST_LENGTH - 1
    shifts = (_WORD_BITS * (WORDS - 1 - i) for i in range(WORDS))
    return [wordlist.words[bits >> shift & mask] for shift in shifts]


def decode(typed: str, wordlists: Mapping[str, Wordlist]) -> list[Passphrase]:
    """All readings of what was typed, usually one: lists that have all ten words and whose checksum holds.

    Raises PassphraseLength, PassphraseUnknownWord, PassphraseMixedLists, PassphraseChecksum.
    """
    lookups = [
        _Lookup(language, [wordlist.index(word) for word in spelling])
        for language, wordlist in wordlists.items()
        for spelling in _spellings(typed, language)
        if len(spelling) == WORDS
    ]
    if not lookups:
        count = len(_split(typed))
        raise PassphraseLength(f"{count} words where {WORDS} belong", count=count)
    complete = [lookup for lookup in lookups if lookup.complete]
    if not complete:
        raise _unknown_word(lookups)
    valid = {Passphrase(lookup.language, entropy) for lookup in complete for entropy in lookup.entropy}
    if not valid:
        raise PassphraseChecksum("one of the words is not the word that was written down")
    return sorted(valid, key=lambda passphrase: (passphrase.language, passphrase.entropy))


def contains(text: str, wordlists: Mapping[str, Wordlist]) -> bool:
    """Whether ten words of one list, in a row or with few others between, spell a passphrase in a text.

    From each to the next there are at most ``BETWEEN_MAX`` words that the list does not have or that the text
    repeats, as in "the second of my words is"; with any between, the ten differ, as 98 of 100 passphrases do.
    Prose names the same few things again and again: 900,000 words of documentation in the three languages, a
    tenth of the English ones in the list, had 5 such rows of ten, and 3,000 in which a word comes twice. One
    row in 64 passes the checksum.
    """
    return any(
        lookup.complete and any(lookup.entropy)
        for language, wordlist in wordlists.items()
        for spelling in _spellings(text, language)
        for lookup in _windows(language, [wordlist.index(word) for word in spelling])
    )


def normalise(word: str) -> str:
    """The form in which words are compared: no apostrophes, NFKC, lower case, ё as е, ґ as г."""
    # NFKC makes a space of an acute accent that stands for an apostrophe: drop first, and what it composes.
    folded = unicodedata.normalize("NFKC", word.translate(_DROPPED)).lower()
    return folded.translate(_DROPPED).replace("ё", "е").replace("ґ", "г")


def stretch(entropy: bytes, realm: str) -> bytes:
    """The 32-byte root of a family's keys: Argon2id (RFC 9106), t=2, m=19 MiB, p=1. Frozen.

    Raises EncodingError if the realm is no origin or the entropy not of 13 bytes.
    """
    if len(entropy) != ENTROPY_BYTES:
        raise EncodingError(f"{len(entropy)} bytes of entropy where {ENTROPY_BYTES} belong")
    label = PREFIX + Purpose.SALT.value.encode() + check_origin(realm).encode()
    salt = hashlib.sha256(label).digest()[:SALT_BYTES]
    return hash_secret_raw(entropy, salt, TIME_COST, MEMORY_KIB, 1, ROOT_BYTES, Type.ID, 19)


@dataclass(frozen=True)
class _Lookup:
    """One language's reading of the ten words; an index is None where the list has no such word."""

    language: str
    indexes: Sequence[int | None]

    @property
    def complete(self) -> bool:
        return None not in self.indexes

    @property
    def entropy(self) -> Iterator[bytes]:
        """The entropy that the words spell, if the checksum holds."""
        bits = 0
        for index in self.indexes:
            bits = bits << _WORD_BITS | (index or 0)
        entropy = (bits >> _CHECKSUM_BITS).to_bytes(ENTROPY_BYTES, "big")
        if _checksum(entropy) == bits & (1 << _CHECKSUM_BITS) - 1:
            yield entropy


def _unknown_word(lookups: list[_Lookup]) -> PassphraseUnknownWord | PassphraseMixedLists:
    """Names the first word that no list has, else the first that the likeliest list lacks."""
    for position in range(WORDS):
        if all(lookup.indexes[position] is None for lookup in lookups):
            return PassphraseUnknownWord(f"word {position + 1} is in no list", position=position + 1)
    likeliest = max(lookups, key=lambda lookup: WORDS - lookup.indexes.count(None))
    position = likeliest.indexes.index(None) + 1
    return PassphraseMixedLists(f"word {position} is of another language", position=position)


def _windows(language: str, indexes: Sequence[int | None]) -> Iterator[_Lookup]:
    """Every ten in a row, and every ten that differ with few others between."""
    for start in range(len(indexes) - WORDS + 1):
        yield _Lookup(language, indexes[start : start + WORDS])
    # What could stand between all ten, as in "my first word is", is none of them.
    times = Counter(indexes)
    known = [(place, i) for place, i in enumerate(indexes) if i is not None and times[i] < WORDS - 1]
    for start in range(len(known) - WORDS + 1):
        places, row = zip(*known[start : start + WORDS], strict=True)
        near = all(after - before <= BETWEEN_MAX + 1 for before, after in pairwise(places))
        if near and len(set(row)) == WORDS:
            yield _Lookup(language, row)


def _spellings(typed: str, language: str) -> Iterator[list[str]]:
    yield _split(typed)
    layout = LAYOUTS.get(language)
    if layout:
        yield [normalise(word.translate(layout)) for word in _SPACES.split(typed.lower()) if word]


def _split(typed: str) -> list[str]:
    letters = (c if c.isalpha() else " " for c in normalise(typed))
    return "".join(letters).split()


def _checksum(entropy: bytes) -> int:
    return hashlib.sha256(entropy).digest()[0] >> 8 - _CHECKSUM_BITS
