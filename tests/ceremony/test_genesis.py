"""A genesis from the empty folder to the trust root, stopped anywhere, and what every client makes of it."""

import subprocess
from collections.abc import Callable

import pytest

from crypto.cosignature import cosign
from crypto.head import decode_head
from crypto.keyring import decode_served_keyring, verify_keyring
from crypto.keys import SigningKey
from crypto.note import TYPE_COSIGNATURE, VerifierKey
from crypto.transcript import decode_transcript
from crypto.trust import decode_trust
from tests.ceremony.conftest import (
    IDENTITIES,
    LOG,
    OFFICERS,
    ORIGIN,
    PLAN,
    Rehearsal,
)
from tracker.ceremony import folder
from tracker.ceremony.genesis import NeedKind

STAGES: list[Callable[[Rehearsal], object]] = [
    Rehearsal.plan,
    Rehearsal.bring_keys,
    lambda rehearsal: [rehearsal.prove(name) for name in IDENTITIES],
    Rehearsal.sign_all,
    lambda rehearsal: setattr(rehearsal, "log_key", LOG.key),
]


def kinds(rehearsal: Rehearsal) -> set[NeedKind]:
    """What the genesis waits for now."""
    return {need.kind for need in rehearsal.run().needs}


def test_an_empty_folder_gets_a_plan_to_fill_in(rehearsal: Rehearsal) -> None:
    assert kinds(rehearsal) == {NeedKind.PLAN}
    assert kinds(rehearsal) == {NeedKind.PLAN}
    assert list(rehearsal.snapshot()) == [folder.PLAN]


def test_each_stage_waits_for_its_people(rehearsal: Rehearsal) -> None:
    waits = [NeedKind.PLAN, NeedKind.KEY, NeedKind.PROOF, NeedKind.SIGNATURE, NeedKind.LOG_KEY]
    for wait, stage in zip(waits, STAGES, strict=True):
        assert kinds(rehearsal) == {wait}
        stage(rehearsal)
    assert rehearsal.run().finished


def test_every_client_accepts_what_was_made(rehearsal: Rehearsal) -> None:
    rehearsal.to_end()
    made = rehearsal.snapshot()
    trust = decode_trust(made[folder.TRUST])
    keyring = verify_keyring(trust, decode_served_keyring(made[folder.KEYRING]), rehearsal.now)
    sealing = keyring.with_roster(made[folder.ROSTER])
    assert keyring.head.encode() == made[folder.HEAD]
    assert sealing.recipients == tuple(IDENTITIES[name].recipient for name in sorted(IDENTITIES))
    assert (trust.origin, trust.realm, trust.is_rehearsal) == (ORIGIN, ORIGIN, True)


def test_the_officers_sign_the_key_of_the_log(rehearsal: Rehearsal) -> None:
    rehearsal.to_end()
    head = decode_head(rehearsal.snapshot()[folder.HEAD])
    assert head.policy_lines[0] == f"log {LOG.verifier.encode()}"


def test_a_run_after_the_end_changes_nothing(rehearsal: Rehearsal) -> None:
    rehearsal.to_end()
    before = rehearsal.snapshot()
    assert rehearsal.run().finished
    assert rehearsal.snapshot() == before


def test_it_ends_the_same_however_often_it_was_stopped(rehearsal: Rehearsal, ssh_keys) -> None:
    rehearsal.to_end()
    slow = Rehearsal(rehearsal.root.with_name("slow"), ssh_keys)
    for stage in STAGES:
        slow.run()
        slow.run()
        stage(slow)
        slow.log_key, brought = None, slow.log_key
        slow.run()
        slow.log_key = brought
    slow.run()
    # Challenges are sealed with fresh randomness, which nothing afterwards depends on.
    sealed = {path for path in rehearsal.snapshot() if path.startswith("challenges/")}
    first, second = rehearsal.snapshot(), slow.snapshot()
    assert {k: v for k, v in first.items() if k not in sealed} == {
        k: v for k, v in second.items() if k not in sealed
    }


def test_it_goes_on_from_every_file_it_was_killed_after(rehearsal: Rehearsal) -> None:
    """Take away, one at a time, what the program wrote towards the end: the next run writes it again."""
    rehearsal.to_end()
    whole = rehearsal.snapshot()
    for path in ("roster", "head", "script", "allowed_signers", "checkpoint", "keyring", "trust"):
        (rehearsal.root / path).unlink()
        assert rehearsal.run().finished
        assert rehearsal.snapshot() == whole


def test_a_nonce_is_private_until_the_transcript_names_it(rehearsal: Rehearsal) -> None:
    rehearsal.to_keys()
    for name in IDENTITIES:
        path = rehearsal.root / folder.nonce(name)
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700
    for name in IDENTITIES:
        rehearsal.prove(name)
    rehearsal.run()
    assert not (rehearsal.root / "private").exists()


def test_a_challenge_half_written_is_made_again(rehearsal: Rehearsal) -> None:
    rehearsal.to_keys()
    (rehearsal.root / folder.challenge("caseworker-one")).unlink()
    rehearsal.run()
    rehearsal.prove("caseworker-one")
    assert "caseworker-one" not in {need.who for need in rehearsal.run().needs}


def test_a_signature_left_beside_its_document_is_filed_by_name(rehearsal: Rehearsal) -> None:
    rehearsal.to_drafts()
    for document in ("transcript", "head"):
        rehearsal.put(f"{document}.sig", rehearsal.ssh_sign("officer-two", document))
    rehearsal.run()
    made = rehearsal.snapshot()
    assert {"signatures/officer-two.transcript.sig", "signatures/officer-two.head.sig"} <= made.keys()
    assert not {"transcript.sig", "head.sig"} & made.keys()


def test_a_deviation_stands_in_the_transcript(rehearsal: Rehearsal) -> None:
    rehearsal.plan(PLAN + '[[deviation]]\nstep = 2\ntext = "by telephone"\n')
    rehearsal.bring_keys()
    rehearsal.run()
    for name in IDENTITIES:
        rehearsal.prove(name)
    rehearsal.run()
    steps = decode_transcript(rehearsal.snapshot()[folder.TRANSCRIPT]).steps
    assert [step.number for step in steps if step.outcome == "deviated"] == [2]
    assert steps[1].text.endswith("instead: by telephone")


@pytest.mark.parametrize("document", ["transcript", "head"])
def test_ssh_keygen_verifies_with_the_file_of_allowed_signers(rehearsal: Rehearsal, document: str) -> None:
    rehearsal.to_end()
    namespace = {"transcript": "transcript", "head": "keyring"}[document] + f"@{ORIGIN}"
    for name in OFFICERS:
        command = ["ssh-keygen", "-Y", "verify", "-f", str(rehearsal.root / folder.ALLOWED_SIGNERS)]
        command += ["-I", name, "-n", namespace, "-s", str(rehearsal.root / folder.signature(name, document))]
        data = (rehearsal.root / document).read_bytes()
        ran = subprocess.run(command, input=data, capture_output=True, check=False)
        assert ran.returncode == 0, ran.stderr
        ran = subprocess.run(command, input=data + b"x", capture_output=True, check=False)
        assert ran.returncode != 0


def test_a_policy_of_witnesses_waits_for_their_cosignatures(rehearsal: Rehearsal) -> None:
    keys = [SigningKey(name * 32) for name in (b"a", b"b")]
    verifiers = [VerifierKey(f"w{i}.example/w", TYPE_COSIGNATURE, key.public) for i, key in enumerate(keys)]
    lines = [f"witness w{i} {verifier.encode()}" for i, verifier in enumerate(verifiers)]
    policy = [*lines, "group both all w0 w1", "quorum both"]
    rehearsal.plan(PLAN.replace('["quorum none"]', str(policy)))
    rehearsal.bring_keys()
    rehearsal.run()
    for name in IDENTITIES:
        rehearsal.prove(name)
    rehearsal.run()
    rehearsal.sign_all()
    rehearsal.log_key = LOG.key
    assert kinds(rehearsal) == {NeedKind.COSIGNATURES}
    note = rehearsal.snapshot()[folder.CHECKPOINT]
    for key, verifier in zip(keys, verifiers, strict=True):
        assert kinds(rehearsal) == {NeedKind.COSIGNATURES}
        body = note[: note.index(b"\n\n") + 1]
        note += cosign(body, verifier.name, key, rehearsal.now).encode().encode()
        rehearsal.put(folder.CHECKPOINT, note)
    assert rehearsal.run().finished
