"""The script's numbered steps, and the record of each: done, done otherwise, and who saw to it.

A script is text shipped with the program. Its lines ``--- … ---`` part it: what is done once everybody has
checked in, what once the new keys are proven, and, behind the sealing, what the transcript no longer records.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from crypto.ceremony import Kind
from crypto.errors import EncodingError
from crypto.lines import LineReader, encode_lines
from crypto.transcript import ABORTED, Step
from tracker.ceremony import folder
from tracker.ceremony.folder import Files
from tracker.records.errors import StepRefused

FIRST_LINE = "inquiry-steps/v1"
DONE, DEVIATED = "done", "deviated"
TEXT_MAX = 200
_SCRIPTS = Path(__file__).parent / "scripts"
_STEP = re.compile(r"^([0-9]+)\. (.+)$")
_PART = re.compile(r"^--- (.+) ---$")
_SEALED = "Here the transcript is sealed"
_INITIALS = re.compile(r"[A-Za-z0-9-]{1,8}")
_LIMIT = 64 * 1024


@dataclass(frozen=True)
class ScriptStep:
    """One step: its number, its title, and whether it waits until the new keys are proven."""

    number: int
    title: str
    after_proofs: bool


def script_of(kind: Kind) -> bytes:
    """The script of a kind of ceremony, as this version of the program ships it."""
    return (_SCRIPTS / f"{kind}.txt").read_bytes()


@dataclass(frozen=True)
class ScriptPart:
    """What stands between two lines ``--- … ---``: heading (none before the first), prose, steps."""

    title: str
    text: str
    steps: tuple[ScriptStep, ...]
    is_recorded: bool


def script_parts(script: bytes) -> tuple[ScriptPart, ...]:
    """The whole script, part by part; what comes behind the sealing is not recorded."""
    found: list[ScriptPart] = []
    title, prose, steps = "", list[str](), list[ScriptStep]()
    sealed = False
    for line in [*script.decode("ascii", errors="replace").splitlines(), "--- end ---"]:
        if match := _PART.match(line):
            found.append(ScriptPart(title, "\n".join(prose).strip(), tuple(steps), not sealed))
            title, prose, steps = match[1], [], []
            sealed = sealed or title.startswith(_SEALED)
        elif match := _STEP.match(line):
            steps.append(ScriptStep(int(match[1]), match[2], len(found) > 1))
        else:
            prose.append(line)
    return tuple(found)


def recorded_steps(script: bytes) -> tuple[ScriptStep, ...]:
    """The steps that the transcript records, in order."""
    return tuple(step for part in script_parts(script) if part.is_recorded for step in part.steps)


def read_steps(files: Files, script: bytes) -> tuple[Step, ...]:
    """What was recorded so far. Raises StepRefused if it is not what this program writes."""
    if folder.STEPS not in files:
        return ()
    titles = recorded_steps(script)
    steps: list[Step] = []
    try:
        reader = LineReader(files[folder.STEPS], _LIMIT)
        reader.literal(FIRST_LINE)
        while reader.comes("step"):
            outcome, initials, reason = [*reader.text("step").split(" ", 2), "", ""][:3]
            if len(steps) == len(titles):
                raise EncodingError("more steps than the script has")
            steps.append(make_step(titles[len(steps)], outcome, initials, reason))
        reader.end()
    except EncodingError as error:
        raise StepRefused(f"'steps' is not what was written here: {error}", file=folder.STEPS) from error
    return tuple(steps)


def make_step(step: ScriptStep, outcome: str, initials: str, reason: str) -> Step:
    """The record of one step; a reason belongs to a deviation, and to that alone. Raises StepRefused."""
    if outcome not in (DONE, DEVIATED) or not _INITIALS.fullmatch(initials):
        raise StepRefused("a step is 'done' or 'deviated' and has initials: 1 to 8 letters, or '-'")
    if bool(reason) != (outcome == DEVIATED) or not _is_line(reason):
        raise StepRefused("what was done otherwise is told in one line of plain ASCII, and only then")
    text = f"{step.title}; instead: {reason}" if reason else step.title
    return Step(step.number, outcome, text, initials)


def with_step(steps: Sequence[Step], new: Step) -> bytes:
    """The file ``steps`` with one more. Raises StepRefused if it is not the next."""
    if new.number != len(steps) + 1:
        raise StepRefused(f"the next step is {len(steps) + 1}", number=len(steps) + 1)
    return encode_lines([FIRST_LINE, *map(_line, [*steps, new])])


def aborted_step(steps: Sequence[Step], reason: str, initials: str) -> Step:
    """The record that ends a ceremony before its end."""
    return Step(len(steps) + 1, ABORTED, reason, initials)


def _line(step: Step) -> str:
    reason = step.text.partition("; instead: ")[2] if step.outcome == DEVIATED else ""
    return f"step {step.outcome} {step.initials} {reason}".rstrip()


def _is_line(text: str) -> bool:
    return (
        len(text) <= TEXT_MAX and text.isascii() and (not text or text.isprintable()) and text == text.strip()
    )
