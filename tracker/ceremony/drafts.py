"""What a genesis drafts from plan, keys and proofs: roster, transcript and head, always the same bytes."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from crypto.head import Head, Officer, Publisher, decode_head
from crypto.labels import Namespace
from crypto.note import VerifierKey
from crypto.possession import RecipientCard
from crypto.roster import Caseworker, Recovery, Roster, decode_roster
from crypto.sshsig import encode_public_line
from crypto.transcript import Participant, Possession, Transcript, decode_transcript
from tracker.ceremony import folder
from tracker.ceremony.enrolment import Enrolment
from tracker.ceremony.folder import Files
from tracker.ceremony.plan import RECOVERY, Plan
from tracker.ceremony.script import recorded_steps
from tracker.records.errors import DraftAltered

OFFICER, WITNESS, CASEWORKER = "officer", "witness", "caseworker"
_UNKNOWN = bytes(32)


@dataclass(frozen=True)
class Drafts:
    """The documents of a genesis, each as it will be signed and published."""

    roster: Roster
    transcript: Transcript
    head: Head
    script: bytes

    @property
    def files(self) -> Files:
        """Their bytes by file, with the script and a file for `ssh-keygen -Y verify`."""
        return {
            folder.SCRIPT: self.script,
            folder.ROSTER: self.roster.encode(),
            folder.TRANSCRIPT: self.transcript.encode(),
            folder.HEAD: self.head.encode(),
            folder.ALLOWED_SIGNERS: allowed_signers(self.transcript),
        }

    def yet_to_write(self, files: Files) -> Files:
        """The drafts that the folder does not have. Raises DraftAltered if it has another one."""
        for path, document in self.files.items():
            if files.get(path, document) != document:
                raise DraftAltered(f"'{path}' does not follow from plan, keys and proofs", file=path)
        return {path: document for path, document in self.files.items() if path not in files}


def draft(
    plan: Plan, enrolment: Enrolment, log: VerifierKey, answers: Mapping[str, Possession], script: bytes
) -> Drafts:
    """The drafts, each held to the rules of its own format.

    Raises RosterMalformed, HeadMalformed, TranscriptMalformed, PlanMalformed.
    """
    roster = _roster(plan, enrolment.cards)
    head = _head(plan, enrolment, log, roster)
    transcript = Transcript(
        origin=plan.origin,
        ceremony="genesis",
        epoch=0,
        day=plan.day,
        opening=None,
        script=hashlib.sha256(script).digest(),
        participants=_participants(plan, enrolment),
        possessions=tuple(answers[name] for name in sorted(answers)),
        steps=recorded_steps(script, plan.deviations),
        draft=head.draft(),
    )
    head = replace(head, transcript=transcript.hash)
    return Drafts(
        decode_roster(roster.encode()),
        decode_transcript(transcript.encode()),
        decode_head(head.encode()),
        script,
    )


def policy_lines(plan: Plan, log: VerifierKey) -> tuple[str, ...]:
    """The plan's policy with the log's key: so the officers sign that key too."""
    return (f"log {log.encode()}", *plan.policy_lines)


def allowed_signers(transcript: Transcript) -> bytes:
    """An OpenSSH `allowed_signers` file: each participant, for the namespaces that are theirs."""
    both = ",".join(item.at(transcript.origin) for item in (Namespace.KEYRING, Namespace.TRANSCRIPT))
    one = Namespace.TRANSCRIPT.at(transcript.origin)
    return "".join(
        f'{item.name} namespaces="{both if item.role == OFFICER else one}" '
        + encode_public_line(item.public, item.name)
        for item in transcript.participants
    ).encode()


def _roster(plan: Plan, cards: Mapping[str, RecipientCard]) -> Roster:
    caseworkers = tuple(
        Caseworker(
            item.name, cards[item.name].recipient, cards[item.name].signing, item.first_day, item.last_day
        )
        for item in plan.caseworkers
    )
    card = cards[RECOVERY]
    recovery = Recovery(card.recipient, plan.recovery_threshold, (card.signing,))
    return Roster(plan.origin, 0, caseworkers, recovery)


def _head(plan: Plan, enrolment: Enrolment, log: VerifierKey, roster: Roster) -> Head:
    signers = tuple(enrolment.cards[item.name].signing for item in plan.caseworkers)
    return Head(
        origin=plan.origin,
        realm=plan.origin,
        epoch=0,
        previous=None,
        threshold=plan.threshold,
        officers=tuple(Officer(name, enrolment.officers[name]) for name in plan.officers),
        publishers=(Publisher(plan.publisher, plan.publisher_threshold, signers),),
        intake=plan.intake,
        policy_lines=policy_lines(plan, log),
        client=None,
        grace=True,
        reason=plan.reason,
        transcript=_UNKNOWN,
        roster=roster.hash,
    )


def _participants(plan: Plan, enrolment: Enrolment) -> tuple[Participant, ...]:
    """Everybody in the room: whoever stands here signs the transcript."""
    present = [item.name for item in plan.caseworkers if item.present]
    return (
        *(Participant(OFFICER, name, enrolment.officers[name]) for name in plan.officers),
        *(Participant(WITNESS, name, enrolment.witnesses[name]) for name in plan.witnesses),
        *(Participant(CASEWORKER, name, enrolment.cards[name].signing) for name in present),
    )
