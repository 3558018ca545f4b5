"""A unique word in every place a client can fill is nowhere afterwards: files, databases, logs, processes."""

import http.client
import re
from pathlib import Path

import psutil
import pytest

from tests.simulators.deployment import Deployment, deployed
from tests.simulators.outboxes import make_outbox
from tests.simulators.snapshot import all_bytes, snapshot
from tracker.server.logs import Log, rounded

CANARY = "barvinok-7f3a-canary"
HEADERS = {"User-Agent": CANARY, "Referer": f"http://{CANARY}/", "X-Forwarded-For": CANARY, "Cookie": CANARY}
LINE = re.compile(
    r"\d{4}-\d\d-\d\d (start version=[0-9.]+|stop|disk used=\d+%|count [a-z0-9-]+ (<10|\d+0))"
    r"|fault [A-Za-z-]+( at=[a-z_.]+(:\d+)?)?"
)


def ask_everything(deployment: Deployment) -> None:
    """Every path, with the canary in path, query, headers and body; some of it badly formed."""
    letter = deployment.letter(CANARY)
    requests = [
        ("GET", f"/?language={CANARY}", None),
        ("GET", f"/{CANARY}", None),
        ("GET", f"/keyring/{CANARY}", None),
        ("GET", f"/mailbox/{CANARY}/manifest", None),
        ("GET", f"/mailbox/desk/0/slice/{CANARY}?{CANARY}", None),
        ("GET", f"/courier?language={CANARY}", None),
        ("POST", "/courier", f"outbox={CANARY}".encode()),
        ("POST", "/courier/exchange", CANARY.encode()),
        ("POST", f"/intake?{CANARY}", letter),
        ("POST", "/intake", (CANARY.encode() + bytes(65536))[:65536]),
        ("DELETE", f"/intake/{CANARY}", None),
    ]
    for method, path, body in requests:
        deployment.request(method, path, body, HEADERS)
    connection = http.client.HTTPConnection("127.0.0.1", deployment.port, timeout=20)
    connection.putrequest("GET", f"/{CANARY}", skip_host=True)
    connection.putheader(f"{CANARY} {CANARY}", CANARY)
    connection.endheaders()
    connection.getresponse().read()
    connection.close()
    deployment.exchange(make_outbox(deployment.keys, 0).encode())


def test_the_word_is_nowhere(deployment: Deployment) -> None:
    ask_everything(deployment)
    deployment.close_batch()
    processes = [psutil.Process(deployment.process.pid)] if deployment.process else []
    processes += processes[0].children(recursive=True)
    spoken = " ".join(" ".join([*item.cmdline(), *item.environ().values()]) for item in processes)
    deployment.stop()
    found = {
        "files": all_bytes(deployment.folder),
        "contents": repr(snapshot(deployment)).encode(),
        "log": deployment.log.encode(),
        "processes": spoken.encode(),
    }
    assert [name for name, data in found.items() if CANARY.encode() in data] == []


def test_a_fault_leaves_its_kind_and_place_and_nothing_of_the_request(tmp_path: Path) -> None:
    with deployed(tmp_path / "state") as deployment:
        deployment.exchange(make_outbox(deployment.keys, 0).encode())
        index = deployment.folder / "mailbox/desk/0/index"
        index.unlink()
        index.mkdir()
        answer = deployment.request("GET", f"/mailbox/desk/0/index?{CANARY}", None, HEADERS)
        assert (answer.status, answer.code) == (500, "server-fault")
        assert CANARY not in answer.body.decode()
        deployment.stop()
        assert "fault IsADirectoryError at=tracker.server" in deployment.log
        assert CANARY not in deployment.log
        assert [line for line in deployment.log.splitlines() if not LINE.fullmatch(line)] == []


def test_the_log_has_only_lines_of_known_shape(on_sqlite: Deployment) -> None:
    ask_everything(on_sqlite)
    on_sqlite.stop()
    lines = on_sqlite.log.splitlines()
    assert lines
    assert [line for line in lines if not LINE.fullmatch(line)] == []


def test_counts_of_a_day_are_rounded(capsys: pytest.CaptureFixture[str]) -> None:
    diary = Log()
    for _ in range(14):
        diary.count("checks")
    diary.refused("busy")
    diary.day_over("2026-05-28")
    diary.day_over("2026-05-29")
    assert capsys.readouterr().err == "2026-05-28 count checks 10\n2026-05-28 count refused-busy <10\n"
    assert [rounded(count) for count in (1, 9, 10, 16, 1234)] == ["<10", "<10", "10", "20", "1230"]
