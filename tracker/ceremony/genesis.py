"""A genesis, step by step: each turn verifies all that is there, then says what to write and who is next.

A turn is a function of the folder's files. It raises before anything is written, and what is written is
found again by the next turn: so the ceremony can stop at any point and go on from there.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from crypto.errors import QuorumMissing
from crypto.head import Head
from crypto.keys import SigningKey
from crypto.note import VerifierKey
from tracker.ceremony import folder, keylog
from tracker.ceremony.challenges import hold_round
from tracker.ceremony.drafts import Drafts, draft
from tracker.ceremony.enrolment import enrol
from tracker.ceremony.folder import Files
from tracker.ceremony.plan import Plan, read_plan
from tracker.ceremony.script import SCRIPT_TEXT
from tracker.ceremony.signatures import Signatures, take_signatures
from tracker.records.errors import DraftAltered, FolderIncomplete

PLAN_TEMPLATE = (Path(__file__).parent / "plan-template.toml").read_bytes()


class NeedKind(StrEnum):
    """What a genesis waits for."""

    PLAN = "plan"
    KEY = "key"
    PROOF = "proof"
    SIGNATURE = "signature"
    LOG_KEY = "log-key"
    COSIGNATURES = "cosignatures"


@dataclass(frozen=True)
class Need:
    """One thing that somebody must bring: ``file`` says where it goes, ``who`` is a name of the plan."""

    kind: NeedKind
    who: str
    file: str


@dataclass(frozen=True)
class Supplies:
    """What a turn may use from outside: fresh 32-byte nonces, POSIX time, the log's key when it is here."""

    draw_nonce: Callable[[], bytes]
    now: int
    log_key: Callable[[], SigningKey] | None = None


@dataclass(frozen=True)
class Turn:
    """What follows from the folder: files to write and to remove, and what is needed next."""

    plan: Plan | None = None
    drafts: Drafts | None = None
    files: Files = field(default_factory=dict)
    remove: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()

    @property
    def finished(self) -> bool:
        """Whether keyring and trust root are there and nothing is left to do."""
        return not (self.files or self.remove or self.needs)


def advance(root: Path, supplies: Supplies) -> Turn:
    """Does all that can be done now in the folder, and returns the last turn.

    Raises subclasses of TrackerError, having changed nothing since the last whole turn; OSError.
    """
    while True:
        turn = next_turn(folder.read_folder(root), supplies)
        folder.make_parts(root)
        if not turn.files and not turn.remove:
            return turn
        folder.write_files(root, turn.files)
        folder.remove_files(root, turn.remove)


def next_turn(files: Files, supplies: Supplies) -> Turn:
    """Verifies all files and says what follows. Raises subclasses of TrackerError."""
    # 1. The plan.
    if files.get(folder.PLAN, PLAN_TEMPLATE) == PLAN_TEMPLATE:
        template = {} if folder.PLAN in files else {folder.PLAN: PLAN_TEMPLATE}
        return Turn(files=template, needs=(Need(NeedKind.PLAN, "", folder.PLAN),))
    plan = read_plan(files[folder.PLAN])
    # 2. Keys and cards; 3. challenges and their answers.
    enrolment = enrol(plan, files)
    challenges = hold_round(plan.origin, enrolment.cards, files, supplies.draw_nonce)
    needs = [Need(NeedKind.KEY, folder.stem(path), path) for path in enrolment.missing(plan)]
    needs += [Need(NeedKind.PROOF, name, folder.proof(name)) for name in challenges.unanswered]
    if needs or enrolment.log is None:
        _check_not_drafted(files, needs)
        return Turn(plan, None, challenges.files, needs=tuple(needs))
    # 4. The drafts; with them the nonces become public.
    script = files.get(folder.SCRIPT, SCRIPT_TEXT)
    drafts = draft(plan, enrolment, enrolment.log, challenges.answers, script)
    new = drafts.yet_to_write(files)
    if new:
        return Turn(plan, drafts, new)
    # 5. The signatures.
    signed = take_signatures(files, drafts.transcript)
    private = tuple(folder.inside(files, "private"))
    needs = [Need(NeedKind.SIGNATURE, name, folder.signature(name, what)) for what, name in signed.missing]
    if needs or signed.files or signed.filed or private:
        return Turn(plan, drafts, signed.files, signed.filed + private, tuple(needs))
    # 6. The log; 7. keyring and trust root.
    return replace(_seal(plan, drafts.head, enrolment.log, signed, files, supplies), drafts=drafts)


def _check_not_drafted(files: Files, needs: list[Need]) -> None:
    """Nothing that a draft stands on may go missing again. Raises FolderIncomplete."""
    if folder.TRANSCRIPT in files:
        gone = needs[0].file
        raise FolderIncomplete(f"'{gone}' was there when the transcript was drafted", file=gone)


def _seal(
    plan: Plan, head: Head, log: VerifierKey, signed: Signatures, files: Files, supplies: Supplies
) -> Turn:
    checkpoint = files.get(folder.CHECKPOINT)
    if checkpoint is None:
        if supplies.log_key is None:
            return Turn(plan, needs=(Need(NeedKind.LOG_KEY, "", folder.CHECKPOINT),))
        note = keylog.sign_checkpoint(head.encode(), log, supplies.log_key())
        return Turn(plan, files={folder.CHECKPOINT: note})
    keylog.check_checkpoint(checkpoint, head.encode(), log)
    trust = keylog.trust_root(head, log, plan.max_age_hours)
    served = keylog.served_keyring(head, signed.given[folder.HEAD].values(), checkpoint)
    made = {folder.KEYRING: served.encode(), folder.TRUST: trust.encode()}
    for path in made.keys() & files.keys():
        if files[path] != made[path]:
            raise DraftAltered(f"'{path}' does not follow from head, signatures and checkpoint", file=path)
    if made.keys() <= files.keys():
        return Turn(plan)
    try:
        keylog.check_sealed(head, served, trust, supplies.now)
    except QuorumMissing:
        return Turn(plan, needs=(Need(NeedKind.COSIGNATURES, "", folder.CHECKPOINT),))
    return Turn(plan, files=made)
