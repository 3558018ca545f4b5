"""How often the check of wording is right, on sentences in three languages, and that it gets no worse.

The held-out half was written before the rules and not used to write them; the figures in
docs/spec/wording.md are these. The third corpus is the project's own texts for families, written by others
and for another purpose.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.desk.world import DeskInTest, World, inquiry_form
from tracker.desk.replies.findings import Finding, Weight
from tracker.desk.replies.outgoing_check import check_wording
from tracker.desk.vault import Vault
from tracker.records.form import LANGUAGES
from tracker.records.language import msgids, template

CORPUS = Path(__file__).with_name("corpus")
Stops = Callable[[str], set[str]]
Finds = Callable[[str], list[Finding]]
Sentence = tuple[str, str, str]


def sentences(name: str) -> Iterator[Sentence]:
    """Language, what is wrong ("-": nothing), and the sentence."""
    for line in (CORPUS / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            language, wrong, sentence = line.split("\t")
            yield language, {"callsign": "call-sign"}.get(wrong, wrong), sentence


@pytest.fixture
def finds(desk: DeskInTest, world: World, vault: Vault) -> Finds:
    """What is found in a sentence, for a family of any language."""
    world.post(world.envelope("one", form=inquiry_form(**{"full-name": "Вигаданенко"})))
    desk.take(vault, world.inbox())
    case = vault.desk.cases[1]
    return lambda sentence: [
        item for item in check_wording(sentence, vault.desk, case) if item.code != "wording-language"
    ]


@pytest.fixture
def stops(finds: Finds) -> Stops:
    """The codes that stop a sentence."""
    return lambda sentence: {item.code for item in finds(sentence) if item.weight > Weight.WARN}


@pytest.mark.parametrize(
    ("name", "bad", "missed", "good", "wrongly"),
    [("held_out", 110, 3, 90, 4), ("working", 129, 0, 77, 4)],
    ids=["held-out", "working"],
)
def test_what_is_stopped_and_what_is_not(
    stops, name: str, bad: int, missed: int, good: int, wrongly: int
) -> None:
    bad_ones = [item for item in sentences(name) if item[1] != "-"]
    good_ones = [item for item in sentences(name) if item[1] == "-"]
    assert (len(bad_ones), len(good_ones)) == (bad, good)
    through = [item for item in bad_ones if not stops(item[2])]
    kept_in = [item for item in good_ones if stops(item[2])]
    assert len(through) <= missed, through
    assert len(kept_in) <= wrongly, kept_in


@pytest.mark.parametrize("name", ["held_out", "working"])
def test_a_death_is_never_taken_for_something_that_a_reason_lets_through(stops: Stops, name: str) -> None:
    told = [item for item in sentences(name) if item[1] == "death"]
    softer = [item for item in told if stops(item[2]) and not stops(item[2]) & {"wording-death"}]
    assert len(told) >= 30
    assert len(softer) <= 5, softer


@pytest.mark.parametrize(
    ("name", "deaths", "softer", "places", "refused"),
    [("gone_working", 70, 0, 67, 0), ("gone_held_out", 40, 0, 40, 3)],
    ids=["working", "held-out"],
)
def test_who_left_a_place_is_not_taken_for_dead_nor_the_dead_for_moved(
    finds: Finds, name: str, deaths: int, softer: int, places: int, refused: int
) -> None:
    """That he is not in a list any more may be justified; that he is not with us any more may not."""

    def is_never(sentence: str) -> bool:
        return any(item.weight is Weight.NEVER for item in finds(sentence))

    told = [item for item in sentences(name) if item[1] == "death"]
    moved = [item for item in sentences(name) if item[1] == "place"]
    assert (len(told), len(moved)) == (deaths, places)
    let_off = [item for item in told if not is_never(item[2])]
    beyond_reason = [item for item in moved if is_never(item[2])]
    assert len(let_off) <= softer, let_off
    assert len(beyond_reason) <= refused, beyond_reason


@pytest.mark.parametrize(
    ("name", "deaths", "others", "wrongly"),
    [("deaths_working", 104, 47, 1), ("deaths_held_out", 50, 0, 0)],
    ids=["working", "held-out"],
)
def test_no_plain_word_of_a_death_passes(
    stops: Stops, name: str, deaths: int, others: int, wrongly: int
) -> None:
    told = [item for item in sentences(name) if item[1] == "death"]
    good = [item for item in sentences(name) if item[1] == "-"]
    assert (len(told), len(good)) == (deaths, others)
    through = [item for item in told if not stops(item[2])]
    kept_in = [item for item in good if stops(item[2])]
    assert through == []
    assert len(kept_in) <= wrongly, kept_in


def test_the_projects_own_texts_for_families_pass(stops: Stops) -> None:
    """The exceptions ask people not to write a rank or call sign, or list whom an inquiry may be about."""
    texts = [
        (msgid, sentence)
        for language in LANGUAGES
        for prefix in ("reading.", "form.", "page.", "family.")
        for msgid in msgids(language, prefix)
        for sentence in re.split(r"(?<=[.!?:])\s+|\n", template(language, msgid))
    ]
    assert len(texts) > 1000
    stopped = {msgid for msgid, sentence in texts if stops(sentence)}
    assert stopped <= {
        "form.last-contact.hint",
        "form.other-names.hint",
        "page.start.never-what",
        "form.category.option.prisoner-of-war",
    }
