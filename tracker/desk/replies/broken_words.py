"""Which neighbours are one word that was broken, and which stand side by side by chance.

docs/spec/wording.md, "Readings", 4. Of a million neighbours drawn by how often words are used, three or four
are taken for a broken word wrongly, in each of the three languages, most of them such as no sentence has ("в
мер", "as hes"); the pairs that were more of it are excepted here.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

# What may stand between pieces of a word: blanks, or some signs with blanks, on one line.
_BETWEEN = re.compile(r"[^\S\n]+|(?:[^\w\n]|_){1,8}")
_ENDS = re.compile(r"(?<!\.)[.,!?:;]\s*$")
_LONG, _BITS, _SHORT, _LEAST = 7, 3, 3, 4
_INSIDE, _INSIDE_JOINED = 3, 2
# Letters that are words: a short word stands beside one by chance, but for what is none or cannot follow it.
_LETTER_WORDS = frozenset("аеєиіїйоуюыэябвжзксaio")
_NO_WORDS = "мер мерла мерло мерли мэр мэрла мрут мрет мерть мерти били било дох дохла дохли"
_CANNOT_FOLLOW = frozenset(_NO_WORDS.split())
_BY_CHANCE = """мог или|утра та|утра ту|утра ты|по чили|во як|во яка|во яки|бій ці|бій ця|бій цю|ги не
    |покой на|покой не|покой но|покой ни|покой них|покой него|покой нее|покой ними|покой нам|покой нами
    |контракт никого|контракт никому|life less|fare well"""
_SIDE_BY_SIDE = frozenset(tuple(pair.split()) for pair in _BY_CHANCE.split("|"))


def may_part(between: str) -> bool:
    """Whether a word may go on after this."""
    return between == " " or _BETWEEN.fullmatch(between) is not None


def is_broken(pieces: Sequence[str], between: Sequence[str]) -> bool:
    """Whether neighbours are pieces of the listed word that they spell.

    ``between``: what stands before each piece but the first.
    """
    letters, shortest = sum(map(len, pieces)), min(map(len, pieces))
    if letters < _LEAST or any(pair in _SIDE_BY_SIDE for pair in pairwise(pieces)):
        return False
    if not all(map(str.isspace, between)):
        # An initial begins a name; two longer words may well end and begin something.
        return 1 < shortest <= _SHORT or (shortest > 1 and not any(map(_ENDS.search, between)))
    return shortest > 1 or letters >= _LONG or _is_odd(pieces)


def _is_odd(pieces: Sequence[str]) -> bool:
    """Whether pieces with single letters among them are too odd to be words of their own."""
    in_bits = len(pieces) >= _BITS and max(map(len, pieces)) <= _SHORT
    lone = any(len(piece) == 1 and piece not in _LETTER_WORDS for piece in pieces)
    return in_bits or lone or pieces[-1] in _CANNOT_FOLLOW


def begins_broken(pieces: Sequence[str], between: Sequence[str], beginning: str) -> bool:
    """Whether neighbours are pieces of a word of which only the beginning is listed."""
    inside = len(beginning) - sum(map(len, pieces[:-1]))
    is_joined = not any(map(str.isspace, "".join(between)))
    return len(pieces[0]) >= _SHORT and inside >= (_INSIDE_JOINED if is_joined else _INSIDE)
