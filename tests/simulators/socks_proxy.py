"""A SOCKS5 proxy as Tor's is (RFC 1928, RFC 1929): it alone knows the names, and keeps who asked for what."""

import select
import socket
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum, auto

from tests.simulators.listening import listening

VERSION, PASSWORD_VERSION = 5, 1
USER_PASSWORD, NO_METHOD = 2, 255
IPV4, DOMAIN, IPV6 = 1, 3, 4
GRANTED, REFUSED, UNKNOWN_HOST = 0, 5, 4
# A client at fault must not keep a test waiting for ever.
PATIENCE_SECONDS = 15.0
_ADDRESS_BYTES = {IPV4: 4, IPV6: 16}
_FAMILIES = {IPV4: socket.AF_INET, IPV6: socket.AF_INET6}


class End(Enum):
    """Where the proxy ends a connection: it hangs up, or says no."""

    HANGS_UP_AT_ONCE = auto()
    TAKES_NO_METHOD = auto()
    REFUSES_CREDENTIALS = auto()
    REFUSES_HOST = auto()
    HANGS_UP_WHEN_ASKED = auto()
    HANGS_UP_IN_ANSWER = auto()


@dataclass(frozen=True)
class Asked:
    """One request to connect: how the host was given, which, and with what credentials."""

    kind: int
    host: str
    port: int
    credentials: tuple[str, str]


@dataclass
class SocksProxy:
    """``names`` maps a host, as asked for, to a loopback port; what it does not map is unknown.

    ``cut`` is how many bytes of answers a connection brings if ``end`` is HANGS_UP_IN_ANSWER.
    ``connections`` are the ports from which it spoke to servers, ``visitors`` counts who came.
    """

    names: dict[str, int]
    end: End | None = None
    cut: int = 10
    asked: list[Asked] = field(default_factory=list)
    connections: set[int] = field(default_factory=set)
    visitors: int = 0
    url: str = ""

    def serve(self, client: socket.socket) -> None:
        """One connection, up to its end. Raises ConnectionError, TimeoutError if the client leaves."""
        self.visitors += 1
        if self.end is End.HANGS_UP_AT_ONCE:
            return
        credentials = self._greet(client)
        if credentials is None:
            return
        asked = Asked(*_read_request(client), credentials)
        self.asked.append(asked)
        if self.end is End.HANGS_UP_WHEN_ASKED:
            return
        port = self.names.get(asked.host)
        refused = REFUSED if self.end is End.REFUSES_HOST else UNKNOWN_HOST if port is None else GRANTED
        if refused or port is None:
            client.sendall(_reply(refused))
            return
        with socket.create_connection(("127.0.0.1", port)) as server:
            self.connections.add(server.getsockname()[1])
            client.sendall(_reply(GRANTED))
            self._forward(client, server)

    def _greet(self, client: socket.socket) -> tuple[str, str] | None:
        """The credentials, asked for whenever the client offers to give them, as Tor does."""
        _, count = _exactly(client, 2)
        methods = _exactly(client, count)
        if self.end is End.TAKES_NO_METHOD or USER_PASSWORD not in methods:
            client.sendall(bytes((VERSION, NO_METHOD)))
            return None
        client.sendall(bytes((VERSION, USER_PASSWORD)))
        _exactly(client, 1)
        credentials = _text(client), _text(client)
        wrong = self.end is End.REFUSES_CREDENTIALS
        client.sendall(bytes((PASSWORD_VERSION, wrong)))
        return None if wrong else credentials

    def _forward(self, client: socket.socket, server: socket.socket) -> None:
        other, brought = {client: server, server: client}, 0
        while True:
            ready, _, _ = select.select(list(other), [], [], PATIENCE_SECONDS)
            if not ready:
                return
            for side in ready:
                part = side.recv(64 * 1024)
                if not part:
                    return
                if side is server and self.end is End.HANGS_UP_IN_ANSWER:
                    part = part[: self.cut - brought]
                    brought += len(part)
                other[side].sendall(part)
                if brought == self.cut:
                    return


@contextmanager
def proxying(names: dict[str, int]) -> Iterator[SocksProxy]:
    """A proxy on a loopback port that maps these names to loopback ports."""
    proxy = SocksProxy(names)

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            # A client may leave whenever it likes; the test says whether it should have.
            self.request.settimeout(PATIENCE_SECONDS)
            with suppress(ConnectionError, TimeoutError):
                proxy.serve(self.request)

    with listening(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)) as port:
        proxy.url = f"socks5h://127.0.0.1:{port}"
        yield proxy


def _read_request(client: socket.socket) -> tuple[int, str, int]:
    """Address type, host and port of a request to connect."""
    _, _, _, kind = _exactly(client, 4)
    if kind == DOMAIN:
        host = _text(client)
    else:
        host = socket.inet_ntop(_FAMILIES[kind], _exactly(client, _ADDRESS_BYTES[kind]))
    return kind, host, int.from_bytes(_exactly(client, 2), "big")


def _reply(code: int) -> bytes:
    return bytes((VERSION, code, 0, IPV4)) + bytes(_ADDRESS_BYTES[IPV4] + 2)


def _text(client: socket.socket) -> str:
    (length,) = _exactly(client, 1)
    return _exactly(client, length).decode("ascii")


def _exactly(client: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        part = client.recv(size - len(data))
        if not part:
            raise ConnectionAbortedError("the client left")
        data += part
    return data
