"""Rules of what each ceremony changed, of the recovery identity, and of what was given up."""

from crypto.epoch import Epoch, Past, suspect_officers
from crypto.errors import AnnouncementDiffers, CommitmentMismatch, KeySeenBefore
from crypto.proceedings import check_announced, check_outcome
from crypto.sshsig import split_signed
from crypto.succession import check_beginning, check_change, check_decided
from crypto.transcript import decode_transcript
from tracker.auditor.case import Case
from tracker.auditor.finding import NotApplicable
from tracker.auditor.proofs import read_proof
from tracker.auditor.records import epochs
from tracker.auditor.transcripts import SIGNED_TRANSCRIPT_MAX, check_all_signed
from tracker.records import archive


def check_changes(case: Case) -> str:
    """Each epoch changes what its kind of ceremony may change, and brings no key back."""
    runs, states = case.runs.get(), epochs(case.heads.get(), case.rosters.get())
    releases, past = case.records.get().releases, Past()
    check_beginning(states[0], runs[0].transcript)
    said = [f"{runs[0].said}: {describe(None, states[0])}"]
    for run, old, new in zip(runs[1:], states, states[1:], strict=False):
        past = past.with_epoch(old)
        for index, release in releases:
            if index < run.outcome_index:
                past = past.with_release(release)
        check_change(old, new, run.transcript, run.announcement, past)
        said.append(f"{run.said}: {describe(old, new)}")
    return "; ".join(said)


def describe(old: Epoch | None, new: Epoch) -> str:
    """What is new and what is gone in an epoch, in words."""
    before, after = ([] if old is None else _owners(old)), _owners(new)
    came = [item for item in after if item not in before]
    went = [item for item in before if item not in after]
    aspects = {} if old is None else old.aspects()
    other = [what for what in ("client", "policy", "intake") if old and aspects[what] != new.aspects()[what]]
    parts = [f"+ {', '.join(came)}"] * bool(came) + [f"- {', '.join(went)}"] * bool(went)
    return "; ".join([*parts, *(f"new {what}" for what in other)]) or "nothing new"


def check_suspects(case: Case) -> str:
    """Without the signatures of suspect officers, the thresholds are still reached."""
    runs, served = case.runs.get(), case.served.get()
    suspects = suspect_officers(run.transcript for run in runs)
    if not suspects:
        raise NotApplicable("no officer was ever suspect")
    for run in runs[1:]:
        if run.previous is not None:
            check_decided(run.previous, run.head, served.heads[run.head.epoch].signatures, suspects)
    return f"{len(suspects)} suspect keys, which no head needed from their epoch on"


def check_aborted(case: Case) -> str:
    """What was made in a run that was aborted is in no epoch."""
    aborted = case.records.get().aborted()
    if not aborted:
        raise NotApplicable("no ceremony was aborted")
    used = Past()
    for epoch in epochs(case.heads.get(), case.rosters.get()):
        used = used.with_epoch(epoch)
    said = []
    for index, announcement, outcome in aborted:
        count = 0
        if outcome.transcript is not None:
            count = _check_given_up(case, index, used)
        said.append(f"{announcement.kind} (entry {index}): {count} keys made, none used")
    return "; ".join(said)


def check_recovery(case: Case) -> str:
    """The recovery identity is committed to in each epoch; a used one never comes back."""
    gone: set[bytes] = set()
    said: list[str] = []
    for roster in case.rosters.get():
        recovery = roster.recovery
        if recovery.recipient.id in gone:
            raise KeySeenBefore(f"epoch {roster.epoch}: a retired recovery key is back", who="recovery")
        if roster.epoch and case.rosters.get()[roster.epoch - 1].recovery != recovery:
            gone.add(case.rosters.get()[roster.epoch - 1].recovery.recipient.id)
        text = f"{recovery.threshold} of {len(recovery.commitments)}"
        said.append(f"epoch {roster.epoch}: {text} shares")
    return "; ".join(said) + f"; {len(gone)} retired. That the shares fit together is the room's word alone"


def check_roll_calls(case: Case) -> str:
    """Each answer at a roll-call is by another share, over the log as it was then."""
    calls, rosters = case.records.get().roll_calls, case.rosters.get()
    if not calls:
        raise NotApplicable("no roll-call was held yet")
    retired: set[bytes] = set()
    said = []
    for logged, call in calls:
        if call.nonce != logged.root_before:
            raise AnnouncementDiffers("a roll-call was over another log than the one before it", what="nonce")
        if call.epoch >= len(rosters):
            raise CommitmentMismatch(f"a roll-call of epoch {call.epoch}, which there is not")
        recovery = rosters[call.epoch].recovery
        retired = {key for roster in rosters[: call.epoch] for key in roster.recovery.commitments}
        call.call.check(call.answers, recovery, retired - set(recovery.commitments))
        said.append(f"{call.day}: {len(call.answers)} of {len(recovery.commitments)} answered")
    return "; ".join(said)


def _check_given_up(case: Case, index: int, used: Past) -> int:
    records = case.records.get()
    signed = case.source.read(archive.aborted(index), SIGNED_TRANSCRIPT_MAX)
    document, signatures = split_signed(signed)
    transcript = decode_transcript(document)
    check_announced(transcript, case.ceremony_entries.get()[index])
    check_outcome(records.outcomes[index][1], transcript, None)
    check_all_signed(transcript, document, signatures)
    for possession in transcript.possessions:
        read_proof(case, index, possession)
    for made in transcript.made:
        if made.key in used.keys:
            raise KeySeenBefore(
                f"a key that an aborted ceremony made for '{made.name}' is used", who=made.name
            )
    return len(transcript.made)


def _owners(epoch: Epoch) -> list[str]:
    """The people and things whose keys an epoch has, with the beginning of each key."""
    return [f"{item.kind} {item.name} {item.key.hex()[:8]}" for item in epoch.all_keys()]
