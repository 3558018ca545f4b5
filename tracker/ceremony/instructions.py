"""What a genesis says to people: where it stands, and who must bring what, with the exact command."""

import shlex
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from tracker.ceremony import folder
from tracker.ceremony.genesis import Need, NeedKind, Turn
from tracker.ceremony.plan import RECOVERY
from tracker.ceremony.signatures import NAMESPACES

KEEPER = "the keeper of the recovery identity"


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
            return Instruction("the administrator", what, ())
        case NeedKind.KEY:
            return _key(root, needs[0])
        case NeedKind.PROOF:
            return _proof(root, who)
        case NeedKind.SIGNATURE:
            return _signatures(turn, root, who, needs)
        case NeedKind.LOG_KEY:
            command = f"{program()} ceremony genesis {_quoted(root)} --log-key LOG.key"
            return Instruction("the keeper of the log key", "sign the log's first checkpoint", (command,))
        case NeedKind.COSIGNATURES:
            what = f"add the cosignature lines of the log's witnesses to {root / folder.CHECKPOINT}"
            return Instruction("the administrator", what, ())


def _key(root: Path, need: Need) -> Instruction:
    path, name = root / need.file, need.who
    if need.file == folder.LOG_KEY:
        command = f"{program()} ceremony log-key new --folder {_quoted(root)} --out LOG.key"
        return Instruction("the keeper of the log key", "make the log's key, offline", (command,))
    if need.file == folder.RECOVERY_CARD:
        command = f"{program()} desk identity new --recovery --name {RECOVERY} --out PRIVATE-FOLDER"
        return Instruction(KEEPER, f"bring the card to {path}", (command,))
    if need.file.startswith("cards/"):
        command = f"{program()} desk identity new --name {name} --out PRIVATE-FOLDER"
        return Instruction(name, f"bring your card to {path}", (command,))
    command = f"ssh-keygen -t ed25519 -f {name}   (only if there is none yet; bring the .pub file)"
    return Instruction(name, f"bring your public key to {path}", (command,))


def _proof(root: Path, name: str) -> Instruction:
    recovery = " --recovery" if name == RECOVERY else ""
    command = (
        f"{program()} desk identity prove{recovery} "
        f"--identity PRIVATE-FOLDER/{name}.identity --card PRIVATE-FOLDER/{name}.card "
        f"--challenge {_quoted(root / folder.challenge(name))} --out {_quoted(root / folder.proof(name))}"
    )
    who = KEEPER if name == RECOVERY else name
    return Instruction(who, "answer your challenge, where your identity is", (command,))


def _signatures(turn: Turn, root: Path, name: str, needs: list[Need]) -> Instruction:
    documents = [folder.document(need.file) for need in needs]
    what = f"sign {' and '.join(documents)}, when the words read aloud agree"
    sign = f"{program()} ceremony sign {_quoted(root)} --key"
    if turn.plan is None or name in {item.name for item in turn.plan.caseworkers}:
        return Instruction(name, what, (f"{sign} PRIVATE-FOLDER/{name}.identity",))
    commands = [f"{sign} KEY   (or, without this program:)"]
    commands += [
        f"ssh-keygen -Y sign -f KEY -n {NAMESPACES[document].at(turn.plan.origin)} "
        f"< {_quoted(root / document)} > {_quoted(root / folder.signature(name, document))}"
        for document in documents
    ]
    return Instruction(name, what, tuple(commands))


def _quoted(path: Path) -> str:
    return shlex.quote(str(path))


def progress_lines(turn: Turn) -> Iterator[str]:
    """What stands, a line per part of the ceremony."""
    plan, drafts = turn.plan, turn.drafts
    if plan is None:
        return
    waiting = {kind: sum(need.kind is kind for need in turn.needs) for kind in NeedKind}
    names = ", ".join(item.name for item in plan.caseworkers)
    yield f"origin       {plan.origin}{' (a rehearsal: not for real inquiries)' if plan.is_rehearsal else ''}"
    yield f"officers     {', '.join(plan.officers)}; all sign today, {plan.threshold} from then on"
    yield f"caseworkers  {names}; {plan.publisher_threshold} sign what the desk publishes"
    yield f"keys         {_state(waiting[NeedKind.KEY], 'all are here, each once and in one role')}"
    if waiting[NeedKind.KEY]:
        return
    yield f"possession   {_state(waiting[NeedKind.PROOF], 'proven by everybody who gave a card')}"
    if drafts is None:
        return
    yield f"signatures   {_state(waiting[NeedKind.SIGNATURE], 'all are here')}"
    if not waiting[NeedKind.SIGNATURE]:
        missing = waiting[NeedKind.LOG_KEY] + waiting[NeedKind.COSIGNATURES]
        yield f"key log      {_state(missing, 'the head is its first leaf')}"


def _state(missing: int, done: str) -> str:
    return f"{missing} to come" if missing else done
