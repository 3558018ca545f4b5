"""Through Tor's kind of proxy: it alone learns the server's name, two visits share nothing, no way round."""

import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.family.conftest import Family, refused
from tests.simulators.deployment import free_port
from tests.simulators.hostile_server import HostileServer, Reply
from tests.simulators.pocket_service import ORIGIN
from tests.simulators.socks_proxy import DOMAIN, End, SocksProxy, proxying
from tracker.family import words
from tracker.records.errors import LetterInDoubt, ServerUnreachable
from tracker.speaking import Console
from tracker.transport import ATTEMPTS, Transport

ONION = f"{'demo' * 14}.onion"
# Also known without the proxy: a client that went round it would arrive.
DIRECT = "localhost"
NAMES = ("service.example", ONION, DIRECT)
DAY, NEXT = "2026-03-02", "2026-03-09"


@pytest.fixture
def port(server: HostileServer) -> int:
    """Where the server really is."""
    return urlsplit(server.url).port or 0


@pytest.fixture
def proxy(port: int) -> Iterator[SocksProxy]:
    """A proxy for which the server has these names."""
    with proxying(dict.fromkeys(NAMES, port)) as socks:
        yield socks


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """All names that this process looked up by itself."""
    names: set[str] = set()

    def watch(function: Callable[..., Any]) -> Callable[..., Any]:
        def watched(host: str, *arguments: Any, **named: Any) -> Any:
            names.add(host)
            return function(host, *arguments, **named)

        return watched

    for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
        monkeypatch.setattr(socket, name, watch(getattr(socket, name)))
    return names


def answer() -> dict[str, Any]:
    """What the desk says."""
    return {
        "work": "answered",
        "knowledge": {"value": "reported", "source": "media", "date": "2026-02", "confidence": "low"},
        "text": "Example", "language": "en", "answered": "2026-03-01", "again": "2026-03-16",
    }  # fmt: skip


def came_through(server: HostileServer, proxy: SocksProxy) -> bool:
    """Whether all that reached the server came from the proxy."""
    return {request.connection for request in server.requests} <= proxy.connections


@pytest.mark.parametrize("host", ["service.example", ONION])
def test_a_letter_and_its_answer_go_through_the_proxy_which_alone_resolves_the_name(
    family: Family, server: HostileServer, proxy: SocksProxy, looked_up: set[str], form_file: Path,
    tmp_path: Path, host: str,
) -> None:  # fmt: skip
    through = ("--server", f"http://{host}", "--proxy", proxy.url, "--json")
    paper = tmp_path / "words"
    sent = family("submit", *through, "--form", form_file, "--words-out", paper)
    assert sent.exit_code == 0, sent.output
    (reading,) = words.read(Console("en", as_json=True), paper, "en")
    public = words.keys_of(reading, ORIGIN).public
    server.published = server.service.publish([(public, answer())], 7, DAY, NEXT)
    shown = family("check", *through, "--words-file", paper)
    assert shown.exit_code == 0, shown.output
    assert json.loads(shown.stdout)["answer"] == answer()
    assert len(server.letters) == 1
    assert came_through(server, proxy)
    assert {(asked.kind, asked.host, asked.port) for asked in proxy.asked} == {(DOMAIN, host, 80)}
    assert looked_up == {"127.0.0.1"}


def test_each_visit_has_credentials_of_its_own(
    family: Family, proxy: SocksProxy, form_file: Path, tmp_path: Path
) -> None:
    through = ("--server", "http://service.example", "--proxy", proxy.url)
    for name in ("one", "two"):
        result = family("submit", *through, "--form", form_file, "--words-out", tmp_path / name)
        assert result.exit_code == 0, result.output
    # Two letters, each with a visit for the keyring and one to send; a visit needs one connection.
    assert len(proxy.asked) == 4
    assert len({asked.credentials for asked in proxy.asked}) == 4
    assert all(user and password for user, password in (asked.credentials for asked in proxy.asked))


def test_a_visit_that_lost_its_connection_goes_on_as_the_same_visitor(
    server: HostileServer, proxy: SocksProxy
) -> None:
    server.alter["/keyring/0"] = lambda honest: Reply(honest.body, drop=len(server.requests) == 1)
    with Transport("http://service.example", proxy.url) as transport:
        assert transport.get("/keyring/0", 100_000) == server.service.keyring()
    first, second = proxy.asked
    assert first == second


@pytest.mark.parametrize("cut", [1, 9, 13, 17, 20, 40, 60, 90, 120, 150, 200])
def test_an_answer_that_breaks_off_anywhere_is_none(
    server: HostileServer, proxy: SocksProxy, cut: int
) -> None:
    proxy.end, proxy.cut = End.HANGS_UP_IN_ANSWER, cut
    with (
        Transport("http://service.example", proxy.url) as transport,
        pytest.raises(ServerUnreachable),
    ):
        transport.get("/keyring/0", 100_000)
    assert len(server.requests) == ATTEMPTS


def test_what_is_no_host_name_is_not_asked_of_the_proxy(
    family: Family, proxy: SocksProxy, form_file: Path, tmp_path: Path
) -> None:
    through = ("--server", f"http://{'x' * 64}.example", "--proxy", proxy.url)
    result = family("submit", *through, "--form", form_file, "--words-out", tmp_path / "words")
    assert refused(result) == "server-address"
    assert proxy.visitors == 0


@pytest.mark.parametrize("command", ["submit", "check"])
@pytest.mark.parametrize(
    "shape",
    [
        "socks5://127.0.0.1:{port}", "socks4a://127.0.0.1:{port}", "socks4://127.0.0.1:{port}",
        "http://127.0.0.1:{port}", "https://127.0.0.1:{port}", "127.0.0.1:{port}", "",
        "socks5h:127.0.0.1:{port}", "socks5h://", "socks5h://:{port}", "socks5h://127.0.0.1:99999",
        "socks5h://127.0.0.1:0", "socks5h://[::1", "socks5h://me:secret@127.0.0.1:{port}",
        "socks5h://127.0.0.1:{port}/path",
    ],
)  # fmt: skip
def test_any_other_proxy_is_refused_and_nothing_is_sent(
    family: Family, server: HostileServer, proxy: SocksProxy, form_file: Path, tmp_path: Path, shape: str,
    command: str,
) -> None:  # fmt: skip
    paper, other = tmp_path / "words", tmp_path / "others"
    words.write_out(other, words.make("en"))
    given = {
        "submit": ("--form", form_file, "--words-out", paper),
        "check": ("--words-file", other),
    }[command]
    url = shape.format(port=urlsplit(proxy.url).port)
    result = family(command, "--server", server.url, "--proxy", url, *given)
    assert refused(result) == "proxy-unsupported"
    assert server.requests == []
    assert proxy.visitors == 0
    assert not paper.exists()


@pytest.mark.parametrize("end", End)
def test_a_proxy_that_refuses_or_dies_is_not_passed_by(
    family: Family, server: HostileServer, proxy: SocksProxy, port: int, form_file: Path, tmp_path: Path,
    end: End,
) -> None:  # fmt: skip
    proxy.end = end
    through = ("--server", f"http://{DIRECT}:{port}", "--proxy", proxy.url)
    result = family("submit", *through, "--form", form_file, "--words-out", tmp_path / "words")
    assert refused(result) == ServerUnreachable.code
    assert proxy.visitors == ATTEMPTS
    assert came_through(server, proxy)
    assert server.letters == []


def test_a_proxy_that_is_not_there_is_not_passed_by(
    family: Family, server: HostileServer, port: int, form_file: Path, tmp_path: Path
) -> None:
    through = ("--server", f"http://{DIRECT}:{port}", "--proxy", f"socks5h://127.0.0.1:{free_port()}")
    result = family("submit", *through, "--form", form_file, "--words-out", tmp_path / "words")
    assert refused(result) == ServerUnreachable.code
    assert server.requests == []


def test_a_name_that_the_proxy_does_not_know_is_asked_of_nobody_else(
    family: Family, proxy: SocksProxy, looked_up: set[str], form_file: Path, tmp_path: Path
) -> None:
    through = ("--server", "http://other.example", "--proxy", proxy.url)
    result = family("submit", *through, "--form", form_file, "--words-out", tmp_path / "words")
    assert refused(result) == ServerUnreachable.code
    assert {asked.host for asked in proxy.asked} == {"other.example"}
    assert looked_up == {"127.0.0.1"}


def test_a_proxy_that_dies_under_a_letter_gets_the_same_bytes_again_and_nobody_else_does(
    family: Family, server: HostileServer, proxy: SocksProxy, port: int, form_file: Path, tmp_path: Path
) -> None:
    def dying(honest: Reply) -> Reply:
        proxy.end = End.HANGS_UP_IN_ANSWER
        return honest

    server.alter["/intake"] = dying
    through = ("--server", f"http://{DIRECT}:{port}", "--proxy", proxy.url)
    result = family("submit", *through, "--form", form_file, "--words-out", tmp_path / "words")
    assert refused(result) == LetterInDoubt.code
    assert len(server.letters) == ATTEMPTS
    assert len(set(server.letters)) == 1
    assert came_through(server, proxy)
