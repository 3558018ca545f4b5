"""Every kind of act on a vault, each done only if it was not done yet, and what a desk shows of them."""

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.desk.lists.fictional import ISSUER, ROUTE, csv_of, invented, rows_of
from tests.desk.world import NOW, DeskInTest, World, quiet
from tracker.desk.acting import act, act_on_all
from tracker.desk.acts import Note, Tag
from tracker.desk.answering import write_answer
from tracker.desk.backup import back_up
from tracker.desk.erasing import erase_by_hand
from tracker.desk.exporting import ExportResult, export_outbox
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


def made_scene(desk: DeskInTest, tmp_path: Path, rng: random.Random) -> Scene:
    """Three inquiries, a note, a list; a colleague's notes, and an inbox with more letters."""
    world = desk.world
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
    export_signed(vault, scene.world, path)


def export_signed(vault: Vault, world: World, path: Path, now: int = NOW) -> ExportResult:
    """An outbox signed by everybody."""
    return export_outbox(vault, path, list(world.workers.values()), now, quiet, processes=1)


def take_applied(desk: DeskInTest, vault: Vault, sequence: int, name: bytes) -> str:
    """One more inquiry, from a server that has applied this outbox; the code of any doubt about that."""
    world = desk.world
    world.write(f"one more {len(world.log)}")
    world.applied = {"desk": (sequence, name)}
    doubt = desk.take(vault, world.inbox()).doubt
    return doubt.code if doubt else ""


def take_traced(desk: DeskInTest, vault: Vault) -> None:
    """The first inquiry, answered that the person is being traced."""
    desk.world.write("one")
    desk.take(vault, desk.world.inbox())
    traced = {"work": "being-traced", "knowledge": {"value": "none"}, "text": "шукаємо"}
    write_answer(vault, vault.desk.cases[1], traced, NOW)


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


def done_whole(work: Callable[[Vault, Scene], None], scene: Scene) -> None:
    """A work on a medium that does not fail."""
    with scene.unlock() as vault:
        work(vault, scene)
