"""A vault whose medium fails in the middle of an act: nothing is lost, nothing half, and it goes on later."""

import errno
import os
import random
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from copy import copy
from pathlib import Path

import pytest

from crypto.errors import TrackerError
from tests.desk.works import (
    WORKS,
    Scene,
    copy_out,
    done_whole,
    erase_rows,
    hear_colleague,
    import_letters,
    made_scene,
    make_outbox,
    note_one,
    tag_all,
    take_another,
    take_epoch,
    told,
)
from tests.desk.world import NOW, DeskInTest, World, code_of
from tests.simulators.failing_calls import calls_on_medium, dead_from, failing_once, on_failing_medium
from tests.simulators.lesser_rights import as_ordinary_user, in_a_child
from tests.simulators.stick import Stick, stick
from tracker.desk.backup import back_up
from tracker.desk.vault import Vault
from tracker.records.errors import VaultMedium

FAILURES = {"vault-medium", "vault-full", "vault-damaged"}


@pytest.fixture
def scene(desk: DeskInTest, tmp_path: Path, rng: random.Random) -> Scene:
    """A vault on which anything can be done."""
    return made_scene(desk, tmp_path, rng)


@pytest.fixture
def broken_later(tmp_path: Path) -> Iterator[Stick]:
    """A stick with a file system of its own."""
    with stick(tmp_path / "stick") as made:
        yield made


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


@pytest.mark.endurance
def test_a_stick_that_turns_read_only_in_the_middle_keeps_what_was_done(
    broken_later: Stick, desk: DeskInTest, rng: random.Random
) -> None:
    """So the system does at a broken block, also under a vault that is open."""
    scene = made_scene(desk, broken_later.folder, rng)
    scene.begin()
    broken_later.settle()
    with scene.unlock() as vault:
        note_one(vault, scene)
        before = told(vault)
        broken_later.break_down()
        assert vault.check_blobs()
        assert written(copy_out, vault, scene) == errno.EROFS
        for work in (tag_all, import_letters, take_epoch, erase_rows):
            assert code_of(work, vault, scene) == "vault-medium"
            assert told(vault) == before
        broken_later.put_in_again()
        for work in (tag_all, import_letters, take_epoch, erase_rows, copy_out):
            work(vault, scene)
        after = told(vault)
    with scene.unlock() as again:
        assert told(again) == after
        again.check_blobs()


def test_a_file_that_may_not_grow_takes_what_fits_and_goes_on_later(scene: Scene) -> None:
    """SIGXFSZ is not heard: the call fails, as at the largest file that a medium's file system knows."""

    def story() -> None:
        with scene.unlock() as vault:
            note_one(vault, scene)
            before, (_, most) = told(vault), resource.getrlimit(resource.RLIMIT_FSIZE)
            resource.setrlimit(resource.RLIMIT_FSIZE, (scene.path.stat().st_size - 1, most))
            assert written(copy_out, vault, scene) == errno.EFBIG
            for work in (take_another, tag_all, hear_colleague):
                assert code_of(work, vault, scene) == "vault-medium"
                assert told(vault) == before
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
            for work in (take_another, tag_all, hear_colleague, copy_out):
                work(vault, scene)
            after = told(vault)
        with scene.unlock() as again:
            assert told(again) == after
            again.check_blobs()

    scene.begin()
    in_a_child(story)


@pytest.mark.parametrize(("name", "mode"), [("vault", 0o444), ("", 0o555)], ids=["file", "folder"])
def test_a_vault_whose_file_or_folder_may_not_be_written_is_read(scene: Scene, name: str, mode: int) -> None:
    """The switch of a memory card, or the files of somebody else."""

    def story() -> None:
        as_ordinary_user()
        scene.folder.joinpath(name).chmod(mode)
        with scene.unlock() as vault:
            before = told(vault)
            for work in (tag_all, import_letters, erase_rows):
                assert code_of(work, vault, scene) == "vault-read-only"
                assert told(vault) == before
            assert vault.check_blobs()
        scene.folder.joinpath(name).chmod(0o700)
        with scene.unlock() as vault:
            assert told(vault) == before
            tag_all(vault, scene)
            after = told(vault)
        with scene.unlock() as again:
            assert told(again) == after != before

    scene.begin()
    in_a_child(story)


@pytest.mark.endurance
def test_a_file_that_is_made_immutable_under_an_open_vault(
    broken_later: Stick, desk: DeskInTest, rng: random.Random
) -> None:
    scene = made_scene(desk, broken_later.folder, rng)
    scene.begin()
    with scene.unlock() as vault:
        note_one(vault, scene)
        before = told(vault)
        subprocess.run(["chattr", "+i", str(scene.path)], check=True)
        assert code_of(tag_all, vault, scene) == "vault-medium"
        assert told(vault) == before
        subprocess.run(["chattr", "-i", str(scene.path)], check=True)
        tag_all(vault, scene)
        after = told(vault)
    with scene.unlock() as again:
        assert told(again) == after


@pytest.mark.parametrize(("error", "place"), [("EIO", 1), ("ENODEV", 1), ("ENODEV", 5)])
def test_a_medium_that_cannot_be_read_is_called_so(scene: Scene, error: str, place: int) -> None:
    """Where SQLite tells: of a page that it reads for a statement it says after EIO that it is malformed."""

    def refused() -> str:
        return code_of(scene.unlock)

    def told_so(code: str) -> None:
        assert code == "vault-medium"
        with scene.unlock() as vault:
            vault.check_blobs()

    scene.begin()
    on_failing_medium(refused, told_so, [f"inject=pread64:error={error}:when={place}+"], scene.log)


def written(work: Callable[[Vault, Scene], None], vault: Vault, scene: Scene) -> int | None:
    """The system's number of why something could not be written; nothing half is left of it."""
    there = set(scene.folder.iterdir())
    with pytest.raises(OSError) as found:
        work(vault, scene)
    assert set(scene.folder.iterdir()) == there
    return found.value.errno
