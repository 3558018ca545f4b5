"""Attempts on the keyring: who signs, whose key it is, what is served."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from crypto.ceremony import Kind
from crypto.head import Head, Officer, decode_head
from crypto.keyring import SignedHead
from crypto.labels import Namespace
from crypto.note import TYPE_COSIGNATURE, NoteSigner, VerifierKey
from crypto.roster import Roster
from crypto.sshsig import Signature, _signed_bytes
from tests.simulators.archive import Ceremony, Rehearsal
from tests.simulators.archive_cast import OFFICERS, caseworker, sign_head, with_caseworkers
from tests.simulators.archive_story import replace_officer, revoke, rotate
from tests.vectors.attempt import Trial, attempt
from tests.vectors.attempts_logs import small, tiny
from tests.vectors.cases_signatures import sign_otherwise
from tests.vectors.cast import WITNESSES, identity, policy_lines, signing
from tracker.records import archive

NEW_OFFICERS = ("officer-x", "officer-y", "officer-z")


def added(**otherwise: Any) -> Trial:
    """The record after a genesis and a ceremony of which something was done otherwise."""
    return Trial.of(small(**otherwise))


def malformed(**changes: Any) -> Trial:
    """A second head that no decoder takes."""
    return added(sealed_head=lambda head: replace(head, **changes))


def officers(*names: str) -> tuple[Officer, ...]:
    """Officers of these names."""
    return tuple(Officer(name, signing(name).public) for name in names)


@attempt("17-one-witness-key-under-two-names", "head-malformed", 6, client=True)
def one_witness_twice() -> Trial:
    """The new policy counts one witness's key twice, under two names."""
    key = signing(WITNESSES[0]).public
    twice = [f"witness w{n} {VerifierKey(f'w{n}.example', TYPE_COSIGNATURE, key).encode()}" for n in (1, 2)]
    policy = Rehearsal().policy(*twice, "group all 2 w1 w2", "quorum all")
    return malformed(policy_lines=policy)


@attempt("18-witness-key-of-an-officer", "keyring-roles", 8, client=True)
def witness_is_officer() -> Trial:
    """A witness that the trust root counts is an officer now; the head's own policy leaves it out."""
    others = policy_lines()[1:3]
    policy = Rehearsal().policy(*others, "group both 2 witness-b witness-c", "quorum both")
    changed = (Officer("officer-w", signing(WITNESSES[0]).public), *officers(*OFFICERS[1:]))
    story = tiny()
    head = {"officers": changed, "policy_lines": policy}
    story.hold(Ceremony(Kind.REPLACE_OFFICER, "2026-03-09", "2026-03-12", head=head, signers=OFFICERS))
    return Trial.of(story)


@attempt("19-degenerate-officer-key", "head-malformed", 6, client=True)
def degenerate() -> Trial:
    """An officer's new key is a point of small order, under which anybody can make signatures."""
    return malformed(officers=(Officer("officer-a", bytes(32)), *officers(*OFFICERS[1:])))


@attempt("20-trust-root-from-the-folder", "trust-from-folder", None, client="keyring-genesis")
def trust_from_folder() -> Trial:
    """Everything is forged and agrees with the trust root that lies in the same folder."""
    story = substituted_story()
    trial = Trial.of(story, small().trust())
    trial.files["trust"] = story.trust().encode()
    trial.trust_path = "archive/trust"
    return trial


@attempt("21-substituted-genesis", "keyring-genesis", 7, client=True)
def substituted() -> Trial:
    """Another genesis, by other officers, in a log that is signed and witnessed as it should be."""
    return Trial.of(substituted_story(), small().trust())


def substituted_story() -> Rehearsal:
    """A whole record that somebody else made."""
    story = Rehearsal()
    story.genesis(head={"officers": officers(*NEW_OFFICERS)}, signers=NEW_OFFICERS)
    return story


@attempt("22-unauthorised-signer", "officers-missing", 8, client=True)
def unauthorised() -> Trial:
    """One officer and a stranger signed the new head; two officers are asked for."""
    return added(signers=("officer-a", "stranger"))


@attempt("23-retired-officer-signs", "officers-missing", 8, client=True)
def retired() -> Trial:
    """An officer whom a ceremony replaced signs again, beside one who is still in office."""
    story = tiny()
    story.add()
    rotate(story)
    replace_officer(story)
    story.add("caseworker-d", announced="2026-04-06", day="2026-04-09", signers=("officer-a", "officer-c"))
    return Trial.of(story)


@attempt("24-one-officer-key-twice", "officers-missing", 8, client=True)
def one_twice() -> Trial:
    """One officer signed twice, each time validly, and so that the signatures differ."""

    def twice(signed: SignedHead) -> SignedHead:
        first = signed.signatures[0]
        digest = hashlib.sha512(signed.document).digest()
        again = sign_otherwise(signing("officer-a"), _signed_bytes(first.namespace, digest))
        pair = sorted((first, replace(first, signature=again)), key=lambda item: item.signature)
        return replace(signed, signatures=tuple(pair))

    return added(signers=("officer-a",), signed_head=twice)


def replaced(*signers: str) -> Trial:
    """All officers are replaced, and these sign the head."""
    story = tiny()
    ceremony = Ceremony(
        Kind.REPLACE_OFFICER,
        "2026-03-09",
        "2026-03-12",
        head={"officers": officers(*NEW_OFFICERS)},
        also=NEW_OFFICERS,
        signers=signers,
    )
    story.hold(ceremony)
    return Trial.of(story)


@attempt("25-old-threshold-missing", "officers-missing", 8, client=True)
def old_missing() -> Trial:
    """New officers installed themselves: none of the old ones signed."""
    return replaced(*NEW_OFFICERS)


@attempt("26-own-threshold-missing", "officers-missing", 8, client=True)
def own_missing() -> Trial:
    """Officers were replaced by people of whom too few signed."""
    return replaced(*OFFICERS, NEW_OFFICERS[0])


@attempt("27-epoch-skipped", "keyring-chain", 6, client=True)
def skipped() -> Trial:
    """The second head calls itself the third."""
    return malformed(epoch=2)


@attempt("32-signature-from-another-namespace", "officers-missing", 8, client=True)
def other_namespace() -> Trial:
    """The officers signed the head's bytes as a transcript, not as a keyring."""

    def elsewhere(signed: SignedHead) -> SignedHead:
        namespace = Namespace.TRANSCRIPT.at("rehearsal/attempts")
        head = sign_head(_head(signed), OFFICERS, namespace)
        return replace(signed, signatures=head.signatures)

    return added(signed_head=elsewhere)


@attempt("35-served-key-not-in-the-log", "keyring-differs", 8, client="proof-invalid")
def not_logged() -> Trial:
    """A head that all officers signed is served, and is not in the log."""
    story = small()
    newest = story.newest.head
    extra = replace(newest, epoch=2, previous=newest.hash, reason="for one visitor alone")
    served = story.served()
    return Trial.of(story).with_served([*story.signed, sign_head(extra, OFFICERS)], served.proof)


@attempt("36-revoked-key-with-a-true-proof", "keyring-rolled-back", 8, client="keyring-not-latest")
def revoked_served() -> Trial:
    """The keyring of before a revocation is served, with a true proof that its head is in the newest log."""
    story = tiny()
    revoke(story)
    note = story.keys.note(story.now)
    trial = Trial.of(story).with_served(story.signed[:1], story.keys.proof(0, note))
    trial.files[archive.ROSTER] = story.epochs[0].roster.encode()
    return trial


@attempt("37-key-of-two-caseworkers", "roster-malformed", 11, client=True)
def shared_key() -> Trial:
    """The new caseworker has the recipient of another."""
    wrong = replace(caseworker("caseworker-c", "2026-03-12"), recipient=identity("caseworker-b").recipient)
    return added(roster=with_caseworkers(wrong), proves=())


@attempt("51-revoked-key-comes-back", "key-reused", 12)
def comes_back() -> Trial:
    """Keys that were revoked come back for a caseworker of another name."""
    story = tiny()
    revoke(story)
    back = caseworker("caseworker-f", "2026-04-09", keys="caseworker-b")
    _add_without_signer(story, back)
    return Trial.of(story)


def _add_without_signer(story: Rehearsal, *people: Any) -> None:
    change: Callable[[Roster], Roster] = with_caseworkers(*people)
    story.hold(Ceremony(Kind.ADD, "2026-04-06", "2026-04-09", roster=change))


@attempt("52-same-keys-come-back", "key-seen", 27)
def same_back() -> Trial:
    """A revoked caseworker comes back with the very keys that were revoked."""
    story = tiny()
    revoke(story)
    _add_without_signer(story, caseworker("caseworker-b"))
    return Trial.of(story)


@attempt("53-roster-of-another-epoch", "roster-mismatch", 11, client=True)
def old_roster() -> Trial:
    """The newest head is served with the roster of before a revocation."""
    story = tiny()
    revoke(story)
    trial = Trial.of(story)
    trial.files[archive.ROSTER] = story.epochs[0].roster.encode()
    return trial


@attempt("54-witness-under-another-name", "keyring-roles", 8, client=True)
def renamed_witness() -> Trial:
    """The head knows a witness of the trust root under another name."""
    key = VerifierKey("elsewhere.example", TYPE_COSIGNATURE, signing(WITNESSES[0]).public)
    policy = Rehearsal().policy(f"witness w {key.encode()}", *policy_lines()[1:2], "quorum witness-b")
    story = tiny()
    story.hold(Ceremony(Kind.ROTATE, "2026-03-09", "2026-03-12", head={"policy_lines": policy}))
    return Trial.of(story)


@attempt("55-key-log-with-another-key", "log-key-mismatch", 6, client="keyring-roles")
def other_log_key() -> Trial:
    """A head names another key for the key log than the trust root."""
    story = tiny()
    stranger = NoteSigner(story.keys.signer.name, signing("stranger")).verifier
    lines = tuple(f"log {stranger.encode()}" if "/keys+" in line else line for line in story.policy())
    story.hold(Ceremony(Kind.ROTATE, "2026-03-09", "2026-03-12", head={"policy_lines": lines}))
    return Trial.of(story)


@attempt("56-genesis-not-signed-by-all", "officers-missing", 9)
def genesis_by_two() -> Trial:
    """Two of three officers signed the genesis; a client knows its hash and need not see that."""
    story = Rehearsal()
    story.genesis(signers=OFFICERS[:2])
    return Trial.of(story)


@attempt("57-bad-signature-by-an-officer", "officers-missing", 8, client=True)
def spoiled() -> Trial:
    """Two officers signed well, and under the third's name stands a signature that is not theirs."""

    def spoil(signed: SignedHead) -> SignedHead:
        bad: Signature = replace(signed.signatures[-1], signature=bytes(64))
        return replace(signed, signatures=(*signed.signatures[:-1], bad))

    return added(signed_head=spoil)


@attempt("58-head-altered-after-signing", "officers-missing", 8, client=True)
def altered_head() -> Trial:
    """One letter of a head's reason was changed after the officers signed, and the log agrees with it."""

    def alter(signed: SignedHead) -> SignedHead:
        return replace(signed, document=signed.document.replace(b"reason a", b"reason A"))

    return added(signed_head=alter)


@attempt("59-known-head-is-another", "keyring-genesis", 7, client=True)
def other_known() -> Trial:
    """The log agrees on the genesis, and has another head at the epoch that we know."""
    return Trial.of(small(), small(head={"reason": "another"}).trust(known=1))


@attempt("60-answer-that-is-no-keyring", "keyring", 8, client=True)
def no_keyring() -> Trial:
    """What is served in place of the keyring is cut off in the middle."""
    return Trial.of(small()).alter(archive.KEYRING, lambda data: data[: len(data) // 2])


def _head(signed: SignedHead) -> Head:
    return decode_head(signed.document)
