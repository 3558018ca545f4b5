"""The script of a genesis: a text shipped with the program, whose hash the transcript names."""

import re
from pathlib import Path

from crypto.transcript import Step
from tracker.ceremony.plan import Deviation
from tracker.records.errors import PlanMalformed

SCRIPT_TEXT = (Path(__file__).parent / "script.txt").read_bytes()
_SEALED = b"--- Here the transcript is sealed"
_STEP = re.compile(rb"^([0-9]+)\. (.+)$", re.MULTILINE)


def recorded_steps(script: bytes, deviations: tuple[Deviation, ...]) -> tuple[Step, ...]:
    """The script's steps up to the sealing, each done or deviated. Raises PlanMalformed."""
    recorded = _STEP.findall(script.partition(_SEALED)[0])
    titles = [title.decode("ascii", errors="replace") for _, title in recorded]
    other = {deviation.step: deviation.text for deviation in deviations}
    if len(other) != len(deviations) or not other.keys() <= set(range(1, len(titles) + 1)):
        raise PlanMalformed(f"a deviation is from one of the steps 1 to {len(titles)}", field="deviation")
    return tuple(
        Step(number, "deviated", f"{title}; instead: {other[number]}")
        if number in other
        else Step(number, "done", title)
        for number, title in enumerate(titles, 1)
    )
