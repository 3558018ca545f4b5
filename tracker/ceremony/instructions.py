"""What a ceremony says to people: who must bring what, with the exact command."""

import shlex
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from tracker.ceremony import folder
from tracker.ceremony.kinds.genesis import Genesis
from tracker.ceremony.kinds.recover import Recover
from tracker.ceremony.kinds.rotate import Rotate
from tracker.ceremony.plan import RECOVERY
from tracker.ceremony.signatures import NAMESPACES
from tracker.ceremony.steps import recorded_steps
from tracker.ceremony.turn import Need, NeedKind, Turn
from tracker.records.archive import Log

ADMINISTRATOR = "the administrator"
KEEPERS = "those who keep the recovery identity"
_LOG_KEYS = {folder.LOG_KEY: Log.KEYS, folder.CEREMONY_KEY: Log.CEREMONY}


@dataclass(frozen=True)
class Instruction:
    """Who is to do what, and the command lines that do it; what only they know is in capitals."""

    who: str
    what: str
    commands: tuple[str, ...]


def program() -> str:
    """How this program was called, to be called again the same way."""
    return sys.argv[0] if Path(sys.argv[0]).name == "tracker" else "tracker"


def instructions(turn: Turn, root: Path) -> list[Instruction]:
    """One instruction for each need; an officer's two signatures are asked for at once."""
    made = []
    for (who, _kind), group in groupby(_by_person(turn.needs), key=lambda need: (need.who, need.kind)):
        made.append(_instruct(turn, root, who, list(group)))
    return made


def _by_person(needs: Iterable[Need]) -> list[Need]:
    """Signatures of one person together, everything else in its order."""
    listed = list(needs)
    first = {need.who: number for number, need in reversed(list(enumerate(listed)))}
    return sorted(listed, key=lambda need: first[need.who] if need.kind is NeedKind.SIGNATURE else -1)


def _instruct(turn: Turn, root: Path, who: str, needs: list[Need]) -> Instruction:
    match needs[0].kind:
        case NeedKind.PLAN:
            what = f"fill in {root / folder.PLAN}, then run this command again"
            return Instruction(ADMINISTRATOR, what, ())
        case NeedKind.KEY:
            return _key(turn, root, needs[0])
        case NeedKind.PROOF:
            return _proof(turn, root, who)
        case NeedKind.SHARE:
            return _share(root, who)
        case NeedKind.CHECKIN | NeedKind.SIGNATURE:
            return _signatures(turn, root, who, needs)
        case NeedKind.LOG_KEY | NeedKind.COSIGNATURES:
            return _log(turn, root, needs[0])
    return _administrator(root, needs[0])


def _administrator(root: Path, need: Need) -> Instruction:
    if need.kind is NeedKind.DAY:
        what = f"publish what is announced now; the ceremony may be held from {need.who} on"
        return Instruction(ADMINISTRATOR, what, (f"{program()} ceremony publish {_quoted(root)} ARCHIVE",))
    if need.kind is NeedKind.OPENING:
        what = (
            "publish what was announced, if it was not yet; open the ceremony once everybody is in the room "
            "(--absent NAME for who does not come)"
        )
        publish = f"{program()} ceremony publish {_quoted(root)} ARCHIVE"
        return Instruction(
            ADMINISTRATOR, what, (publish, f"{program()} ceremony resume {_quoted(root)} --open")
        )
    title = _title(root, int(need.who))
    command = f"{program()} ceremony step {_quoted(root)} {need.who} --initials YOURS"
    return Instruction(
        ADMINISTRATOR,
        f"step {need.who}: {title}",
        (command, f'{command} --instead "WHAT WAS DONE INSTEAD"'),
    )


def _title(root: Path, number: int) -> str:
    steps = recorded_steps((root / folder.SCRIPT).read_bytes())
    return next((step.title for step in steps if step.number == number), "")


def _log(turn: Turn, root: Path, need: Need) -> Instruction:
    if need.kind is NeedKind.LOG_KEY:
        command = f"{program()} ceremony resume {_quoted(root)} --log-key {need.who.upper()}-LOG.key"
        who = f"the keeper of the key of the log '{need.who}'"
        return Instruction(who, "sign the log's new checkpoint", (command,))
    what = f"bring fresh cosignatures of the witnesses of the log '{need.who}'"
    online = f"{program()} ceremony log cosign {_quoted(root / folder.ARCHIVE)} --witnesses WITNESSES"
    origin = Log(need.who).origin(turn.ground.origin) if turn.ground else f"ORIGIN/{need.who}"
    archive = _quoted(root / folder.ARCHIVE)
    witness = f"{program()} witness cosign --folder ITS-FOLDER --log {origin} --whole --out FILE {archive}"
    offline = f"{program()} ceremony log cosignature {_quoted(root)} FILE"
    return Instruction(
        ADMINISTRATOR,
        f"{what}: over the network, or from a medium, first the witness's command and then ours",
        (online, witness, offline),
    )


def _key(turn: Turn, root: Path, need: Need) -> Instruction:
    path, name = root / need.file, need.who
    if need.file in _LOG_KEYS:
        log = _LOG_KEYS[need.file]
        command = (
            f"{program()} ceremony log-key new {log} --folder {_quoted(root)} --out {log.upper()}-LOG.key"
        )
        return Instruction(f"the keeper of the key of the log '{log}'", "make the key, offline", (command,))
    if need.file == folder.RECOVERY_CARD:
        return Instruction(KEEPERS, f"bring the card to {path}", (_new_recovery(turn, root),))
    if need.file.startswith("cards/"):
        command = f"{program()} desk identity new --name {name} --out PRIVATE-FOLDER"
        return Instruction(name, f"bring your card to {path}", (command,))
    command = f"ssh-keygen -t ed25519 -f {name}   (only if there is none yet; bring the .pub file)"
    return Instruction(name, f"bring your public key to {path}", (command,))


def _new_recovery(turn: Turn, root: Path) -> str:
    origin = turn.ground.origin if turn.ground else "ORIGIN"
    change = turn.plan.change if turn.plan else None
    sharing = change.sharing if isinstance(change, Genesis | Recover) else None
    shape = f"--threshold {sharing.threshold} --shares {sharing.shares}" if sharing else ""
    return f"{program()} ceremony recovery new --origin {origin} {shape} --out {_quoted(root)}"


def _proof(turn: Turn, root: Path, name: str) -> Instruction:
    challenge, proof = _quoted(root / folder.challenge(name)), _quoted(root / folder.proof(name))
    if name == RECOVERY:
        card = _quoted(root / folder.RECOVERY_CARD)
        command = f"{program()} ceremony recovery prove --card {card} --challenge {challenge} --out {proof}"
        return Instruction(KEEPERS, "answer the challenge with the new shares", (command,))
    command = (
        f"{program()} desk identity prove --identity PRIVATE-FOLDER/{name}.identity "
        f"--card PRIVATE-FOLDER/{name}.card --challenge {challenge} --out {proof}"
    )
    change = turn.plan.change if turn.plan else None
    if isinstance(change, Rotate) and not change.is_suspect(name):
        command += " --old-identity OLD.identity"
    return Instruction(name, "answer your challenge, where your identity is", (command,))


def _share(root: Path, name: str) -> Instruction:
    command = f"{program()} ceremony recovery answer --folder {_quoted(root)} --name {name}"
    return Instruction(name, "answer the check-in with your share of the old identity", (command,))


def _signatures(turn: Turn, root: Path, name: str, needs: list[Need]) -> Instruction:
    documents = [folder.document(need.file) for need in needs]
    what = f"sign {' and '.join(documents)}, when the words read aloud agree"
    if needs[0].kind is NeedKind.CHECKIN:
        what = "sign that you are here"
    sign = f"{program()} ceremony sign {_quoted(root)} --key"
    ground = turn.ground
    if ground is None or name in ground.keys.cards:
        return Instruction(name, what, (f"{sign} PRIVATE-FOLDER/{name}.identity",))
    commands = [f"{sign} KEY   (or, without this program:)"]
    commands += [
        f"ssh-keygen -Y sign -f KEY -n {NAMESPACES[document].at(ground.origin)} "
        f"< {_quoted(root / document)} > {_quoted(root / folder.signature(name, document))}"
        for document in documents
    ]
    return Instruction(name, what, tuple(commands))


def _quoted(path: Path) -> str:
    return shlex.quote(str(path))
