"""Thousands of payloads in every field of letters, through the headless commands, on a real terminal."""

import sys

import pytest

from tests.conftest import SEED
from tests.simulators.control_bytes import unlisted
from tests.simulators.hostile_desk import HostileDesk, make_hostile_desk
from tests.simulators.payloads import MARK, payloads
from tests.simulators.terminal import Terminal
from tracker.desk.display import block, line

LETTERS = 90
# Every command that shows what families wrote, in one process: starting a hundred takes a minute.
SHOW_ALL = """
import json, sys
from crypto import keyfile
from tracker.cli import root
keyfile.TIME_COST, keyfile.MEMORY_KIB = 1, 64
vault, identity, password = sys.argv[1:4]
keys = ["--vault", vault, "--identity", identity, "--password-file", password]
root.main(["desk", "list", *keys, "all"], standalone_mode=False)
root.main(["desk", "lists", "show", *keys], standalone_mode=False)
root.main(["desk", "lists", "show", *keys, sys.argv[4]], standalone_mode=False)
root.main(["desk", "lists", "report", *keys, sys.argv[4]], standalone_mode=False)
root.main(["desk", "matches", *keys], standalone_mode=False)
root.main(["desk", "attachments", *keys, sys.argv[5]], standalone_mode=False)
for case in sys.argv[5:]:
    root.main(["desk", "history", *keys, case], standalone_mode=False)
    root.main(["desk", "show", *keys, "--language", "ru", case], standalone_mode=False)
    root.main(["desk", "show", *keys, "--json", case], standalone_mode=False)
print("THE END")
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> HostileDesk:
    """A desk full of payloads."""
    return make_hostile_desk(tmp_path_factory.mktemp("hostile"), f"{SEED} payloads", LETTERS)


def test_no_byte_of_a_payload_acts_on_a_terminal(hostile: HostileDesk) -> None:
    keys = [str(hostile.vault), str(hostile.identity), str(hostile.password)]
    cases = [str(number) for number in hostile.cases[::3]]
    with Terminal([sys.executable, "-c", SHOW_ALL, *keys, hostile.list, *cases], 200, 50) as terminal:
        terminal.until("THE END")
        assert terminal.ended() == 0
        raw = bytes(terminal.raw)
    print(f"seed {SEED}: {hostile.payloads} payloads of {len(payloads())} kinds in {LETTERS} cases")
    assert hostile.payloads > 3500
    assert len(hostile.cases) == LETTERS
    assert list(unlisted(raw)) == []
    assert b"\x1b" not in raw
    assert MARK.encode() in raw


@pytest.mark.parametrize("kind", [line, block], ids=["line", "block"])
def test_each_payload_by_itself_is_nothing_but_text(kind: type) -> None:
    for payload in payloads():
        assert list(unlisted(kind(payload).encode())) == [], ascii(payload)


def test_the_list_of_control_bytes_tells_a_payload_from_drawing() -> None:
    drawn = b"\x1b[?1049h\x1b[38;5;12mok\x1b[0m\x1b[2;3H\r\n"
    assert list(unlisted(drawn)) == []
    let_through = [
        payload for payload in payloads() if not list(unlisted(payload.encode("utf-8", "replace")))
    ]
    # Markup, wide letters, and what the console draws with itself: sequences that stand on the list.
    assert len(let_through) < len(payloads()) / 4
    assert list(unlisted("а\u202eб".encode())) != []
    assert list(unlisted(b"\x9b31m")) != []
