"""An exchange: whole files both ways, or none; a clear word on what happened; safe to repeat."""

import json
import os
import stat
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner, Result

from crypto.checkpoint import Checkpoint
from crypto.envelope import SIZES
from crypto.errors import TrackerError
from crypto.note import VerifierKey
from tests.simulators.hostile_server import Reply, Request, refusal, serving
from tests.simulators.outboxes import make_outbox
from tests.simulators.socks_proxy import DOMAIN, End, SocksProxy, proxying
from tests.simulators.throwaway_keys import ORIGIN, ThrowawayKeys
from tests.vectors import cast
from tracker.courier.commands import group
from tracker.records.inbox import Frame, InboxHeader
from tracker.records.language import translate

MEBIBYTE = 1024 * 1024


def inbox_bytes(letters: int = 3, size: int = SIZES[0]) -> bytes:
    """An inbox in its form; nobody but the desk can tell whether it is true."""
    note = Checkpoint(f"{ORIGIN}/intake", letters, bytes(32)).sign(cast.log_signer("intake")).encode()
    header = InboxHeader(ORIGIN, 0, letters, {"desk": (1, bytes(32))}, len(note))
    envelopes = [os.urandom(size) for _ in range(letters)]
    return header.encode() + note + b"".join(Frame(b"", envelope).encode() for envelope in envelopes)


@pytest.fixture
def keys() -> ThrowawayKeys:
    """The keys of a desk."""
    return ThrowawayKeys(VerifierKey.decode(cast.log_signer("intake").verifier.encode()))


@pytest.fixture
def outbox(tmp_path: Path, keys: ThrowawayKeys) -> Path:
    """A whole outbox on the medium."""
    path = tmp_path / "data-1"
    path.write_bytes(make_outbox(keys, 1).encode())
    return path


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Where the inbox is to be."""
    return tmp_path / "data-2"


Courier = Callable[..., Result]
Answer = Callable[[Request], Reply]


def carried(answer: Answer, *arguments: object) -> Result:
    """`tracker courier exchange` with a server that answers so."""
    with serving(answer) as url:
        return CliRunner().invoke(group, ["exchange", "--server", url, *map(str, arguments)])


def gives(body: bytes, outbox: str = "applied") -> Answer:
    """A server that took the outbox and gives this."""
    return lambda _request: Reply(body, headers=(("X-Outbox", outbox),))


@pytest.mark.parametrize("word", ["applied", "already-applied"])
def test_an_inbox_arrives_whole_and_the_courier_reads_what_happened(
    outbox: Path, inbox: Path, word: str
) -> None:
    body, seen = inbox_bytes(), []

    def answer(request: Request) -> Reply:
        seen.append(request)
        return gives(body, word)(request)

    result = carried(answer, outbox, inbox, "--json")
    assert json.loads(result.stdout) == {"outbox": word, "letters": 3, "inbox-bytes": len(body)}
    assert inbox.read_bytes() == body
    assert stat.S_IMODE(inbox.stat().st_mode) == 0o600
    (request,) = seen
    assert (request.method, request.path) == ("POST", "/courier/exchange")
    assert request.body == outbox.read_bytes()


@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_the_word_is_in_the_couriers_language(outbox: Path, inbox: Path, language: str) -> None:
    result = carried(gives(inbox_bytes()), outbox, inbox, "--language", language)
    assert translate(language, "courier.applied") in result.output


@pytest.mark.parametrize("code", ["outbox-replayed", "outbox-forked", "threshold-missing", "storage-full"])
def test_a_refused_outbox_leaves_no_inbox_and_says_why(outbox: Path, inbox: Path, code: str) -> None:
    result = carried(lambda _request: refusal(code, 409), outbox, inbox, "--language", "en")
    assert isinstance(result.exception, TrackerError)
    assert result.exception.code == "server-refused"
    assert code in str(result.exception)
    assert not inbox.exists()


def test_when_only_the_ticket_is_refused_the_courier_knows_that_the_answers_are_out(
    outbox: Path, inbox: Path
) -> None:
    refused = Reply(refusal("ticket-expired").body, 409, (("X-Outbox", "applied"),))
    result = carried(lambda _request: refused, outbox, inbox, "--language", "en")
    assert translate("en", "courier.applied") in result.output
    assert "ticket-expired" in str(result.exception)
    assert not inbox.exists()


@pytest.mark.parametrize("how", ["dropped", "cut", "longer", "other"])
def test_what_is_no_whole_inbox_is_not_kept_and_the_old_one_stays(
    outbox: Path, inbox: Path, how: str
) -> None:
    body = inbox_bytes()
    replies = {
        "dropped": (Reply(body, drop=True), "server-unreachable"),
        "cut": (Reply(body[:-1]), "inbox-malformed"),
        "longer": (Reply(body + b"x"), "inbox-malformed"),
        "other": (Reply(b"<html>log in to use the network</html>"), "inbox-malformed"),
    }
    reply, code = replies[how]
    inbox.write_bytes(b"the inbox of last week")
    result = carried(lambda _request: reply, outbox, inbox)
    assert isinstance(result.exception, TrackerError)
    assert result.exception.code == code
    assert inbox.read_bytes() == b"the inbox of last week"
    assert sorted(path.name for path in inbox.parent.iterdir()) == ["data-1", "data-2"]


def through_proxy(
    answer: Answer, outbox: Path, inbox: Path, end: End | None = None
) -> tuple[Result, SocksProxy]:
    """An exchange with a server whose name only a proxy knows."""
    with serving(answer) as url, proxying({"service.example": urlsplit(url).port or 0}) as proxy:
        proxy.end, proxy.cut = end, 1000
        given = ["exchange", "--server", "http://service.example", "--proxy", proxy.url, "--json"]
        return CliRunner().invoke(group, [*given, str(outbox), str(inbox)]), proxy


def test_an_exchange_goes_through_the_proxy_which_resolves_the_name(outbox: Path, inbox: Path) -> None:
    body, seen = inbox_bytes(), []

    def answer(request: Request) -> Reply:
        seen.append(request)
        return gives(body)(request)

    result, proxy = through_proxy(answer, outbox, inbox)
    assert json.loads(result.stdout) == {"outbox": "applied", "letters": 3, "inbox-bytes": len(body)}
    assert inbox.read_bytes() == body
    (request,), (asked,) = seen, proxy.asked
    assert request.body == outbox.read_bytes()
    assert proxy.connections == {request.connection}
    assert (asked.kind, asked.host) == (DOMAIN, "service.example")


@pytest.mark.parametrize("end", End)
def test_a_proxy_that_refuses_or_dies_leaves_no_inbox(outbox: Path, inbox: Path, end: End) -> None:
    result, proxy = through_proxy(gives(inbox_bytes()), outbox, inbox, end)
    assert isinstance(result.exception, TrackerError)
    assert result.exception.code == "server-unreachable"
    assert proxy.visitors == 1
    assert not inbox.exists()


@pytest.mark.parametrize("cut", [1, 1000, 300_000, -1])
def test_half_an_outbox_is_not_sent(outbox: Path, inbox: Path, cut: int) -> None:
    whole = outbox.read_bytes()
    outbox.write_bytes(whole[:-100_000] if cut < 0 else whole[:cut])
    seen: list[Request] = []
    result = carried(lambda request: seen.append(request) or Reply(b""), outbox, inbox)
    assert isinstance(result.exception, TrackerError)
    assert result.exception.code == "outbox-malformed"
    assert seen == []


def test_one_file_cannot_be_both(outbox: Path) -> None:
    result = carried(gives(inbox_bytes()), outbox, outbox)
    assert result.exit_code == 2
    assert outbox.stat().st_size > 100_000


def test_a_large_inbox_needs_no_large_memory(outbox: Path, inbox: Path) -> None:
    body = inbox_bytes(40, SIZES[1])
    with serving(gives(body)) as url:
        tracemalloc.start()
        result = CliRunner().invoke(group, ["exchange", "--server", url, str(outbox), str(inbox)])
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert result.exit_code == 0, result.output
    assert inbox.stat().st_size == len(body) > 20 * MEBIBYTE
    assert peak < 12 * MEBIBYTE
