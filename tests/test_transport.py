"""HTTP for families and couriers: bounded, plain, and never where it was not sent."""

import socket

import pytest

from tests.simulators.hostile_server import Reply, Request, refusal, serving
from tracker.records.errors import (
    ProxyUnsupported,
    ServerAddressInvalid,
    ServerAnswerInvalid,
    ServerRefused,
    ServerUnreachable,
)
from tracker.transport import ATTEMPTS, Answer, Patience, Transport, check_server


@pytest.mark.parametrize(
    "server",
    [
        "", "example.org", "ftp://example.org", "http://", "http://user@example.org", "http://x/?a=b",
        "http://x/#f", "http://x:0", "http://x:99999", "file:///etc/passwd", "http://[::1",
    ],
)  # fmt: skip
def test_an_address_is_an_address(server: str) -> None:
    with pytest.raises(ServerAddressInvalid):
        Transport(server)


def test_an_address_may_have_a_port_a_path_and_a_slash() -> None:
    assert check_server("http://127.0.0.1:8000/") == "http://127.0.0.1:8000"
    assert check_server("https://example.org/inquiries/") == "https://example.org/inquiries"


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9050", "http://127.0.0.1:3128", "127.0.0.1:9050"])
def test_a_proxy_that_would_leak_names_is_refused(proxy: str) -> None:
    with pytest.raises(ProxyUnsupported) as refused:
        Transport("http://example.org", proxy)
    assert refused.value.facts["reason"] == "scheme"


def test_without_its_package_a_proxy_is_not_passed_by(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.transport.importlib.util.find_spec", lambda _name: None)
    with pytest.raises(ProxyUnsupported) as refused:
        Transport("http://example.org", "socks5h://127.0.0.1:9050")
    assert refused.value.facts["reason"] == "package"


def test_nobody_there_is_said_as_such() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with Transport(f"http://127.0.0.1:{port}") as transport, pytest.raises(ServerUnreachable):
        transport.get("/healthz", 100)


def test_a_body_is_sent_again_as_it_was_a_few_times_and_no_more() -> None:
    seen: list[Request] = []

    def answer(request: Request) -> Reply:
        seen.append(request)
        return Reply(b"0123456789", drop=True)

    with serving(answer) as url, Transport(url) as transport, pytest.raises(ServerUnreachable):
        transport.post("/intake", b"sealed", 100)
    assert [request.body for request in seen] == [b"sealed"] * ATTEMPTS


def test_a_refusal_is_not_repeated() -> None:
    seen: list[Request] = []

    def answer(request: Request) -> Reply:
        seen.append(request)
        return refusal("busy", 503)

    with serving(answer) as url, Transport(url) as transport, pytest.raises(ServerRefused) as refused:
        transport.post("/intake", b"sealed", 100)
    assert (refused.value.facts["server_code"], refused.value.facts["status"]) == ("busy", 503)
    assert len(seen) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    seen: list[Request] = []

    def answer(request: Request) -> Reply:
        seen.append(request)
        return Reply(b"", status, (("Location", "/elsewhere"),))

    with serving(answer) as url, Transport(url) as transport, pytest.raises(ServerAnswerInvalid):
        transport.post("/intake", b"sealed", 100)
    assert [request.path for request in seen] == ["/intake"]


def test_cookies_are_neither_kept_nor_sent() -> None:
    seen: list[Request] = []

    def answer(request: Request) -> Reply:
        seen.append(request)
        return Reply(b"ok", headers=(("Set-Cookie", "visitor=1"), ("ETag", '"1"')))

    with serving(answer) as url, Transport(url) as transport:
        transport.get("/one", 100)
        transport.get("/two", 100)
    names = {name.lower() for request in seen for name, _ in request.headers}
    assert names == {"host", "user-agent", "accept", "accept-encoding"}
    assert seen[0].headers == seen[1].headers


@pytest.mark.parametrize("length", [99, 100, 101])
def test_an_answer_has_at_most_the_length_that_it_may_have(length: int) -> None:
    with serving(lambda _request: Reply(bytes(length))) as url, Transport(url) as transport:
        if length <= 100:
            assert len(transport.get("/", 100)) == length
        else:
            with pytest.raises(ServerAnswerInvalid):
                transport.get("/", 100)


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b'{"error": 7}', b'{"error": "UPPER"}', b'{"error": "' + b"x" * 50 + b'"}', b"[" * 4000],
)
def test_a_strange_refusal_has_no_code(body: bytes) -> None:
    with serving(lambda _request: Reply(body, 400)) as url, Transport(url) as transport:
        with pytest.raises(ServerRefused) as refused:
            transport.get("/", 100)
        assert refused.value.facts["server_code"] == "unknown"


@pytest.mark.parametrize("status", [200, 201, 400, 404, 409, 422, 500, 503])
def test_who_asks_for_an_answer_gets_refusals_too(status: int) -> None:
    kind = ("Content-Type", "Text/X.Tlog.Size; charset=utf-8")
    with serving(lambda _request: Reply(b"7\n", status, (kind,))) as url, Transport(url) as transport:
        assert transport.ask("/add-checkpoint", b"old 0\n", 100) == Answer(status, "text/x.tlog.size", b"7\n")


def test_who_asks_for_an_answer_gets_bounded_ones_and_no_redirect() -> None:
    for reply in (Reply(b"", 302), Reply(bytes(101), 409)):
        with serving(lambda _request, reply=reply: reply) as url, Transport(url) as transport:  # noqa: SIM117
            with pytest.raises(ServerAnswerInvalid):
                transport.ask("/", b"", 100)


def test_patience_says_how_often_and_how_long() -> None:
    seen: list[Request] = []

    def answer(request: Request) -> Reply:
        seen.append(request)
        return Reply(b"0123456789", drop=True)

    hasty = Patience(connect=1, read=1, answer=1, attempts=2)
    with serving(answer) as url, Transport(url, patience=hasty) as hurried, pytest.raises(ServerUnreachable):
        hurried.get("/", 100)
    assert len(seen) == 2
