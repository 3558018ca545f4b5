"""A caseworker types ahead in a real terminal: keys come in one burst, Escape right before the next."""

import time
from pathlib import Path

from tests.desk.world import quiet
from tests.simulators.quick_passwords import TRACKER, quick_passwords
from tests.simulators.terminal import Terminal
from tracker.desk.practice.making import PASSWORD, make_practice

OPEN_LEAVE_NEXT = "\r\x1bj\r"
NOTE = "ca note\x13"


def test_a_burst_of_keys_is_a_burst_of_acts(tmp_path: Path) -> None:
    with quick_passwords():
        files = make_practice(tmp_path / "desk", 4, int(time.time()), quiet, inquiries=8)
    typed = [*TRACKER, "console", "--practice", str(files.folder), "--language", "en"]
    with Terminal(typed, 120, 32) as terminal:
        terminal.until("Ctrl+Q")
        terminal.type(PASSWORD + "\r")
        terminal.until("cases:")
        terminal.type("gn")
        terminal.until("new  cases:")
        _, second, *_ = dict.fromkeys(word for word in terminal.text.split() if word.startswith("C-0"))
        terminal.type(OPEN_LEAVE_NEXT + NOTE)
        terminal.until(f"Note added: {second}")
        assert "1 Letters" in terminal.text
