"""A desk that ends at any instant while something leaves it: what has its name is whole, and recorded."""

import os
import random
import shutil
from functools import partial
from pathlib import Path
from typing import Any

import bagit
import pytest

from crypto.letter import Attachment
from tests.desk.attachments.samples import SAMPLES
from tests.desk.world import NOW, DeskInTest, World, inquiry_form
from tests.simulators.killing_calls import calls_of, killed_at
from tracker.desk.attachments.quarantine import take_out
from tracker.desk.evidence.exporting import export_evidence
from tracker.desk.referrals.referring import Wish, prepare, refer
from tracker.desk.vault import Vault

PHOTO = SAMPLES["clean-jpeg"][0]


@pytest.fixture
def before(desk: DeskInTest, world: World) -> Path:
    """A closed vault with an inquiry that has a photograph."""
    with desk.create() as vault:
        form = inquiry_form(sharing={"icrc": True})
        world.post(world.envelope("one", form=form, attachments=(Attachment("image/jpeg", PHOTO),)))
        desk.take(vault, world.inbox())
    return desk.path


def opened(path: Path, world: World) -> Vault:
    """The vault, unlocked by anna."""
    return Vault.unlock(path, world.workers["anna"], os.urandom)


def evidence(world: World, path: Path, medium: Path) -> None:
    """An evidence folder."""
    with opened(path, world) as vault:
        export_evidence(vault, [vault.desk.cases[1]], "1", medium / "out", NOW, "en")


def referral(world: World, path: Path, medium: Path) -> None:
    """A sheet."""
    with opened(path, world) as vault:
        draft = prepare(vault, vault.desk.cases[1], Wish("icrc", "en"), NOW)
        refer(vault, draft, "1", medium / "out", NOW)


def attachment(world: World, path: Path, medium: Path) -> None:
    """A photograph in quarantine."""
    with opened(path, world) as vault:
        take_out(vault, vault.desk.cases[1], 1, "1", medium / "out", NOW, "en")


def is_out(medium: Path) -> bool:
    """Whether anything has its name; then it must be whole."""
    out = medium / "out"
    if out.is_file():
        assert out.read_text().endswith("may not be told.\n")
        return True
    if (out / "bagit.txt").is_file():
        bagit.Bag(str(out)).validate()
        return True
    photos = list(out.glob("*.quarantine"))
    assert [path.read_bytes() for path in photos] == [PHOTO] * len(photos)
    assert all(path.with_name(f"{path.name}.about.txt").is_file() for path in photos)
    return bool(photos)


@pytest.mark.parametrize("work", [evidence, referral, attachment], ids=["evidence", "referral", "attachment"])
def test_nothing_leaves_in_part_or_unrecorded(
    before: Path, world: World, tmp_path: Path, rng: random.Random, work: Any
) -> None:
    copy, medium, log = tmp_path / "copy", tmp_path / "medium", tmp_path / "calls"

    def begin() -> None:
        shutil.copy(before, copy)
        copy.with_name("copy-journal").unlink(missing_ok=True)
        shutil.rmtree(medium, ignore_errors=True)
        medium.mkdir()

    begin()
    calls = calls_of(partial(work, world, copy, medium), log)
    assert is_out(medium)
    outcomes = set()
    for call in [*rng.sample(calls[:-6], 5), *calls[-6:]]:
        begin()
        assert killed_at(partial(work, world, copy, medium), call, log)
        with opened(copy, world) as vault:
            recorded = bool(vault.desk.cases[1].triage.lasting)
        outcomes.add((is_out(medium), recorded))
    # Recorded, and the machine stopped before the name: that may be. The other way round may not.
    assert (True, False) not in outcomes
    assert (False, False) in outcomes
