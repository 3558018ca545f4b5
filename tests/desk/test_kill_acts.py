"""A desk that the system ends before any write, at any instant, loses at most the act in flight."""

import os
import random
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.desk.works import WORKS, done_whole, made_scene, told
from tests.desk.world import NOW, DeskInTest, World, quiet
from tests.simulators.killing_calls import calls_of, killed_at
from tracker.desk import notes_reading
from tracker.desk.acting import act, act_on_all
from tracker.desk.acts import Assign, Note, Tag
from tracker.desk.backup import back_up
from tracker.desk.handing_over import Taker, give, take
from tracker.desk.notes import write_notes
from tracker.desk.notes_reading import read_notes
from tracker.desk.restoring import restore
from tracker.desk.undoing import undo
from tracker.desk.vault import Vault

Work = Callable[[Path], Any]
# Those have tests of their own, here and beside the lists.
KILLED_ELSEWHERE = {"act", "many", "undo", "list", "erase-list", "notes", "backup"}
# Letters, retried and stored, and the end of an inbox; the sequence is taken before the outbox has its name.
SEVERAL_STEPS = {"import", "export"}


@pytest.fixture
def before(desk: DeskInTest, world: World) -> Path:
    """A closed vault with three inquiries and two acts."""
    with desk.create() as vault:
        world.write("one", "two", "three")
        desk.take(vault, world.inbox())
        act(vault, vault.desk.cases[1], Note("перше"), NOW)
        act(vault, vault.desk.cases[2], Assign("anna"), NOW)
    return desk.path


def opened(path: Path, world: World) -> Vault:
    """The vault, unlocked by anna."""
    return Vault.unlock(path, world.workers["anna"], os.urandom)


def act_on_one(world: World, path: Path) -> None:
    """One act."""
    with opened(path, world) as vault:
        act(vault, vault.desk.cases[1], Note("друге"), NOW)


def act_on_three(world: World, path: Path) -> None:
    """One act on all inquiries."""
    with opened(path, world) as vault:
        act_on_all(vault, vault.desk.cases.values(), Tag("x"), NOW)


def undo_one(world: World, path: Path) -> None:
    """The newest act, taken back."""
    with opened(path, world) as vault:
        undo(vault, NOW)


def erase_one(world: World, path: Path) -> None:
    """An inquiry erased, if it still is there."""
    with opened(path, world) as vault, vault.transaction():
        if 1 in vault.desk.cases:
            vault.erase(vault.desk.cases[1].subject, "by hand", NOW)


def state_of(path: Path, world: World) -> tuple[frozenset[str], int]:
    """The acts that a vault has, and how many inquiries: after all of it was verified."""
    with opened(path, world) as vault:
        assert vault.check_blobs() == len(vault.desk.cases)
        cases = vault.desk.cases.values()
        return frozenset(done.id for case in cases for done in case.acts), len(cases)


@pytest.mark.parametrize(
    ("work", "added"),
    [
        pytest.param(act_on_one, (1, 0), id="act"),
        pytest.param(act_on_three, (3, 0), id="many"),
        pytest.param(undo_one, (1, 0), id="undo"),
        pytest.param(erase_one, (-1, -1), id="erase"),
    ],
)
def test_killed_before_any_write_it_is_done_whole_or_not_at_all(
    before: Path, world: World, tmp_path: Path, rng: random.Random, work: Any, added: tuple[int, int]
) -> None:
    copy, log = tmp_path / "copy", tmp_path / "calls"
    acts, cases = state_of(before, world)
    outcomes = set()
    shutil.copy(before, copy)
    calls = calls_of(partial(work, world, copy), log)
    # The last calls come after the commit.
    chosen = calls if work is act_on_one else [*rng.sample(calls[:-3], 10), *calls[-3:]]
    for call in chosen:
        shutil.copy(before, copy)
        copy.with_name("copy-journal").unlink(missing_ok=True)
        assert killed_at(partial(work, world, copy), call, log)
        after, left = state_of(copy, world)
        outcomes.add((len(after) - len(acts), left - cases))
        assert after <= acts or after >= acts
        # It goes on from there.
        work(world, copy)
    assert outcomes == {(0, 0), added}
    assert len(calls) > 20


def test_reading_notes_killed_before_any_write_goes_on_with_the_same_notes(
    before: Path, world: World, tmp_path: Path, rng: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notes_reading, "TRANSACTION_ACTS", 2)
    notes, copy, log = tmp_path / "notes", tmp_path / "copy", tmp_path / "calls"
    shutil.copy(before, copy)
    with opened(copy, world) as vault:
        for number in range(4):
            act(vault, vault.desk.cases[3], Note(f"{number}"), NOW)
        write_notes(vault, notes, NOW)
    whole = state_of(copy, world)

    def read(path: Path) -> None:
        with opened(path, world) as vault:
            read_notes(vault, notes, NOW, quiet)

    shutil.copy(before, copy)
    calls = calls_of(partial(read, copy), log)
    sizes = set()
    for call in rng.sample(calls, 14):
        shutil.copy(before, copy)
        copy.with_name("copy-journal").unlink(missing_ok=True)
        assert killed_at(partial(read, copy), call, log)
        sizes.add(len(state_of(copy, world)[0]))
        read(copy)
        assert state_of(copy, world) == whole
    assert len(sizes) > 1
    assert sizes <= {2, 3, 4, 5, 6}


@pytest.mark.parametrize(("way", "noted"), [("restore", "restored"), ("take-over", "taken-over")])
def test_a_vault_out_of_a_copy_is_whole_or_not_there_wherever_it_was_killed(
    before: Path, world: World, tmp_path: Path, rng: random.Random, way: str, noted: str
) -> None:
    copy, new, log = tmp_path / "copy", tmp_path / "new", tmp_path / "calls"
    with opened(before, world) as vault:
        back_up(vault, copy, NOW, allow_same_device=True)
        give(vault, "borys", tmp_path / "medium", NOW)
    anna, borys = world.workers["anna"], world.workers["borys"]
    again = {
        "restore": lambda: restore(copy, new, anna, NOW, os.urandom),
        "take-over": lambda: take(tmp_path / "medium", new, Taker(borys, world.documents, NOW), os.urandom),
    }[way]
    calls = calls_of(again, log)
    names = [call.name for call in calls]
    # The name is durable too.
    assert "fsync" in names[len(names) - names[::-1].index("rename") :]
    whole = state_of(new, world)
    for call in rng.sample(calls, 10):
        new.unlink()
        assert killed_at(again, call, log)
        if not new.exists():
            again()
        assert state_of(new, world) == whole
        with opened(new, world) as vault:
            assert vault.desk.custody[-1].body.type == noted


def test_a_backup_killed_before_any_write_leaves_the_last_one(
    before: Path, world: World, tmp_path: Path, rng: random.Random
) -> None:
    backup, log = tmp_path / "backup", tmp_path / "calls"

    def back() -> None:
        with opened(before, world) as vault:
            back_up(vault, backup, NOW, allow_same_device=True)

    back()
    for call in rng.sample(calls_of(back, log), 10):
        assert killed_at(back, call, log)
        shutil.copy(backup, tmp_path / "copy")
        assert len(state_of(tmp_path / "copy", world)[0]) == 2
        assert len(state_of(before, world)[0]) == 2


def test_the_journal_of_a_killed_restore_does_not_spoil_the_next_one(
    before: Path, world: World, tmp_path: Path
) -> None:
    """SQLite would roll pages of one copy back into another."""
    older, newer, new, log = (tmp_path / name for name in ("older", "newer", "new", "calls"))
    with opened(before, world) as vault:
        back_up(vault, older, NOW, allow_same_device=True)
        for number in range(30):
            act(vault, vault.desk.cases[1], Note(f"{number}" * 400), NOW)
        back_up(vault, newer, NOW, allow_same_device=True)

    def again(copy: Path) -> None:
        restore(copy, new, world.workers["anna"], NOW, os.urandom)

    ends = [call for call in calls_of(partial(again, older), log) if call.name == "ftruncate"]
    new.unlink()
    assert killed_at(partial(again, older), ends[-1], log)
    assert (tmp_path / "new.arriving-journal").stat().st_size > 0
    again(newer)
    assert len(state_of(new, world)[0]) == 32


@pytest.mark.parametrize("kind", [kind for kind in WORKS if kind not in KILLED_ELSEWHERE])
def test_whatever_is_done_is_done_again_after_a_kill(
    desk: DeskInTest, tmp_path: Path, rng: random.Random, kind: str
) -> None:
    scene, work = made_scene(desk, tmp_path, rng), WORKS[kind]
    if kind == "keyring":
        scene.world.add_epoch()

    def seen() -> tuple[object, ...]:
        with scene.unlock() as vault:
            vault.check_blobs()
            return told(vault)

    scene.begin()
    before = seen()
    calls = calls_of(partial(done_whole, work, scene), scene.log)
    whole = seen()
    found = set()
    for call in [*rng.sample(calls[:-3], 4), *calls[-3:]]:
        scene.begin()
        assert killed_at(partial(done_whole, work, scene), call, scene.log)
        after = seen()
        assert after in (before, whole) or kind in SEVERAL_STEPS
        found.add(repr(after))
        done_whole(work, scene)
        assert seen() == whole
    assert repr(whole) in found
