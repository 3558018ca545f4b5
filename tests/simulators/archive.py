"""A small deployment's whole public record, made at once without any meeting, by throwaway keys.

Everything is as real ceremonies leave it, and the same bytes each time: keys are hashes of names, days are
simulated. Whoever wants to see an attempt fail says at a `Ceremony` what is done otherwise, or alters files.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crypto.attendance import (
    AnnouncementRef,
    Participant,
    Role,
    check_in,
    checkin_document,
    shares_called,
)
from crypto.cell import Publication
from crypto.ceremony import Announcement, Kind, Outcome, Release, RollCallEntry
from crypto.epoch import Epoch, made_keys
from crypto.head import Head, Officer, Publisher
from crypto.keyring import ServedKeyring, SignedHead
from crypto.keys import SigningKey
from crypto.labels import Namespace
from crypto.manifest import Manifest
from crypto.merkle import tree_root
from crypto.possession import Card, RecipientCard, answer_signed_by, make_challenge
from crypto.recovery import RecoveryCard, RollCall, share_key
from crypto.roster import Roster
from crypto.sshsig import Signature, join_signed, sign
from crypto.transcript import Checkin, Possession, Step, Suspect, Transcript
from crypto.trust import TrustRoot
from tests.simulators.archive_cast import (
    FIRST_CASEWORKERS,
    GENESIS_DAY,
    OFFICERS,
    RECOVERY,
    at,
    caseworker,
    first_roster,
    identity_of,
    recovery_identity,
    shares_of,
    sign_head,
    with_caseworkers,
)
from tests.simulators.tiled_log import TiledLog
from tests.vectors import cast
from tests.vectors.cast import identity, seed, signing
from tracker.records import archive
from tracker.records.archive import Log
from tracker.records.client_manifest import manifest_of

ORIGIN = "rehearsal/attempts"
PUBLISHER = "desk"
ADD_ANNOUNCED, ADD_DAY = "2026-03-09", "2026-03-12"
PAGES = {
    "client/page.js": b"// the page's code\n",
    "en/": b"<!doctype html><title>en</title>\n",
    "ru/": b"<!doctype html><title>ru</title>\n",
    "uk/": b"<!doctype html><title>uk</title>\n",
}
_UNKNOWN = bytes(32)


def same(document: Any) -> Any:
    """The honest way: nothing is altered."""
    return document


@dataclass
class Ceremony:
    """One ceremony: what is to change, on which days, and what is done otherwise than it should be.

    ``head`` are fields of the new head, ``roster`` makes the new roster of the old. ``holders`` bring their
    shares, ``also`` are officers to be. ``signers`` sign the head: all officers of both epochs, unless named.
    Who is rotated signs for their new keys with the old one, if it ``is_handed_over``. The functions alter
    things before they are signed and logged.
    """

    kind: Kind
    announced: str
    day: str
    head: dict[str, Any] = field(default_factory=dict)
    roster: Callable[[Roster], Roster] = same
    proves: tuple[str, ...] = ()
    suspects: tuple[Suspect, ...] = ()
    holders: tuple[int, ...] = ()
    also: tuple[str, ...] = ()
    signers: tuple[str, ...] | None = None
    is_aborted: bool = False
    is_handed_over: bool = True
    announcement: Callable[[Announcement], Announcement] = same
    draft: Callable[[Head], Head] = same
    transcript: Callable[[Transcript], Transcript] = same
    sealed_head: Callable[[Head], Head] = same
    signed_transcript: Callable[[bytes, list[Signature]], bytes] = join_signed
    signed_head: Callable[[SignedHead], SignedHead] = same
    outcome: Callable[[Outcome], Outcome] = same
    opening: Callable[[bytes], bytes] = same
    script: Callable[[bytes], bytes] = same


class Rehearsal:
    """The deployment as it grows, ceremony by ceremony."""

    def __init__(self, origin: str = ORIGIN) -> None:
        self.origin = origin
        self.logs = {log: TiledLog(log, cast.log_signer(log.value, origin)) for log in Log}
        self.epochs: list[Epoch] = []
        self.signed: list[SignedHead] = []
        self.transcripts: list[Transcript] = []
        self.files: dict[str, bytes] = {}
        self.now = at(GENESIS_DAY)

    @property
    def keys(self) -> TiledLog:
        """The key log."""
        return self.logs[Log.KEYS]

    @property
    def ceremonies(self) -> TiledLog:
        """The ceremony log."""
        return self.logs[Log.CEREMONY]

    @property
    def intake(self) -> TiledLog:
        """The intake log."""
        return self.logs[Log.INTAKE]

    @property
    def shares(self) -> tuple[bytes, ...]:
        """The paper shares in force, as their holders have them."""
        return shares_of(self.newest.roster.recovery)

    @property
    def newest(self) -> Epoch:
        """The epoch in force."""
        return self.epochs[-1]

    def policy(self, *lines: str) -> tuple[str, ...]:
        """The policy of every head: both logs' keys and two of three witnesses, or these lines."""
        logs = (self.keys.signer.verifier, self.ceremonies.signer.verifier)
        return (*(f"log {key.encode()}" for key in logs), *(lines or cast.policy_lines()))

    # Ceremonies.
    def genesis(self, **otherwise: Any) -> None:
        """The first ceremony."""
        proves = (*FIRST_CASEWORKERS, RECOVERY)
        self.hold(Ceremony(Kind.GENESIS, GENESIS_DAY, GENESIS_DAY, **{"proves": proves, **otherwise}))

    def add(self, name: str = "caseworker-c", **otherwise: Any) -> None:
        """A caseworker more."""
        desk = self.newest.head.publishers[0]
        signers = (*desk.signers, identity(name).signing_key.public)
        usual: dict[str, Any] = {
            "announced": ADD_ANNOUNCED,
            "day": ADD_DAY,
            "roster": with_caseworkers(caseworker(name, ADD_DAY)),
            "head": {"publishers": (replace(desk, signers=signers),)},
            "proves": (name,),
        }
        self.hold(Ceremony(Kind.ADD, **{**usual, **otherwise}))

    def hold(self, ceremony: Ceremony) -> None:
        """Announces, opens, holds, seals and logs a ceremony."""
        index, announcement = self.announce(ceremony)
        head, roster = self._next(ceremony)
        transcript = self._transcript(ceremony, index, announcement, head, roster)
        head = ceremony.sealed_head(replace(head, transcript=transcript.hash))
        signed = self._signed(transcript, ceremony)
        if ceremony.is_aborted:
            self.files[archive.aborted(index)] = signed
        else:
            self.files[archive.transcript(index)] = signed
            self.transcripts.append(transcript)
            self.enter(head, roster, ceremony)
        outcome = Outcome(
            self.origin,
            AnnouncementRef.of(index, announcement.encode()),
            not ceremony.is_aborted,
            transcript.hash,
            None if ceremony.is_aborted else head.hash,
            ceremony.day,
        )
        self.ceremonies.entries.append(ceremony.outcome(outcome).encode())
        self.now = at(ceremony.day, 20)

    def announce(self, ceremony: Ceremony) -> tuple[int, Announcement]:
        """Logs the announcement; the script lies beside it."""
        script = f"script of a rehearsal: {ceremony.kind}\n".encode()
        index = len(self.ceremonies.entries)
        announcement = ceremony.announcement(
            Announcement(
                self.origin,
                self.origin,
                ceremony.kind,
                len(self.epochs),
                ceremony.announced,
                ceremony.day,
                self.newest.head.hash if self.epochs else None,
                hashlib.sha256(script).digest(),
                f"a rehearsal of {ceremony.kind}",
                self._participants(ceremony),
            )
        )
        self.ceremonies.entries.append(announcement.encode())
        self.files[archive.script(index)] = ceremony.script(script)
        return index, announcement

    def enter(self, head: Head, roster: Roster, ceremony: Ceremony) -> None:
        """Signs a head and puts it into the key log."""
        officers = {item.name for item in head.officers}
        if self.epochs:
            officers |= {item.name for item in self.newest.head.officers}
        signed = ceremony.signed_head(sign_head(head, ceremony.signers or sorted(officers)))
        self.signed.append(signed)
        self.epochs.append(Epoch(head, roster))
        self.keys.entries.append(signed.document)
        self.files[archive.roster(head.epoch)] = roster.encode()

    def release(self, day: str, pages: dict[str, bytes] | None = None) -> bytes:
        """Logs a released client and puts its files into the archive. Returns the manifest's hash."""
        manifest = manifest_of(pages or PAGES)
        self.files |= {archive.file_of(path): body for path, body in (pages or PAGES).items()}
        self.files[archive.CLIENT_MANIFEST] = manifest.encode()
        entry = Release(self.origin, "1.0.0", manifest.hash, self.newest.head.epoch, day)
        self.ceremonies.entries.append(entry.encode())
        return manifest.hash

    def roll_call(self, day: str) -> None:
        """Every holder answers."""
        call = RollCall(self.origin, self.newest.head.epoch, tree_root(self.ceremonies.leaves))
        answers = tuple(call.answer(share) for share in self.shares)
        entry = RollCallEntry(self.origin, call.epoch, day, call.nonce, answers)
        self.ceremonies.entries.append(entry.encode())
        self.now = max(self.now, at(day, 20))

    def take_letters(self, count: int) -> None:
        """So many hashes in the intake log, one batch a hundred, each sorted."""
        for start in range(0, count, 100):
            batch = [seed(f"attempts: letter {number}") for number in range(start, min(count, start + 100))]
            self.intake.entries += sorted(batch)

    def publish(self, *signers: str) -> None:
        """The newest manifest of the desk: it has read all letters but the last."""
        day = datetime.fromtimestamp(self.now, UTC).date().isoformat()
        size = max(0, len(self.intake.entries) - 1)
        root = tree_root(self.intake.leaves[:size])
        publication = Publication(self.origin, PUBLISHER, 7)
        read = {"intake_size": size, "intake_root": root, "read_up_to": day}
        manifest = replace(cast.manifest(), publication=publication, day=day, next_day=day, **read)
        self.files[archive.mailbox_manifest(PUBLISHER)] = self.sign_manifest(manifest, signers)

    def sign_manifest(self, manifest: Manifest, signers: Iterable[str]) -> bytes:
        """Signed by these caseworkers."""
        document = manifest.encode()
        keys = [identity(name).signing_key for name in signers]
        return join_signed(document, [sign(key, Namespace.MAILBOX.at(self.origin), document) for key in keys])

    # What the world sees.
    def served(self, note: bytes | None = None) -> ServedKeyring:
        """The answer to a client that knows epoch 0."""
        note = note or self.keys.note(self.now)
        return ServedKeyring(tuple(self.signed), self.keys.proof(len(self.signed) - 1, note))

    def trust(self, known: int = 0, **changes: Any) -> TrustRoot:
        """What somebody takes for granted who knows this epoch."""
        genesis, head = self.epochs[0].head, self.epochs[known].head
        usual = TrustRoot(
            self.origin, self.origin, genesis.hash, self.keys.signer.verifier, known, head.hash, 72,
            cast.policy_lines(),
        )  # fmt: skip
        return replace(usual, **changes)

    def archive(self) -> dict[str, bytes]:
        """Every file of the archive by its path."""
        files = dict(self.files)
        for log, tiled in self.logs.items():
            files |= {log.checkpoint: tiled.note(self.now), **tiled.tiles()}
        files[archive.KEYRING] = self.served().encode()
        files[archive.ROSTER] = self.newest.roster.encode()
        return files

    # Parts of a ceremony.
    def _participants(self, ceremony: Ceremony) -> tuple[Participant, ...]:
        officers = [item.name for item in self.newest.head.officers] if self.epochs else list(OFFICERS)
        people = [
            Participant(Role.ADMINISTRATOR, "administrator", signing("administrator").public),
            *(Participant(Role.OFFICER, name, signing(name).public) for name in (*officers, *ceremony.also)),
            Participant(Role.WITNESS, "neighbour", signing("neighbour").public),
        ]
        for number in ceremony.holders:
            public = share_key(self.shares[number]).public
            people.append(Participant(Role.HOLDER, f"holder-{number}", public))
        return tuple(people)

    def _key(self, participant: Participant) -> SigningKey:
        if participant.role == Role.HOLDER:
            return share_key(self.shares[int(participant.name.removeprefix("holder-"))])
        names = (participant.name, *OFFICERS)
        return next(signing(name) for name in names if signing(name).public == participant.public)

    def _next(self, ceremony: Ceremony) -> tuple[Head, Roster]:
        roster = ceremony.roster(self.newest.roster if self.epochs else first_roster(self.origin))
        roster = replace(roster, epoch=len(self.epochs))
        usual: dict[str, Any] = {"reason": f"a rehearsal of {ceremony.kind}", "roster": roster.hash}
        if not self.epochs:
            head = replace(self._first_head(), **usual, **ceremony.head)
        else:
            old = self.newest.head
            usual |= {"epoch": old.epoch + 1, "previous": old.hash, "transcript": _UNKNOWN, "grace": True}
            head = replace(old, **{**usual, **ceremony.head})
        return ceremony.draft(head), roster

    def _first_head(self) -> Head:
        signers = tuple(identity(name).signing_key.public for name in FIRST_CASEWORKERS)
        return Head(
            self.origin, self.origin, 0, None, 2,
            tuple(Officer(name, signing(name).public) for name in OFFICERS),
            (Publisher(PUBLISHER, 2, signers),),
            self.intake.signer.verifier, self.policy(), None, True, "", _UNKNOWN, _UNKNOWN,
        )  # fmt: skip

    def _transcript(
        self, ceremony: Ceremony, index: int, announcement: Announcement, head: Head, roster: Roster
    ) -> Transcript:
        morning = at(ceremony.day, 8)
        opening = ceremony.opening(self.ceremonies.note(morning))
        reference = AnnouncementRef.of(index, announcement.encode())
        document = checkin_document(self.origin, reference, opening)
        people = announcement.participants
        call = shares_called(self.origin, head.epoch - 1, document) if ceremony.holders else None
        transcript = Transcript(
            origin=self.origin,
            ceremony=ceremony.kind.value,
            epoch=head.epoch,
            day=ceremony.day,
            opening=self.keys.note(morning) if self.epochs else None,
            script=announcement.script,
            participants=people,
            possessions=tuple(self._prove(ceremony, index, name, roster) for name in ceremony.proves),
            steps=_steps(ceremony),
            draft=b"" if ceremony.is_aborted else head.draft(),
            announcement=reference,
            opening_ceremony=opening,
            checkins=tuple(
                Checkin(item.name, check_in(self._key(item), self.origin, reference, opening).signature)
                for item in people
            ),
            made=made_keys(self.newest if self.epochs else None, Epoch(head, roster)),
            suspects=ceremony.suspects,
            shares=tuple(call.answer(self.shares[number]) for number in ceremony.holders) if call else (),
        )
        return ceremony.transcript(transcript)

    def _signed(self, transcript: Transcript, ceremony: Ceremony) -> bytes:
        document, namespace = transcript.encode(), Namespace.TRANSCRIPT.at(self.origin)
        signatures = [sign(self._key(item), namespace, document) for item in transcript.participants]
        return ceremony.signed_transcript(document, signatures)

    def _prove(self, ceremony: Ceremony, index: int, name: str, roster: Roster) -> Possession:
        """Answers a challenge: with the recovery by all new shares, when rotated with the old key too."""
        card: Card
        if name == RECOVERY:
            item = roster.recovery
            card, who = (
                RecoveryCard(item.recipient, item.threshold, item.commitments),
                recovery_identity(roster),
            )
            keys = [share_key(share) for share in shares_of(item)]
        else:
            who = identity_of(name, roster)
            card, keys = RecipientCard(name, who.recipient, who.signing_key.public), [who.signing_key]
            before = {item.name for item in self.newest.roster.caseworkers} if self.epochs else set()
            if name in before and ceremony.is_handed_over:
                keys.append(identity_of(name, self.newest.roster).signing_key)
        nonce = seed(f"attempts: nonce {index} {name}")
        proof = answer_signed_by(make_challenge(card, self.origin, nonce), card, who, keys)
        self.files[archive.possession(index, name)] = proof
        return Possession(name, nonce, hashlib.sha256(proof).digest())


def _steps(ceremony: Ceremony) -> tuple[Step, ...]:
    if ceremony.is_aborted:
        return (Step(1, "done", "Everybody checked in", "AB"), Step(2, "aborted", "The light failed", "AB"))
    return (Step(1, "done", "Everybody checked in", "AB"), Step(2, "done", "The new keys were shown", "CD"))


def write(files: dict[str, bytes], folder: Path) -> Path:
    """Writes an archive's files below a folder."""
    for path, data in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return folder
