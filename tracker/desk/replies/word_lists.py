"""How the words to stop are written down (docs/spec/wording.md, "Words")."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tracker.desk.replies.findings import DEATH, Weight
from tracker.desk.replies.folding import Word, plain

NEAR = 3
_IN_PASSING = """к сожалению|к великому сожалению|к большому сожалению|на жаль|на превеликий жаль|нажаль
    |на великий жаль|увы|sadly|unfortunately|regrettably|alas|to our sorrow|apparently|probably|мабуть|видимо
    |вероятно|ймовірно|очевидно|кажется|здається|похоже|схоже"""
_ASIDES = frozenset(tuple(aside.split()) for aside in _IN_PASSING.split("|"))
_ASIDE_MOST = 3
_ASIDE_FIRST = frozenset(aside[0] for aside in _ASIDES)


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
        near = neighbours(words, place)
        if (self.alone and after and not after[0].is_capital and after[0].follows.isspace()) or (
            self.upper and not words[place].is_upper
        ):
            return False
        if any(map(pattern_of(self.unless_near).takes, near)):
            return False
        if any(map(pattern_of(self.unless_before).takes, before)):
            return False
        if any(map(pattern_of(self.unless_after).takes, after)):
            return False
        return (not self.only_before or any(map(pattern_of(self.only_before).takes, before))) and (
            not self.only_after or any(map(pattern_of(self.only_after).takes, after))
        )


@dataclass(frozen=True)
class Phrases:
    """Sequences of words, one a line: ``a|b`` either, ``..2`` up to two others, ``#*`` a number, ``^*`` a
    capital letter, ``$`` at the end: nothing follows in that part of the sentence, ``!a|b`` neither follows.

    ``unless_placed``: not where that part of the sentence names a place (`named_places`). ``unless_led``: not
    with one of these words inside it, or directly before it (*your* may stand between).
    """

    code: str
    lines: str
    weight: Weight | None = None
    unless_near: str = ""
    unless_placed: bool = False
    unless_led: str = ""

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
        return self.means(word.readings)

    def means(self, readings: Sequence[str]) -> bool:
        """Whether a word that may be read so is meant, not counting numbers and capitals."""
        exact, prefixes = self.exact, self.prefixes
        for key in readings:  # noqa: SIM110
            if key in exact or key.startswith(prefixes):
                return True
        return False

    @property
    def is_open(self) -> bool:
        """Whether it takes other words than those of ``exact``."""
        return bool(self.prefixes or self.number or self.capital)


@dataclass(frozen=True)
class Step:
    """A word of a phrase, after at most ``gap`` others, and not directly before one that ``unless`` takes."""

    pattern: Pattern
    gap: int
    is_last: bool = False
    unless: Pattern | None = None

    def ends_well(self, words: Sequence[Word], place: int) -> bool:
        """Whether what stands after it, at ``place``, lets the phrase be what it seems."""
        if self.is_last and not _is_end(words, place):
            return False
        # A comma parts them: then the next word says something of its own.
        after = words[place + 1] if place + 1 < len(words) else None
        is_spared = self.unless and after and after.follows.isspace() and self.unless.takes(after)
        return not is_spared


_PATTERNS: dict[str, Pattern] = {}


def pattern_of(text: str) -> Pattern:
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
    return [words[other]] if 0 <= other < len(words) and not is_apart(words, place, other) else []


def is_apart(words: Sequence[Word], one: int, other: int) -> bool:
    """Whether a sentence ends between two neighbours; an ellipsis before a small letter ends none."""
    after = words[max(one, other)]
    if after.follows == " ":
        return False
    follows = after.follows if after.is_capital else after.follows.replace("...", "")
    return any(sign in follows for sign in ".!?\n")


def is_part_end(words: Sequence[Word], place: int) -> bool:
    """Whether a sentence, or a part of one between signs, ends with a word."""
    if place + 1 == len(words):
        return True
    follows = words[place + 1].follows
    return follows != " " and any(sign in follows for sign in ".!?,;:—–\n")


def _is_end(words: Sequence[Word], place: int) -> bool:
    """Whether nothing goes on after a word: as above, and before a parenthesis or a quotation mark."""
    return is_part_end(words, place) or any(sign in words[place + 1].follows for sign in '()»”"')


def sentence_of(words: Sequence[Word], place: int) -> Sequence[Word]:
    """The words of the sentence in which a word stands."""
    first = last = place
    while first and not is_apart(words, first - 1, first):
        first -= 1
    while last + 1 < len(words) and not is_apart(words, last, last + 1):
        last += 1
    return words[first : last + 1]


def neighbours(words: Sequence[Word], place: int) -> Iterator[Word]:
    """The words within three of a word, in its sentence."""
    for step in (-1, 1):
        at = place
        for _ in range(NEAR):
            beside = _beside(words, at, step)
            if not beside:
                break
            yield beside[0]
            at += step


def parse_phrase(line: str) -> tuple[Step, ...]:
    steps: list[Step] = []
    gap = 0
    for part in line.split():
        if part.startswith(".."):
            gap = int(part[2:])
        elif part == "$":
            steps[-1] = replace(steps[-1], is_last=True)
        elif part.startswith("!"):
            steps[-1] = replace(steps[-1], unless=pattern_of(part[1:]))
        else:
            steps.append(Step(pattern_of(part), gap))
            gap = 0
    return tuple(steps)


def follow(words: Sequence[Word], place: int, steps: tuple[Step, ...]) -> list[Word]:
    """The words of a phrase that begins at ``place``; empty if it does not go on so.

    Words such as *alas* or *sadly* count nowhere.
    """
    found, at = [words[place]], place
    for step in steps[1:]:
        left = step.gap
        while True:
            at += 1
            if at >= len(words) or is_apart(words, at - 1, at):
                return []
            if step.pattern.takes(words[at]):
                break
            if aside := _aside(words, at):
                at += aside - 1
                continue
            left -= 1
            if left < 0:
                return []
        if not step.ends_well(words, at):
            return []
        found.append(words[at])
    return found


def _aside(words: Sequence[Word], place: int) -> int:
    """How many words are said in passing from ``place`` on."""
    if words[place].readings[0] not in _ASIDE_FIRST:
        return 0
    keys = tuple(word.readings[0] for word in words[place : place + _ASIDE_MOST])
    return next((count for count in range(len(keys), 0, -1) if keys[:count] in _ASIDES), 0)
