"""Attempts on ceremonies: otherwise than announced, before the opening, with other keys, by other people."""

from dataclasses import replace
from typing import Any

from crypto.attendance import Participant, Role, check_in, checkin_document, shares_called
from crypto.ceremony import Announcement, Kind, Outcome, RollCallEntry, decode_entry
from crypto.checkpoint import Checkpoint
from crypto.labels import Namespace
from crypto.note import NoteSigner
from crypto.sshsig import Signature, join_signed, sign
from crypto.transcript import Checkin, KeyKind, Suspect, Transcript
from tests.simulators.archive import ADD_ANNOUNCED, ADD_DAY, ORIGIN, Ceremony, Rehearsal
from tests.simulators.archive_cast import (
    OFFICERS,
    RECOVERY,
    at,
    caseworker,
    recovery_of,
    with_caseworkers,
)
from tests.simulators.archive_story import ROTATED, abort, recover, replace_officer, revoke, rotate
from tests.simulators.tiled_log import cosigned
from tests.vectors.attempt import Trial, attempt
from tests.vectors.attempts_keyring import added
from tests.vectors.attempts_logs import small, tiny
from tests.vectors.cast import WITNESSES, identity, seed, signing
from tracker.auditor.kept import Kept
from tracker.records import archive
from tracker.records.archive import Log

NEXT_DAY = "2026-03-13"


def recovered(**otherwise: Any) -> Trial:
    """The record after a recovery of which something was done otherwise."""
    story = tiny()
    recover(story, **otherwise)
    return Trial.of(story)


@attempt("28-head-older-than-its-opening", "opening-invalid", 23)
def older_head() -> Trial:
    """The checkpoint that opened the ceremony already has as many heads as there were after it."""

    def later(transcript: Transcript) -> Transcript:
        signer = Rehearsal().keys.signer
        note = cosigned(Checkpoint(signer.name, 2, seed("any tree")), signer, at(ADD_DAY, 8), WITNESSES)
        return replace(transcript, opening=note)

    return added(transcript=later)


@attempt("29-output-signed-before-the-opening", "opening-invalid", 23)
def signed_before() -> Trial:
    """The witnesses cosigned the opening a day after everything was signed."""
    story = tiny()
    note = story.keys.note(at(NEXT_DAY, 8))
    story.add(transcript=lambda transcript: replace(transcript, opening=note))
    return Trial.of(story)


@attempt("30-transcript-altered-after-sealing", "transcript-malformed", 20)
def altered_transcript() -> Trial:
    """A step of the transcript reads otherwise than when its hash went into the head."""
    story = small()
    path = archive.transcript(2)
    return Trial.of(story).alter(path, lambda data: data.replace(b"were shown", b"were sworn"))


@attempt("31-signatures-over-different-transcripts", "signature-invalid", 21)
def different_transcripts() -> Trial:
    """One participant signed another transcript than the rest."""

    def sign_other(document: bytes, signatures: list[Signature]) -> bytes:
        namespace = Namespace.TRANSCRIPT.at(ORIGIN)
        other = sign(signing("neighbour"), namespace, document.replace(b"were shown", b"were not"))
        rest = [item for item in signatures if item.public != other.public]
        return join_signed(document, [*rest, other])

    return added(signed_transcript=sign_other)


@attempt("33-script-differs", "script-differs", 25)
def script_differs() -> Trial:
    """The script in the folder is not the one that was announced and followed."""
    return Trial.of(small()).alter(archive.script(2), lambda data: data + b"and one step more\n")


@attempt("34-transcript-key-differs", "transcript-keys-differ", 27)
def key_differs() -> Trial:
    """The transcript names another key for the new caseworker than the one in head and roster."""

    def other(transcript: Transcript) -> Transcript:
        first, *rest = transcript.made
        return replace(transcript, made=(replace(first, key=seed("another key")), *rest))

    return added(transcript=other)


@attempt("38-share-counted-twice", "share-twice", 27)
def share_twice() -> Trial:
    """One share stands for the two that a recovery takes."""
    return recovered(transcript=lambda item: replace(item, shares=item.shares[:1] * 2))


@attempt("39-share-not-on-its-commitment", "commitment-mismatch", 27)
def share_elsewhere() -> Trial:
    """A share took part that the roster does not commit to."""

    def other(transcript: Transcript) -> Transcript:
        assert transcript.announcement is not None
        document = checkin_document(ORIGIN, transcript.announcement, transcript.opening_ceremony)
        stranger = shares_called(ORIGIN, 0, document).answer(seed("another share"))
        return replace(transcript, shares=(transcript.shares[0], stranger))

    return recovered(transcript=other)


@attempt("40-recovery-key-alive", "recovery-alive", 27)
def alive() -> Trial:
    """After a recovery the shares are new, and the recovery recipient is still the used one."""

    def half(roster: Any) -> Any:
        return replace(roster, recovery=replace(recovery_of(1), recipient=roster.recovery.recipient))

    return recovered(roster=half, proves=())


@attempt("61-checked-in-elsewhere", "checkin-invalid", 24)
def checked_in_elsewhere() -> Trial:
    """A participant checked in at another opening than the rest, a day before."""
    story = tiny()
    other = story.ceremonies.note(at(ADD_ANNOUNCED))

    def before(transcript: Transcript) -> Transcript:
        assert transcript.announcement is not None
        first, *rest = transcript.checkins
        signature = check_in(signing("administrator"), ORIGIN, transcript.announcement, other).signature
        return replace(transcript, checkins=(Checkin(first.name, signature), *rest))

    story.add(transcript=before)
    return Trial.of(story)


@attempt("62-transcript-signed-as-keyring", "sshsig-namespace", 21)
def other_namespace() -> Trial:
    """A participant signed the transcript's bytes for another purpose."""

    def sign_other(document: bytes, signatures: list[Signature]) -> bytes:
        other = sign(signing("neighbour"), Namespace.KEYRING.at(ORIGIN), document)
        return join_signed(document, [*(item for item in signatures if item.public != other.public), other])

    return added(signed_transcript=sign_other)


@attempt("63-participant-did-not-sign", "signature-missing", 21)
def not_signed() -> Trial:
    """Somebody who took part did not sign the transcript."""
    return added(signed_transcript=lambda document, signatures: join_signed(document, signatures[:-1]))


@attempt("64-opened-before-announced", "announcement-missing", 23)
def announced_late() -> Trial:
    """The checkpoint of the ceremony log at the opening does not yet have the announcement."""
    story = tiny()
    early = story.ceremonies.note(at(ADD_DAY, 8))
    story.add(opening=lambda _: early)
    return Trial.of(story)


@attempt("65-cooling-off-shortened", "cooling-off", 27)
def too_early() -> Trial:
    """A caseworker is added two days after it was announced; three are asked for."""
    return added(announced="2026-03-10")


@attempt("66-held-before-the-planned-day", "announcement-differs", 22)
def before_planned() -> Trial:
    """The ceremony was held before the day for which it was announced."""
    return added(announcement=lambda item: replace(item, planned=NEXT_DAY))


@attempt("67-another-kind-than-announced", "announcement-differs", 22)
def other_kind() -> Trial:
    """A rotation was announced, and a caseworker added."""
    return added(announcement=lambda item: replace(item, kind=Kind.ROTATE))


@attempt("68-unannounced-participant", "announcement-differs", 22)
def unannounced() -> Trial:
    """Somebody was in the room who had not been announced."""

    def without_neighbour(announcement: Announcement) -> Announcement:
        return replace(announcement, participants=announcement.participants[:-1])

    neighbour = Participant(Role.WITNESS, "neighbour", signing("neighbour").public)

    def with_neighbour(transcript: Transcript) -> Transcript:
        assert transcript.announcement is not None
        note = transcript.opening_ceremony
        entered = check_in(signing("neighbour"), ORIGIN, transcript.announcement, note)
        checkins = (*transcript.checkins, Checkin("neighbour", entered.signature))
        return replace(transcript, participants=(*transcript.participants, neighbour), checkins=checkins)

    return added(announcement=without_neighbour, transcript=with_neighbour)


@attempt("69-outcome-without-announcement", "announcement-missing", 18)
def no_announcement() -> Trial:
    """An outcome names an announcement that the ceremony log does not have there."""

    def elsewhere(outcome: Outcome) -> Outcome:
        return replace(outcome, announcement=replace(outcome.announcement, hash=seed("nothing")))

    return added(outcome=elsewhere)


@attempt("70-head-without-ceremony", "outcome-missing", 19)
def no_ceremony() -> Trial:
    """A head that all officers signed is in the key log, and no ceremony made it."""
    story = small()
    newest = story.newest
    roster = replace(newest.roster, epoch=2)
    head = replace(newest.head, epoch=2, previous=newest.head.hash, reason="no ceremony", roster=roster.hash)
    story.enter(head, roster, Ceremony(Kind.ADD, ADD_DAY, ADD_DAY))
    return Trial.of(story)


@attempt("71-key-of-an-aborted-ceremony", "key-seen", 29)
def aborted_key() -> Trial:
    """What was made in a ceremony that was aborted is used in the next one."""
    story = tiny()
    abort(story)
    story.add("caseworker-e", announced="2026-04-20", day="2026-04-23")
    return Trial.of(story)


@attempt("72-suspect-officer-counted", "officers-missing", 28)
def suspect_counted() -> Trial:
    """The head that retires a suspect officer reaches the old threshold only by their signature."""
    story = small()
    replace_officer(story, signers=("officer-a", "officer-c", "officer-d"))
    return Trial.of(story)


@attempt("73-ceremony-log-with-another-key", "change-forbidden", 27)
def ceremony_key_changed() -> Trial:
    """While a caseworker was added, the ceremony log silently got another key."""
    story = tiny()
    old = story.ceremonies.signer
    other = NoteSigner(old.name, signing("another ceremony log"))
    policy = tuple(line.replace(old.verifier.encode(), other.verifier.encode()) for line in story.policy())
    head = {"policy_lines": policy, "publishers": story.newest.head.publishers}
    story.add(head=head)
    story.ceremonies.signer = other
    return Trial.of(story)


@attempt("74-revoked-without-suspicion", "suspect-missing", 27)
def no_suspect() -> Trial:
    """A caseworker is revoked, and nothing says from where on their keys are suspect."""
    story = tiny()
    revoke(story, suspects=())
    return Trial.of(story)


@attempt("75-grace-for-a-revoked-key", "change-forbidden", 27)
def grace() -> Trial:
    """After a revocation, letters to the revoked key are still taken for two weeks."""
    story = tiny()
    desk = story.newest.head.publishers[0]
    kept = replace(desk, signers=desk.signers[:1], threshold=1)
    revoke(story, head={"publishers": (kept,), "grace": True})
    return Trial.of(story)


@attempt("76-threshold-lowered-in-passing", "change-forbidden", 27)
def lowered() -> Trial:
    """While a caseworker was added, one signature became enough to publish."""
    desk = tiny().newest.head.publishers[0]
    return added(head={"publishers": (replace(desk, threshold=1),)})


@attempt("77-proof-by-somebody-else", "possession-invalid", 26)
def other_proof() -> Trial:
    """The proof of possession of the new caseworker's keys is another's."""
    trial = Trial.of(small())
    trial.files[archive.possession(2, "caseworker-c")] = trial.files[archive.possession(0, "caseworker-a")]
    return trial


@attempt("78-no-proof-at-all", "possession-invalid", 27)
def no_proof() -> Trial:
    """Nobody proved to hold the new caseworker's keys."""
    return added(proves=())


@attempt("79-rotated-without-the-old-key", "possession-invalid", 26)
def not_handed_over() -> Trial:
    """The new keys of a caseworker are not signed for by the old one, which nobody calls suspect."""
    story = tiny()
    story.add()
    rotate(story, is_handed_over=False)
    return Trial.of(story)


@attempt("80-overlap-without-end", "change-forbidden", 27)
def endless_overlap() -> Trial:
    """A rotated caseworker's old keys stay in the roster for months."""
    story = tiny()
    story.add()
    roster = with_caseworkers(
        caseworker("caseworker-a", "2026-03-19", keys="caseworker-a again"),
        caseworker("caseworker-a-old", keys="caseworker-a"),
    )
    rotate(story, roster=roster)
    return Trial.of(story)


@attempt("81-share-of-an-old-epoch", "share-retired", 27)
def retired_share() -> Trial:
    """A share of the recovery before the last one takes part in a recovery."""
    story = tiny()
    old = story.shares
    recover(story)

    def other(transcript: Transcript) -> Transcript:
        assert transcript.announcement is not None
        document = checkin_document(ORIGIN, transcript.announcement, transcript.opening_ceremony)
        answer = shares_called(ORIGIN, 1, document).answer(old[1])
        return replace(transcript, shares=(transcript.shares[0], answer))

    def third(roster: Any) -> Any:
        return replace(roster, recovery=recovery_of(2))

    ceremony = Ceremony(
        Kind.RECOVER,
        "2026-04-13",
        "2026-04-16",
        roster=third,
        proves=(RECOVERY,),
        holders=(0, 2),
        transcript=other,
    )
    story.hold(ceremony)
    return Trial.of(story)


@attempt("82-too-few-shares", "shares-missing", 27)
def too_few() -> Trial:
    """One holder of three took part in a recovery that takes two."""
    return recovered(holders=(0,))


@attempt("83-roll-call-for-an-absent-holder", "share-twice", 32)
def roll_call_twice() -> Trial:
    """At a roll-call one holder answered twice."""
    return _roll_call(lambda entry: replace(entry, answers=entry.answers[:1] * 2))


@attempt("84-roll-call-of-another-day", "announcement-differs", 32)
def roll_call_replayed() -> Trial:
    """The answers of a roll-call are over another log than the one before it: they may be old."""
    story = tiny()
    story.roll_call("2026-03-20")
    story.ceremonies.entries.append(story.ceremonies.entries[-1])
    return Trial.of(story)


def _roll_call(change: Any) -> Trial:
    story = tiny()
    story.roll_call("2026-03-20")
    entry = decode_entry(story.ceremonies.entries[-1])
    assert isinstance(entry, RollCallEntry)
    story.ceremonies.entries[-1] = change(entry).encode()
    return Trial.of(story)


@attempt("85-quorum-lowered", "change-forbidden", 27)
def quorum_lowered() -> Trial:
    """A rotation of the witnesses leaves a quorum of one."""
    story = tiny()
    lines = tuple(line.replace("quorum-group 2", "quorum-group 1") for line in story.policy())
    story.hold(Ceremony(Kind.ROTATE, "2026-03-09", "2026-03-12", head={"policy_lines": lines}))
    return Trial.of(story)


@attempt("86-one-key-for-two-people", "key-reused", 21)
def two_people() -> Trial:
    """The witness in the room has the key of an officer, who is not there."""
    twin = Participant(Role.WITNESS, "neighbour", signing("officer-c").public)

    def instead(announcement: Announcement) -> Announcement:
        return replace(announcement, participants=(*announcement.participants[:-2], twin))

    return added(announcement=instead)


@attempt("87-two-outcomes", "outcome-missing", 18)
def two_outcomes() -> Trial:
    """A ceremony that was logged as sealed is afterwards logged as aborted."""
    story = small()
    sealed = decode_entry(story.ceremonies.entries[-1])
    assert isinstance(sealed, Outcome)
    story.ceremonies.entries.append(replace(sealed, sealed=False, head=None).encode())
    return Trial.of(story)


@attempt("88-answers-signed-by-a-revoked-signer", "signer-retired", 33)
def revoked_signer() -> Trial:
    """The newest answers are signed by somebody whom the newest epoch has revoked."""
    story = small()
    rotate(story)
    revoke(story)
    story.publish("caseworker-a", "caseworker-b")
    return Trial.of(story)


@attempt("89-suspect-before-they-were-replaced", "officers-missing", 28)
def suspect_before() -> Trial:
    """An officer turns out to be suspect since an epoch that only their signature completed."""
    story = tiny()
    story.add(signers=("officer-a", "officer-c"))
    rotate(story)
    suspect = Suspect(KeyKind.OFFICER, "officer-c", signing("officer-c").public, 1)
    replace_officer(story, suspects=(suspect,))
    return Trial.of(story)


@attempt("90-decided-by-officers-who-were-not-there", "officers-missing", 24)
def absent_officers() -> Trial:
    """Two officers signed the head who never checked in; of those who did, one signed."""

    def without_two(announcement: Announcement) -> Announcement:
        people = [item for item in announcement.participants if item.name not in OFFICERS[:2]]
        return replace(announcement, participants=tuple(people))

    return added(announcement=without_two)


@attempt("91-announcement-backdated", "announcement-differs", 22)
def backdated() -> Trial:
    """An announcement bears a day after which an auditor saw the ceremony log without it."""
    story = tiny()
    note = story.ceremonies.note(at("2026-03-11"))
    story.add()
    trial = Trial.of(story)
    trial.kept = Kept(story.origin, {Log.CEREMONY: (note,)}).encode()
    return trial


@attempt("92-backdated-across-a-ceremony", "announcement-differs", 22)
def backdated_across() -> Trial:
    """An announcement bears a day before the ceremony that opened without it."""
    story = tiny()
    story.add()
    rotate(story, announced="2026-03-11")
    return Trial.of(story)


@attempt("106-ceremony-held-before-its-day", "quorum-missing", 23)
def postdated() -> Trial:
    """The transcript bears a later day than the ceremony had, so that three days seem to have passed."""
    story = tiny()
    note = story.keys.note(at("2026-03-10"))
    story.add(transcript=lambda transcript: replace(transcript, opening=note))
    return Trial.of(story)


@attempt("107-old-keys-outlast-their-person", "change-forbidden", 27)
def orphaned_overlap() -> Trial:
    """A caseworker is revoked just after a rotation, and the old keys stay in the roster."""
    story = tiny()
    story.add()
    rotate(story)
    desk, gone = story.newest.head.publishers[0], identity(ROTATED)
    signers = tuple(key for key in desk.signers if key != gone.signing_key.public)
    revoke(
        story,
        roster=with_caseworkers(without=["caseworker-a"]),
        head={"publishers": (replace(desk, signers=signers),), "grace": False},
        suspects=(
            Suspect(KeyKind.RECIPIENT, "caseworker-a", gone.recipient.id, 0),
            Suspect(KeyKind.SIGNER, "caseworker-a", gone.signing_key.public, 0),
        ),
    )
    return Trial.of(story)
