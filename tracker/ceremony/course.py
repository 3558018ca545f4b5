"""The course of a ceremony: each turn verifies all that is in its folder and says what follows, who is next.

A turn is a function of the folder's files. It raises before anything is written, and what is written is found
again by the next turn: so a ceremony can stop at any instant and go on from there, or be aborted.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from crypto.ceremony import Kind
from crypto.keyring import verify_keyring
from crypto.keys import SigningKey
from crypto.sshsig import Signature
from tracker.ceremony import folder, sealing
from tracker.ceremony.aborting import read_abort
from tracker.ceremony.drafts import Drafts, Proceedings, draft
from tracker.ceremony.ending import Ending
from tracker.ceremony.folder import Files
from tracker.ceremony.ground import stand
from tracker.ceremony.kinds.registry import KINDS, blank, template
from tracker.ceremony.locking import locked
from tracker.ceremony.meeting import Meeting
from tracker.ceremony.plan import read_plan
from tracker.ceremony.signatures import take_signatures
from tracker.ceremony.turn import Need, NeedKind, Supplies, Turn
from tracker.records.errors import FolderIncomplete


def advance(root: Path, kind: Kind, supplies: Supplies) -> Turn:
    """Does all that can be done now in the folder, and returns the last turn.

    The logs' keys are opened when a turn asks for them, while nobody is locked out; then the folder is judged
    anew. Raises subclasses of TrackerError, CeremonyBusy among them, having changed nothing since the last
    whole turn; OSError.
    """
    held = supplies if supplies.log_keys is None else replace(supplies, log_keys=_not_while_locked)
    turn = None
    while turn is None or turn.files or turn.remove:
        try:
            turn = _turn_locked(root, kind, held)
        except _KeysAsked:
            held = _with_keys(supplies)
    return turn


class _KeysAsked(Exception):
    """A turn asks for keys whose passwords may have to be typed."""


def _not_while_locked() -> Sequence[SigningKey]:
    raise _KeysAsked


def _with_keys(supplies: Supplies) -> Supplies:
    keys = () if supplies.log_keys is None else supplies.log_keys()
    return replace(supplies, log_keys=lambda: keys)


def _turn_locked(root: Path, kind: Kind, supplies: Supplies) -> Turn:
    with locked(root):
        turn = next_turn(folder.read_folder(root), kind, supplies)
        folder.make_parts(root)
        folder.write_files(root, turn.files)
        folder.remove_files(root, turn.remove)
    return turn


def next_turn(files: Files, kind: Kind, supplies: Supplies) -> Turn:
    """Verifies all files and says what follows. Raises subclasses of TrackerError."""
    if kind is not Kind.GENESIS and folder.TRUST not in files:
        raise FolderIncomplete("begin it with --archive ARCHIVE --trust TRUST", file=folder.TRUST)
    if folder.PLAN not in files or files[folder.PLAN].startswith(blank(kind)):
        written = {} if folder.PLAN in files else {folder.PLAN: template(kind, files)}
        return Turn(files=written, needs=(Need(NeedKind.PLAN, "", folder.PLAN),))
    plan = read_plan(files[folder.PLAN], KINDS)
    if plan.kind is not kind:
        raise FolderIncomplete(f"this folder is of a ceremony '{plan.kind}'", file=folder.PLAN)
    return Course(stand(plan, files), files, supplies).turn()


class Course(Meeting):
    """All parts: behind those of the meeting the sealing, the logs and the archive."""

    made: Drafts
    signed: Mapping[str, tuple[Signature, ...]]

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
        return self.pause()

    def _drafts(self) -> Turn | None:
        """7. Roster, transcript and head; with them the nonces become public."""
        held = Proceedings(
            self.announced, self.opened, self.attending, self.checkins, self.answers, self.shares, self.steps
        )
        self.made = self.drafts = draft(self.ground, held, self.files[folder.SCRIPT], self.files)
        new = self.drafts.yet_to_write(self.files)
        return self.pause(new) if new else None

    def _signatures(self) -> Turn | None:
        """8. Everybody signs the transcript, the officers the head; what was asked is secret no more."""
        taken = [
            take_signatures(self.files, document, self.ground.origin, keys)
            for document, keys in self.made.signers().items()
        ]
        self.signed = {item.document: tuple(item.given.values()) for item in taken}
        private = tuple(folder.inside(self.files, "private"))
        paused = self.await_signatures(NeedKind.SIGNATURE, taken, private)
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
        return self.pause(files, [] if files else needs) if files or needs else None

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
        return self.pause(needs=needs) if needs else self.pause(new)

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
