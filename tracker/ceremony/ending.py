"""The end of a ceremony that is aborted: a transcript signed by who is there, and the outcome in the log."""

from collections.abc import Callable
from dataclasses import replace

from crypto.attendance import Participant
from crypto.head import decode_head
from crypto.sshsig import Signature, join_signed
from crypto.transcript import Transcript, decode_transcript
from tracker.ceremony import folder, opening, sealing
from tracker.ceremony.aborting import Abort, burnt_keys
from tracker.ceremony.announcing import Announced, announce, participants
from tracker.ceremony.drafts import Proceedings, record
from tracker.ceremony.folder import ARCHIVE, Files
from tracker.ceremony.ground import Ground
from tracker.ceremony.signatures import take_signatures
from tracker.ceremony.steps import aborted_step, read_steps
from tracker.ceremony.turn import Need, NeedKind, Supplies, Turn
from tracker.records import archive
from tracker.records.errors import CeremonyEnded, ParticipantUnknown


class Ending:
    """One walk through the folder of a ceremony that is to be aborted."""

    attending: tuple[Participant, ...] = ()
    signed: tuple[Signature, ...] = ()
    transcript: Transcript | None = None

    def __init__(self, ground: Ground, files: Files, supplies: Supplies) -> None:
        self.ground, self.files, self.supplies = ground, files, supplies

    def turn(self, abort: Abort) -> Turn:
        """What follows. Raises CeremonyEnded once the head is in the key log."""
        strangers = set(abort.present) - set(self.ground.plan.present)
        if strangers:
            raise ParticipantUnknown(f"'{min(strangers)}' is not of this ceremony", who=min(strangers))
        if self.files.get(folder.ANNOUNCEMENT) not in self.ground.ceremony_log.entries:
            return self._pause()
        announced = announce(self.ground, self.files, self.supplies.today)
        if announced.reference is None:
            return self._pause()
        self._check_not_logged()
        parts: tuple[Callable[[Announced, Abort], Turn | None], ...] = (
            self._record, self._signatures, self._outcome, self._filing,
        )  # fmt: skip
        for part in parts:
            paused = part(announced, abort)
            if paused is not None:
                return paused
        return self._pause()

    def _pause(self, files: Files | None = None, needs: tuple[Need, ...] = ()) -> Turn:
        return Turn(self.ground, None, files or {}, (), needs, aborted=True)

    def _check_not_logged(self) -> None:
        logged = self.ground.key_log.entries[self.ground.epoch :][:1]
        if logged and self.files.get(folder.HEAD) == logged[0]:
            name = decode_head(logged[0]).epoch
            raise CeremonyEnded(
                f"epoch {name} is in the key log already: only a later ceremony can change it"
            )

    def _record(self, announced: Announced, abort: Abort) -> Turn | None:
        """The transcript as far as the ceremony came, if anybody who is there has checked in."""
        if folder.CHECKIN not in self.files:
            return None
        opened = opening.read_opening(self.files)
        everybody = {item.name: item.public for item in participants(self.ground)}
        checkins = take_signatures(self.files, folder.CHECKIN, self.ground.origin, everybody).given
        here = tuple(item for item in participants(self.ground) if item.name in checkins)
        attending = tuple(item for item in here if item.name in abort.present)
        if not attending:
            return None
        steps = read_steps(self.files, self.files[folder.SCRIPT])
        steps = (*steps, aborted_step(steps, abort.reason, abort.initials))
        held = Proceedings(announced, opened, attending, checkins, {}, (), steps)
        made = burnt_keys(self.ground)
        transcript = replace(record(self.ground, held, self.files[folder.SCRIPT]), made=made)
        self.transcript, self.attending = decode_transcript(transcript.encode()), attending
        document = self.transcript.encode()
        folder.check_same(self.files, folder.ABORTED, document)
        return None if folder.ABORTED in self.files else self._pause({folder.ABORTED: document})

    def _signatures(self, _announced: Announced, _abort: Abort) -> Turn | None:
        if self.transcript is None:
            return None
        keys = {item.name: item.public for item in self.attending}
        taken = take_signatures(self.files, folder.ABORTED, self.ground.origin, keys)
        needs = tuple(
            Need(NeedKind.SIGNATURE, name, folder.signature(name, folder.ABORTED)) for name in taken.missing
        )
        if needs or taken.files or taken.filed:
            return replace(
                self._pause(taken.files, needs), remove=taken.filed, signing={folder.ABORTED: keys}
            )
        self.signed = tuple(taken.given.values())
        return None

    def _outcome(self, announced: Announced, _abort: Abort) -> Turn | None:
        if announced.reference is None:
            return None
        logged = sealing.log_outcome(self.ground, announced.reference, self.transcript, None, self.supplies)
        return self._pause(logged.files, logged.needs) if logged.files or logged.needs else None

    def _filing(self, announced: Announced, _abort: Abort) -> Turn | None:
        if announced.reference is None:
            return None
        index = announced.reference.index
        made = {archive.script(index): self.files[folder.SCRIPT]}
        if self.transcript is not None:
            made[archive.aborted(index)] = join_signed(self.transcript.encode(), self.signed)
        new = sealing.check_filed({f"{ARCHIVE}/{path}": data for path, data in made.items()}, self.files)
        if not new:
            return None
        log, policy = self.ground.ceremony_log, self.ground.policy
        needs = sealing.await_witnesses((log,), policy, self.supplies.now, self.ground.max_age)
        return self._pause(needs=needs) if needs else self._pause(new)
