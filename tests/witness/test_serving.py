"""The real witness over HTTP: every status of C2SP tlog-witness, and whatever a stranger may send."""

import hashlib
import io
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.cosignature import cosigned_at
from crypto.keyfile import SeedUse
from crypto.note import Note, parse_note
from crypto.witness import REQUEST_MAX, AddCheckpoint
from tests.simulators.growing_log import GrowingLog
from tests.simulators.quick_passwords import quick_passwords
from tests.simulators.running_witness import PASSWORD, Serving, Witness, bare_folder, witness
from tests.vectors.cast import NOW, WITNESSES, signing
from tracker.records.errors import ConfigInvalid, PortTaken
from tracker.secrets_input import load_seed
from tracker.witness import serve
from tracker.witness.application import Application
from tracker.witness.cosigner import Cosigner
from tracker.witness.folder import SEEN, Folder

SIZE = "text/x.tlog.size"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Witness, Serving]]:
    """One witness for all tests here; each brings a log of its own."""
    with witness(tmp_path_factory.mktemp("serving") / "witness") as made:
        yield made, made.start()


def told_of(made: Witness, name: str) -> GrowingLog:
    """A log of this name that the witness knows."""
    log = GrowingLog(name)
    made.know(log.key)
    return log


def test_a_log_that_grows_gets_cosignatures_of_now(running: tuple[Witness, Serving]) -> None:
    made, serving = running
    log, key = told_of(made, "grows"), Folder(made.folder).key
    before = int(time.time())
    for old, size in [(0, 3), (3, 20), (20, 20)]:
        answer = serving.post(log.request(old, size).encode())
        assert (answer.status, answer.kind) == (200, "text/plain; charset=utf-8")
        note = parse_note(log.note(size) + answer.body)
        assert [line.name for line in note.lines] == [log.key.name, key.name]
        when = cosigned_at(note, key)
        assert when is not None
        assert before <= when <= int(time.time())


def test_every_refusal_has_its_status(running: tuple[Witness, Serving]) -> None:
    made, serving = running
    log = told_of(made, "refused")
    assert serving.post(log.request(0, 7).encode()).status == 200
    stranger = GrowingLog("refused")
    stranger.signer = type(stranger.signer)(stranger.signer.name, signing("stranger"))
    fork = GrowingLog("refused", branch="other")
    said = [
        (b"not a request", 400, "witness-request"),
        (AddCheckpoint(9, (), log.note(8)).encode(), 400, "witness-request"),
        (AddCheckpoint(7, (bytes(32),) * 63, log.note(8)).encode() + b"\n", 400, "witness-request"),
        (b"old 7\n" + b"A" * 43 + b"=\n" * 64 + b"\n" + log.note(8), 400, "witness-request"),
        (stranger.request(7, 9).encode(), 403, "witness-log-signature"),
        (GrowingLog("unheard-of").request(0, 3).encode(), 404, "witness-log-unknown"),
        (AddCheckpoint(7, (), log.note(9)).encode(), 422, "witness-proof"),
        (fork.request(7, 9).encode(), 422, "witness-proof"),
    ]
    for body, status, code in said:
        answer = serving.post(body)
        assert (answer.status, answer.kind, answer.code) == (status, "application/json", code)


def test_a_conflict_names_the_size_that_was_seen(running: tuple[Witness, Serving]) -> None:
    made, serving = running
    log = told_of(made, "conflict")
    first = serving.post(log.request(5, 7).encode())
    assert (first.status, first.kind, first.body) == (409, SIZE, b"0\n")
    assert serving.post(log.request(0, 7).encode()).status == 200
    for request in (log.request(0, 9), log.request(3, 7), log.request(8, 9), log.request(3, 5)):
        answer = serving.post(request.encode())
        assert (answer.status, answer.kind, answer.body) == (409, SIZE, b"7\n")
    fork = serving.post(GrowingLog("conflict", branch="other").request(7, 7).encode())
    assert (fork.status, fork.kind, fork.body) == (409, SIZE, b"7\n")
    assert f"witness-forked: log {log.key.name} size 7 evidence fork\n" in serving.log.read_text()


def test_nothing_else_is_served(running: tuple[Witness, Serving]) -> None:
    _, serving = running
    assert (serving.ask("GET", "/add-checkpoint").status, serving.ask("GET", "/").status) == (405, 404)
    assert (serving.ask("PUT", "/add-checkpoint", b"x").status, serving.post(b"x", "/").status) == (405, 404)


def test_what_was_cosigned_last_can_be_looked_at(running: tuple[Witness, Serving]) -> None:
    made, serving = running
    log, key = told_of(made, "looked-at"), Folder(made.folder).key
    path = f"/{hashlib.sha256(log.key.name.encode()).hexdigest()}/checkpoint"
    assert serving.ask("GET", path).status == 404
    line = serving.post(log.request(0, 7).encode()).body
    answer = serving.ask("GET", path)
    assert (answer.status, answer.body) == (200, log.note(7) + line)
    assert cosigned_at(parse_note(answer.body), key) is not None
    assert serving.post(b"x", path).status == 405
    for other in (
        path.upper(),
        path + "/",
        path.replace("/checkpoint", "/seen"),
        "/../vkey",
        f"/{'0' * 64}/checkpoint",
    ):
        assert serving.ask("GET", other).status == 404


def test_a_body_is_bounded_however_it_is_announced(running: tuple[Witness, Serving]) -> None:
    _, serving = running
    connection = HTTPConnection("127.0.0.1", serving.port, timeout=20)
    connection.putrequest("POST", "/add-checkpoint")
    connection.putheader("Content-Length", str(10**12))
    connection.endheaders()
    assert connection.getresponse().status == 400
    connection.close()
    connection = HTTPConnection("127.0.0.1", serving.port, timeout=20)
    chunks = iter([bytes(1000)] * (REQUEST_MAX // 1000 + 2))
    connection.request("POST", "/add-checkpoint", chunks, encode_chunked=True)
    assert connection.getresponse().status == 400
    connection.close()


def test_a_request_in_chunks_and_a_second_one_on_the_connection_are_answered(
    running: tuple[Witness, Serving],
) -> None:
    made, serving = running
    log = told_of(made, "chunks")
    connection = HTTPConnection("127.0.0.1", serving.port, timeout=20)
    for request in (log.request(0, 3), log.request(3, 9)):
        connection.request("POST", "/add-checkpoint", iter([request.encode()]), encode_chunked=True)
        answer = connection.getresponse()
        assert (answer.status, len(answer.read()) > 0) == (200, True)
    connection.close()


def test_a_second_server_on_the_same_folder_is_one_witness(running: tuple[Witness, Serving]) -> None:
    made, serving = running
    log = told_of(made, "two-servers")
    other = made.start()
    assert serving.post(log.request(0, 7).encode()).status == 200
    assert other.post(log.request(0, 9).encode()).body == b"7\n"
    assert other.post(log.request(7, 9).encode()).status == 200
    assert serving.post(log.request(7, 8).encode()).body == b"9\n"


def test_a_disk_that_does_not_write_gives_no_cosignature(running: tuple[Witness, Serving]) -> None:
    made, serving = running
    log = told_of(made, "disk")
    assert serving.post(log.request(0, 7).encode()).status == 200
    known = Folder(made.folder).log(log.key.name)
    assert known is not None
    (known.folder / SEEN).rename(known.folder / "away")
    (known.folder / SEEN).mkdir()
    answer = serving.post(log.request(7, 9).encode())
    assert (answer.status, answer.code) == (503, "file")
    (known.folder / SEEN).rmdir()
    assert serving.post(log.request(0, 9).encode()).code == "witness-folder"
    (known.folder / "away").rename(known.folder / SEEN)
    assert serving.post(log.request(7, 9).encode()).status == 200


def test_the_password_opens_the_key_and_another_does_not(running: tuple[Witness, Serving]) -> None:
    made, _ = running
    with quick_passwords():
        assert len(load_seed(made.folder / "key", SeedUse.WITNESS, PASSWORD)) == 32
    wrong = made.folder.parent / "wrong"
    wrong.write_text("another\n", encoding="utf-8")
    ran = made.tracker("serve", "--password-file", str(wrong))
    assert (ran.returncode, ran.stderr.split(":")[0]) == (1, "error password-wrong")


def test_a_port_that_is_taken_is_said_at_once(running: tuple[Witness, Serving]) -> None:
    _, serving = running
    with pytest.raises(PortTaken):
        serve.check_listen(f"127.0.0.1:{serving.port}")
    for address in ("unix:/tmp/witness", "203.0.113.7:80", "127.0.0.1:99999"):
        with pytest.raises(ConfigInvalid):
            serve.check_listen(address)


def test_a_request_that_drips_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "REQUEST_SECONDS", 0.2)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        hurried = serve.HurriedSocket(ours)
        hurried.begin()
        theirs.sendall(b"P")
        assert hurried.recv(10) == b"P"
        with pytest.raises(ConnectionResetError):
            hurried.recv(10)
        theirs.sendall(b"OST")
        with pytest.raises(ConnectionResetError):
            hurried.recv(10)
        hurried.begin()
        assert hurried.recv(10) == b"OST"


class Pocket:
    """The same application without a network, for many requests."""

    def __init__(self, path: Path) -> None:
        folder = bare_folder(path)
        self.log = GrowingLog("keys")
        self.known = folder.add_log(self.log.key, None)
        self.cosigner = Cosigner(folder, signing(WITNESSES[0]))
        self.lines: list[str] = []
        self.application = Application(self.cosigner, lambda: NOW, self.lines.append)

    def post(self, body: bytes, **environ: Any) -> int:
        """The status of an answer."""
        said: list[str] = []
        asked = {"PATH_INFO": "/add-checkpoint", "REQUEST_METHOD": "POST", "wsgi.input": io.BytesIO(body)}
        (answer,) = self.application(asked | environ, lambda status, headers: said.append(status))
        status = int(said[0].split()[0])
        if status not in (200, 409):
            assert set(json.loads(answer)) == {"error", "message"}
        return status


@pytest.fixture(scope="module")
def pocket(tmp_path_factory: pytest.TempPathFactory) -> Pocket:
    """A witness that has seen seven entries."""
    made = Pocket(tmp_path_factory.mktemp("pocket") / "witness")
    assert made.post(made.log.request(0, 7).encode()) == 200
    return made


PIECES = st.sampled_from(
    [
        b"old 7\n", b"old 0\n", b"old 9\n", b"old ", b"\n", b"\n\n", b"7", b"\xff", b"\r\n",
        "— rehearsal/test/keys ".encode(), b"A" * 43 + b"=\n", b"rehearsal/test/keys\n", b"8\n",
        GrowingLog("keys").note(7), GrowingLog("keys").note(9), GrowingLog("keys").note(5),
    ]
)  # fmt: skip


@given(st.lists(PIECES | st.binary(max_size=50), max_size=70).map(b"".join))
def test_whatever_is_sent_gets_a_status_and_nothing_is_forgotten(pocket: Pocket, body: bytes) -> None:
    assert pocket.post(body) in (200, 400, 403, 404, 409, 422)
    assert pocket.cosigner.recall(pocket.known).seen.size == 7


@given(st.integers(0, 2**40), st.binary(max_size=6))
def test_a_request_with_one_place_altered_moves_nothing(pocket: Pocket, where: int, other: bytes) -> None:
    body = pocket.log.request(7, 20).encode()
    at = where % len(body)
    altered = body[:at] + other + body[at + 1 :]
    if altered != body:
        assert pocket.post(altered) in (400, 403, 404, 409, 422)
        assert pocket.cosigner.recall(pocket.known).seen.size == 7


def test_a_longer_body_than_announced_is_not_read(pocket: Pocket) -> None:
    class Endless(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            assert size is not None
            assert 0 < size <= REQUEST_MAX + 1
            return b"o" * size

    assert pocket.post(b"", **{"wsgi.input": Endless()}) == 400
    assert pocket.post(b"", **{"wsgi.input": Endless(), "CONTENT_LENGTH": str(10**15)}) == 400


def test_many_connections_at_once_are_all_answered(running: tuple[Witness, Serving]) -> None:
    made, serving = running
    log = told_of(made, "many")
    serving.post(log.request(0, 7).encode())
    statuses: list[int] = []
    crowd = [
        threading.Thread(target=lambda: statuses.append(serving.post(log.request(7, 7).encode()).status))
        for _ in range(50)
    ]
    for person in crowd:
        person.start()
    for person in crowd:
        person.join()
    assert statuses == [200] * 50


def test_connections_that_say_nothing_hold_up_nobody(running: tuple[Witness, Serving]) -> None:
    made, serving = running
    log = told_of(made, "idle")
    with ExitStack() as stack:
        for _ in range(2 * serve.WORKERS * serve.THREADS):
            stack.enter_context(socket.create_connection(("127.0.0.1", serving.port), timeout=20))
        begun = time.monotonic()
        assert serving.post(log.request(0, 7).encode()).status == 200
        assert time.monotonic() - begun < serve.REQUEST_SECONDS / 2


def test_a_note_of_many_lines_is_answered_with_one(running: tuple[Witness, Serving]) -> None:
    made, serving = running
    log = told_of(made, "lines")
    note = parse_note(log.note(7))
    crowded = Note(note.text, (*note.lines, *(note.lines[0] for _ in range(60)))).encode()
    answer = serving.post(AddCheckpoint(0, (), crowded).encode())
    assert (answer.status, answer.body.count(b"\n")) == (200, 1)
