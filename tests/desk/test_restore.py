"""A copy becomes a vault again, with a caseworker's key or the recovery identity: whole, or not at all."""

from pathlib import Path
from typing import Any

import pytest

from crypto.keys import SigningKey
from crypto.recipient import Identity
from crypto.transcript import KeyKind, Suspect
from tests.desk.test_vault import change
from tests.desk.world import DAY, NOW, DeskInTest, World, code_of, seed
from tracker.desk.acting import act
from tracker.desk.acts import Note
from tracker.desk.answering import write_answer
from tracker.desk.backup import back_up
from tracker.desk.ceremony_folder import Handed
from tracker.desk.queues import in_queue
from tracker.desk.restoring import recover, restore
from tracker.desk.vault import Vault

TRACED = {"work": "being-traced", "knowledge": {"value": "none"}, "text": "шукаємо"}


@pytest.fixture
def copy(desk: DeskInTest, world: World, tmp_path: Path) -> Path:
    """A backup of a vault with letters, an answer and a note."""
    with desk.create() as vault:
        world.write("one", "two")
        desk.take(vault, world.inbox())
        write_answer(vault, vault.desk.cases[1], TRACED, NOW)
        act(vault, vault.desk.cases[2], Note("дзвонили"), NOW + DAY)
        back_up(vault, tmp_path / "copy", NOW + DAY, allow_same_device=True)
    return tmp_path / "copy"


def restored(copy: Path, desk: DeskInTest, who: str = "anna", **more: Any) -> Any:
    """The copy as the vault `new`."""
    target = desk.path.with_name("new")
    return restore(copy, target, desk.world.workers[who], NOW + 3 * DAY, desk.randomness, **more)


@pytest.mark.parametrize("who", ["anna", "borys"])
def test_a_copy_comes_back_whole_and_says_what_it_is(copy: Path, desk: DeskInTest, who: str) -> None:
    before = copy.read_bytes()
    found = restored(copy, desk, who)
    assert (found.cases, found.blobs, found.size, found.last_at) == (2, 2, 2, NOW + DAY)
    assert found.owns_sequence
    assert copy.read_bytes() == before
    assert [path.name for path in desk.path.parent.glob("new.*")] == []
    with Vault.unlock(desk.path.with_name("new"), desk.world.workers[who], desk.randomness) as again:
        assert again.desk.cases[1].answers[0].content["text"] == "шукаємо"
        assert [done.act for done in again.desk.cases[2].triage.notes] == [Note("дзвонили")]
        (event,) = again.desk.custody
        assert (event.body.type, event.body.hash) == ("restored", found.hash)  # type: ignore[union-attr]


def test_a_copy_that_was_altered_gives_no_vault(copy: Path, desk: DeskInTest) -> None:
    change(copy, "UPDATE blobs SET ciphertext = zeroblob(length(ciphertext)) WHERE id = 2")
    assert code_of(restored, copy, desk) == "vault-tampered"
    assert [path.name for path in desk.path.parent.glob("new*")] == []


def test_a_copy_cut_off_gives_no_vault(copy: Path, desk: DeskInTest) -> None:
    data = copy.read_bytes()
    for length in (0, 100, len(data) // 2, len(data) - 1):
        copy.write_bytes(data[:length])
        assert code_of(restored, copy, desk) in {"vault-damaged", "vault-tampered"}
    assert [path.name for path in desk.path.parent.glob("new*")] == []


def test_nothing_is_overwritten(copy: Path, desk: DeskInTest) -> None:
    desk.path.with_name("new").write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        restored(copy, desk)
    assert desk.path.with_name("new").read_bytes() == b"mine"


def test_strangers_and_the_recovery_key_alone_do_not_restore(copy: Path, desk: DeskInTest) -> None:
    desk.world.workers["mallory"] = Identity(seed("mallory"))
    assert code_of(restored, copy, desk, "mallory") == "vault-not-member"
    desk.world.workers["recovery"] = desk.world.recovery
    assert code_of(restored, copy, desk, "recovery") == "vault-not-member"
    assert not desk.path.with_name("new").exists()


def test_a_copy_on_another_trust_root_is_refused(copy: Path, desk: DeskInTest) -> None:
    assert code_of(restored, copy, desk, trust=b"another") == "vault-other"


@pytest.fixture
def renewed(copy: Path, world: World) -> World:
    """All caseworkers' keys are lost; a ceremony made a keyring with new ones."""
    world.workers = {name: Identity(seed(f"{name} anew")) for name in ("clara", "dmytro")}
    world.add_epoch()
    return world


def recovered(copy: Path, desk: DeskInTest, worker: Identity, **more: Any) -> Any:
    """The copy as the vault `new`, opened by the recovery identity."""
    world = desk.world
    given = {"recovery": world.recovery, "documents": world.documents, **more}
    transcripts = {world.transcript.hash: world.transcript.encode()}
    handed = Handed(given["documents"].keyring, given["documents"].roster, transcripts)
    return recover(
        copy,
        desk.path.with_name("new"),
        given["recovery"],
        worker,
        given["documents"],
        handed.said_since,
        NOW + 3 * DAY,
        desk.randomness,
    )


def test_the_recovery_identity_opens_a_copy_when_all_keys_are_lost(
    copy: Path, desk: DeskInTest, renewed: World
) -> None:
    found = recovered(copy, desk, renewed.workers["clara"])
    assert (found.cases, found.epoch) == (2, 0)
    again = DeskInTest(renewed, desk.path.with_name("new"), desk.randomness)
    with again.unlock("dmytro") as vault:
        assert vault.desk.store.head.epoch == 1
        assert [event.body.type for event in vault.desk.custody] == ["recovered", "restored"]
        renewed.write("three")
        again.take(vault, renewed.inbox())
        act(vault, vault.desk.cases[3], Note("далі"), NOW + 4 * DAY)
    with again.unlock("clara") as vault:
        assert len(vault.desk.cases[3].triage.notes) == 1
    for old in ("anna", "borys"):
        renewed.workers[old] = Identity(seed(old))
        assert code_of(again.unlock, old) == "vault-not-member"


def test_a_recovery_believes_no_key_that_was_stolen(copy: Path, desk: DeskInTest, world: World) -> None:
    """A thief who took a caseworker's key may have read the letters, and written the answer."""
    key = world.workers["anna"]
    stolen = (
        Suspect(KeyKind.RECIPIENT, "anna", key.recipient.id, 1),
        Suspect(KeyKind.SIGNER, "anna", key.signing_key.public, 0),
    )
    world.workers = {"clara": Identity(seed("clara anew"))}
    world.threshold = 1
    world.add_epoch(suspects=stolen)
    found = recovered(copy, desk, world.workers["clara"])
    assert [item.start for item in found.said.suspected] == [1, 0]
    assert (found.exposed, found.said.without) == (("C-000002",), ())
    again = DeskInTest(world, desk.path.with_name("new"), desk.randomness)
    with again.unlock("clara") as vault:
        assert [case.number for case in in_queue(vault.desk, "exposed")] == [2]
        assert vault.desk.cases[1].published_answer is None
        assert "answer-suspect" in vault.desk.cases[1].flags


def test_only_who_the_newest_keyring_names_recovers(copy: Path, desk: DeskInTest, renewed: World) -> None:
    stranger = Identity(seed("mallory"))
    assert code_of(recovered, copy, desk, stranger) == "restore-nobody"
    assert code_of(recovered, copy, desk, renewed.workers["clara"], recovery=stranger) == "vault-not-member"
    assert [path.name for path in desk.path.parent.glob("new*")] == []


def test_a_keyring_of_somebody_elses_making_recovers_nothing(
    copy: Path, desk: DeskInTest, renewed: World
) -> None:
    """Neither one with another beginning nor one that continues ours under other officers."""
    clara = renewed.workers["clara"]
    elsewhere, forged = World(workers=dict(renewed.workers)), World()
    forged.workers = dict(renewed.workers)
    forged.officers = [SigningKey(seed(f"false officer {number}")) for number in range(3)]
    forged.add_epoch()
    assert code_of(recovered, copy, desk, clara, documents=elsewhere.documents) == "vault-other"
    assert code_of(recovered, copy, desk, clara, documents=forged.documents) == "officers-missing"
    assert not desk.path.with_name("new").exists()


def test_whose_own_key_opens_it_needs_no_recovery(copy: Path, desk: DeskInTest, world: World) -> None:
    world.add_epoch()
    assert code_of(recovered, copy, desk, world.workers["anna"]) == "restore-member"


def test_a_recovered_vault_with_a_forged_keyring_does_not_open(
    copy: Path, desk: DeskInTest, renewed: World
) -> None:
    """Whoever has the recovery key still needs the officers."""
    forged = World(workers=dict(renewed.workers))
    forged.officers = forged.officers[::-1]
    forged.add_epoch()
    target = desk.path.with_name("new")
    target.write_bytes(copy.read_bytes())
    with Vault.unlock(target, renewed.recovery, desk.randomness) as vault:
        vault.identity = renewed.workers["clara"]
        vault.take_keyring(forged.documents, NOW + DAY, recovered_by="clara")
    assert code_of(Vault.unlock, target, renewed.workers["clara"], desk.randomness) == "vault-tampered"
