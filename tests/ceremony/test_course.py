"""Every kind of ceremony from its plan to the archive, and what an independent auditor says of it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crypto.ceremony import Announcement, Kind, decode_entry
from crypto.head import Head, decode_head
from crypto.keyring import decode_served_keyring, verify_keyring
from crypto.keys import SigningKey
from crypto.note import NoteSigner
from crypto.roster import Roster, decode_roster
from crypto.transcript import KeyKind, Transcript, decode_transcript
from crypto.trust import decode_trust
from tests.ceremony.conftest import (
    CASEWORKERS,
    CHANGES,
    LATER,
    OFFICERS,
    ORIGIN,
    World,
    day,
    new_world,
    plan,
    snapshot,
)
from tracker.auditor.source import FolderSource
from tracker.auditor.verify import verify
from tracker.ceremony import folder
from tracker.ceremony.course import advance
from tracker.ceremony.turn import NeedKind, Opening
from tracker.rehearsal.players import put

WAITS = [
    NeedKind.KEY, NeedKind.LOG_KEY, NeedKind.COSIGNATURES, NeedKind.OPENING, NeedKind.CHECKIN, NeedKind.STEP,
    NeedKind.KEY, NeedKind.PROOF, NeedKind.STEP, NeedKind.SIGNATURE, NeedKind.LOG_KEY, NeedKind.COSIGNATURES,
]  # fmt: skip


def made(root: Path) -> tuple[Head, Roster, Transcript]:
    """What a ceremony made."""
    return (
        decode_head((root / folder.HEAD).read_bytes()),
        decode_roster((root / folder.ROSTER).read_bytes()),
        decode_transcript((root / folder.TRANSCRIPT).read_bytes()),
    )


def failed_rules(world: World) -> list[tuple[int, str | None]]:
    """The rules of the auditor that do not hold for what was published."""
    audit = verify(world.trust.read_bytes(), FolderSource(world.archive), world.players.now)
    return [(item.number, item.code) for item in audit.findings if item.code is not None]


def test_an_empty_folder_gets_a_plan_to_fill_in(world: World) -> None:
    root = world.root / "empty"
    for _ in range(2):
        turn = advance(root, Kind.GENESIS, world.players.supplies())
        assert [need.kind for need in turn.needs] == [NeedKind.PLAN]
        assert list(snapshot(root)) == [folder.PLAN]


@pytest.mark.parametrize("kind", LATER)
def test_a_later_plan_says_how_things_stand(settled: World, kind: Kind) -> None:
    root = settled.begin(kind)
    (root / folder.PLAN).unlink()
    turn = advance(root, kind, settled.players.supplies())
    assert [need.kind for need in turn.needs] == [NeedKind.PLAN]
    text = (root / folder.PLAN).read_text(encoding="utf-8")
    assert f'ceremony = "{kind}"' in text
    assert all(name in text for name in (ORIGIN, *OFFICERS, *CASEWORKERS))


def test_each_part_of_a_genesis_waits_for_its_people(world: World) -> None:
    root, waits = world.begin(Kind.GENESIS), []
    supplies = world.players.supplies()
    while (turn := advance(root, Kind.GENESIS, supplies)).needs:
        waits.append(turn.needs[0].kind)
        supplies = world.players.fulfil(root, turn)
    assert waits == WAITS


def test_every_client_accepts_what_a_genesis_made(genesis_world: World) -> None:
    world = genesis_world
    trust = decode_trust(world.trust.read_bytes())
    served = decode_served_keyring((world.archive / "keyring/0").read_bytes())
    keyring = verify_keyring(trust, served, world.players.now)
    sealing = keyring.with_roster((world.archive / "keyring/roster").read_bytes())
    assert len(sealing.recipients) == len(CASEWORKERS) + 1
    assert (trust.origin, trust.realm, trust.is_rehearsal) == (ORIGIN, ORIGIN, True)
    assert [key.name for key in keyring.head.policy.logs] == [f"{ORIGIN}/keys", f"{ORIGIN}/ceremony"]
    assert failed_rules(world) == []


@pytest.mark.parametrize("kind", LATER)
def test_a_later_ceremony_is_what_an_auditor_accepts(settled: World, kind: Kind) -> None:
    root = settled.hold(kind)
    head, _, transcript = made(root)
    assert (head.epoch, transcript.ceremony, transcript.epoch) == (1, kind.value, 1)
    # The manifest of this release lists no files that could be compared.
    assert failed_rules(settled) == []


def test_a_whole_life_is_what_an_auditor_accepts(settled: World) -> None:
    """Each kind in turn: keys and people of all epochs together."""
    for kind in LATER:
        settled.hold(kind)
    assert failed_rules(settled) == []


def test_an_addition_adds_recipient_and_signer(settled: World) -> None:
    head, roster, transcript = made(settled.hold(Kind.ADD))
    card = settled.players.identities["caseworker-three"][-1]
    assert [item.name for item in roster.caseworkers] == [
        "caseworker-one",
        "caseworker-three",
        "caseworker-two",
    ]
    assert card.signing_key.public in head.publishers[0].signers
    assert [item.name for item in transcript.possessions] == ["caseworker-three"]
    assert head.grace


def test_a_rotation_keeps_the_old_key_for_a_while(settled: World) -> None:
    head, roster, transcript = made(settled.hold(Kind.ROTATE))
    old, new = settled.players.identities["caseworker-one"]
    people = {item.name: item for item in roster.caseworkers}
    assert people["caseworker-one"].recipient == new.recipient
    assert people["caseworker-one-old"].recipient == old.recipient
    assert people["caseworker-one-old"].last_day == "2026-01-20"
    assert {new.signing_key.public} == set(head.publishers[0].signers) - {
        settled.players.identities["caseworker-two"][-1].signing_key.public
    }
    assert transcript.suspects == ()


def test_a_rotation_may_be_of_the_intake_key_alone(settled: World) -> None:
    key = NoteSigner(f"{ORIGIN}/intake", SigningKey(b"n" * 32)).verifier
    change = plan(Kind.ROTATE, 3, f'[intake]\nkey = "{key.encode()}"\n')
    head, _, transcript = made(settled.hold(Kind.ROTATE, change))
    assert head.intake == key
    assert [(item.kind, item.key) for item in transcript.made] == [(KeyKind.LOG, key.public)]
    assert failed_rules(settled) == []


def overdue(world: World, now: int) -> bool:
    """Whether an auditor finds at that time that a key is kept for too long."""
    audit = verify(world.trust.read_bytes(), FolderSource(world.archive), now)
    return audit.findings[29].code == "rotation-overdue"


def test_letters_are_sealed_to_an_old_key_until_a_rotation_ends_that(settled: World) -> None:
    """Whatever its last day is: all clients seal to the same recipients, or the server refuses the letter."""
    settled.hold(Kind.ROTATE)
    old = settled.players.identities["caseworker-one"][0].recipient
    served = decode_served_keyring((settled.archive / "keyring/0").read_bytes())
    keyring = verify_keyring(decode_trust(settled.trust.read_bytes()), served, settled.players.now)
    assert old in keyring.with_roster((settled.archive / "keyring/roster").read_bytes()).recipients
    last = int(datetime(2026, 1, 20, 23, tzinfo=UTC).timestamp())
    assert (overdue(settled, last), overdue(settled, last + 3600)) == (False, True)
    ending = plan(Kind.ROTATE, 6, "").replace("[room]", "end-overlaps = true\n[room]")
    _, roster, transcript = made(settled.hold(Kind.ROTATE, ending))
    assert [item.name for item in roster.caseworkers] == list(CASEWORKERS)
    assert (transcript.made, transcript.suspects) == ((), ())
    assert failed_rules(settled) == []
    assert not overdue(settled, last + 3600)


def test_a_revocation_is_at_once_and_says_from_where_on_a_key_is_suspect(settled: World) -> None:
    head, roster, transcript = made(settled.hold(Kind.REVOKE))
    gone = settled.players.identities["caseworker-two"][-1]
    assert [item.name for item in roster.caseworkers] == ["caseworker-one"]
    assert (head.publishers[0].threshold, len(head.publishers[0].signers), head.grace) == (1, 1, False)
    kinds = [(item.kind, item.start) for item in transcript.suspects]
    assert kinds == [(KeyKind.RECIPIENT, 7), (KeyKind.SIGNER, 7)]
    assert transcript.suspects[1].key == gone.signing_key.public
    assert transcript.day == "2026-01-01"


def test_with_a_revoked_caseworker_goes_the_old_key_of_a_rotation(settled: World) -> None:
    settled.hold(Kind.ROTATE)
    root = settled.begin(Kind.REVOKE, plan(Kind.REVOKE, 3, CHANGES[Kind.REVOKE][1].replace("two", "one")))
    assert settled.players.hold(root, Kind.REVOKE).finished
    _, roster, transcript = made(root)
    assert [item.name for item in roster.caseworkers] == ["caseworker-two"]
    names = ["caseworker-one", "caseworker-one-old"]
    assert {(item.kind, item.name) for item in transcript.suspects} == {
        (kind, name) for kind in (KeyKind.RECIPIENT, KeyKind.SIGNER) for name in names
    }
    assert failed_rules(settled) == []


def test_a_replacement_changes_the_officers(settled: World) -> None:
    head, _, transcript = made(settled.hold(Kind.REPLACE_OFFICER))
    assert [item.name for item in head.officers] == ["officer-one", "officer-two", "officer-four"]
    assert [item.kind for item in transcript.suspects] == [KeyKind.OFFICER]


def test_a_recovery_replaces_recipient_and_all_shares(settled: World) -> None:
    before = decode_roster((settled.archive / "keyring/roster").read_bytes()).recovery
    _, roster, transcript = made(settled.hold(Kind.RECOVER))
    assert roster.recovery.recipient != before.recipient
    assert (roster.recovery.threshold, len(roster.recovery.commitments)) == (3, 5)
    assert {item.commitment for item in transcript.shares} <= set(before.commitments)
    assert len(transcript.shares) == 2


def test_who_did_not_come_is_not_in_the_transcript(settled: World) -> None:
    settled.players.absent = ("neighbour",)
    root = settled.hold(Kind.REVOKE)
    names = [item.name for item in made(root)[2].participants]
    assert names == ["officer-one", "officer-two"]
    assert failed_rules(settled) == []


def test_without_witnesses_nobody_waits_for_them(tmp_path: Path, ssh_keys: Path) -> None:
    world = new_world(tmp_path, ssh_keys, witnesses=0)
    world.hold(Kind.GENESIS)
    world.hold(Kind.REVOKE)
    assert failed_rules(world) == []


@pytest.mark.parametrize("kind", [Kind.GENESIS, *LATER])
def test_a_run_after_the_end_changes_nothing(settled: World, kind: Kind) -> None:
    root = settled.root / settled.names[0] if kind is Kind.GENESIS else settled.hold(kind)
    before = snapshot(root)
    for supplies in (settled.players.supplies(), settled.players.supplies(brought=True, opening=Opening())):
        assert advance(root, kind, supplies).finished
    assert snapshot(root) == before


def test_nothing_is_held_before_its_day(settled: World) -> None:
    root = settled.begin(Kind.ADD)
    turn = settled.players.hold(root, Kind.ADD, until=NeedKind.DAY)
    assert [(need.kind, need.who) for need in turn.needs] == [(NeedKind.DAY, "2026-01-04")]
    opened = advance(root, Kind.ADD, settled.players.supplies(opening=Opening()))
    assert opened.needs == turn.needs
    assert not (root / folder.OPENING).exists()


def test_an_opening_waits_for_cosignatures_of_the_day(settled: World) -> None:
    """Those of the announcement are three days old by then: the witnesses are asked anew."""
    root = settled.begin(Kind.ADD)
    settled.players.hold(root, Kind.ADD, until=NeedKind.DAY)
    settled.players.now += 3 * 86400
    turn = advance(root, Kind.ADD, settled.players.supplies(opening=Opening()))
    assert {(need.kind, need.who) for need in turn.needs} == {
        (NeedKind.COSIGNATURES, "keys"),
        (NeedKind.COSIGNATURES, "ceremony"),
    }


def test_what_is_not_logged_yet_is_announced_as_of_today(settled: World) -> None:
    """The key of the log comes a day late: the announcement bears the day on which it is logged."""
    root = settled.begin(Kind.ADD, plan(Kind.ADD, 9, CHANGES[Kind.ADD][1]))
    settled.players.hold(root, Kind.ADD, until=NeedKind.LOG_KEY)
    settled.players.now += 86400
    settled.players.hold(root, Kind.ADD, until=NeedKind.DAY)
    announced = decode_entry((root / folder.ANNOUNCEMENT).read_bytes())
    assert isinstance(announced, Announcement)
    assert announced.announced == day(1)


def test_a_plan_may_change_until_it_is_announced(settled: World) -> None:
    root = settled.begin(Kind.REVOKE)
    settled.players.hold(root, Kind.REVOKE, until=NeedKind.LOG_KEY)
    put(root, folder.PLAN, (root / folder.PLAN).read_bytes().replace(b"Rehearsed", b"For a better reason"))
    assert settled.players.hold(root, Kind.REVOKE).finished
    assert made(root)[0].reason == "For a better reason"
