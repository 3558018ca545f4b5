"""A listed word in pieces, or in other letters, is found; neighbours that look so by chance are not."""

import re
from collections.abc import Callable
from itertools import pairwise

import pytest

from tests.desk.replies.test_corpus import CORPUS, sentences
from tests.desk.replies.test_folding import codes
from tracker.desk.replies.findings import Finding
from tracker.desk.replies.folding import fold_text
from tracker.desk.replies.outgoing_check import lexicon
from tracker.records.form import LANGUAGES
from tracker.records.language import msgids, template

LATIN = "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch y _ yu ya i i ye g"
SOUNDS = dict(zip("абвгдежзийклмнопрстуфхцчшщыьюяіїєґ", LATIN.split(), strict=True))


def cut(between: str, *places: float) -> Callable[[str], str]:
    """A word with something between its parts; places are shares of its length, or letters from an end."""

    def broken(word: str) -> str:
        at = [round(place * len(word)) if 0 < place < 1 else int(place) % len(word) for place in places]
        ends = [0, *at, len(word)]
        return between.join(word[start:end] for start, end in pairwise(ends))

    return broken


def in_letters(first: int) -> Callable[[str], str]:
    """A word in Latin letters of another kind."""

    def written(word: str) -> str:
        latin = "".join(SOUNDS.get(letter, letter) for letter in word).replace("_", "")
        return "".join(chr(first + ord(letter) - ord("a")) for letter in latin)

    return written


# How each way lets words through, of 40: as few as now, or fewer.
WAYS: dict[str, tuple[Callable[[str], str], int]] = {
    "middle": (cut(" ", 0.5), 2),
    "before-the-last": (cut(" ", -1), 7),
    "after-the-first": (cut(" ", 1), 3),
    "before-the-last-two": (cut(" ", -2), 0),
    "after-the-first-two": (cut(" ", 2), 2),
    "two-blanks": (cut("  ", 0.5), 2),
    "twenty-blanks": (cut(" " * 20, 0.5), 2),
    "in-three": (cut(" ", 0.34, 0.67), 2),
    "over-a-line": (cut("\n", 0.5), 2),
    "hyphen": (cut("-", 0.5), 0),
    "hyphen-and-blank": (cut("- ", 0.5), 2),
    "dash": (cut(" — ", 0.5), 2),
    "dots": (cut("... ", 0.5), 2),
    "full-stop": (cut(". ", 0.5), 9),
    "comma": (cut(", ", 0.5), 9),
    "stars": (cut("****", 0.5), 0),
    "picture": (cut(" 🕊 ", 0.5), 2),
    "letters": (" ".join, 1),
    "letters-with-hyphens": ("-".join, 1),
    "digit": (cut("1", 0.5), 0),
    "mirrored": (lambda word: word[::-1], 21),
    "in-circles": (in_letters(0x24D0), 1),
    "in-dark-circles": (in_letters(0x1F150), 1),
    "in-dark-squares": (in_letters(0x1F170), 1),
    "wide": (in_letters(0xFF41), 1),
    "mathematical": (in_letters(0x1D41A), 1),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_word_is_found_however_it_is_broken(way: str) -> None:
    write, missed = WAYS[way]
    told = [(word, sentence.format(write(word))) for _, word, sentence in sentences("broken")]
    assert len(told) == 40
    through = [sentence for _, sentence in told if not codes(" ".join(sentence.split("\n")))]
    assert len(through) <= missed, through


@pytest.mark.parametrize(
    "text",
    ["Він по мер у березні.", "Він по-мер.", "Он п о г и б.", "Он у мер.", "Її в били.", "Це сме рть.",
     "He is de ad.", "Он скон-чался.", "Он скон чался.", "Він ремоп.", "Він по🅼ер."],
)  # fmt: skip
def test_a_death_in_pieces_is_a_death(text: str) -> None:
    assert "wording-death" in codes(text)


@pytest.mark.parametrize(
    "text",
    ["Он мог или не мог приехать.", "С утра та же очередь.", "С утра ты звонила.", "Они едут по Чили.",
     "Во як!", "У бій ці люди не йшли.", "Его покой не нарушат.", "Покой нам нужен.",
     "Контракт никого не спас.", "A heart that is life less.", "I fare well.",
     "Тел. у відділі: 12", "Тел. а 12, тел. о 15", "А зову я его так.", "Пол к стене", "О, Олег!",
     "Пан О. Лег", "View code. Name it.", "Мед. сестра, стар. лікар", "По миру и по мирам",
     "От певицы и от певца", "За мир і за мирян", "Домов, иногда и дворов", "Звязків цей центр не має",
     "На вокзалі сто ять", "радар, ротор, потоп", "Сортам яблук", "гурток 🅰, група 🅱", "Дім 1а, кв. 2б"],
)  # fmt: skip
def test_neighbours_by_chance_are_no_word(text: str) -> None:
    assert codes(text) == set()


def put_together(text: str) -> list[Finding]:
    """What was found in a text by joining what stands apart in it."""
    found = lexicon().find(text, fold_text(text))
    return [item for item in found if re.search(r"\W", item.found.strip()) and item.reading.isalpha()]


def test_nothing_innocent_is_put_together() -> None:
    innocent = [
        sentence
        for corpus in CORPUS.glob("*.tsv")
        if corpus.stem != "broken"
        for _, wrong, sentence in sentences(corpus.stem)
        if wrong in ("-", "place")
    ]
    own = [
        line
        for language in LANGUAGES
        for msgid in msgids(language, "")
        for line in template(language, msgid).split("\n")
    ]
    assert len(innocent) > 300
    assert len(own) > 3000
    assert {item.found for text in (*innocent, *own) for item in put_together(text)} <= {"call sign"}
