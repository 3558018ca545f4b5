"""The first half of a ceremony: announced, opened, everybody checked in, new keys proven, steps recorded."""

from collections.abc import Mapping

from crypto.attendance import Participant
from crypto.possession import Card
from crypto.proceedings import OPENING_AGE_SECONDS
from crypto.recovery import ShareSignature
from crypto.sshsig import Signature
from crypto.transcript import Possession, Step
from tracker.ceremony import folder, opening, sealing
from tracker.ceremony.announcing import announce, check_room, check_rotation, new_entries, participants
from tracker.ceremony.answered_shares import take_answers
from tracker.ceremony.challenges import hold_round
from tracker.ceremony.enrolment import missing_participants, missing_rest
from tracker.ceremony.opening import Opened
from tracker.ceremony.signatures import take_signatures
from tracker.ceremony.steps import read_steps, recorded_steps, script_of
from tracker.ceremony.turn import Need, NeedKind, Turn
from tracker.ceremony.walk import Walk
from tracker.records.archive import Log
from tracker.records.errors import DraftAltered


class Meeting(Walk):
    """Parts 1 to 6: from the plan to the point where everything is ready to be sealed."""

    opened: Opened
    checkins: Mapping[str, Signature]
    attending: tuple[Participant, ...]
    answers: Mapping[str, Possession]
    shares: tuple[ShareSignature, ...]
    steps: tuple[Step, ...]

    def _room(self) -> Turn | None:
        """1. Who will be there, with which keys; the script is laid in."""
        check_room(self.ground)
        check_rotation(self.ground)
        needs = [_key(path) for path in missing_participants(self.ground.plan, self.ground.keys)]
        if needs:
            self.check_not_begun(folder.ANNOUNCEMENT, needs)
            return self.pause(needs=needs)
        if folder.SCRIPT not in self.files:
            return self.pause({folder.SCRIPT: script_of(self.ground.plan.kind)})
        return None

    def _announcement(self) -> Turn | None:
        """2. The announcement, as an entry of the ceremony log that the witnesses have seen."""
        self.announced = announce(self.ground, self.files, self.supplies.today)
        if self.files.get(folder.ANNOUNCEMENT) != self.announced.entry:
            if folder.OPENING in self.files:
                raise DraftAltered("'announcement' is not the one in the log", file=folder.ANNOUNCEMENT)
            return self.pause({folder.ANNOUNCEMENT: self.announced.entry})
        if self.announced.reference is None:
            return self._log_announcement()
        self.is_announced = True
        if folder.OPENING not in self.files:
            return self._await_cosignatures(self.supplies.now, self.ground.max_age)
        return None

    def _log_announcement(self) -> Turn:
        log = self.ground.ceremony_log
        secret = self.supplies.log_key(self.ground.verifier(Log.CEREMONY), self.ground.verifiers)
        if secret is None:
            return self.pause(needs=[Need(NeedKind.LOG_KEY, str(log.log), log.checkpoint_file)])
        entries = new_entries(self.ground, self.announced)
        return self.pause(log.grown(entries, self.ground.verifier(Log.CEREMONY), secret))

    def _await_cosignatures(self, fresh_at: int, max_age: int) -> Turn | None:
        ground = self.ground
        logs = (ground.key_log, ground.ceremony_log)
        needs = sealing.await_witnesses(logs, ground.policy, fresh_at, max_age)
        return self.pause(needs=list(needs)) if needs else None

    def _opening(self) -> Turn | None:
        """3. On the day, with everybody there: the newest checkpoints of both logs."""
        if folder.OPENING in self.files:
            self.opened = opening.read_opening(self.files)
            return None
        planned = self.announced.document.planned
        if self.supplies.today < planned:
            return self.pause(needs=[Need(NeedKind.DAY, planned, folder.OPENING)])
        age = min(self.ground.max_age, OPENING_AGE_SECONDS)
        stale = self._await_cosignatures(opening.end_of_day(self.supplies.today), age)
        if stale is not None:
            return stale
        if self.supplies.opening is None:
            return self.pause(needs=[Need(NeedKind.OPENING, "", folder.OPENING)])
        opened = opening.open_now(self.ground, self.supplies.today, self.supplies.opening.absent)
        return self.pause({folder.OPENING: opened.encode()})

    def _checkins(self) -> Turn | None:
        """4. Everybody signs that they are here."""
        document = opening.checkin(self.ground.origin, self.reference, self.opened)
        if folder.CHECKIN not in self.files:
            return self.pause({folder.CHECKIN: document})
        folder.check_same(self.files, folder.CHECKIN, document)
        self.attending = opening.attending(participants(self.ground), self.opened)
        keys = {item.name: item.public for item in self.attending}
        taken = take_signatures(self.files, folder.CHECKIN, self.ground.origin, keys)
        self.checkins = taken.given
        return self.await_signatures(NeedKind.CHECKIN, [taken])

    def _proofs(self) -> Turn | None:
        """5. New keys are proven to be held, and shares of the old recovery identity to be here."""
        ground, here = self.ground, {item.name for item in self.attending}
        missing = [_key(path) for path in missing_rest(ground.plan, ground.keys)]
        self.check_not_begun(folder.TRANSCRIPT, missing)
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
            self.check_not_begun(folder.TRANSCRIPT, needs)
            return self._recorded(after_proofs=False) or self.pause(challenges.files, needs)
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
        self.check_not_begun(folder.TRANSCRIPT, needs)
        return self.pause(needs=needs)


def _key(path: str) -> Need:
    return Need(NeedKind.KEY, folder.stem(path), path)
