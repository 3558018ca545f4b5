"""The note at the end of a shift says what changed, what waits and for whom, and names no family."""

import pytest

from tests.desk.world import NOW, DeskInTest, World, inquiry_form
from tracker.desk.acting import act
from tracker.desk.acts import KINDS, Assign, Escalate, Note
from tracker.desk.answering import write_answer
from tracker.desk.shift import QUEUES, ShiftNote, note_lines, shift_note
from tracker.desk.vault import Vault
from tracker.records.form import LANGUAGES


@pytest.fixture
def note(desk: DeskInTest, world: World, vault: Vault) -> ShiftNote:
    """Of a shift in which three letters came, one was assigned, one answered, one escalated."""
    world.post(world.envelope("one", form=inquiry_form(urgent=["medicine"])))
    world.write("two", "three")
    desk.take(vault, world.inbox())
    cases = vault.desk.cases
    act(vault, cases[1], Assign("borys"), NOW + 10)
    act(vault, cases[1], Note("a secret note"), NOW + 20)
    write_answer(vault, cases[2], {"work": "being-traced", "knowledge": {"value": "none"}}, NOW + 30)
    act(vault, cases[3], Escalate(True, "a secret reason"), NOW + 40)
    return shift_note(vault.desk, NOW, NOW + 3600)


def test_it_says_what_changed_and_what_waits_for_whom(note: ShiftNote) -> None:
    assert (note.letters, note.arrived, note.withdrawn) == (3, (1, 2, 3), ())
    assert note.changed == {"answer": (2,), "assign": (1,), "note": (1,), "escalate": (3,)}
    assert note.waits == {
        "borys": {"urgent": (1,), "new": (1,)},
        "": {"escalated": (3,), "new": (3,)},
    }
    assert list(note.waits) == ["borys", ""]
    assert [alarm.kind for alarm in note.alarms] == ["backup-needed"]


def test_what_was_before_the_shift_is_not_told_again(vault: Vault, note: ShiftNote) -> None:
    later = shift_note(vault.desk, NOW + 35, NOW + 3600)
    assert (later.letters, later.changed) == (0, {"escalate": (3,)})
    assert later.waits == note.waits


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_may_lie_on_a_table(note: ShiftNote, language: str) -> None:
    text = "\n".join(note_lines(note, language))
    for secret in ("Вигадана", "secret", "medicine"):
        assert secret not in text
    assert "C-000001" in text
    assert "borys" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_act_and_queue_has_words(language: str) -> None:
    changed = dict.fromkeys(KINDS, tuple(range(20)))
    note = ShiftNote(0, 1, 1, (1,), (1,), changed, {"": dict.fromkeys(QUEUES, (1,))}, ())
    text = "\n".join(note_lines(note, language))
    assert text.count("+8") == len(KINDS)


def test_an_empty_shift_says_so(vault: Vault) -> None:
    lines = list(note_lines(shift_note(vault.desk, NOW, NOW + 3600), "en"))
    assert "  nothing" in lines
