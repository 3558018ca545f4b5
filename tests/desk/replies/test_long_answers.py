"""Long answers go on over cells: sealed as an outbox seals them, read as a family reads them."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import TrackerError
from tests.desk.family_side import AppliedOutbox
from tests.desk.world import NOW, DeskInTest, World, inquiry_form, quiet
from tracker.desk.answering import complete_answer, write_answer
from tracker.desk.exporting import export_outbox
from tracker.desk.replies.room import room_of
from tracker.desk.vault import Vault
from tracker.records.answer import ANSWER_MAX_BYTES
from tracker.records.cells import PART_MAX, split_answer
from tracker.records.reading import read_answer

WORK = {"work": "being-traced", "knowledge": {"value": "none"}}
SENTENCE = {
    "uk": "Ми шукаємо далі в усіх джерелах, які для нас відкриті.\n",
    "ru": "Мы ищем дальше во всех источниках, которые для нас открыты.\n",
    "en": "We go on searching in all sources that are open to us.\n",
}


def long_text(content: dict[str, Any], size: int) -> str:
    """A text with which the answer's JSON has so many bytes."""
    sentence = SENTENCE[content["language"]]
    left = size - room_of({**content, "text": ""}).used
    text = ""
    # A line break is two bytes of JSON, a full stop one.
    while len((text + sentence).encode()) + text.count("\n") + 1 <= left:
        text += sentence
    return text + "." * (left - len(text.encode()) - text.count("\n"))


@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_one_to_four_cells_are_sealed_and_read_to_the_last_byte(
    desk: DeskInTest, world: World, vault: Vault, tmp_path: Path, language: str
) -> None:
    sizes = [
        PART_MAX,
        PART_MAX + 1,
        2 * PART_MAX,
        2 * PART_MAX + 1,
        3 * PART_MAX,
        3 * PART_MAX + 1,
        ANSWER_MAX_BYTES,
    ]
    names = [f"family {size}" for size in sizes]
    for name in names:
        world.post(world.envelope(name, form=inquiry_form(language=language)))
    desk.take(vault, world.inbox())
    written = {}
    for case, size, name in zip(list(vault.desk.cases.values()), sizes, names, strict=True):
        text = long_text(complete_answer(case, WORK, NOW), size)
        written[name] = write_answer(vault, case, {**WORK, "text": text}, NOW).content
        assert room_of(written[name]).used == size
    result = export_outbox(vault, tmp_path / "outbox", list(world.workers.values()), NOW, quiet, processes=1)
    outbox = AppliedOutbox(result.path, world.head)
    for name, cells in zip(names, (1, 2, 2, 3, 3, 4, 4), strict=True):
        told = outbox.answer(world.family(name))
        assert told == written[name]
        assert told["text"] in read_answer(told, language)[1][1]
        assert len(split_answer(told)) == room_of(told).cells == cells


@given(st.text(max_size=12_000))
def test_the_room_shown_is_the_room_taken(text: str) -> None:
    content = {**WORK, "text": text, "language": "uk", "answered": "2026-09-21", "again": "2026-09-28"}
    room = room_of(content)
    assert room.left == ANSWER_MAX_BYTES - room.used
    assert 0 <= room.left_in_cell <= PART_MAX or room.left < 0
    if room.left >= 0:
        parts = split_answer(content)
        assert len(parts) == room.cells
        assert room.left_in_cell >= min(PART_MAX + 2 - len(parts[-1]), room.left)


def test_a_byte_too_many_is_refused(desk: DeskInTest, world: World, vault: Vault) -> None:
    world.write("one")
    desk.take(vault, world.inbox())
    case = vault.desk.cases[1]
    text = long_text(complete_answer(case, WORK, NOW), ANSWER_MAX_BYTES)
    assert room_of(complete_answer(case, {**WORK, "text": text + "."}, NOW)).left == -1
    with pytest.raises(TrackerError) as found:
        write_answer(vault, case, {**WORK, "text": text + "."}, NOW)
    assert found.value.code == "answer-too-large"
