"""Fifty inquiries triaged by keyboard alone, in a real terminal (`make transcript`).

Makes a practice vault, works through it as a caseworker would, and writes docs/guides/fifty-inquiries.md: the
keys, and how long the program took. Reading and thinking are a caseworker's own time.
"""

import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.desk.world import quiet
from tests.simulators.terminal import Terminal
from tracker.desk.practice.making import PASSWORD, PracticeFiles, make_practice

# Where no template fits, in the family's language: the check of wording holds back another one.
OWN_WORDS = {"Ukrainian": "Шукаємо далі.", "Russian": "Ищем дальше.", "English": "We go on looking."}
# What stands on the screen of an inquiry only.
OPEN = "1 Letters"
ROOT = Path(__file__).parents[2]
TRANSCRIPT = ROOT / "docs" / "guides" / "fifty-inquiries.md"
SEED, INQUIRIES, COLUMNS, ROWS = 50, 50, 120, 36
HEAD = """# Fifty inquiries by keyboard

Written by `make transcript`: a program plays a caseworker at the [practice vault](caseworker.md), in a
terminal of {columns} × {rows}, with keys alone. The times are the program's: from a key until the screen
stands still, and then {quiet} ms more in which nothing came (300 ms after Escape). Reading and thinking are
the caseworker's own. Words in “” are typed.

{count} inquiries in {seconds:.0f} s, {keys} keys, {per:.1f} keys each; a key took {median:.0f} ms (median),
{worst:.0f} ms (95 of 100). Practice vault of seed {seed}; {cores} cores, load {load:.1f}.

| # | inquiry | what was done | keys | s |
|---|---|---|---|---|
"""


@dataclass
class Clerk:
    """Whoever presses the keys: those of the inquiry in hand, and how many seconds each key took."""

    terminal: Terminal
    pressed: list[str] = field(default_factory=list)
    took: list[float] = field(default_factory=list)

    def press(self, *keys: str) -> None:
        """Presses keys, and waits for each."""
        for key in keys:
            began = time.monotonic()
            self.terminal.press(key)
            self.took.append(time.monotonic() - began)
            self.pressed.append(key)

    def type(self, text: str) -> None:
        """Types words; they count as the keys they are."""
        self.terminal.type(text)
        self.pressed += [f"“{text}”"]

    def until(self, words: str) -> None:
        """Waits for words on the screen."""
        self.terminal.until(words, 20)

    def tell(self, key: str, question: str, words: str, end: str = "enter") -> None:
        """Presses a key, and answers what it asks."""
        self.press(key)
        self.until(question)
        self.type(words)
        self.press(end)


def assign(clerk: Clerk) -> str:
    """Takes it."""
    clerk.press("a")
    clerk.until("Who takes")
    clerk.press("enter")
    clerk.until("Assigned: C-")
    return "taken"


def wait(clerk: Clerk) -> str:
    """Puts it off for two weeks."""
    clerk.tell("w", "so many days from today", "14")
    clerk.until("What are we waiting for?")
    clerk.press("enter")
    clerk.until("Waiting: C-")
    return "waits 14 days"


def note(clerk: Clerk) -> str:
    """Leaves a word for colleagues."""
    clerk.tell("c", "Note for colleagues", "look in the new list", "ctrl+s")
    clerk.until("Note added: C-")
    return "note"


def escalate(clerk: Clerk) -> str:
    """Asks for more hands."""
    clerk.tell("!", "Why escalate", "medicine")
    clerk.until("Escalated: C-")
    return "escalated"


def room(text: str) -> list[str]:
    """What the editor says is left: it changes when a template was put in."""
    return re.findall(r"(\d+) bytes left", text)


def reply(clerk: Clerk) -> str:
    """Answers from a template, after reading what the family will read."""
    clerk.press("r")
    clerk.until("show and save")
    clerk.press("ctrl+t")
    clerk.terminal.until(lambda text: "Which template?" in text or "No template" in text, 20)
    if "No template" in clerk.terminal.text:
        tongue = next(name for name in OWN_WORDS if f"reads {name}" in clerk.terminal.text)
        clerk.type(OWN_WORDS[tongue])
    else:
        before = room(clerk.terminal.text)
        clerk.press("enter")
        clerk.terminal.until(lambda text: "Space marks" in text or room(text) not in ([], before), 20)
        if "Space marks" in clerk.terminal.text:
            clerk.press("space", "enter")
            clerk.terminal.until(lambda text: room(text) not in ([], before), 20)
    clerk.press("ctrl+s")
    clerk.until("this is what the family will read")
    before = ""
    while clerk.terminal.text != before:
        before = clerk.terminal.text
        clerk.press("space")
    clerk.press("Y")
    clerk.until(OPEN)
    return "answered"


# What a caseworker does with the next ten, again and again: most are answered.
ROUND = (reply, assign, reply, wait, reply, note, reply, escalate, reply, assign)


def triage(clerk: Clerk, count: int) -> Iterator[tuple[str, str, list[str], float]]:
    """So many inquiries: number, what was done, the keys, seconds."""
    for turn in range(count):
        clerk.pressed = []
        began = time.monotonic()
        clerk.press("enter")
        clerk.until(OPEN)
        number = next(word for word in clerk.terminal.text.split() if word.startswith("C-0"))
        done = ROUND[turn % len(ROUND)](clerk)
        clerk.press("escape")
        clerk.until("cases:")
        clerk.press("j")
        yield number, done, clerk.pressed, time.monotonic() - began


def main() -> None:
    """Writes the transcript."""
    with tempfile.TemporaryDirectory() as folder:
        files = make_practice(Path(folder) / "practice", SEED, int(time.time()), quiet)
        rows, clerk = worked(files)
    took = sorted(clerk.took)
    seconds, keys = sum(item[3] for item in rows), sum(len(item[2]) for item in rows)
    facts = {"columns": COLUMNS, "rows": ROWS, "quiet": 100, "count": len(rows), "seed": SEED}
    head = HEAD.format(
        **facts,
        seconds=seconds,
        keys=keys,
        per=keys / len(rows),
        median=1000 * statistics.median(took),
        worst=1000 * took[int(len(took) * 0.95)],
        cores=len(os.sched_getaffinity(0)),
        load=os.getloadavg()[0],
    )
    lines = [
        f"| {turn} | {number} | {done} | {' '.join(f'`{key}`' for key in pressed)} | {taken:.1f} |"
        for turn, (number, done, pressed, taken) in enumerate(rows, 1)
    ]
    TRANSCRIPT.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{TRANSCRIPT}: {len(rows)} inquiries, {seconds:.0f} s, {keys} keys")


def worked(files: PracticeFiles) -> tuple[list[tuple[str, str, list[str], float]], Clerk]:
    """Unlocks, works, leaves."""
    program = [sys.executable, "-c", "from tracker.cli import main; main()", "console"]
    typed = [*program, "--practice", str(files.folder), "--language", "en"]
    with Terminal(typed, COLUMNS, ROWS) as terminal:
        terminal.until("Ctrl+Q")
        terminal.type(PASSWORD + "\r")
        terminal.until("cases:")
        clerk = Clerk(terminal)
        clerk.press("g", "n")
        rows = list(triage(clerk, INQUIRIES))
        while terminal.process.poll() is None:
            terminal.press("ctrl+q")
    return rows, clerk


if __name__ == "__main__":
    main()
