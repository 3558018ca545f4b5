"""The words to stop, indexed, and found in a text (docs/spec/wording.md, "Words")."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from tracker.desk.matching.sounds import fold
from tracker.desk.replies.broken_words import begins_broken, is_broken, may_part
from tracker.desk.replies.findings import DEATH, Finding
from tracker.desk.replies.folding import Folded, Word, plain
from tracker.desk.replies.named_places import names_a_place
from tracker.desk.replies.word_lists import (
    Phrases,
    Step,
    Words,
    follow,
    is_part_end,
    neighbours,
    parse_phrase,
    pattern_of,
)

_ENDINGS = [
    "", "а", "я", "у", "ю", "ові", "еві", "ом", "ем", "єм", "і", "ї", "и", "ы", "е", "є", "о", "ою", "ею",
    "єю", "ой", "ей", "ов", "ів", "їв", "ев", "ам", "ям", "ами", "ями", "ах", "ях", "ій", "ий", "ый", "ого",
    "его", "ому", "ему", "им", "ім", "ым", "их", "іх", "ых", "ими", "іми", "ыми", "ая", "яя", "ую", "юю",
    "ої", "ое", "ее", "ые", "ие", "ьо",
]  # fmt: skip
_SOUND_LETTERS, _START = 5, 3
_MIRRORED_LETTERS = 5
_KNOWN_WORDS = 50_000
_WHOSE = pattern_of("ваш* наш* мого моего моєї моей")
_PIECES = 8
# Ukrainian and Russian mixed in one word, as many speak: "погіб", "брігади".
_SAME_VOWEL, _MIXED_LETTERS = str.maketrans("іїыєэ", "иииее"), 5
# English words that sound like a Ukrainian or Russian one of the lists.
_ENGLISH = frozenset([
    "mayor", "mayors", "officer", "officers", "jubilee", "jubilees", "polka", "general", "generally",
    "generous",
])  # fmt: skip


class Known(NamedTuple):
    """The lists that name a word, each with the reading that it has. The phrases that begin with it, their
    steps, and the listed words of each step that takes no others: a line must have one of each.
    """

    named: tuple[tuple[Words, str], ...]
    begun: tuple[tuple[Phrases, tuple[Step, ...], tuple[frozenset[str], ...]], ...]


@dataclass
class Lexicon:
    """All lists, indexed."""

    words: tuple[Words, ...]
    phrases: tuple[Phrases, ...]

    def find(self, text: str, folded: Folded) -> Iterator[Finding]:
        """Every place of the text that a list names; a place may come more than once."""
        words = folded.words
        readings = {reading for word in words for reading in word.readings}
        known = self._known
        for place, word in enumerate(words):
            named, begun = known(word.readings, word.is_capital, word.is_whole)
            for listed, reading in named:
                if listed.fits(words, place):
                    yield _finding(text, listed, [word], reading)
            for phrase, steps, needed in begun:
                # Most phrases have a word that the line has not.
                lacks = any(map(readings.isdisjoint, needed))
                found = [] if lacks else follow(words, place, steps)
                if found and not _is_spared(phrase, words, place, found[-1]):
                    yield _finding(text, phrase, found, " ".join(each.readings[0] for each in found))
        yield from self._broken(text, words)
        for word in folded.pieced:
            for listed, reading in known(word.readings, word.is_capital, word.is_whole).named:
                if not (listed.only_before or listed.only_after or listed.alone or listed.upper):
                    yield _finding(text, listed, [word], reading)

    def _broken(self, text: str, words: Sequence[Word]) -> Iterator[Finding]:
        """Words that were broken: two to eight neighbours that are one without what stands between."""
        keys = [word.readings[0] for word in words]
        begun = self._beginnings
        for first in [at for at, key in enumerate(keys[:-1]) if key in begun]:
            whole = keys[first]
            for last in range(first + 1, min(first + _PIECES, len(keys))):
                if whole not in begun or not may_part(words[last].follows):
                    break
                whole += keys[last]
                if whole in self._exact or whole[:_START] in self._prefixes:
                    between = [word.follows for word in words[first + 1 : last + 1]]
                    for listed in self._spelled(keys[first : last + 1], between, whole):
                        yield _finding(text, listed, [words[first], words[last]], whole)

    def _spelled(self, pieces: Sequence[str], between: Sequence[str], whole: str) -> Iterator[Words]:
        """The lists that name the word of which neighbours are pieces."""
        if whole in self._exact and is_broken(pieces, between):
            yield from self._exact[whole]
        for beginning, listed in self._prefixes.get(whole[:_START], ()):
            if whole.startswith(beginning) and begins_broken(pieces, between, beginning):
                yield listed

    @cached_property
    def _known(self) -> Callable[[tuple[str, ...], bool, bool], "Known"]:
        """What is known of a word of these readings, with a capital or not, whole or put together."""

        @lru_cache(_KNOWN_WORDS)
        def known(readings: tuple[str, ...], is_capital: bool, is_whole: bool) -> Known:
            word = Word(0, 0, readings, is_capital, is_whole=is_whole)
            begun = ((phrase, steps, _needed(steps)) for phrase, steps in self._starting(word))
            return Known(tuple(self._listed(word)), tuple(begun))

        return known

    def _listed(self, word: Word) -> Iterator[tuple[Words, str]]:
        for reading in word.readings:
            for listed in self._exact.get(reading, ()):
                yield listed, reading
            yield from self._mirrored(reading[::-1])
            if len(reading) >= _MIXED_LETTERS and reading not in self._exact:
                for listed in self._mixed.get(reading.translate(_SAME_VOWEL), ()):
                    yield listed, reading
            if reading.endswith("s") and _is_latin(reading):
                # "the sergeant's": apostrophes are nothing.
                for listed in self._exact.get(reading[:-1], ()):
                    yield listed, reading
            if word.is_whole:
                for listed in _beginning(self._prefixes, reading):
                    yield listed, reading
            if _is_latin(reading) or word.is_odd:
                yield from ((listed, reading) for listed in self._sounding(reading, word.is_whole))

    def _mirrored(self, reading: str) -> Iterator[tuple[Words, str]]:
        """Words of death that were written backwards; some of the other lists are words then ("сортам")."""
        if len(reading) >= _MIRRORED_LETTERS:
            yield from ((listed, reading) for listed in self._exact.get(reading, ()) if listed.code == DEATH)

    def _sounding(self, reading: str, is_whole: bool) -> Iterator[Words]:
        """Lists with a Cyrillic word that sounds so, where this is no English word."""
        if len(reading) < _SOUND_LETTERS - 1 or reading in self._exact or reading in _ENGLISH:
            return
        sound = fold(reading)
        if len(sound) >= _SOUND_LETTERS:
            yield from self._sounds.get(sound, ())
            if is_whole:
                yield from _beginning(self._sound_prefixes, sound)

    def _starting(self, word: Word) -> Iterator[tuple[Phrases, tuple[Step, ...]]]:
        """Phrases that begin with a word."""
        for reading in word.readings:
            for phrase, steps in self._phrases.get(reading[:_START], ()):
                if steps[0].pattern.takes(word):
                    yield phrase, steps

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        """What a listed word may begin with, without its end."""
        forms = (*self._exact, *(beginning for beginning, _ in self._listed_prefixes()))
        return frozenset(form[:letters] for form in forms for letters in range(1, len(form)))

    @cached_property
    def _exact(self) -> dict[str, list[Words]]:
        return _index((form, listed) for listed, form in self._forms())

    @cached_property
    def _mixed(self) -> dict[str, list[Words]]:
        return _index(
            (form.translate(_SAME_VOWEL), listed) for listed, form in self._forms() if not _is_latin(form)
        )

    @cached_property
    def _prefixes(self) -> dict[str, list[tuple[str, Words]]]:
        return _by_start(self._listed_prefixes())

    @cached_property
    def _sounds(self) -> dict[str, list[Words]]:
        return _index((fold(form), listed) for listed, form in self._forms() if not _is_latin(form))

    @cached_property
    def _sound_prefixes(self) -> dict[str, list[tuple[str, Words]]]:
        found = ((fold(prefix), listed) for prefix, listed in self._listed_prefixes())
        return _by_start((sound, listed) for sound, listed in found if len(sound) >= _SOUND_LETTERS)

    @cached_property
    def _phrases(self) -> dict[str, list[tuple[Phrases, tuple[Step, ...]]]]:
        index: dict[str, list[tuple[Phrases, tuple[Step, ...]]]] = defaultdict(list)
        for phrase in self.phrases:
            for line in filter(None, map(str.strip, phrase.lines.splitlines())):
                steps = parse_phrase(line)
                first = steps[0].pattern
                for start in {key[:_START] for key in (*first.exact, *first.prefixes)}:
                    index[start].append((phrase, steps))
        return index

    def _listed_prefixes(self) -> Iterator[tuple[str, Words]]:
        return ((prefix, listed) for listed in self.words for prefix in pattern_of(listed.words).prefixes)

    def _forms(self) -> Iterator[tuple[Words, str]]:
        for listed in self.words:
            for word in listed.words.split():
                if word.endswith("~"):
                    stem = plain(word[:-1])
                    yield from ((listed, stem + ending) for ending in _ENDINGS)
                elif not word.endswith("*"):
                    yield listed, plain(word)


def _needed(steps: Sequence[Step]) -> tuple[frozenset[str], ...]:
    return tuple(step.pattern.exact for step in steps[1:] if not step.pattern.is_open)


def _is_spared(phrase: Phrases, words: Sequence[Word], first: int, end: Word) -> bool:
    """Whether the neighbours of a phrase, or a place that its sentence names, make it harmless."""
    if any(map(pattern_of(phrase.unless_near).takes, neighbours(words, first))):
        return True
    last = next(at for at in range(first, len(words)) if words[at] is end)
    if any(map(pattern_of(phrase.unless_led).takes, (*_leading(words, first), *words[first:last]))):
        return True
    return phrase.unless_placed and names_a_place(words, first, last)


def _leading(words: Sequence[Word], first: int) -> Sequence[Word]:
    """The word before a phrase in its part of the sentence, without *your* or *our* between."""
    start = first
    if start and not is_part_end(words, start - 1) and _WHOSE.takes(words[start - 1]):
        start -= 1
    return words[start - 1 : start] if start and not is_part_end(words, start - 1) else ()


def _index(pairs: Iterable[tuple[str, Words]]) -> dict[str, list[Words]]:
    found: dict[str, list[Words]] = defaultdict(list)
    for key, listed in pairs:
        if key and listed not in found[key]:
            found[key].append(listed)
    return dict(found)


def _by_start(pairs: Iterable[tuple[str, Words]]) -> dict[str, list[tuple[str, Words]]]:
    """Prefixes by their first letters, of which each has at least so many."""
    found: dict[str, list[tuple[str, Words]]] = defaultdict(list)
    for prefix, listed in dict.fromkeys(pairs):
        found[prefix[:_START]].append((prefix, listed))
    return dict(found)


def _beginning(index: dict[str, list[tuple[str, Words]]], word: str) -> Iterator[Words]:
    """The lists that have a prefix of a word."""
    return (listed for prefix, listed in index.get(word[:_START], ()) if word.startswith(prefix))


def _finding(text: str, listed: Words | Phrases, words: list[Word], reading: str) -> Finding:
    start, end = words[0].start, words[-1].end
    return Finding(start, end, listed.code, listed.severity, text[start:end], reading)


def _is_latin(word: str) -> bool:
    return word[:1].isascii() and word.isalpha() and word.isascii()
