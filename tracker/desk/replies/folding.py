"""A text as words to compare, whatever tricks it is spelled with (docs/spec/wording.md, "Readings").

Invisible characters and accents dropped, look-alike letters of other alphabets mapped, letters that were
spaced or dotted apart put together. Every word remembers where it stands in the text as written.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

# Formats, controls and unassigned: nothing that a letter to a family needs.
_INVISIBLE = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}
_BLANK = set("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\u034f")
_LAYOUT = set("\n\t\r")
# Also marks of foreign scripts, and the small signs that stand for a sound's length or stress.
_MARKS = {"Mn", "Me", "Mc", "Lm"}
_APOSTROPHE = "'"
_APOSTROPHES = frozenset("'’‘‛ʼʻʹʽʾʿˈˊˋ`´′‵＇՚׳ꞌꞋ")
_WORD = re.compile(r"((?:[^\W_]++|[@$](?=[^\W_])|(?<=[^\W_])'(?=[^\W_]))+)")
_CYRILLIC, _LATIN, _ODD = re.compile("[а-яіїєґё]"), re.compile("[a-z]"), re.compile("[0-9@$]")
_INTO_CYRILLIC = (
    str.maketrans("aceiopxykmthbunrwë0134689@", "асеіорхукмтнвипгшеоізчбвза"),
    str.maketrans("aceiopxykmthbunrwë0134689@", "асеіорхукмтнвипгшеоіеабвза"),
)
_INTO_LATIN = (
    str.maketrans("асеіорхукмтнвиї013458@$", "aceiopxykmthbuioieasba" + "s"),
    str.maketrans("асеіорхукмтнвиї013458@$", "aceiopxykmthbuioleasba" + "s"),
)
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_SMALL_CAPITAL = "LATIN LETTER SMALL CAPITAL "
_LOOKS_CYRILLIC = set("aceiopxykmthbu")
_USUAL = "абвгґдеєёжзиіїйклмнопрстуфхцчшщъыьэюяabcdefghijklmnopqrstuvwxyz0123456789.,:;!?()«»“”\"'’–—-/"
# Letters that are white on a dark disc or square, which NFKC leaves as they are.
_BOXED = {chr(first + at): chr(ord("a") + at) for first in (0x1F150, 0x1F170) for at in range(26)}
_DIGITS = re.compile("[0-9]")
_SAME_LETTER = str.maketrans("ёґ", "ег")
_JOINER = re.compile(r"(?:[^\w\s]|_){1,3}|[-‐‑]\s+")
_SPACED = re.compile(r"(?:[^\w\n]|_){1,3}")
_SPACED_FROM, _PIECES, _BARE_LETTERS = 4, 8, 4


class Word(NamedTuple):
    """A word of the text, ``text[start:end]``, and all that it may be read as; the first is the plain one.

    ``follows``: what stands between it and the word before. ``is_whole``: not put together from pieces.
    """

    start: int
    end: int
    readings: tuple[str, ...]
    is_capital: bool = False
    is_upper: bool = False
    follows: str = ""
    is_whole: bool = True

    @property
    def is_odd(self) -> bool:
        """Written in two alphabets, with digits for letters, or in pieces."""
        return len(self.readings) > 1 or not self.is_whole


@dataclass(frozen=True)
class Folded:
    """A text taken apart: its words in order, words put together from pieces, places of what is invisible."""

    words: tuple[Word, ...]
    pieced: tuple[Word, ...]
    hidden: tuple[int, ...]


def fold_text(text: str) -> Folded:
    """Takes a text apart; pure, no errors."""
    letters, origins, hidden = _letters(text)
    around = _WORD.split(letters)
    between, parts = around[::2], around[1::2]
    found = _words(text, parts, between, origins)
    singles = list(map(len, parts)).count(1)
    words = found if singles < _SPACED_FROM else _respaced(found)
    pieced = _pieced(found) if singles > 1 or any(map(_joins, set(between[1:-1]))) else ()
    return Folded(tuple(words), tuple(pieced), tuple(hidden))


@lru_cache(maxsize=50_000)
def plain(word: str) -> str:
    """One word in the form in which words are compared: small letters, no accents, ё as е, ґ as г."""
    return "".join(out for char in word for out in _plain(char)).replace(_APOSTROPHE, "")


def _letters(text: str) -> tuple[str, Sequence[int], list[int]]:
    """The text in plain letters, for each where it came from, and the places of invisible characters."""
    if set(text) <= _usual():
        letters = text.lower()
        for char, compared in _compared_as_other():
            letters = letters.replace(char, compared)
        return letters, range(len(text)), []
    out: list[str] = []
    origins: list[int] = []
    hidden: list[int] = []
    for place, char in enumerate(text):
        if is_hidden(char):
            if not _is_of_emoji(text, place):
                hidden.append(place)
            continue
        if char in "\u0306\u0308" and out:
            out[-1] = {"\u0306и": "й", "\u0308і": "ї"}.get(char + out[-1], out[-1])
            continue
        for letter in _plain(char):
            out.append(letter)
            origins.append(place)
    return "".join(out), origins, hidden


@cache
def _usual() -> frozenset[str]:
    """The characters that most letters are written with, each of which is compared as one other."""
    usual = "\n " + _USUAL + _USUAL.upper()
    return frozenset(char for char in usual if len(_plain(char)) == 1)


@cache
def _compared_as_other() -> tuple[tuple[str, str], ...]:
    """Those of them that are compared as another character than their small form."""
    return tuple((char, _plain(char)) for char in sorted(_usual()) if char == char.lower() != _plain(char))


def _is_of_emoji(text: str, place: int) -> bool:
    """Whether a selector or joiner follows a picture, as telephones write them: it can part no word."""
    follows_picture = place > 0 and unicodedata.category(text[place - 1]) in ("So", "Sk")
    return text[place] in "\ufe0f\u200d" and follows_picture


def is_hidden(char: str) -> bool:
    """Whether a character shows nothing, or acts on a screen; line breaks and tabs do not count."""
    if char in _LAYOUT:
        return False
    is_selector = "\ufe00" <= char <= "\ufe0f" or char >= "\U000e0100"
    return char in _BLANK or is_selector or unicodedata.category(char) in _INVISIBLE


@lru_cache(maxsize=5_000)
def _plain(char: str) -> str:
    """What one character is compared as; empty for an accent."""
    if char in _LAYOUT:
        return "\n" if char == "\n" else " "
    if char in _APOSTROPHES:
        return _APOSTROPHE
    char = _BOXED.get(char, char)
    out = ""
    for folded in unicodedata.normalize("NFKC", char).casefold():
        base = folded if folded in "йї" else unicodedata.normalize("NFD", folded)
        for letter in base:
            if unicodedata.category(letter) in _MARKS:
                continue
            out += letter if _is_known(letter) else _looks_like(letter)
    return out.translate(_SAME_LETTER)


def _is_known(letter: str) -> bool:
    return letter.isascii() or not letter.isalpha() or bool(_CYRILLIC.match(letter))


def _looks_like(letter: str) -> str:
    """The Latin or Cyrillic letter that a letter of another alphabet is taken for; itself if none."""
    name = unicodedata.name(letter, "")
    if name.startswith(_SMALL_CAPITAL) and len(name) == len(_SMALL_CAPITAL) + 1:
        return name[-1].casefold()
    # The tables take most of a second to read: only where an odd letter was met.
    from confusable_homoglyphs import confusables

    known = confusables.is_confusable(letter, greedy=True, preferred_aliases=[])
    similar = [item["c"] for found in known or [] for item in found["homoglyphs"]]
    plain_ones = [one.casefold() for one in similar if len(one) == 1 and _is_known(one.casefold())]
    return next((one for one in plain_ones if one.isalpha()), letter)


def _words(text: str, parts: list[str], between: list[str], origins: Sequence[int]) -> list[Word]:
    """The words of which these are the plain letters; ``between``: what stands around them."""
    found, behind = [], 0
    for follows, part in zip(between, parts, strict=False):
        first = behind + len(follows)
        behind = first + len(part)
        start, end = origins[first], origins[behind - 1] + 1
        found.append(Word(start, end, *_read(part, text[start:end]), follows))
    return found


@lru_cache(maxsize=50_000)
def _read(folded: str, written: str) -> tuple[tuple[str, ...], bool, bool]:
    """What a word may be read as; whether it begins with a capital, and whether it is all capitals."""
    is_upper = written.isupper() and len(written) > 1
    return readings(folded.replace(_APOSTROPHE, "")), written[:1].isupper(), is_upper


@lru_cache(maxsize=50_000)
def readings(word: str) -> tuple[str, ...]:
    """All that a folded word may be read as, itself first."""
    found = [word]
    cyrillic, latin, odd = (bool(kind.search(word)) for kind in (_CYRILLIC, _LATIN, _ODD))
    if cyrillic and (latin or odd):
        found += [word.translate(table) for table in _INTO_CYRILLIC]
    if latin and (cyrillic or odd):
        found += [word.translate(table) for table in _INTO_LATIN]
    if latin and not cyrillic and not odd and len(word) > 3 and set(word) <= _LOOKS_CYRILLIC:
        found.append(word.translate(_INTO_CYRILLIC[0]))
    if _STRETCHED.search(word):
        found += [_STRETCHED.sub(letters, word) for letters in (r"\1", r"\1\1")]
    if odd:
        # A note's number, or one that was pasted along: "помер¹".
        bare = (word.strip("0123456789"), _DIGITS.sub("", word))
        found += [each for each in bare if len(each) >= _BARE_LETTERS]
    return tuple(dict.fromkeys(found))


def _respaced(words: list[Word]) -> Iterator[Word]:
    """The words, runs of four or more single letters put together."""
    run: list[Word] = []
    for word in words:
        is_letter = _is_letter(word)
        if run and not (is_letter and _SPACED.fullmatch(word.follows)):
            yield from _run(run)
            run = []
        if is_letter:
            run.append(word)
        else:
            yield word
    yield from _run(run)


def _run(run: list[Word]) -> list[Word]:
    return [_together(run, is_whole=True)] if len(run) >= _SPACED_FROM else run


def _pieced(words: list[Word]) -> Iterator[Word]:
    """What neighbours may be pieces of: joined by a sign without spaces, or single letters."""
    run: list[Word] = []
    for word in words:
        if run and not (_joins(word.follows) or (_is_letter(run[-1]) and _is_letter(word))):
            yield from _parts(run)
            run = []
        run.append(word)
    yield from _parts(run)


def _parts(run: list[Word]) -> Iterator[Word]:
    """Every two to eight neighbours of a run that would be one word without what stands between."""
    for first in range(len(run) - 1):
        for last in range(first + 1, min(first + _PIECES, len(run))):
            pieces = run[first : last + 1]
            if all(_joins(piece.follows) for piece in pieces[1:]) or len(pieces) > 2:
                yield _together(pieces)


@lru_cache(maxsize=1_000)
def _joins(follows: str) -> bool:
    return _JOINER.fullmatch(follows) is not None


def _is_letter(word: Word) -> bool:
    return len(word.readings[0]) == 1


def _together(pieces: list[Word], is_whole: bool = False) -> Word:
    whole = "".join(piece.readings[0] for piece in pieces)
    first, last = pieces[0], pieces[-1]
    return Word(
        first.start,
        last.end,
        readings(whole),
        first.is_capital,
        first.is_upper,
        first.follows,
        is_whole=is_whole,
    )
