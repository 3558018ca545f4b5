"""A vault whose medium fails in the middle of an act: nothing is lost, nothing half, and it goes on later."""

import os
import random
import shutil
from collections.abc import Callable
from copy import copy
from pathlib import Path
from typing import NamedTuple

import pytest

from crypto.errors import TrackerError
from tests.desk.lists.fictional import ISSUER, ROUTE, csv_of, invented, rows_of
from tests.desk.world import NOW, DeskInTest, World, code_of, quiet
from tests.simulators.failing_calls import calls_on_medium, dead_from, failing_once, on_failing_medium
from tracker.desk.acting import act, act_on_all
from tracker.desk.acts import Note, Tag
from tracker.desk.backup import back_up
from tracker.desk.erasing import erase_by_hand
from tracker.desk.exporting import export_outbox
from tracker.desk.handing_over import give
from tracker.desk.importing import import_inbox
from tracker.desk.lists.guessing import guess_mapping
from tracker.desk.lists.keeping import erase_list, lists, take_list
from tracker.desk.lists.reading import read_table
from tracker.desk.notes import write_notes
from tracker.desk.notes_reading import read_notes
from tracker.desk.saved_queries import save_query
from tracker.desk.undoing import undo
from tracker.desk.vault import Vault
from tracker.records.errors import VaultMedium

FAILURES = {"vault-medium", "vault-full", "vault-damaged"}


class Scene(NamedTuple):
    """A vault as it was made, the world around it, and a folder for what goes in and out."""

    made: Path
    world: World
    folder: Path
    log: Path

    @property
    def path(self) -> Path:
        """The vault that is worked on."""
        return self.folder / "vault"

    def begin(self) -> None:
        """The vault as it was made."""
        shutil.copy(self.made, self.path)
        self.path.with_name("vault-journal").unlink(missing_ok=True)
        for name in ("outbox", "copy", "given"):
            (self.folder / name).unlink(missing_ok=True)

    def unlock(self) -> Vault:
        """Opens it as anna."""
        return Vault.unlock(self.path, self.world.workers["anna"], os.urandom)


@pytest.fixture
def scene(desk: DeskInTest, world: World, tmp_path: Path, rng: random.Random) -> Scene:
    """Three inquiries, a note, a list; a colleague's notes, and an inbox with more letters."""
    folder = tmp_path / "work"
    folder.mkdir()
    with desk.create() as vault:
        world.write("one", "two", "three")
        desk.take(vault, world.inbox())
        act(vault, vault.desk.cases[1], Note("перше"), NOW)
        with desk.handed_over(vault).unlock("borys") as theirs:
            for number in (1, 2, 3):
                act(theirs, theirs.desk.cases[number], Note("від колеги"), NOW)
            write_notes(theirs, folder / "notes", NOW)
        take_rows(vault, rng, 30)
    world.write("four", "five", "six")
    (folder / "inbox").write_bytes(world.inbox())
    return Scene(desk.path, world, folder, tmp_path / "calls")


def take_rows(vault: Vault, rng: random.Random, count: int) -> None:
    """Takes a list of so many invented people."""
    table = read_table(csv_of(rows_of(invented(rng, count))), "invented.csv")
    take_list(vault, table, guess_mapping(table), ISSUER, "2026-09-10", ROUTE, NOW)


def note_one(vault: Vault, _: Scene) -> None:
    """A note, unless it is there."""
    case = vault.desk.cases[1]
    if Note("друге") not in [done.act for done in case.triage.notes]:
        act(vault, case, Note("друге"), NOW)


def tag_all(vault: Vault, _: Scene) -> None:
    """A tag on all inquiries that lack it, in one act."""
    lacking = [case for case in vault.desk.cases.values() if "x" not in case.triage.tags]
    act_on_all(vault, lacking, Tag("x"), NOW)


def undo_one(vault: Vault, _: Scene) -> None:
    """The first note taken back, if it still counts."""
    if vault.desk.cases[1].triage.notes:
        undo(vault, NOW)


def erase_one(vault: Vault, _: Scene) -> None:
    """An inquiry erased, if it still is there."""
    if 2 in vault.desk.cases:
        erase_by_hand(vault, vault.desk.cases[2], NOW)


def take_another(vault: Vault, _: Scene) -> None:
    """A second list, unless it is there."""
    if len(lists(vault.desk)) < 2:
        take_rows(vault, random.Random(7), 60)


def erase_rows(vault: Vault, _: Scene) -> None:
    """The list erased, if it still is there."""
    for taken in lists(vault.desk):
        erase_list(vault, taken, NOW)


def hear_colleague(vault: Vault, scene: Scene) -> None:
    """A colleague's notes."""
    read_notes(vault, scene.folder / "notes", NOW, quiet)


def import_letters(vault: Vault, scene: Scene) -> None:
    """An inbox with three more letters."""
    import_inbox(vault, scene.folder / "inbox", NOW, "2026-09-01", quiet, processes=1)


def save(vault: Vault, _: Scene) -> None:
    """A query under a name."""
    save_query(vault, "mine", "urgent:yes", NOW)


def take_epoch(vault: Vault, scene: Scene) -> None:
    """A newer keyring, with a fresh vault key."""
    if vault.desk.store.head.epoch == 0:
        vault.take_keyring(scene.world.documents, NOW)


def make_outbox(vault: Vault, scene: Scene) -> None:
    """An outbox signed by everybody, under a new name if one lies there."""
    path = scene.folder / "outbox"
    if vault.desk.exported:
        return
    path.unlink(missing_ok=True)
    export_outbox(vault, path, list(scene.world.workers.values()), NOW, quiet, processes=1)


def copy_out(vault: Vault, scene: Scene) -> None:
    """A backup."""
    back_up(vault, scene.folder / "copy", NOW, allow_same_device=True)


def hand_over(vault: Vault, scene: Scene) -> None:
    """A copy with the sequence, for a colleague."""
    if vault.desk.owns_sequence:
        (scene.folder / "given").unlink(missing_ok=True)
        give(vault, "borys", scene.folder / "given", NOW, with_sequence=True)


WORKS: dict[str, Callable[[Vault, Scene], None]] = {
    "act": note_one,
    "many": tag_all,
    "undo": undo_one,
    "erase": erase_one,
    "list": take_another,
    "erase-list": erase_rows,
    "notes": hear_colleague,
    "import": import_letters,
    "query": save,
    "keyring": take_epoch,
    "export": make_outbox,
    "backup": copy_out,
    "hand-over": hand_over,
}


def told(vault: Vault) -> tuple[object, ...]:
    """What a desk shows."""
    desk = vault.desk
    cases = [(number, case.triage.tags, len(case.triage.notes)) for number, case in desk.cases.items()]
    lists_there = [(taken.label, taken.body.rows) for taken in lists(desk)]
    flags = (desk.owns_sequence, bool(desk.exported), desk.backed_up_at, desk.store.head.epoch)
    return (cases, desk.size, lists_there, desk.saved_queries, flags)


@pytest.mark.parametrize("kind", WORKS)
def test_it_fails_and_is_done_again_when_the_medium_is_back(
    scene: Scene, rng: random.Random, kind: str
) -> None:
    work = WORKS[kind]
    if kind == "keyring":
        scene.world.add_epoch()
    scene.begin()
    with scene.unlock() as vault:
        before = told(vault)
    unlocking = len(calls_on_medium(lambda: scene.unlock().close(), scene.log))
    scene.begin()
    calls = calls_on_medium(lambda: done_whole(work, scene), scene.log)
    with scene.unlock() as vault:
        whole = told(vault)
    assert whole != before

    def fail() -> tuple[Vault, str]:
        vault = scene.unlock()
        try:
            work(vault, scene)
        except (TrackerError, OSError) as error:
            # Shown now is what was there before, or what is durable of it; never less.
            assert told(vault)[1] == before[1] or kind == "import"
            assert told(vault) in (before, whole) or kind in ("import", "notes", "export")
            return vault, error.code if isinstance(error, TrackerError) else "os"
        return vault, ""

    def go_on(failed: tuple[Vault, str]) -> None:
        vault, code = failed
        assert code in {"", "os", *FAILURES}
        try:
            work(vault, scene)
        except VaultMedium:
            # What failed was done after all: the caseworker looks, and goes on.
            assert told(vault) == whole or kind in ("import", "notes", "export")
            work(vault, scene)
        assert told(vault) == whole
        vault.close()
        with scene.unlock() as again:
            again.check_blobs()
            assert told(again) == whole

    places = range(unlocking, len(calls))
    chosen = [*rng.sample(places, min(4, len(places))), *places[-2:]]
    for place in chosen:
        for failing in (dead_from(calls, place, "EIO"), failing_once(calls, place, "EIO")):
            scene.begin()
            on_failing_medium(fail, go_on, failing, scene.log)


def test_a_desk_that_is_kept_stays_as_it_was_whatever_is_done(scene: Scene) -> None:
    scene.world.add_epoch()
    scene.begin()
    with scene.unlock() as vault:
        kept = vault.desk.kept()
        picture = {name: copy(value) for name, value in vars(kept).items()}
        picture["frontier"] = vault.desk.frontier_at(vault.desk.size)
        assert kept == vault.desk
        for work in WORKS.values():
            work(vault, scene)
        assert vars(kept) == picture
        changed = {name for name, value in picture.items() if getattr(vault.desk, name) != value}
        assert {"leaves", "frontier", "cases", "acts", "buried", "lists", "keyring", "custody"} <= changed


def done_whole(work: Callable[[Vault, Scene], None], scene: Scene) -> None:
    """A work on a medium that does not fail."""
    with scene.unlock() as vault:
        work(vault, scene)


def test_a_vault_that_was_moved_away_is_not_written_to_unseen(scene: Scene) -> None:
    """SQLite would go on writing to a file that nobody finds again."""
    scene.begin()
    with scene.unlock() as vault:
        note_one(vault, scene)
        before, away = told(vault), scene.folder / "away"
        scene.path.rename(away)
        for work in (tag_all, import_letters, make_outbox, erase_rows):
            assert code_of(work, vault, scene) == "vault-medium"
            assert told(vault) == before
        away.rename(scene.path)
        tag_all(vault, scene)
        after = told(vault)
    with scene.unlock() as again:
        assert told(again) == after


def test_a_medium_that_is_put_in_again_is_gone_on_with(scene: Scene) -> None:
    """It is another file to the system then."""
    scene.begin()
    with scene.unlock() as vault:
        note_one(vault, scene)
        kept = scene.folder / "kept"
        shutil.copy(scene.path, kept)
        scene.path.unlink()
        assert code_of(tag_all, vault, scene) == "vault-medium"
        kept.rename(scene.path)
        tag_all(vault, scene)
        back_up(vault, scene.folder / "copy", NOW, allow_same_device=True)
        after = told(vault)
    with scene.unlock() as again:
        assert told(again) == after
        again.check_blobs()


def test_an_older_copy_or_another_vault_is_not_gone_on_with(scene: Scene, desk: DeskInTest) -> None:
    scene.begin()
    with scene.unlock() as vault:
        note_one(vault, scene)
        before, newest = told(vault), scene.folder / "newest"
        scene.path.rename(newest)
        shutil.copy(scene.made, scene.path)
        for _ in range(2):
            assert code_of(tag_all, vault, scene) == "vault-other"
        scene.path.unlink()
        DeskInTest(World(), scene.path, os.urandom).create().close()
        assert code_of(tag_all, vault, scene) == "vault-other"
        assert told(vault) == before
        newest.rename(scene.path)
        tag_all(vault, scene)
        assert told(vault) != before
