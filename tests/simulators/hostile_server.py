"""A server in the hands of an attacker: it serves a pocket service, altered as it likes, and keeps all."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.simulators.listening import listening
from tests.simulators.pocket_service import PUBLISHER, PocketService, Published

DAY = "2026-03-02"


@dataclass(frozen=True)
class Request:
    """What reached the server: request line, headers in their order, body; the connection is its port."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    connection: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Reply:
    """An answer; ``drop`` closes the connection in its middle."""

    body: bytes
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    drop: bool = False


def refusal(code: str, status: int = 400) -> Reply:
    """A refusal in the server's own shape."""
    return Reply(json.dumps({"error": code, "message": "no"}).encode(), status)


@dataclass
class HostileServer:
    """``alter`` maps a path to what is done with the honest reply; ``lost`` paths never answer."""

    service: PocketService
    published: Published | None = None
    alter: dict[str, Callable[[Reply], Reply]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    url: str = ""

    @property
    def letters(self) -> list[bytes]:
        """All that was sent to /intake."""
        return [request.body for request in self.requests if request.path == "/intake"]

    @property
    def story(self) -> list[str]:
        """Method and path of every request, in order."""
        return [f"{request.method} {request.path}" for request in self.requests]

    def answer(self, request: Request) -> Reply:
        """The honest reply, altered if this server alters it."""
        self.requests.append(request)
        honest = self._honest(request)
        return self.alter.get(request.path, lambda reply: reply)(honest)

    def _honest(self, request: Request) -> Reply:
        path = request.path
        if path == "/intake":
            return Reply(self.service.receipt(request.body, DAY), 201)
        if path == "/keyring/0":
            return Reply(self.service.keyring())
        if path == "/keyring/roster":
            return Reply(self.service.rosters[-1])
        if self.published is not None and path.startswith(f"/mailbox/{PUBLISHER}/"):
            return self._mailbox(self.published, path.removeprefix(f"/mailbox/{PUBLISHER}/"))
        return refusal("not-found", 404)

    def _mailbox(self, published: Published, path: str) -> Reply:
        number = published.manifest.publication.number
        if path in ("manifest", f"{number}/manifest"):
            return Reply(published.signed_manifest())
        if path == f"{number}/index":
            return Reply(published.index())
        if path.startswith(f"{number}/slice/"):
            return Reply(published.slice(int(path.rpartition("/")[2])))
        return refusal("not-found", 404)


@contextmanager
def serving(answer: Callable[[Request], Reply]) -> Iterator[str]:
    """Serves what ``answer`` says on a loopback port; gives the address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._serve()

        def do_POST(self) -> None:
            self._serve()

        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            reply = answer(
                Request(self.command, self.path, tuple(self.headers.items()), body, self.client_address[1])
            )
            self.send_response(reply.status)
            self.send_header("Content-Length", str(len(reply.body)))
            for name, value in reply.headers:
                self.send_header(name, value)
            self.close_connection = self.close_connection or reply.drop
            try:
                self.end_headers()
                self.wfile.write(reply.body[: len(reply.body) // 2] if reply.drop else reply.body)
            except ConnectionError:
                # The client had enough; the test says whether it should have.
                self.close_connection = True

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as in the standard library
            """Writes nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False
    with listening(server) as port:
        yield f"http://127.0.0.1:{port}"
