"""Rules of each ceremony: logged, as announced, after its opening, by those who were there."""

import hashlib
from collections.abc import Sequence

from crypto.attendance import Role
from crypto.errors import (
    OutcomeMissing,
    TranscriptMalformed,
)
from crypto.labels import Namespace
from crypto.proceedings import (
    check_announced,
    check_checkins,
    check_opening,
    check_outcome,
    check_present,
)
from crypto.sshsig import ARMOR_MAX, SIGNATURES_MAX, Signature, split_signed
from crypto.transcript import TRANSCRIPT_MAX, Transcript, decode_transcript
from tracker.auditor.backdating import check_not_ahead, check_not_backdated
from tracker.auditor.case import Case
from tracker.auditor.finding import counted
from tracker.auditor.heads import ceremony_key
from tracker.auditor.logs import check_prefix
from tracker.auditor.records import Run, read_records
from tracker.auditor.rosters import Owner, take_owners
from tracker.records import archive
from tracker.records.errors import SignatureMissing, SignatureUnexpected

SIGNED_TRANSCRIPT_MAX = TRANSCRIPT_MAX + SIGNATURES_MAX * ARMOR_MAX


def check_records(case: Case) -> str:
    """Every entry of the ceremony log is well formed, of this origin, and in its place."""
    records = read_records(case.ceremony_entries.get(), case.trust.get().origin)
    case.records.put(records)
    counts = {
        "announced": len(records.announcements),
        "sealed": len(records.sealed()),
        "aborted": len(records.aborted()),
        "releases": len(records.releases),
        "roll-calls": len(records.roll_calls),
    }
    return ", ".join(f"{count} {what}" for what, count in counts.items())


def check_ended(case: Case) -> str:
    """Every head comes from one sealed ceremony; every announced one has ended or is still to come."""
    records, heads = case.records.get(), case.heads.get()
    made = [(item.epoch, outcome.head) for _, item, outcome in records.sealed()]
    if made != [(head.epoch, head.hash) for head in heads]:
        raise OutcomeMissing("the heads are not those that sealed ceremonies made, in their order")
    pending = [item for index, item in records.announcements.items() if index not in records.outcomes]
    for item in pending:
        if item.epoch < len(heads):
            raise OutcomeMissing(f"how the '{item.kind}' announced for epoch {item.epoch} ended is not said")
    coming = ", ".join(f"{item.kind} (epoch {item.epoch}) planned for {item.planned}" for item in pending)
    said = f"{counted(len(made), 'head')}, each from a ceremony of its own"
    return f"{said}; still to come: {coming}" if coming else said


def check_transcripts(case: Case) -> str:
    """Each transcript is the one that log and head name, and drafted that head."""
    heads = case.heads.get()
    runs = []
    for index, announcement, outcome in case.records.get().sealed():
        if announcement.epoch >= len(heads):
            raise OutcomeMissing(f"a sealed ceremony made epoch {announcement.epoch}, which is not logged")
        head = heads[announcement.epoch]
        signed = case.source.read(archive.transcript(index), SIGNED_TRANSCRIPT_MAX)
        document, signatures = split_signed(signed)
        transcript = decode_transcript(document)
        transcript.check_head(head)
        check_outcome(outcome, transcript, head)
        position = case.records.get().outcomes[index][0]
        previous = heads[head.epoch - 1] if head.epoch else None
        runs.append(
            Run(
                index,
                position,
                announcement,
                outcome,
                transcript,
                document,
                tuple(signatures),
                head,
                previous,
            )
        )
    case.runs.put(tuple(runs))
    return "; ".join(f"{run.said} on {run.transcript.day}: {run.transcript.hash.hex()}" for run in runs)


def check_signed(case: Case) -> str:
    """Everybody who was there signed the transcript, with a key of their own."""
    owners = dict(case.owners.get())
    shares = {key for roster in case.rosters.get() for key in roster.recovery.commitments}
    for run in case.runs.get():
        take_owners(owners, _attending(run.transcript, shares))
        check_all_signed(run.transcript, run.document, run.signatures)
    return "; ".join(f"{run.said}: {_names(run.transcript)}" for run in case.runs.get())


def check_all_signed(transcript: Transcript, document: bytes, signatures: Sequence[Signature]) -> None:
    """All participants signed these bytes, and nobody else.

    Raises SignatureMissing, SignatureUnexpected, SshsigNamespace, SignatureInvalid.
    """
    names = {item.public: item.name for item in transcript.participants}
    namespace = Namespace.TRANSCRIPT.at(transcript.origin)
    digest = hashlib.sha512(document).digest()
    for signature in signatures:
        if signature.public not in names:
            raise SignatureUnexpected("a transcript is signed by somebody who did not take part")
        signature.check(namespace, digest)
    missing = names.keys() - {item.public for item in signatures}
    if missing:
        who = ", ".join(sorted(names[key] for key in missing))
        raise SignatureMissing(f"the transcript of epoch {transcript.epoch} is not signed by {who}", who=who)


def check_as_announced(case: Case) -> str:
    """Each was held as announced: kind, epoch, script, day and people."""
    entries = case.ceremony_entries.get()
    for run in case.runs.get():
        named = run.transcript.announcement
        if named is None or named.index != run.index:
            raise TranscriptMalformed(f"{run.said} names another announcement")
        check_announced(run.transcript, entries[run.index])
    check_not_backdated(case)
    check_not_ahead(case)
    said = [f"{run.said}: {run.announcement.announced}, held {run.transcript.day}" for run in case.runs.get()]
    return "announced " + "; ".join(said)


def check_openings(case: Case) -> str:
    """Each began with checkpoints of these very logs, after the announcement and before the outcome."""
    trust, said = case.trust.get(), []
    keys, ceremony = case.keys.signed.get().checkpoint, case.ceremony.signed.get().checkpoint
    for run in case.runs.get():
        before = run.previous or run.head
        opened, logged = check_opening(
            run.transcript, trust.log, ceremony_key(before), before.policy, trust.max_age_hours * 3600
        )
        if opened is not None:
            check_prefix(case.keys.tiles.get(), opened, keys)
        check_prefix(case.ceremony.tiles.get(), logged, ceremony)
        said.append(f"{run.said} at ceremony log size {logged.size}")
    return "; ".join(said)


def check_entered(case: Case) -> str:
    """Everybody checked in by signing the opening, who decided among them: nothing was signed before."""
    served = case.served.get()
    for run in case.runs.get():
        check_checkins(run.transcript)
        check_present(run.transcript, run.previous, run.head, served.heads[run.head.epoch].signatures)
    return "; ".join(f"{run.said}: {len(run.transcript.checkins)} checked in" for run in case.runs.get())


def _attending(transcript: Transcript, shares: set[bytes]) -> list[Owner]:
    """Whose key is whose; a holder may sign with the key of a share, whose name says nothing of people."""
    return [
        (item.public, item.role, item.name)
        for item in transcript.participants
        if item.role != Role.HOLDER or item.public not in shares
    ]


def _names(transcript: Transcript) -> str:
    return ", ".join(f"{item.role} {item.name}" for item in transcript.participants)
