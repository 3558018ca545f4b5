"""Everything that may be wrong in a ceremony's folder is refused by its code, and nothing is changed."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from crypto.checkpoint import Checkpoint
from crypto.errors import TrackerError
from crypto.head import decode_head
from crypto.keyring import decode_served_keyring
from crypto.keys import SigningKey
from crypto.merkle import leaf_hash
from crypto.note import NoteSigner
from crypto.possession import RecipientCard
from crypto.recipient import Identity
from crypto.sshsig import encode_public_line, sign
from crypto.trust import decode_trust
from tests.ceremony.conftest import (
    IDENTITIES,
    INTAKE,
    LOG,
    ORIGIN,
    PLAN,
    Rehearsal,
    card_of,
)
from tracker.ceremony import folder
from tracker.ceremony.keylog import check_sealed
from tracker.ceremony.plan import read_plan

Case = Callable[[Rehearsal], None]


def refused(rehearsal: Rehearsal) -> str:
    """The code of the refusal of the next run, which must have left every file as it was."""
    before = rehearsal.snapshot()
    with pytest.raises(TrackerError) as caught:
        rehearsal.run()
    assert rehearsal.snapshot() == before
    return caught.value.code


PLANS = {
    "not TOML": ("origin", "= =", "plan-malformed"),
    "no reason": ('reason = "A rehearsal"', 'reason = ""', "plan-malformed"),
    "a misspelt field": ("threshold = 2\nnames", "treshold = 2\nnames", "plan-malformed"),
    "a number as text": ("threshold = 2\nnames", 'threshold = "2"\nnames', "plan-malformed"),
    "no such day": ('day = "2026-01-01"', 'day = "2026-02-30"', "plan-malformed"),
    "a last day before the first": ('until = "2026-06-30"', 'until = "2025-06-30"', "plan-malformed"),
    "an officer twice": ("'officer-two'", "'officer-one'", "plan-malformed"),
    "a caseworker who is an officer": ("'officer-two'", "'caseworker-one'", "plan-malformed"),
    "a caseworker called recovery": ("caseworker-two", "recovery", "plan-malformed"),
    "an intake key of another origin": (f'origin = "{ORIGIN}"', 'origin = "rehearsal/x"', "plan-malformed"),
    "no verifier key": ("/intake+", "/intake-", "plan-malformed"),
    "officers' threshold above": ("threshold = 2\nnames", "threshold = 4\nnames", "plan-threshold"),
    "officers' threshold of none": ("threshold = 2\nnames", "threshold = 0\nnames", "plan-threshold"),
    "publisher's threshold above signers": ("threshold = 2\n[rec", "threshold = 3\n[rec", "plan-threshold"),
    "recovery by more shares than there are": (
        "[recovery]\nthreshold = 1",
        "[recovery]\nthreshold = 2",
        "plan-threshold",
    ),
    "an unknown policy": ("quorum none", "quorum nobody", "policy-malformed"),
    "a log in the policy": (
        '["quorum none"]',
        f'["log {LOG.verifier.encode()}", "quorum none"]',
        "plan-malformed",
    ),
    "a step that the script has not": (
        "[room]",
        '[[deviation]]\nstep = 8\ntext = "x"\n[room]',
        "plan-malformed",
    ),
}


@pytest.mark.parametrize("name", PLANS)
def test_a_wrong_plan(rehearsal: Rehearsal, name: str) -> None:
    old, new, code = PLANS[name]
    assert old in PLAN
    rehearsal.plan(PLAN.replace(old, new))
    rehearsal.bring_keys()
    for identity in IDENTITIES if name.startswith("a step") else ():
        rehearsal.plan()
        rehearsal.run()
        rehearsal.prove(identity)
        rehearsal.plan(PLAN.replace(old, new))
    assert refused(rehearsal) == code


def test_an_origin_for_real_inquiries_needs_witnesses_of_the_log() -> None:
    key = NoteSigner("inquiries/first/intake", INTAKE.key).verifier.encode()
    plan = PLAN.replace(INTAKE.verifier.encode(), key).replace(ORIGIN, "inquiries/first")
    with pytest.raises(TrackerError) as caught:
        read_plan(plan.encode())
    assert caught.value.code == "trust-weak"


def put(path: str, data: bytes) -> Case:
    """The case of one file laid into the folder."""
    return lambda rehearsal: rehearsal.put(path, data)


def copy(source: str, target: str) -> Case:
    """The case of one file of the folder laid there under another name."""
    return lambda rehearsal: rehearsal.put(target, (rehearsal.root / source).read_bytes())


def twin_card(rehearsal: Rehearsal) -> None:
    """Two caseworkers with one recipient and different signing keys."""
    signing = SigningKey(b"s" * 32).public
    card = RecipientCard("caseworker-two", IDENTITIES["caseworker-one"].recipient, signing)
    rehearsal.put(folder.card("caseworker-two"), card.encode())


DEGENERATE = encode_public_line(bytes(32), "x").encode()
ONES_SIGNING = card_of("caseworker-one").signing
KEYS: dict[str, tuple[Case, str]] = {
    "a degenerate officer's key": (put("officers/officer-one.pub", DEGENERATE), "key-degenerate"),
    "an officer's key that is none": (put("officers/officer-one.pub", b"ssh-rsa AAAA"), "sshsig-malformed"),
    "one officer's key twice": (copy("officers/officer-one.pub", "officers/officer-two.pub"), "key-reused"),
    "an officer's key in the room": (
        copy("officers/officer-one.pub", "witnesses/neighbour.pub"),
        "key-reused",
    ),
    "a caseworker's key as an officer's": (
        put("officers/officer-one.pub", encode_public_line(ONES_SIGNING, "x").encode()),
        "key-reused",
    ),
    "the log's key as an officer's": (
        put("officers/officer-one.pub", encode_public_line(LOG.key.public, "x").encode()),
        "key-reused",
    ),
    "one recipient for two": (twin_card, "key-reused"),
    "an officer nobody planned": (put("officers/stranger.pub", DEGENERATE), "participant-unknown"),
    "a card nobody planned": (put("cards/stranger.card", b"x\n"), "participant-unknown"),
    "a card of somebody else": (
        copy("cards/caseworker-one.card", "cards/caseworker-two.card"),
        "card-malformed",
    ),
    "a card cut short": (put("cards/caseworker-one.card", b"inquiry-recipient/v1\n"), "card-malformed"),
    "a degenerate card": (
        put(
            "cards/caseworker-one.card",
            RecipientCard("caseworker-one", IDENTITIES["caseworker-one"].recipient, bytes(32)).encode(),
        ),
        "key-degenerate",
    ),
    "a log key of another origin": (
        put("log.vkey", LOG.verifier.encode().replace(ORIGIN, "rehearsal/x").encode()),
        "log-key-mismatch",
    ),
    "the intake key as the log's": (
        put("log.vkey", INTAKE.verifier.encode().encode()),
        "log-key-mismatch",
    ),
}


@pytest.mark.parametrize("name", KEYS)
def test_a_wrong_key(rehearsal: Rehearsal, name: str) -> None:
    case, code = KEYS[name]
    rehearsal.plan()
    rehearsal.bring_keys()
    case(rehearsal)
    assert refused(rehearsal) == code


STRANGER = Identity(b"x" * 32)
PROOFS: dict[str, tuple[Case, str]] = {
    "a card swapped after the challenge": (
        put("cards/caseworker-one.card", card_of("caseworker-one", STRANGER).encode()),
        "card-changed",
    ),
    "a challenge replaced": (
        copy("challenges/caseworker-two.challenge", "challenges/caseworker-one.challenge"),
        "challenge-altered",
    ),
    "a note of the nonce cut short": (put("private/caseworker-one.nonce", b"x\n"), "challenge-altered"),
    "a proof of somebody else": (
        lambda rehearsal: (
            rehearsal.prove("caseworker-two"),
            copy("possession/caseworker-two.proof", "possession/caseworker-one.proof")(rehearsal),
        )[1],
        "possession-invalid",
    ),
    "a proof of nobody": (put("possession/stranger.proof", b"x\n"), "participant-unknown"),
    "a proof that is none": (put("possession/caseworker-one.proof", b"x\n"), "possession-invalid"),
}


@pytest.mark.parametrize("name", PROOFS)
def test_a_wrong_proof(rehearsal: Rehearsal, name: str) -> None:
    case, code = PROOFS[name]
    rehearsal.to_keys()
    case(rehearsal)
    assert refused(rehearsal) == code


def test_a_proof_by_another_identity_than_the_cards(rehearsal: Rehearsal) -> None:
    """A thief of the signing key alone, who cannot open the challenge, guesses the nonce."""
    rehearsal.to_keys()
    first = (rehearsal.root / folder.challenge("caseworker-one")).read_bytes()
    rehearsal.prove("caseworker-one")
    answered = (rehearsal.root / folder.proof("caseworker-one")).read_bytes()
    for path in (folder.challenge("caseworker-one"), folder.proof("caseworker-one")):
        (rehearsal.root / path).unlink()
    rehearsal.run()
    assert (rehearsal.root / folder.challenge("caseworker-one")).read_bytes() != first
    rehearsal.put(folder.proof("caseworker-one"), answered)
    assert refused(rehearsal) == "possession-invalid"


def foreign_signature(rehearsal: Rehearsal, namespace: str) -> bytes:
    """A good signature by officer-one's key, made for another purpose."""
    return rehearsal.ssh_sign("officer-one", "head", namespace)


def altered(path: str, old: bytes, new: bytes) -> Case:
    """The case of a file altered in the folder."""

    def alter(rehearsal: Rehearsal) -> None:
        data = (rehearsal.root / path).read_bytes()
        assert old in data
        rehearsal.put(path, data.replace(old, new, 1))

    return alter


def everywhere(old: bytes, new: bytes) -> Case:
    """The case of plan, transcript and head altered alike, so that only the signatures can tell."""

    def alter(rehearsal: Rehearsal) -> None:
        altered("plan.toml", old, new)(rehearsal)
        for path in (folder.TRANSCRIPT, folder.HEAD):
            (rehearsal.root / path).unlink()
        keep = rehearsal.snapshot()
        for path in keep:
            if path.startswith(("signatures/", "challenges/", "possession/")):
                (rehearsal.root / path).unlink()
        rehearsal.nonces = 0
        rehearsal.run()
        for name in IDENTITIES:
            rehearsal.prove(name)
        rehearsal.run()
        for path, data in keep.items():
            if path.startswith("signatures/"):
                rehearsal.put(path, data)

    return alter


def ones(document: str, make: Callable[[Rehearsal], bytes]) -> Case:
    """The case of another signature file of officer-one."""
    return lambda rehearsal: rehearsal.put(folder.signature("officer-one", document), make(rehearsal))


SIGNED: dict[str, tuple[Case, str]] = {
    "a signature for another purpose": (
        ones("head", lambda r: foreign_signature(r, f"transcript@{ORIGIN}")),
        "sshsig-namespace",
    ),
    "a signature for another origin": (
        ones("head", lambda r: foreign_signature(r, "keyring@rehearsal/x")),
        "sshsig-namespace",
    ),
    "a signature over another document": (
        ones("head", lambda r: r.ssh_sign("officer-one", "transcript", f"keyring@{ORIGIN}")),
        "signature-invalid",
    ),
    "one officer's signature in another's name": (
        copy("signatures/officer-two.head.sig", "signatures/officer-one.head.sig"),
        "signature-unexpected",
    ),
    "a signature that is none": (ones("head", lambda r: b"signed, officer-one\n"), "sshsig-malformed"),
    "a stranger's signature in an officer's name": (
        ones("head", lambda r: r.ssh_sign("stranger", "head")),
        "signature-unexpected",
    ),
    "a stranger's signature left beside": (
        lambda r: r.put("head.sig", r.ssh_sign("stranger", "head")),
        "signature-unexpected",
    ),
    "a stranger's signature filed": (
        lambda r: r.put("signatures/stranger.head.sig", r.ssh_sign("stranger", "head")),
        "participant-unknown",
    ),
    "a caseworker signs the head": (
        lambda r: r.put(
            "signatures/caseworker-one.head.sig",
            sign(
                IDENTITIES["caseworker-one"].signing_key,
                f"keyring@{ORIGIN}",
                (r.root / folder.HEAD).read_bytes(),
            )
            .armor()
            .encode(),
        ),
        "participant-unknown",
    ),
    "the transcript altered": (altered("transcript", b"step 2 done", b"step 2 deviated"), "draft-altered"),
    "the transcript's nonce altered": (
        altered("transcript", b"AAAAAAAAAAE=", b"AAAAAAAAAAI="),
        "possession-invalid",
    ),
    "the head altered": (altered("head", b"officers 2 3", b"officers 1 3"), "draft-altered"),
    "the roster altered": (altered("roster", b"2026-06-30", b"2027-06-30"), "draft-altered"),
    "the script altered": (altered("script", b"aloud", b"alone"), "draft-altered"),
    "the plan altered": (altered("plan.toml", b"threshold = 2", b"threshold = 1"), "draft-altered"),
    "plan and documents altered alike": (
        everywhere(b'reason = "A rehearsal"', b'reason = "Another"'),
        "signature-invalid",
    ),
    "a key swapped after the draft": (
        copy("witnesses/neighbour.pub", "officers/officer-one.pub"),
        "key-reused",
    ),
    "a card swapped after the draft": (
        put("cards/caseworker-two.card", card_of("caseworker-two", STRANGER).encode()),
        "possession-invalid",
    ),
    "a key gone after the draft": (
        lambda r: (r.root / "officers/officer-one.pub").unlink(),
        "folder-incomplete",
    ),
    "a proof gone after the draft": (
        lambda r: (r.root / "possession/recovery.proof").unlink(),
        "folder-incomplete",
    ),
    "another log key at the end": (
        lambda r: setattr(r, "log_key", SigningKey(b"m" * 32)),
        "log-key-mismatch",
    ),
}


@pytest.mark.parametrize("name", SIGNED)
def test_a_wrong_signature_or_document(rehearsal: Rehearsal, name: str) -> None:
    case, code = SIGNED[name]
    rehearsal.to_signatures()
    case(rehearsal)
    assert refused(rehearsal) == code


def other_checkpoint(rehearsal: Rehearsal) -> None:
    """A checkpoint that the log's keeper signed for another tree."""
    body = Checkpoint(LOG.name, 2, leaf_hash(b"another head"))
    rehearsal.put(folder.CHECKPOINT, body.sign(LOG).encode())


ENDED: dict[str, tuple[Case, str]] = {
    "another log by the same key": (other_checkpoint, "proof-invalid"),
    "the checkpoint altered": (altered("checkpoint", b"\n1\n", b"\n2\n"), "note-signature"),
    "the keyring altered": (altered("keyring", b"epoch 0", b"epoch 1"), "draft-altered"),
    "the trust root altered": (altered("trust", b"max-age 72", b"max-age 73"), "draft-altered"),
}


@pytest.mark.parametrize("name", ENDED)
def test_what_was_made_altered(rehearsal: Rehearsal, name: str) -> None:
    case, code = ENDED[name]
    rehearsal.to_end()
    case(rehearsal)
    assert refused(rehearsal) == code


@pytest.mark.parametrize("document", ["transcript", "head"])
def test_without_one_officer_nothing_is_logged(rehearsal: Rehearsal, document: str) -> None:
    rehearsal.to_drafts()
    rehearsal.sign_all()
    (rehearsal.root / folder.signature("officer-three", document)).unlink()
    rehearsal.log_key = LOG.key
    turn = rehearsal.run()
    assert [(need.kind, need.who) for need in turn.needs] == [("signature", "officer-three")]
    assert not {folder.CHECKPOINT, folder.KEYRING, folder.TRUST} & rehearsal.snapshot().keys()


def test_the_last_look_before_keyring_and_trust_root_counts_the_officers_again(rehearsal: Rehearsal) -> None:
    rehearsal.to_end()
    files = rehearsal.snapshot()
    head, trust = decode_head(files[folder.HEAD]), decode_trust(files[folder.TRUST])
    served = decode_served_keyring(files[folder.KEYRING])
    check_sealed(head, served, trust, rehearsal.now)
    fewer = replace(served.heads[0], signatures=served.heads[0].signatures[1:])
    with pytest.raises(TrackerError) as caught:
        check_sealed(head, replace(served, heads=(fewer,)), trust, rehearsal.now)
    assert caught.value.code == "officers-missing"
