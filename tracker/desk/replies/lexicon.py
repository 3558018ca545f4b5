"""How the words to stop are written down, and found in a text (docs/spec/wording.md, "Words")."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tracker.desk.matching.sounds import fold
from tracker.desk.replies.findings import DEATH, Finding, Weight
from tracker.desk.replies.folding import Folded, Word, plain

_ENDINGS = [
    "",
    "а",
    "я",
    "у",
    "ю",
    "ові",
    "еві",
    "ом",
    "ем",
    "єм",
    "і",
    "ї",
    "и",
    "ы",
    "е",
    "є",
    "о",
    "ою",
    "ею",
    "єю",
    "ой",
    "ей",
    "ов",
    "ів",
    "їв",
    "ев",
    "ам",
    "ям",
    "ами",
    "ями",
    "ах",
    "ях",
    "ій",
    "ий",
    "ый",
    "ого",
    "его",
    "ому",
    "ему",
    "им",
    "ім",
    "ым",
    "их",
    "іх",
    "ых",
    "ими",
    "іми",
    "ыми",
    "ая",
    "яя",
    "ую",
    "юю",
    "ої",
    "ое",
    "ее",
    "ые",
    "ие",
    "ьо",
]
_NEAR = 3
_SOUND_LETTERS = 5
_PIECES, _BROKEN_LETTERS, _SHORT_PIECE = 4, 7, 3
# English words that sound like a Ukrainian or Russian one of the lists.
_ENGLISH = frozenset(["mayor", "mayors", "generally", "generous", "martyr", "martyrs", "matters", "matter"])


@dataclass(frozen=True)
class Words:
    """Single words under one code, and the neighbours that make them harmless or matter.

    ``unless_near``, ``only_near``: within three words of the same sentence; ``…_before``, ``…_after``: the
    word directly there. ``alone``: not directly before a word in small letters, as an adjective stands.
    ``upper``: only in capitals. Lists of words are as in `words_of_service`.
    """

    code: str
    words: str
    weight: Weight | None = None
    unless_near: str = ""
    unless_before: str = ""
    unless_after: str = ""
    only_before: str = ""
    only_after: str = ""
    alone: bool = False
    upper: bool = False

    @property
    def severity(self) -> Weight:
        """What follows from a word of this list."""
        return _severity(self.code, self.weight)

    def fits(self, words: Sequence[Word], place: int) -> bool:
        """Whether the neighbours of ``words[place]`` leave it standing."""
        before, after = _beside(words, place, -1), _beside(words, place, 1)
        near = _sentence(words, place)
        if (self.alone and after and not after[0].is_capital and after[0].follows.isspace()) or (
            self.upper and not words[place].is_upper
        ):
            return False
        if any(map(_pattern(self.unless_near).takes, near)):
            return False
        if any(map(_pattern(self.unless_before).takes, before)):
            return False
        if any(map(_pattern(self.unless_after).takes, after)):
            return False
        return (not self.only_before or any(map(_pattern(self.only_before).takes, before))) and (
            not self.only_after or any(map(_pattern(self.only_after).takes, after))
        )


@dataclass(frozen=True)
class Phrases:
    """Sequences of words, one a line: ``a|b`` either, ``..2`` up to two others, ``#*`` a number, ``^*`` a
    capital letter.
    """

    code: str
    lines: str
    weight: Weight | None = None
    unless_near: str = ""

    @property
    def severity(self) -> Weight:
        """What follows from a phrase of this list."""
        return _severity(self.code, self.weight)


@dataclass(frozen=True)
class Pattern:
    """What one word of a phrase may be."""

    exact: frozenset[str]
    prefixes: tuple[str, ...]
    number: bool = False
    capital: bool = False

    def takes(self, word: Word) -> bool:
        """Whether a word, in any of its readings, is meant."""
        if (self.capital and word.is_capital) or (self.number and word.readings[0][:1].isdigit()):
            return True
        return any(key in self.exact or key.startswith(self.prefixes) for key in word.readings)


@dataclass(frozen=True)
class Step:
    """A word of a phrase, after at most ``gap`` others."""

    pattern: Pattern
    gap: int


_PATTERNS: dict[str, Pattern] = {}


def _pattern(text: str) -> Pattern:
    """The words of a list such as ``"in mr лікар*"``, or of one place of a phrase."""
    if text not in _PATTERNS:
        parts = [part for part in text.replace("|", " ").split() if part not in ("#*", "^*")]
        exact = frozenset(plain(part.lstrip("#")) for part in parts if not part.endswith("*"))
        prefixes = tuple(plain(part[:-1]) for part in parts if part.endswith("*"))
        _PATTERNS[text] = Pattern(exact, prefixes, "#*" in text, "^*" in text)
    return _PATTERNS[text]


def _severity(code: str, weight: Weight | None) -> Weight:
    return weight or (Weight.NEVER if code == DEATH else Weight.STOP)


def _beside(words: Sequence[Word], place: int, step: int) -> list[Word]:
    other = place + step
    return [words[other]] if 0 <= other < len(words) and not _ends(words, place, other) else []


def _ends(words: Sequence[Word], one: int, other: int) -> bool:
    """Whether a sentence ends between two neighbours."""
    return any(sign in words[max(one, other)].follows for sign in ".!?\n")


def _sentence(words: Sequence[Word], place: int) -> Iterator[Word]:
    for step in (-1, 1):
        at = place
        for _ in range(_NEAR):
            beside = _beside(words, at, step)
            if not beside:
                break
            yield beside[0]
            at += step


@dataclass
class Lexicon:
    """All lists, indexed."""

    words: tuple[Words, ...]
    phrases: tuple[Phrases, ...]
    _steps: dict[str, list[tuple[Phrases, tuple[Step, ...]]]] = field(init=False, repr=False)

    def find(self, text: str, folded: Folded) -> Iterator[Finding]:
        """Every place of the text that a list names; a place may come more than once."""
        words = folded.words
        for place, word in enumerate(words):
            for listed, reading in self._listed(word):
                if listed.fits(words, place):
                    yield _finding(text, listed, [word], reading)
            for phrase, steps in self._starting(word):
                found = _follow(words, place, steps)
                if found and not _is_spared(phrase, words, place):
                    yield _finding(text, phrase, found, " ".join(each.readings[0] for each in found))
        yield from self._broken(text, words)
        for word in folded.pieced:
            for listed, reading in self._listed(word):
                if not (listed.only_before or listed.only_after or listed.alone or listed.upper):
                    yield _finding(text, listed, [word], reading)

    def _broken(self, text: str, words: Sequence[Word]) -> Iterator[Finding]:
        """Long words that were broken by spaces: two to four neighbours, one of them of few letters."""
        keys = [word.readings[0] for word in words]
        for first in range(len(keys) - 1):
            whole = keys[first]
            for last in range(first + 1, min(first + _PIECES, len(keys))):
                if not words[last].follows.isspace() or "\n" in words[last].follows:
                    break
                whole += keys[last]
                if len(whole) >= _BROKEN_LETTERS and whole in self._exact:
                    yield from self._as_broken(text, words[first : last + 1], whole)

    def _as_broken(self, text: str, pieces: Sequence[Word], whole: str) -> Iterator[Finding]:
        if min(len(piece.readings[0]) for piece in pieces) <= _SHORT_PIECE:
            for listed in self._exact[whole]:
                yield _finding(text, listed, [pieces[0], pieces[-1]], whole)

    def _listed(self, word: Word) -> Iterator[tuple[Words, str]]:
        for reading in word.readings:
            for listed in self._exact.get(reading, ()):
                yield listed, reading
            if word.is_whole:
                for listed in _by_prefix(self._prefixes, reading):
                    yield listed, reading
            if _is_latin(reading) or word.is_odd:
                yield from ((listed, reading) for listed in self._sounding(reading, word.is_whole))

    def _sounding(self, reading: str, is_whole: bool) -> Iterator[Words]:
        """Lists with a Cyrillic word that sounds so, where this is no English word."""
        if len(reading) < _SOUND_LETTERS - 1 or reading in self._exact or reading in _ENGLISH:
            return
        sound = fold(reading)
        if len(sound) >= _SOUND_LETTERS:
            yield from self._sounds.get(sound, ())
            if is_whole:
                yield from _by_prefix(self._sound_prefixes, sound)

    def _starting(self, word: Word) -> Iterator[tuple[Phrases, tuple[Step, ...]]]:
        for reading in word.readings:
            for phrase, steps in self._phrases.get(reading[:3], ()):
                if steps[0].pattern.takes(word):
                    yield phrase, steps

    @cached_property
    def _exact(self) -> dict[str, list[Words]]:
        return _index((form, listed) for listed, form in self._forms())

    @cached_property
    def _prefixes(self) -> dict[str, list[Words]]:
        return _index((prefix, listed) for listed in self.words for prefix in _pattern(listed.words).prefixes)

    @cached_property
    def _sounds(self) -> dict[str, list[Words]]:
        return _index((fold(form), listed) for listed, form in self._forms() if not _is_latin(form))

    @cached_property
    def _sound_prefixes(self) -> dict[str, list[Words]]:
        found = ((fold(prefix), listed) for prefix, sharing in self._prefixes.items() for listed in sharing)
        return _index((sound, listed) for sound, listed in found if len(sound) >= _SOUND_LETTERS)

    @cached_property
    def _phrases(self) -> dict[str, list[tuple[Phrases, tuple[Step, ...]]]]:
        index: dict[str, list[tuple[Phrases, tuple[Step, ...]]]] = defaultdict(list)
        for phrase in self.phrases:
            for line in filter(None, map(str.strip, phrase.lines.splitlines())):
                steps = _parse(line)
                first = steps[0].pattern
                for start in {key[:3] for key in (*first.exact, *first.prefixes)}:
                    index[start].append((phrase, steps))
        return index

    def _forms(self) -> Iterator[tuple[Words, str]]:
        for listed in self.words:
            for word in listed.words.split():
                if word.endswith("~"):
                    stem = plain(word[:-1])
                    yield from ((listed, stem + ending) for ending in _ENDINGS)
                elif not word.endswith("*"):
                    yield listed, plain(word)


def _index(pairs: Iterable[tuple[str, Words]]) -> dict[str, list[Words]]:
    found: dict[str, list[Words]] = defaultdict(list)
    for key, listed in pairs:
        if key and listed not in found[key]:
            found[key].append(listed)
    return dict(found)


def _by_prefix(index: dict[str, list[Words]], word: str) -> Iterator[Words]:
    for length in range(3, len(word) + 1):
        yield from index.get(word[:length], ())


def _parse(line: str) -> tuple[Step, ...]:
    steps, gap = [], 0
    for part in line.split():
        if part.startswith(".."):
            gap = int(part[2:])
        else:
            steps.append(Step(_pattern(part), gap))
            gap = 0
    return tuple(steps)


def _follow(words: Sequence[Word], place: int, steps: tuple[Step, ...]) -> list[Word]:
    """The words of a phrase that begins at ``place``; empty if it does not go on so."""
    found, at = [words[place]], place
    for step in steps[1:]:
        for _ in range(step.gap + 1):
            at += 1
            if at >= len(words) or _ends(words, at - 1, at):
                return []
            if step.pattern.takes(words[at]):
                break
        else:
            return []
        found.append(words[at])
    return found


def _is_spared(phrase: Phrases, words: Sequence[Word], place: int) -> bool:
    return any(map(_pattern(phrase.unless_near).takes, _sentence(words, place)))


def _finding(text: str, listed: Words | Phrases, words: list[Word], reading: str) -> Finding:
    start, end = words[0].start, words[-1].end
    return Finding(start, end, listed.code, listed.severity, text[start:end], reading)


def _is_latin(word: str) -> bool:
    return word[:1].isascii() and word.isalpha() and word.isascii()
