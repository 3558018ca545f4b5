"""At a terminal: the administrator is asked for what only they can say, step by step."""

from pathlib import Path

import click

from crypto.ceremony import Kind
from tracker.ceremony import folder
from tracker.ceremony.course import advance
from tracker.ceremony.instructions import instructions
from tracker.ceremony.printing import print_turn
from tracker.ceremony.recording import record_step
from tracker.ceremony.steps import DEVIATED, DONE, recorded_steps
from tracker.ceremony.turn import Need, NeedKind, Opening, Supplies, Turn

_ASKED = (NeedKind.OPENING, NeedKind.STEP)


def guide(root: Path, kind: Kind, turn: Turn, supplies: Supplies, language: str) -> None:
    """Asks for the opening and for each step that is due, and goes on; stops at what others must bring.

    Raises subclasses of TrackerError, click.Abort; what was answered before is kept.
    """
    while turn.needs and turn.needs[0].kind in _ASKED:
        opening = None
        if turn.needs[0].kind is NeedKind.OPENING:
            if not click.confirm("\nIs everybody in the room who is to be there? Then it is opened now"):
                return
            opening = Opening()
        else:
            _ask_step(root, turn.needs[0])
        held = Supplies(supplies.draw_nonce, supplies.now, supplies.log_keys, opening)
        before, turn = turn, advance(root, kind, held)
        if not _is_step(turn) or not _is_step(before):
            click.echo()
            print_turn(turn, instructions(turn, root), root, language, as_json=False)


def _is_step(turn: Turn) -> bool:
    return bool(turn.needs) and turn.needs[0].kind is NeedKind.STEP


def _ask_step(root: Path, need: Need) -> None:
    number = int(need.who)
    script = (root / folder.SCRIPT).read_bytes()
    title = next(step.title for step in recorded_steps(script) if step.number == number)
    click.echo(f"\nStep {number}: {title}")
    done = click.confirm("Was it done so?", default=None)
    reason = "" if done else click.prompt("What was done instead, in one line (Ctrl-C to stop here)")
    initials = click.prompt("Initials of whoever saw to it")
    record_step(root, number, DONE if done else DEVIATED, initials, reason)
