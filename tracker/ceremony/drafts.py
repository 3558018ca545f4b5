"""What a ceremony drafts from plan, keys and proofs: roster, transcript and head, always the same bytes."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from crypto.attendance import Participant, Role
from crypto.ceremony import Kind
from crypto.epoch import Epoch, made_keys
from crypto.head import Head, decode_head
from crypto.labels import Namespace
from crypto.proceedings import check_handed_over
from crypto.recovery import ShareSignature
from crypto.roster import Roster, decode_roster
from crypto.sshsig import Signature, encode_public_line
from crypto.succession import check_beginning, check_change
from crypto.transcript import Checkin, Possession, Step, Transcript, decode_transcript
from tracker.ceremony import folder
from tracker.ceremony.announcing import Announced
from tracker.ceremony.folder import Files
from tracker.ceremony.ground import Ground, read_past
from tracker.ceremony.opening import Opened
from tracker.records.errors import DraftAltered


@dataclass(frozen=True)
class Proceedings:
    """All that happened until the sealing, as the transcript tells it."""

    announced: Announced
    opened: Opened
    attending: tuple[Participant, ...]
    checkins: Mapping[str, Signature]
    answers: Mapping[str, Possession]
    shares: tuple[ShareSignature, ...]
    steps: Sequence[Step]


@dataclass(frozen=True)
class Drafts:
    """The documents of a ceremony, each as it will be signed and published."""

    roster: Roster
    transcript: Transcript
    head: Head

    @property
    def files(self) -> Files:
        """Their bytes by file, with a file for `ssh-keygen -Y verify`."""
        return {
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

    def signers(self) -> Mapping[str, Mapping[str, bytes]]:
        """Who must sign which document: Ed25519 keys by document and name."""
        people = self.transcript.participants
        officers = {item.name: item.public for item in people if item.role == Role.OFFICER}
        return {folder.TRANSCRIPT: {item.name: item.public for item in people}, folder.HEAD: officers}


def draft(ground: Ground, held: Proceedings, script: bytes, files: Files) -> Drafts:
    """The drafts, each held to the rules of its own format and to what such a ceremony may change.

    Raises RosterMalformed, HeadMalformed, TranscriptMalformed, and what ``check_change`` raises.
    """
    made = ground.plan.change.make(ground.plan, ground.before, ground.keys)
    transcript = replace(
        record(ground, held, script),
        made=made_keys(ground.before, made.epoch),
        suspects=made.suspects,
        draft=made.head.draft(),
    )
    head = replace(made.head, transcript=transcript.hash)
    drafts = Drafts(
        decode_roster(made.roster.encode()),
        decode_transcript(transcript.encode()),
        decode_head(head.encode()),
    )
    _check(ground, drafts, held.announced, files)
    return drafts


def record(ground: Ground, held: Proceedings, script: bytes) -> Transcript:
    """The transcript so far: who was there and what was done, not yet what was made."""
    checkins = tuple(Checkin(item.name, held.checkins[item.name].signature) for item in held.attending)
    return Transcript(
        origin=ground.origin,
        ceremony=ground.plan.kind.value,
        epoch=ground.epoch,
        day=held.opened.day,
        opening=held.opened.keys,
        script=hashlib.sha256(script).digest(),
        participants=held.attending,
        possessions=tuple(held.answers[name] for name in sorted(held.answers)),
        steps=tuple(held.steps),
        draft=b"",
        announcement=held.announced.reference,
        opening_ceremony=held.opened.ceremony,
        checkins=checkins,
        shares=held.shares,
    )


def allowed_signers(transcript: Transcript) -> bytes:
    """An OpenSSH `allowed_signers` file: each participant, for the namespaces that are theirs."""
    everybody = (Namespace.TRANSCRIPT, Namespace.CHECKIN)
    lines = []
    for item in transcript.participants:
        spaces = (Namespace.KEYRING, *everybody) if item.role == Role.OFFICER else everybody
        names = ",".join(space.at(transcript.origin) for space in spaces)
        lines.append(f'{item.name} namespaces="{names}" ' + encode_public_line(item.public, item.name))
    return "".join(lines).encode()


def _check(ground: Ground, drafts: Drafts, announced: Announced, files: Files) -> None:
    """What is drafted is what an auditor will accept."""
    made = Epoch(drafts.head, drafts.roster)
    if ground.standing is None or ground.before is None:
        check_beginning(made, drafts.transcript)
        return
    past = read_past(ground.standing, files)
    check_change(ground.before, made, drafts.transcript, announced.document, past)
    if ground.plan.kind is Kind.ROTATE:
        old = {item.name: item.signing for item in ground.before.roster.caseworkers}
        for name in ground.keys.cards:
            check_handed_over(drafts.transcript, files[folder.proof(name)], old[name])
