"""Changing hands: a copy for one caseworker alone, keys under suspicion, old identities destroyed in time."""

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from crypto.errors import TrackerError
from crypto.hand_over import seal_key, seal_stream
from crypto.letter import Kind
from crypto.recipient import Identity
from crypto.sshsig import join_signed, sign
from crypto.transcript import KeyKind, Suspect
from tests.desk.world import DAY, NOW, DeskInTest, World, inquiry_form, quiet, seed
from tracker.desk.acting import act
from tracker.desk.acts import Confirm
from tracker.desk.answering import confirm_answer, write_answer
from tracker.desk.backup import back_up
from tracker.desk.ceremony_folder import read_handed
from tracker.desk.commands import outgoing
from tracker.desk.custody import custody_facts
from tracker.desk.days import add_days, day_of
from tracker.desk.exporting import export_outbox
from tracker.desk.handing_over import Taker, give, take
from tracker.desk.importing import import_inbox
from tracker.desk.notes import write_notes
from tracker.desk.queues import in_queue
from tracker.desk.retiring import destroy
from tracker.desk.status import status_facts
from tracker.desk.vault import Vault
from tracker.records.errors import IdentityAwaited

CANARY = "канарка-5H8X"
TRACED = {"work": "being-traced", "knowledge": {"value": "none"}, "text": "Шукаємо."}
LOCATED = {
    "work": "answered",
    "knowledge": {"value": "located", "source": "icrc", "date": "2026", "confidence": "low"},
}
KEYFILE_BYTES = 300


def refused(code: str) -> "pytest.RaisesExc[TrackerError]":
    """Expects a refusal with this code."""
    return pytest.raises(TrackerError, check=lambda error: error.code == code)


def suspect(kind: KeyKind, name: str, world: World, start: int) -> Suspect:
    """A line of a transcript about a key of one of the caseworkers."""
    identity = world.workers[name]
    key = identity.recipient.id if kind is KeyKind.RECIPIENT else identity.signing_key.public
    return Suspect(kind, name, key, start)


def go_over(vault: Vault, world: World, now: int = NOW) -> None:
    """Takes the world's newest keyring, with what its transcript says, as the command does."""
    folder = vault.file.path.with_name(f"ceremony-{world.head.epoch}")
    folder.mkdir()
    (folder / "keyring").write_bytes(world.documents.keyring)
    (folder / "roster").write_bytes(world.documents.roster)
    (folder / "transcript").write_bytes(world.transcript.encode())
    said = read_handed(folder).suspicions(world.head)
    assert said is not None
    vault.take_keyring(world.documents, now, said)


@pytest.fixture
def joined(vault: Vault, desk: DeskInTest, world: World) -> Vault:
    """A vault with a letter from before clara came, and clara in the newest keyring."""
    world.post(world.envelope("one", form=inquiry_form(text=CANARY)))
    desk.take(vault, world.inbox())
    world.workers["clara"] = Identity(seed("clara"))
    world.add_epoch()
    go_over(vault, world)
    return vault


@pytest.fixture
def clara(world: World) -> Callable[[], Taker]:
    """The new caseworker, who judges by the newest keyring."""
    return lambda: Taker(world.workers["clara"], world.documents, NOW + DAY)


def test_a_new_caseworker_reads_old_letters_from_a_copy_that_only_they_can_open(
    joined: Vault, clara: Callable[[], Taker], tmp_path: Path, rng: random.Random
) -> None:
    given = give(joined, "clara", tmp_path / "for-clara", NOW)
    whole = (tmp_path / "for-clara").read_bytes()
    assert CANARY.encode() not in whole
    assert joined.file.path.read_bytes()[:4096] not in whole
    took = take(tmp_path / "for-clara", tmp_path / "clara-vault", clara(), rng.randbytes)
    assert (took, took.giver) == (given, "anna")
    with Vault.unlock(tmp_path / "clara-vault", clara().identity, rng.randbytes) as theirs:
        assert theirs.desk.cases[1].form["text"] == CANARY
        log = [(row["what"], row["name"], row["by"]) for row in custody_facts(theirs.desk)]
        assert log == [("handed-over", "clara", "anna"), ("taken-over", "anna", "clara")]
    assert [row["what"] for row in custody_facts(joined.desk)] == ["handed-over"]


def test_a_document_that_names_another_state_of_the_vault_is_refused(
    joined: Vault, tmp_path: Path, clara: Callable[[], Taker], rng: random.Random
) -> None:
    key, file = rng.randbytes(32), tmp_path / "file"
    given = give(joined, "clara", file, NOW)
    sealed = seal_key(key, clara().identity.recipient, given.origin, given.publisher, given.vault)
    vault = joined.file.raw().read()
    other = seed("id")[:16]
    elsewhere = seal_key(key, clara().identity.recipient, given.origin, given.publisher, other)
    for changed in (
        replace(given, sealed=sealed, events=given.events + 1),
        replace(given, sealed=sealed, chain=seed("chain")),
        replace(given, sealed=elsewhere, vault=other),
    ):
        lie = changed.encode()
        signature = sign(joined.identity.signing_key, f"hand-over@{given.origin}", lie)
        file.write_bytes(join_signed(lie, [signature]) + b"".join(seal_stream(key, lie, [vault])))
        with pytest.raises(TrackerError, check=lambda error: error.code.startswith("hand-over-")):
            take(file, tmp_path / "new", clara(), rng.randbytes)
        assert not (tmp_path / "new").exists()


def test_nobody_else_can_take_it(joined: Vault, world: World, tmp_path: Path, rng: random.Random) -> None:
    give(joined, "clara", tmp_path / "for-clara", NOW)
    other = Taker(world.workers["borys"], world.documents, NOW)
    with refused("hand-over-other"):
        take(tmp_path / "for-clara", tmp_path / "new", other, rng.randbytes)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    "write",
    [
        lambda vault, path: give(vault, "clara", path, NOW),
        lambda vault, path: write_notes(vault, path, NOW),
        lambda vault, path: back_up(vault, path, NOW, allow_same_device=True),
    ],
    ids=["hand-over", "notes", "backup"],
)
def test_whoever_types_the_vaults_own_name_does_not_lose_it(
    joined: Vault, write: Callable[[Vault, Path], object], tmp_path: Path
) -> None:
    """An older hand-over, older notes are written over; the vault would be, too."""
    link = tmp_path / "link"
    link.symlink_to(joined.file.path)
    before = joined.file.path.read_bytes()
    for path in (joined.file.path, link):
        with pytest.raises(FileExistsError):
            write(joined, path)
    assert joined.file.path.read_bytes() == before


@pytest.mark.parametrize("command", [outgoing.export, outgoing.backup], ids=["export", "backup"])
def test_no_command_writes_over_the_vault(
    vault: Vault, desk: DeskInTest, session_options: list[str], command: click.Command
) -> None:
    vault.close()
    more = ["--same-device"] if command is outgoing.backup else []
    done = CliRunner().invoke(command, [*session_options, *more, str(desk.path)])
    assert isinstance(done.exception, FileExistsError)
    desk.unlock().close()


@pytest.mark.parametrize("name", ["nobody", "anna"])
def test_it_is_given_to_another_caseworker_of_today(joined: Vault, name: str, tmp_path: Path) -> None:
    with refused("hand-over-nobody"):
        give(joined, name, tmp_path / "file", NOW)
    assert not (tmp_path / "file").exists()
    assert joined.desk.custody == []


def test_a_giver_whom_the_newest_keyring_has_not_is_refused(
    joined: Vault, world: World, tmp_path: Path, clara: Callable[[], Taker], rng: random.Random
) -> None:
    give(joined, "clara", tmp_path / "for-clara", NOW)
    world.workers.pop("anna")
    world.threshold = 1
    world.add_epoch()
    with refused("hand-over-signer"):
        take(tmp_path / "for-clara", tmp_path / "new", clara(), rng.randbytes)


def test_no_altered_or_cut_hand_over_becomes_a_vault(
    joined: Vault, tmp_path: Path, clara: Callable[[], Taker], rng: random.Random
) -> None:
    give(joined, "clara", tmp_path / "whole", NOW)
    whole = (tmp_path / "whole").read_bytes()
    head = whole.index(b"-----END") + 8
    places = [*range(0, head, 41), *(rng.randrange(len(whole)) for _ in range(40)), len(whole) - 1]
    spoiled = [whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :] for place in places]
    spoiled += [whole[:-1], whole[: len(whole) // 2], whole + b"\0", b""]
    for data in spoiled:
        (tmp_path / "spoiled").write_bytes(data)
        with pytest.raises(TrackerError, check=lambda error: error.code.startswith("hand-over-")):
            take(tmp_path / "spoiled", tmp_path / "new", clara(), rng.randbytes)
        assert not list(tmp_path.glob("new*"))
    take(tmp_path / "whole", tmp_path / "new", clara(), rng.randbytes)
    with pytest.raises(FileExistsError):
        take(tmp_path / "whole", tmp_path / "new", clara(), rng.randbytes)


def test_what_a_stolen_key_may_have_read_is_flagged(vault: Vault, desk: DeskInTest, world: World) -> None:
    world.write("before", "after")
    desk.take(vault, world.inbox())
    stolen = suspect(KeyKind.RECIPIENT, "borys", world, 1)
    world.workers["borys"] = Identity(seed("borys anew"))
    world.add_epoch(suspects=(stolen,))
    go_over(vault, world)
    assert [case.number for case in in_queue(vault.desk, "exposed")] == [2]
    assert "exposed" in vault.desk.cases[2].flags
    # A letter under the new keyring is sealed to other keys; an addition under the old one is not.
    world.post(world.envelope("third"))
    desk.take(vault, world.inbox())
    assert [case.number for case in in_queue(vault.desk, "exposed")] == [2]
    vault.close()
    with desk.unlock() as again:
        assert [case.number for case in in_queue(again.desk, "exposed")] == [2]


def test_a_late_letter_under_the_old_keyring_is_flagged_too(
    vault: Vault, desk: DeskInTest, world: World
) -> None:
    late = world.envelope("late", Kind.INQUIRY)
    stolen = suspect(KeyKind.RECIPIENT, "borys", world, 0)
    world.workers["borys"] = Identity(seed("borys anew"))
    world.add_epoch(suspects=(stolen,))
    go_over(vault, world)
    world.post(late)
    desk.take(vault, world.inbox())
    assert vault.desk.cases[1].exposed == (0,)


def test_a_suspects_answers_wait_and_their_confirmations_do_not_count(
    vault: Vault, desk: DeskInTest, world: World
) -> None:
    world.write("one", "two", "early")
    desk.take(vault, world.inbox(0, 2))
    vault.close()
    with desk.unlock("borys") as theirs:
        write_answer(theirs, theirs.desk.cases[1], dict(TRACED), NOW)
    with desk.unlock() as ours:
        write_answer(ours, ours.desk.cases[2], dict(LOCATED), NOW)
    with desk.unlock("borys") as theirs:
        confirm_answer(theirs, theirs.desk.cases[2], NOW)
        assert theirs.desk.cases[2].published_answer is not None
    # Believed up to the second letter; both acts came after it.
    culprit = suspect(KeyKind.SIGNER, "borys", world, 2)
    world.workers["borys"] = Identity(seed("borys anew"))
    world.workers["clara"] = Identity(seed("clara"))
    world.add_epoch(suspects=(culprit,))
    with desk.unlock() as ours:
        go_over(ours, world)
        one, two = ours.desk.cases[1], ours.desk.cases[2]
        assert (one.published_answer, two.published_answer) == (None, None)
        assert "answer-suspect" in one.flags
        confirm_answer(ours, one, NOW)
        assert ours.desk.cases[1].published_answer is not None


def test_a_suspects_confirmation_takes_nothing_from_another(desk: DeskInTest, world: World) -> None:
    """Whoever stole a key could have kept any answer from its family by confirming it once more."""
    world.workers["clara"] = Identity(seed("clara"))
    world.add_epoch()
    world.write("one")
    with desk.create() as vault:
        desk.take(vault, world.inbox())
        written = write_answer(vault, vault.desk.cases[1], dict(LOCATED), NOW)
        vault.identity = world.workers["borys"]
        confirm_answer(vault, vault.desk.cases[1], NOW)
        vault.identity = world.workers["clara"]
        act(vault, vault.desk.cases[1], Confirm(written.id), NOW)
        vault.identity = world.workers["anna"]
        culprit = suspect(KeyKind.SIGNER, "clara", world, 0)
        del world.workers["clara"]
        world.add_epoch(suspects=(culprit,))
        go_over(vault, world)
        published = vault.desk.cases[1].published_answer
        assert published is not None
        assert published.confirmed_by == world.workers["borys"].signing_key.public
    with desk.unlock() as again:
        assert again.desk.cases[1].published_answer == published


def test_a_publication_signed_by_who_is_gone_asks_to_be_signed_anew(
    vault: Vault, world: World, tmp_path: Path
) -> None:
    export_outbox(vault, tmp_path / "out", list(world.workers.values()), NOW, quiet, processes=1)
    assert not status_facts(vault, NOW)["resign"]
    world.workers["borys"] = Identity(seed("borys anew"))
    world.add_epoch()
    go_over(vault, world)
    assert status_facts(vault, NOW)["resign"]
    export_outbox(vault, tmp_path / "out2", list(world.workers.values()), NOW, quiet, processes=1)
    assert not status_facts(vault, NOW)["resign"]


@pytest.fixture
def old_key(tmp_path: Path) -> Path:
    """A key file to destroy; what is in it does not matter here."""
    path = tmp_path / "borys-old.identity"
    path.write_bytes(b"k" * KEYFILE_BYTES)
    return path


def test_an_old_identity_is_destroyed_when_nothing_waits_for_it(
    vault: Vault, desk: DeskInTest, world: World, old_key: Path, tmp_path: Path
) -> None:
    old = world.workers["borys"]
    world.write("one")
    desk.take(vault, world.inbox())
    with refused("identity-in-use"):
        destroy(vault, old, old_key, NOW)
    world.workers["borys"] = Identity(seed("borys anew"))
    world.add_epoch()
    go_over(vault, world, NOW)
    # Read up to 2026-09-01, as the world's inboxes say; the keyring changed three weeks later.
    last = add_days(day_of(NOW), 15)
    with pytest.raises(IdentityAwaited, check=lambda error: error.facts["until"] == last):
        destroy(vault, old, old_key, NOW + 60 * DAY)
    file = tmp_path / "inbox"
    file.write_bytes(world.inbox())
    import_inbox(vault, file, NOW, add_days(last, -1), quiet, processes=1)
    with pytest.raises(IdentityAwaited, check=lambda error: error.facts["until"] == last):
        destroy(vault, old, old_key, NOW)
    import_inbox(vault, file, NOW, last, quiet, processes=1)
    # On one medium only.
    with pytest.raises(IdentityAwaited, check=lambda error: error.facts["until"] == ""):
        destroy(vault, old, old_key, NOW)
    back_up(vault, tmp_path / "copy", NOW, allow_same_device=True)
    assert old_key.exists()
    destroy(vault, old, old_key, NOW)
    assert not old_key.exists()
    assert [(row["what"], row["name"]) for row in custody_facts(vault.desk)] == [
        ("identity-destroyed", "borys")
    ]


def test_a_letter_that_only_the_old_identity_may_open_is_waited_for(
    vault: Vault, desk: DeskInTest, world: World, old_key: Path, tmp_path: Path
) -> None:
    old = world.workers["borys"]
    alone = replace(world.sealing, recipients=(old.recipient,))
    world.post(world.envelope("one", keyring=alone))
    world.workers["borys"] = Identity(seed("borys anew"))
    world.add_epoch(grace=False)
    go_over(vault, world, NOW)
    file = tmp_path / "inbox"
    file.write_bytes(world.inbox())
    import_inbox(vault, file, NOW, add_days(day_of(NOW), 1), quiet, processes=1)
    back_up(vault, tmp_path / "copy", NOW, allow_same_device=True)
    with refused("identity-awaited"):
        destroy(vault, old, old_key, NOW)
    import_inbox(vault, file, NOW, add_days(day_of(NOW), 1), quiet, older=(old,), processes=1)
    back_up(vault, tmp_path / "copy2", NOW, allow_same_device=True)
    destroy(vault, old, old_key, NOW)
