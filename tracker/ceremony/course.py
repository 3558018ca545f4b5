"""The course of a ceremony: each turn verifies all that is in its folder and says what follows, who is next.

A turn is a function of the folder's files. It raises before anything is written, and what is written is found
again by the next turn: so a ceremony can stop at any instant and go on from there, or be aborted.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from crypto.attendance import AnnouncementRef, Participant
from crypto.ceremony import Kind
from crypto.keyring import verify_keyring
from crypto.possession import Card
from crypto.recovery import ShareSignature
from crypto.sshsig import Signature
from crypto.transcript import Possession, Step
from tracker.ceremony import folder, opening, sealing
from tracker.ceremony.aborting import read_abort
from tracker.ceremony.announcing import Announced, announce, check_room, new_entries, participants
from tracker.ceremony.answered_shares import take_answers
from tracker.ceremony.challenges import hold_round
from tracker.ceremony.drafts import Drafts, Proceedings, draft
from tracker.ceremony.ending import Ending
from tracker.ceremony.enrolment import missing_participants, missing_rest
from tracker.ceremony.folder import Files
from tracker.ceremony.ground import Ground, stand
from tracker.ceremony.kinds.registry import KINDS, template
from tracker.ceremony.opening import Opened
from tracker.ceremony.plan import read_plan
from tracker.ceremony.signatures import Signatures, take_signatures
from tracker.ceremony.steps import read_steps, recorded_steps, script_of
from tracker.ceremony.turn import Need, NeedKind, Supplies, Turn
from tracker.records.archive import Log
from tracker.records.errors import FolderIncomplete


def advance(root: Path, kind: Kind, supplies: Supplies) -> Turn:
    """Does all that can be done now in the folder, and returns the last turn.

    Raises subclasses of TrackerError, having changed nothing since the last whole turn; OSError.
    """
    while True:
        turn = next_turn(folder.read_folder(root), kind, supplies)
        folder.make_parts(root)
        if not turn.files and not turn.remove:
            return turn
        folder.write_files(root, turn.files)
        folder.remove_files(root, turn.remove)


def next_turn(files: Files, kind: Kind, supplies: Supplies) -> Turn:
    """Verifies all files and says what follows. Raises subclasses of TrackerError."""
    blank = template(kind, files)
    if files.get(folder.PLAN, blank) == blank:
        written = {} if folder.PLAN in files else {folder.PLAN: blank}
        return Turn(files=written, needs=(Need(NeedKind.PLAN, "", folder.PLAN),))
    plan = read_plan(files[folder.PLAN], KINDS)
    if plan.kind is not kind:
        raise FolderIncomplete(f"this folder is of a ceremony '{plan.kind}'", file=folder.PLAN)
    return Course(stand(plan, files), files, supplies).turn()


class Course:
    """One walk through a folder whose plan is read: part by part, until the first that waits."""

    announced: Announced
    is_announced = False
    opened: Opened
    checkins: Mapping[str, Signature]
    attending: tuple[Participant, ...]
    answers: Mapping[str, Possession]
    shares: tuple[ShareSignature, ...]
    steps: tuple[Step, ...]
    made: Drafts
    drafts: Drafts | None = None
    signed: Mapping[str, tuple[Signature, ...]]

    def __init__(self, ground: Ground, files: Files, supplies: Supplies) -> None:
        self.ground, self.files, self.supplies = ground, files, supplies

    def turn(self) -> Turn:
        """What follows from the folder as it is."""
        abort = read_abort(self.files)
        if abort is not None:
            return Ending(self.ground, self.files, self.supplies).turn(abort)
        parts: tuple[Callable[[], Turn | None], ...] = (
            self._room, self._announcement, self._opening, self._checkins, self._proofs, self._steps,
            self._drafts, self._signatures, self._logs, self._filing,
        )  # fmt: skip
        for part in parts:
            paused = part()
            if paused is not None:
                return paused
        return self._pause()

    def _pause(
        self,
        files: Files | None = None,
        needs: Sequence[Need] = (),
        remove: tuple[str, ...] = (),
        signing: Mapping[str, Mapping[str, bytes]] | None = None,
    ) -> Turn:
        return Turn(
            self.ground, self.drafts, files or {}, remove, tuple(needs), signing or {}, self.is_announced
        )

    def _room(self) -> Turn | None:
        """1. Who will be there, with which keys; the script is laid in."""
        check_room(self.ground)
        needs = [_key(path) for path in missing_participants(self.ground.plan, self.ground.keys)]
        if needs:
            self._check_not_begun(folder.ANNOUNCEMENT, needs)
            return self._pause(needs=needs)
        if folder.SCRIPT not in self.files:
            return self._pause({folder.SCRIPT: script_of(self.ground.plan.kind)})
        return None

    def _announcement(self) -> Turn | None:
        """2. The announcement, as an entry of the ceremony log that the witnesses have seen."""
        self.announced = announce(self.ground, self.files, self.supplies.today)
        if folder.ANNOUNCEMENT not in self.files:
            return self._pause({folder.ANNOUNCEMENT: self.announced.entry})
        if self.announced.reference is None:
            return self._log_announcement()
        self.is_announced = True
        if folder.OPENING not in self.files:
            return self._await_cosignatures(self.supplies.now)
        return None

    def _log_announcement(self) -> Turn:
        log = self.ground.ceremony_log
        secret = self.supplies.log_key(self.ground.verifier(Log.CEREMONY), self.ground.verifiers)
        if secret is None:
            return self._pause(needs=[Need(NeedKind.LOG_KEY, str(log.log), log.checkpoint_file)])
        entries = new_entries(self.ground, self.announced)
        return self._pause(log.grown(entries, self.ground.verifier(Log.CEREMONY), secret))

    def _await_cosignatures(self, fresh_at: int) -> Turn | None:
        ground = self.ground
        logs = (ground.key_log, ground.ceremony_log)
        needs = sealing.await_witnesses(logs, ground.policy, fresh_at, ground.max_age)
        return self._pause(needs=list(needs)) if needs else None

    def _opening(self) -> Turn | None:
        """3. On the day, with everybody there: the newest checkpoints of both logs."""
        if folder.OPENING in self.files:
            self.opened = opening.read_opening(self.files)
            return None
        planned = self.announced.document.planned
        if self.supplies.today < planned:
            return self._pause(needs=[Need(NeedKind.DAY, planned, folder.OPENING)])
        stale = self._await_cosignatures(opening.end_of_day(self.supplies.today))
        if stale is not None:
            return stale
        if self.supplies.opening is None:
            return self._pause(needs=[Need(NeedKind.OPENING, "", folder.OPENING)])
        opened = opening.open_now(self.ground, self.supplies.today, self.supplies.opening.absent)
        return self._pause({folder.OPENING: opened.encode()})

    def _checkins(self) -> Turn | None:
        """4. Everybody signs that they are here."""
        document = opening.checkin(self.ground.origin, self.reference, self.opened)
        if folder.CHECKIN not in self.files:
            return self._pause({folder.CHECKIN: document})
        folder.check_same(self.files, folder.CHECKIN, document)
        self.attending = opening.attending(participants(self.ground), self.opened)
        keys = {item.name: item.public for item in self.attending}
        taken = take_signatures(self.files, folder.CHECKIN, self.ground.origin, keys)
        self.checkins = taken.given
        return self._await_signatures(NeedKind.CHECKIN, [taken])

    def _proofs(self) -> Turn | None:
        """5. New keys are proven to be held, and shares of the old recovery identity to be here."""
        ground, here = self.ground, {item.name for item in self.attending}
        missing = [_key(path) for path in missing_rest(ground.plan, ground.keys)]
        self._check_not_begun(folder.TRANSCRIPT, missing)
        holders = tuple(name for name in ground.plan.change.holders if name in here)
        self.shares, unanswered = take_answers(ground, holders, self.files)
        cards: dict[str, Card] = dict(ground.keys.cards)
        if ground.keys.recovery is not None:
            cards[ground.keys.recovery.name] = ground.keys.recovery
        challenges = hold_round(ground.origin, cards, self.files, self.supplies.draw_nonce)
        self.answers = challenges.answers
        needs = missing + [Need(NeedKind.SHARE, name, folder.share(name)) for name in unanswered]
        needs += [Need(NeedKind.PROOF, name, folder.proof(name)) for name in challenges.unanswered]
        if needs or challenges.files:
            self._check_not_begun(folder.TRANSCRIPT, needs)
            return self._recorded(after_proofs=False) or self._pause(challenges.files, needs)
        return None

    def _steps(self) -> Turn | None:
        """6. Every step of the script is recorded."""
        return self._recorded(after_proofs=True)

    def _recorded(self, after_proofs: bool) -> Turn | None:
        script = self.files[folder.SCRIPT]
        self.steps = read_steps(self.files, script)
        due = [step for step in recorded_steps(script) if after_proofs or not step.after_proofs]
        if len(self.steps) >= len(due):
            return None
        numbers = [str(step.number) for step in due[len(self.steps) :]]
        needs = [Need(NeedKind.STEP, number, folder.STEPS) for number in numbers]
        self._check_not_begun(folder.TRANSCRIPT, needs)
        return self._pause(needs=needs)

    def _drafts(self) -> Turn | None:
        """7. Roster, transcript and head; with them the nonces become public."""
        held = Proceedings(
            self.announced, self.opened, self.attending, self.checkins, self.answers, self.shares, self.steps
        )
        self.made = self.drafts = draft(self.ground, held, self.files[folder.SCRIPT], self.files)
        new = self.drafts.yet_to_write(self.files)
        return self._pause(new) if new else None

    def _signatures(self) -> Turn | None:
        """8. Everybody signs the transcript, the officers the head; what was asked is secret no more."""
        taken = [
            take_signatures(self.files, document, self.ground.origin, keys)
            for document, keys in self.made.signers().items()
        ]
        self.signed = {item.document: tuple(item.given.values()) for item in taken}
        private = tuple(folder.inside(self.files, "private"))
        paused = self._await_signatures(NeedKind.SIGNATURE, taken, private)
        if paused is None:
            head = self.signed[folder.HEAD]
            sealing.check_decision(self.ground, self.made, head, self.files)
        return paused

    def _logs(self) -> Turn | None:
        """9. The head becomes a leaf of the key log, the outcome one of the ceremony log."""
        head, transcript = self.made.head, self.made.transcript
        logged = [
            sealing.log_head(self.ground, head, self.supplies),
            sealing.log_outcome(self.ground, self.reference, transcript, head, self.supplies),
        ]
        files = {path: data for item in logged for path, data in item.files.items()}
        needs = [need for item in logged for need in item.needs]
        return self._pause(files, [] if files else needs) if files or needs else None

    def _filing(self) -> Turn | None:
        """10. The archive and the trust root, once every client would accept them."""
        made = sealing.filed(
            self.ground, self.made, self.reference,
            self.signed[folder.HEAD], self.signed[folder.TRANSCRIPT], self.files,
        )  # fmt: skip
        new = sealing.check_filed(made, self.files)
        if not new:
            return None
        needs = self._unwitnessed()
        return self._pause(needs=needs) if needs else self._pause(new)

    def _unwitnessed(self) -> list[Need]:
        ground, now = self.ground, self.supplies.now
        trust = sealing.trust_root(ground, self.made.head)
        logs = (ground.key_log, ground.ceremony_log)
        needs: dict[str, Need] = {}
        for policy in (trust.policy, self.made.head.policy):
            for need in sealing.await_witnesses(logs, policy, now, ground.max_age):
                needs[need.file] = need
        if not needs:
            served = sealing.served_keyring(ground, self.made.head, self.signed[folder.HEAD])
            verify_keyring(trust, served, now)
        return list(needs.values())

    @property
    def reference(self) -> AnnouncementRef:
        """Which entry announced the ceremony. Raises FolderIncomplete if none did."""
        if self.announced.reference is None:
            raise FolderIncomplete("opened without an announcement in the log", file=folder.ANNOUNCEMENT)
        return self.announced.reference

    def _await_signatures(
        self, kind: NeedKind, taken: Sequence[Signatures], remove: tuple[str, ...] = ()
    ) -> Turn | None:
        needs = [
            Need(kind, name, folder.signature(name, item.document)) for item in taken for name in item.missing
        ]
        files = {path: data for item in taken for path, data in item.files.items()}
        filed = remove + tuple(path for item in taken for path in item.filed)
        signing = {item.document: item.keys for item in taken}
        return self._pause(files, needs, filed, signing) if needs or files or filed else None

    def _check_not_begun(self, document: str, needs: list[Need]) -> None:
        """Nothing that a document stands on may go missing again. Raises FolderIncomplete."""
        if document in self.files and needs:
            gone = needs[0].file
            raise FolderIncomplete(f"'{gone}' was there when '{document}' was drafted", file=gone)


def _key(path: str) -> Need:
    return Need(NeedKind.KEY, folder.stem(path), path)
