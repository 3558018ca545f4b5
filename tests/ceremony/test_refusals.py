"""Everything that may be wrong in a ceremony's folder is refused by its code, and nothing is changed."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from crypto.ceremony import Kind
from crypto.errors import TrackerError
from crypto.head import decode_head
from crypto.keys import SigningKey
from crypto.note import NoteSigner
from crypto.possession import RecipientCard
from crypto.recipient import Identity
from crypto.sshsig import encode_public_line, sign
from tests.ceremony.conftest import (
    CHANGES,
    INTAKE,
    NOW,
    ORIGIN,
    World,
    genesis_plan,
    new_world,
    plan,
    snapshot,
)
from tracker.ceremony import folder
from tracker.ceremony.course import advance
from tracker.ceremony.kinds.registry import KINDS
from tracker.ceremony.plan import read_plan
from tracker.ceremony.signing import sign_with_openssh
from tracker.ceremony.taking_in import take_in
from tracker.ceremony.turn import NeedKind, Opening, Supplies
from tracker.records.archive import Log
from tracker.rehearsal.players import put
from tracker.rehearsal.witnesses import policy_lines

Case = Callable[[World, Path], None]
GENESIS = genesis_plan([])
STRANGER = Identity(b"x" * 32)
DEGENERATE = encode_public_line(bytes(32), "x").encode()


def refused(world: World, root: Path, kind: Kind, supplies: Supplies | None = None) -> str:
    """The code of the refusal of the next run, which must have left every file as it was."""
    before = snapshot(root)
    with pytest.raises(TrackerError) as caught:
        advance(root, kind, supplies or world.players.supplies())
    assert snapshot(root) == before
    return caught.value.code


PLANS = {
    "not TOML": ("origin", "= =", "plan-malformed"),
    "no ceremony": ('ceremony = "genesis"', "", "plan-malformed"),
    "no such ceremony": ('ceremony = "genesis"', 'ceremony = "coronation"', "plan-malformed"),
    "no reason": ('reason = "A rehearsal"', 'reason = ""', "plan-malformed"),
    "a misspelt field": ("threshold = 2\nnames", "treshold = 2\nnames", "plan-malformed"),
    "a number as text": ("threshold = 2\nnames", 'threshold = "2"\nnames', "plan-malformed"),
    "no such day": ('day = "2026-01-01"', 'day = "2026-02-30"', "plan-malformed"),
    "a day that is past": ('day = "2026-01-01"', 'day = "2025-12-31"', "plan-malformed"),
    "a last day before the first": ('until = "2026-06-30"', 'until = "2025-06-30"', "plan-malformed"),
    "an officer twice": ("'officer-two'", "'officer-one'", "plan-malformed"),
    "a caseworker who is an officer": ("'officer-two'", "'caseworker-one'", "plan-malformed"),
    "a caseworker called recovery": ("caseworker-two", "recovery", "plan-malformed"),
    "an intake key of another origin": (f'origin = "{ORIGIN}"', 'origin = "rehearsal/x"', "plan-malformed"),
    "no verifier key": ("/intake+", "/intake-", "plan-malformed"),
    "officers named twice over": ("[room]", '[room]\nofficers = ["officer-one"]', "plan-malformed"),
    "officers' threshold above": ("threshold = 2\nnames", "threshold = 4\nnames", "plan-threshold"),
    "officers' threshold of none": ("threshold = 2\nnames", "threshold = 0\nnames", "plan-threshold"),
    "publisher's threshold above signers": ("threshold = 2\n[rec", "threshold = 3\n[rec", "plan-threshold"),
    "one share of three": ("threshold = 2\nshares", "threshold = 1\nshares", "plan-threshold"),
    "more shares than there are": ("shares = 3", "shares = 1", "plan-threshold"),
    "an unknown policy": ("quorum none", "quorum nobody", "policy-malformed"),
    "a log in the policy": (
        "['quorum none']",
        f"['log {INTAKE.verifier.encode()}', 'quorum none']",
        "plan-malformed",
    ),
}


@pytest.mark.parametrize("name", PLANS)
def test_a_wrong_plan_of_a_genesis(world: World, name: str) -> None:
    old, new, code = PLANS[name]
    assert old in GENESIS
    root = world.begin(Kind.GENESIS, GENESIS)
    world.players.hold(root, Kind.GENESIS, until=NeedKind.LOG_KEY)
    (root / folder.ANNOUNCEMENT).unlink()
    put(root, folder.PLAN, GENESIS.replace(old, new).encode())
    assert refused(world, root, Kind.GENESIS) == code


def test_an_origin_for_real_inquiries_needs_witnesses_of_the_log() -> None:
    key = NoteSigner("inquiries/first/intake", INTAKE.key).verifier.encode()
    text = GENESIS.replace(INTAKE.verifier.encode(), key).replace(ORIGIN, "inquiries/first")
    with pytest.raises(TrackerError) as caught:
        read_plan(text.encode(), KINDS)
    assert caught.value.code == "trust-weak"


def held(kind: Kind, after: int = 0) -> str:
    """The usual change of a kind, planned so many days after its usual day."""
    days, change = CHANGES[kind]
    return plan(kind, days + after, change)


# The policy of the settled world.
POLICY = policy_lines(new_world(Path(), Path()).players.witnesses, 2)


def rotation_to(*lines: str) -> str:
    """The plan of a rotation of nothing but the policy."""
    return plan(Kind.ROTATE, 3, f"[policy]\nlines = {list(lines)}\n")


def rotation_of_intake(origin: str) -> str:
    """The plan of a rotation of nothing but the intake key, to one of this origin."""
    key = NoteSigner(f"{origin}/intake", SigningKey(b"n" * 32)).verifier
    return plan(Kind.ROTATE, 3, f'[intake]\nkey = "{key.encode()}"\n')


LATER_PLANS: dict[str, tuple[Kind, str, str]] = {
    "too few officers": (
        Kind.REVOKE,
        plan(Kind.REVOKE, 0, CHANGES[Kind.REVOKE][1], ("officer-one",)),
        "plan-threshold",
    ),
    "an officer of nowhere": (
        Kind.REVOKE,
        plan(Kind.REVOKE, 0, CHANGES[Kind.REVOKE][1], ("officer-one", "officer-nine")),
        "participant-unknown",
    ),
    "an addition without three days": (Kind.ADD, held(Kind.ADD, -1), "cooling-off"),
    "a rotation without three days": (Kind.ROTATE, held(Kind.ROTATE, -1), "cooling-off"),
    "a recovery without three days": (Kind.RECOVER, held(Kind.RECOVER, -3), "cooling-off"),
    "an addition of nobody": (Kind.ADD, plan(Kind.ADD, 3, ""), "plan-malformed"),
    "a revocation of nobody": (Kind.REVOKE, plan(Kind.REVOKE, 0, ""), "plan-malformed"),
    "a replacement of nobody": (Kind.REPLACE_OFFICER, plan(Kind.REPLACE_OFFICER, 0, ""), "plan-malformed"),
    "a rotation of nothing": (Kind.ROTATE, plan(Kind.ROTATE, 3, ""), "plan-malformed"),
    "an end of overlaps where there is none": (
        Kind.ROTATE,
        plan(Kind.ROTATE, 3, "").replace("[room]", "end-overlaps = true\n[room]"),
        "change-forbidden",
    ),
    "a policy of a lower quorum": (Kind.ROTATE, rotation_to("quorum none"), "change-forbidden"),
    "a policy with another log": (
        Kind.ROTATE,
        rotation_to(f"log {INTAKE.verifier.encode()}", *POLICY),
        "change-forbidden",
    ),
    "a policy as before": (Kind.ROTATE, rotation_to(*POLICY), "change-forbidden"),
    "another server's intake key": (Kind.ROTATE, rotation_of_intake("rehearsal/x"), "plan-malformed"),
    "a policy that is none": (Kind.ROTATE, rotation_to("quorum nobody"), "policy-malformed"),
}


@pytest.mark.parametrize("name", LATER_PLANS)
def test_a_wrong_plan_of_a_later_ceremony(settled: World, name: str) -> None:
    kind, text, code = LATER_PLANS[name]
    root = settled.begin(kind, text)
    for who in ("neighbour", "officer-four", "holder-one", "holder-two"):
        settled.players.openssh(who)
    if code == "cooling-off":
        with pytest.raises(TrackerError) as caught:
            settled.players.hold(root, kind)
        assert caught.value.code == "cooling-off"
        assert not (root / folder.ANNOUNCEMENT).exists()
        return
    assert refused(settled, root, kind) == code


LATE: dict[str, tuple[Kind, str, str]] = {
    "a revocation of a stranger": (
        Kind.REVOKE,
        plan(Kind.REVOKE, 0, '[[revoke]]\nname = "stranger"\nsuspect-from = 0\n'),
        "participant-unknown",
    ),
    "a rotation of a stranger": (
        Kind.ROTATE,
        held(Kind.ROTATE).replace('"caseworker-one"', '"caseworker-nine"'),
        "participant-unknown",
    ),
    "an overlap without bounds": (
        Kind.ROTATE,
        held(Kind.ROTATE).replace("2026-01-20", "2026-03-20"),
        "change-forbidden",
    ),
    "an addition of somebody who is there": (
        Kind.ADD,
        held(Kind.ADD).replace("caseworker-three", "caseworker-two"),
        "roster-malformed",
    ),
    "a threshold of officers lowered": (
        Kind.REPLACE_OFFICER,
        held(Kind.REPLACE_OFFICER) + "[officers]\nthreshold = 1\n",
        "change-forbidden",
    ),
    "an old officer of nowhere": (
        Kind.REPLACE_OFFICER,
        held(Kind.REPLACE_OFFICER).replace("officer-three", "officer-nine"),
        "participant-unknown",
    ),
    "too few holders": (
        Kind.RECOVER,
        held(Kind.RECOVER).replace('["holder-one", "holder-two"]', '["holder-one"]'),
        "shares-missing",
    ),
    "a recovery threshold lowered": (
        Kind.RECOVER,
        held(Kind.RECOVER).replace("threshold = 3\nshares = 5", "threshold = 1\nshares = 1"),
        "change-forbidden",
    ),
    "everybody revoked": (
        Kind.REVOKE,
        held(Kind.REVOKE) + '[[revoke]]\nname = "caseworker-one"\nsuspect-from = 0\n',
        "roster-malformed",
    ),
}


@pytest.mark.parametrize("name", LATE)
def test_what_a_kind_may_not_change_is_refused_before_anybody_signs(settled: World, name: str) -> None:
    kind, text, code = LATE[name]
    root = settled.begin(kind, text)
    with pytest.raises(TrackerError) as caught:
        settled.players.hold(root, kind)
    assert caught.value.code == code
    assert not (root / folder.TRANSCRIPT).exists()
    assert refused(settled, root, kind) == code


def file(path: str, data: bytes) -> Case:
    """The case of one file laid into the folder."""
    return lambda _world, root: put(root, path, data)


def copied(source: str, target: str) -> Case:
    """The case of one file of the folder laid there under another name."""
    return lambda _world, root: put(root, target, (root / source).read_bytes())


def twin_card(world: World, root: Path) -> None:
    """Two caseworkers with one recipient and different signing keys."""
    recipient = world.players.identities["caseworker-one"][-1].recipient
    card = RecipientCard("caseworker-two", recipient, SigningKey(b"s" * 32).public)
    put(root, folder.card("caseworker-two"), card.encode())


def stranger_card(name: str) -> bytes:
    """A card by somebody else."""
    return RecipientCard(name, STRANGER.recipient, STRANGER.signing_key.public).encode()


def ones_key_as_an_officers(world: World, root: Path) -> None:
    """A caseworker's key handed in as an officer's."""
    public = world.players.identities["caseworker-one"][-1].signing_key.public
    put(root, "officers/officer-one.pub", encode_public_line(public, "x").encode())


def swap_card(_world: World, root: Path) -> None:
    """Another card under the name of one who was challenged."""
    put(root, "cards/caseworker-two.card", stranger_card("caseworker-two"))


def check_in(whose: str, opening: bytes | None = None) -> Case:
    """A check-in under the name of the first officer, by somebody, perhaps at another opening."""

    def lay(world: World, root: Path) -> None:
        data = opening or (root / folder.CHECKIN).read_bytes()
        signature = sign_with_openssh(world.players.openssh(whose), f"checkin@{ORIGIN}", data)
        put(root, "signatures/officer-one.checkin.sig", signature.armor().encode())

    return lay


def altered(path: str, old: bytes, new: bytes) -> Case:
    """The case of a file in which something is replaced."""

    def lay(_world: World, root: Path) -> None:
        data = (root / path).read_bytes()
        assert old in data
        put(root, path, data.replace(old, new))

    return lay


def gone(path: str) -> Case:
    """The case of a file that was removed."""
    return lambda _world, root: (root / path).unlink()


def logs_key_as_an_officers(world: World, root: Path) -> None:
    """A log's key handed in as an officer's."""
    public = world.players.logs[Log.KEYS].public
    put(root, "officers/officer-one.pub", encode_public_line(public, "x").encode())


KEYS: dict[str, tuple[Case, str]] = {
    "a degenerate officer's key": (file("officers/officer-one.pub", DEGENERATE), "key-degenerate"),
    "an officer's key that is none": (file("officers/officer-one.pub", b"ssh-rsa AAAA"), "sshsig-malformed"),
    "one officer's key twice": (copied("officers/officer-one.pub", "officers/officer-two.pub"), "key-reused"),
    "an officer's key in the room": (
        copied("officers/officer-one.pub", "witnesses/neighbour.pub"),
        "key-reused",
    ),
    "a caseworker's key as an officer's": (ones_key_as_an_officers, "key-reused"),
    "a log's key as an officer's": (logs_key_as_an_officers, "key-reused"),
    "one recipient for two": (twin_card, "key-reused"),
    "an officer nobody planned": (file("officers/stranger.pub", DEGENERATE), "participant-unknown"),
    "a card nobody planned": (file("cards/stranger.card", b"x\n"), "participant-unknown"),
    "a card of somebody else": (
        copied("cards/caseworker-one.card", "cards/caseworker-two.card"),
        "card-malformed",
    ),
    "a card cut short": (file("cards/caseworker-two.card", b"inquiry-recipient/v1\n"), "card-malformed"),
    "a recovery card that is none": (file("recovery.card", b"x\n"), "card-malformed"),
    "a recovery card of the first form": (file("recovery.card", stranger_card("recovery")), "card-malformed"),
    "a log key of another origin": (
        file("log.vkey", NoteSigner("rehearsal/x/keys", SigningKey(b"l" * 32)).verifier.encode().encode()),
        "log-key-mismatch",
    ),
    "the intake key as a log's": (file("log.vkey", INTAKE.verifier.encode().encode()), "log-key-mismatch"),
    "one key for both logs": (
        lambda world, root: put(
            root,
            "ceremony.vkey",
            NoteSigner(f"{ORIGIN}/ceremony", world.players.logs[Log.KEYS]).verifier.encode().encode(),
        ),
        "key-reused",
    ),
}


@pytest.mark.parametrize("name", KEYS)
def test_a_wrong_key(world: World, name: str) -> None:
    case, code = KEYS[name]
    root = world.begin(Kind.GENESIS)
    world.players.hold(root, Kind.GENESIS, until=NeedKind.LOG_KEY)
    (root / folder.ANNOUNCEMENT).unlink()
    case(world, root)
    assert refused(world, root, Kind.GENESIS) == code


FIRST_ENTRY = "archive/log/ceremony/tile/entries/000.p/1"
PROOFS: dict[str, tuple[Case, str]] = {
    "a card swapped after the challenge": (swap_card, "card-changed"),
    "a challenge replaced": (
        copied("challenges/recovery.challenge", "challenges/caseworker-two.challenge"),
        "challenge-altered",
    ),
    "a note of the nonce cut short": (file("private/caseworker-one.nonce", b"x\n"), "challenge-altered"),
    "a proof of nobody": (file("possession/stranger.proof", b"x\n"), "participant-unknown"),
    "a proof that is none": (file("possession/caseworker-one.proof", b"x\n"), "possession-invalid"),
    "a check-in by a stranger": (check_in("stranger"), "signature-unexpected"),
    "a check-in at another opening": (check_in("officer-one", b"yesterday"), "signature-invalid"),
    "a check-in altered": (file(folder.CHECKIN, b"inquiry-checkin/v1\n"), "draft-altered"),
    "an opening altered": (file(folder.OPENING, b"inquiry-opening/v1\n"), "draft-altered"),
    "steps altered": (file(folder.STEPS, b"inquiry-steps/v1\nstep done\n"), "step-refused"),
    "an announcement altered": (altered(folder.ANNOUNCEMENT, b"A rehearsal", b"A trap"), "draft-altered"),
    "a plan changed after it was announced": (
        altered(folder.PLAN, b"A rehearsal", b"A trap"),
        "draft-altered",
    ),
    "a script changed since": (file(folder.SCRIPT, b"1. Nothing\n"), "draft-altered"),
    "an officer's key gone": (gone("officers/officer-one.pub"), "folder-incomplete"),
    "a log that lost its entry": (gone(FIRST_ENTRY), "tile-missing"),
    "a log whose entry was altered": (altered(FIRST_ENTRY, b"A rehearsal", b"a rehearsal"), "archive-forked"),
}


@pytest.mark.parametrize("name", PROOFS)
def test_what_is_wrong_in_the_room(world: World, name: str) -> None:
    case, code = PROOFS[name]
    root = world.begin(Kind.GENESIS)
    world.players.hold(root, Kind.GENESIS, until=NeedKind.PROOF)
    case(world, root)
    assert refused(world, root, Kind.GENESIS) == code


def signed_by(name: str, document: str, namespace: str, whose: str | None = None) -> Case:
    """The case of a signature by somebody's OpenSSH key, under another's name or for another purpose."""

    def lay(world: World, root: Path) -> None:
        data = (root / document).read_bytes()
        signature = sign_with_openssh(world.players.openssh(whose or name), f"{namespace}@{ORIGIN}", data)
        put(root, folder.signature(name, document), signature.armor().encode())

    return lay


SEALED: dict[str, tuple[Case, str]] = {
    "a transcript altered": (altered("transcript", b"was read aloud", b"was sung aloud"), "draft-altered"),
    "a head altered": (altered("head", b"officers 2 3", b"officers 1 3"), "draft-altered"),
    "a roster altered": (altered("roster", b"2026-06-30", b"2036-06-30"), "draft-altered"),
    "another key's signature": (
        signed_by("officer-one", "head", "keyring", "officer-two"),
        "signature-unexpected",
    ),
    "a stranger's signature": (signed_by("stranger", "head", "keyring"), "participant-unknown"),
    "a room witness who signs the head": (signed_by("neighbour", "head", "keyring"), "participant-unknown"),
    "another namespace": (signed_by("officer-one", "head", "transcript"), "sshsig-namespace"),
    "no signature": (file("signatures/officer-one.head.sig", b"x\n"), "sshsig-malformed"),
    "a loose signature of a stranger": (
        lambda world, root: put(
            root,
            "head.sig",
            sign(SigningKey(b"?" * 32), f"keyring@{ORIGIN}", (root / "head").read_bytes()).armor().encode(),
        ),
        "signature-unexpected",
    ),
    "a proof gone": (gone("possession/recovery.proof"), "folder-incomplete"),
    "a card gone": (gone("cards/caseworker-two.card"), "folder-incomplete"),
    "steps gone": (gone(folder.STEPS), "folder-incomplete"),
}


@pytest.mark.parametrize("name", SEALED)
def test_what_is_wrong_at_the_sealing(world: World, name: str) -> None:
    case, code = SEALED[name]
    root = world.begin(Kind.GENESIS)
    world.players.hold(root, Kind.GENESIS, until=NeedKind.SIGNATURE)
    case(world, root)
    assert refused(world, root, Kind.GENESIS) == code


def test_a_signature_left_beside_its_document_is_filed_by_name(world: World) -> None:
    root = world.begin(Kind.GENESIS)
    world.players.hold(root, Kind.GENESIS, until=NeedKind.SIGNATURE)
    for document, namespace in (("transcript", "transcript"), ("head", "keyring")):
        data = (root / document).read_bytes()
        signature = sign_with_openssh(world.players.openssh("officer-two"), f"{namespace}@{ORIGIN}", data)
        put(root, f"{document}.sig", signature.armor().encode())
    advance(root, Kind.GENESIS, world.players.supplies())
    made = snapshot(root)
    assert {"signatures/officer-two.transcript.sig", "signatures/officer-two.head.sig"} <= made.keys()
    assert not {"transcript.sig", "head.sig"} & made.keys()


def test_another_log_key_signs_nothing(world: World) -> None:
    root = world.begin(Kind.GENESIS)
    world.players.hold(root, Kind.GENESIS, until=NeedKind.LOG_KEY)
    wrong = replace(world.players.supplies(), log_keys=lambda: (SigningKey(b"?" * 32),))
    assert refused(world, root, Kind.GENESIS, wrong) == "log-key-mismatch"


@pytest.mark.parametrize("names", [("officer-one",), ("officer-one", "officer-two")])
def test_who_is_absent_must_not_be_needed(settled: World, names: tuple[str, ...]) -> None:
    root = settled.begin(Kind.REVOKE)
    settled.players.hold(root, Kind.REVOKE, until=NeedKind.OPENING)
    supplies = settled.players.supplies(opening=Opening(names))
    assert refused(settled, root, Kind.REVOKE, supplies) == "plan-threshold"
    strangers = settled.players.supplies(opening=Opening(("nobody",)))
    assert refused(settled, root, Kind.REVOKE, strangers) == "participant-unknown"


def test_a_rotation_without_the_old_keys_word_is_refused(settled: World) -> None:
    root = settled.begin(Kind.ROTATE)
    settled.players.identities["caseworker-one"].clear()
    with pytest.raises(TrackerError) as caught:
        settled.players.hold(root, Kind.ROTATE)
    assert caught.value.code == "possession-invalid"
    assert not (root / folder.TRANSCRIPT).exists()


def test_a_stolen_old_key_need_not_sign_for_its_successor(settled: World) -> None:
    text = settled.usual_plan(Kind.ROTATE).replace('old-until = "2026-01-20"', "suspect-from = 3")
    root = settled.begin(Kind.ROTATE, text)
    settled.players.identities["caseworker-one"].clear()
    assert settled.players.hold(root, Kind.ROTATE).finished


def test_a_revoked_key_never_comes_back(settled: World) -> None:
    revoked = settled.players.identities["caseworker-two"][-1]
    settled.hold(Kind.REVOKE)
    root = settled.begin(Kind.ADD)
    settled.players.hold(root, Kind.ADD, until=NeedKind.KEY)
    put(
        root,
        folder.card("caseworker-three"),
        RecipientCard("caseworker-three", revoked.recipient, revoked.signing_key.public).encode(),
    )
    settled.players.identities["caseworker-three"] = [revoked]
    with pytest.raises(TrackerError) as caught:
        settled.players.hold(root, Kind.ADD)
    assert caught.value.code == "key-seen"


def test_a_suspect_officer_decides_nothing_any_more(settled: World) -> None:
    """Two of three were enough; the signature of one of them counts no more from this epoch on."""
    change = '[[replace]]\nold = "officer-one"\nnew = "officer-four"\nsuspect-from = 1\n'
    root = settled.begin(Kind.REPLACE_OFFICER, plan(Kind.REPLACE_OFFICER, 0, change))
    with pytest.raises(TrackerError) as caught:
        settled.players.hold(root, Kind.REPLACE_OFFICER)
    assert caught.value.code == "officers-missing"
    head = decode_head((root / folder.HEAD).read_bytes())
    assert head.encode() not in b"".join(snapshot(root / "archive").values())


def test_an_epoch_that_another_ceremony_made_is_announced_anew(settled: World) -> None:
    late = settled.begin(Kind.ADD)
    turn = settled.players.hold(late, Kind.ADD, until=NeedKind.DAY)
    settled.publish(late)
    assert turn.announced
    settled.hold(Kind.REVOKE)
    take_in(late, settled.archive, None)
    assert refused(settled, late, Kind.ADD) == "ceremony-overtaken"


def test_a_folder_needs_a_trust_root_from_elsewhere(settled: World, tmp_path: Path) -> None:
    root = tmp_path / "begun"
    root.mkdir()
    with pytest.raises(TrackerError) as caught:
        take_in(root, settled.archive, None)
    assert caught.value.code == "folder-incomplete"
    inside = settled.archive / "trust"
    shutil.copy(settled.trust, inside)
    with pytest.raises(TrackerError) as caught:
        take_in(root, settled.archive, inside)
    assert caught.value.code == "trust-from-folder"
    assert snapshot(root) == {}
    assert settled.players.now == NOW
