"""A foreign server that lets everybody in and remembers who came: nothing of a family may ever arrive."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from tests.simulators.listening import listening

_HTML, _SCRIPT = "text/html; charset=utf-8", "text/javascript; charset=utf-8"


@dataclass
class Stranger:
    """``pages`` maps a path to HTML; every other path is a script that marks whoever runs it."""

    pages: dict[str, str] = field(default_factory=dict)
    visits: list[str] = field(default_factory=list)
    url: str = ""

    def of(self, path: str) -> tuple[str, bytes]:
        """Media type and body of a path."""
        if path in self.pages:
            return _HTML, self.pages[path].encode()
        return _SCRIPT, b"globalThis.harmed = 'a foreign script ran';"


@contextmanager
def stranger() -> Iterator[Stranger]:
    """A foreign origin for as long as needed; it lets everybody in."""
    host = Stranger()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host.visits.append(self.path)
            media_type, body = host.of(urlsplit(self.path).path)
            self.send_response(200)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Cross-Origin-Resource-Policy", "cross-origin")
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.do_GET()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as in the standard library
            """Writes nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads, server.block_on_close = True, False
    with listening(server) as port:
        host.url = f"http://127.0.0.1:{port}"
        yield host
