"""The real command at a real terminal, and its refusals as people and scripts read them."""

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.family.conftest import CANARY
from tests.simulators.hostile_server import HostileServer
from tracker import cli
from tracker.records.language import translate

TRACKER = str(Path(sys.executable).with_name("tracker"))
WIPED = "\x1b[2J\x1b[3J\x1b[H"
WORD = re.compile(r"^ +[0-9]+  (\w+)\r?$", re.MULTILINE)


class Terminal:
    """A terminal with the command in it."""

    def __init__(self, *arguments: object) -> None:
        self._ours, theirs = pty.openpty()
        command = [TRACKER, *map(str, arguments)]
        self.process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs)
        os.close(theirs)
        self.screen = ""

    def until(self, found: Callable[[str], object]) -> str:
        """What is written until something is found in it."""
        start, data = len(self.screen), b""
        while not found(self.screen[start:]):
            try:
                part = os.read(self._ours, 4096)
            except OSError:
                part = b""  # Linux says so when the other end is closed
            assert part, self.screen
            data += part
            self.screen = self.screen[:start] + data.decode(errors="ignore")
        return self.screen[start:]

    def type(self, line: str) -> None:
        """Types a line."""
        os.write(self._ours, f"{line}\n".encode())

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._ours)


def test_words_are_shown_typed_and_wiped_off_the_screen(
    server: HostileServer, form_file: Path, tmp_path: Path
) -> None:
    trust = tmp_path / "trust"
    trust.write_bytes(server.service.trust.encode())
    given = ("family", "submit", "--server", server.url, "--trust", trust, "--form", form_file)
    with Terminal(*given, "--language", "uk") as terminal:
        ready = terminal.until(lambda text: len(WORD.findall(text)) == 10 and text.endswith("… "))
        shown = WORD.findall(ready)
        terminal.type("")
        terminal.until(lambda text: WIPED in text and text.endswith("> "))
        assert server.letters == []
        terminal.type(" ".join(shown))
        terminal.until(lambda text: translate("uk", "family.sent.again", day="")[-30:] in text)
        assert terminal.process.wait(30) == 0
    assert len(server.letters) == 1
    # The words that were typed are wiped as well.
    assert terminal.screen.rindex(WIPED) > terminal.screen.rindex(shown[-1])


def test_a_refusal_is_one_line_of_words_or_one_object(
    server: HostileServer, form_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trust = tmp_path / "trust"
    trust.write_bytes(server.service.trust.encode())
    form_file.write_text(json.dumps({"language": "uk", "full-name": CANARY}), encoding="utf-8")
    given = ["family", "submit", "--server", server.url, "--trust", str(trust), "--form", str(form_file)]
    for more in ([], ["--json", "--words-out", str(tmp_path / "words")]):
        with pytest.raises(SystemExit) as ended:
            cli.main([*given, *more])
        assert ended.value.code == 1
        out, err = capsys.readouterr()
        assert CANARY not in out + err
        if more:
            assert json.loads(out)["error"] == "form-missing"
        else:
            assert err.startswith("error form-missing: ")
            assert translate("uk", "error.form-missing") in err
