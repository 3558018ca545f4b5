"""The line between a browser and a server: keeps every byte both ways, and may cut, alter or refuse.

Unlike ``tests/simulators/wiretap.py`` it passes bytes on as they are, compressed or not, and ends whatever a
browser still holds open: browsers keep connections for minutes.
"""

import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tests.simulators.hostile_server import Reply
from tests.simulators.listening import listening

_PART = 64 * 1024
# A test at fault must not hold a browser for ever.
HOLD = 60.0
Headers = tuple[tuple[str, str], ...]
Alter = Callable[[Reply], Reply]


class Gone(ConnectionError):
    """The other side hung up, or we do."""


@dataclass(frozen=True)
class Exchange:
    """One request and its answer, as they went over the line."""

    method: str
    path: str
    headers: Headers
    body: bytes
    status: int
    said: Headers
    answer: bytes
    size: int
    connection: int

    @property
    def shape(self) -> tuple[object, ...]:
        """Everything about it that a watcher of the encrypted line could count, and more."""
        dated = tuple((name, value) for name, value in self.said if name.lower() != "date")
        return (self.method, self.path, self.headers, len(self.body), self.status, dated, len(self.answer))


@dataclass
class Line:
    """Forwards to a server on this loopback port.

    ``alter`` maps a path to what is done with the true answer. Uploads to a path in ``cuts`` break off after
    so many bytes; browsers try again by themselves. What goes to a path in ``mute`` arrives whole, and the
    answer breaks off before its last byte, once. An answer from a path in ``held`` waits until it is let go.
    ``down`` refuses everybody.
    """

    port: int
    exchanges: list[Exchange] = field(default_factory=list)
    alter: dict[str, Alter] = field(default_factory=dict)
    cuts: dict[str, int] = field(default_factory=dict)
    mute: set[str] = field(default_factory=set)
    held: dict[str, "Held"] = field(default_factory=dict)
    down: bool = False
    raw: list[bytes] = field(default_factory=list)
    url: str = ""
    _open: set[socket.socket] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _answered: threading.Condition = field(default_factory=threading.Condition)

    @property
    def story(self) -> list[str]:
        """Method and path of every request, in order."""
        return [f"{exchange.method} {exchange.path}" for exchange in self.exchanges]

    @property
    def letters(self) -> list[bytes]:
        """All that was sent to /intake."""
        return [exchange.body for exchange in self.exchanges if exchange.path == "/intake"]

    @property
    def everything(self) -> bytes:
        """All that went over the line, both ways."""
        return b"\n".join(self.raw)

    def hold(self, path: str) -> "Held":
        """Keeps the next answer from a path back until it is let go."""
        return self.held.setdefault(path, Held())

    def clear(self) -> None:
        """Forgets what was seen so far."""
        self.exchanges.clear()
        self.raw.clear()

    def until_answered(self, *paths: str) -> None:
        """Waits until each path was answered. Raises AssertionError if one never is."""
        with self._answered:
            answered = self._answered.wait_for(
                lambda: set(paths) <= {exchange.path for exchange in self.exchanges}, HOLD
            )
        assert answered, f"not all of {paths} was asked for"

    def hang_up(self) -> None:
        """Ends all connections."""
        with self._lock:
            open_now = list(self._open)
        for one in open_now:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def serve(self, client: socket.socket, number: int) -> None:
        """One connection of a browser, up to its end. Raises OSError when somebody hangs up."""
        with socket.create_connection(("127.0.0.1", self.port)) as server, self._known(client, server):
            asking, answering = Stream(client), Stream(server)
            while not self.down:
                head = asking.head()
                method, path = head.first.split(" ")[:2]
                body = self._upload(asking, head, path)
                server.sendall((head.plain if path in self.alter else head.raw) + body)
                reply = answering.head()
                answer = answering.body(reply)
                status = int(reply.first.split(" ")[1])
                answer, sent = self._altered(path, status, reply, answer)
                wire = len(reply.raw) + len(sent)
                seen = Exchange(method, path, head.headers, body, status, reply.headers, answer, wire, number)
                self.exchanges.append(seen)
                self.raw += [head.raw, body, reply.raw, answer]
                if path in self.held:
                    self.held.pop(path).wait()
                if path in self.mute:
                    self.mute.remove(path)
                    client.sendall(sent[:-1])
                    raise Gone("the answer breaks off")
                client.sendall(sent)
                with self._answered:
                    self._answered.notify_all()
                if reply.get("connection") == "close" or head.get("connection") == "close":
                    return

    def _upload(self, asking: "Stream", head: "Head", path: str) -> bytes:
        if head.get("content-length") and path in self.cuts:
            self.raw.append(head.raw + asking.exactly(self.cuts[path]))
            raise Gone("the link is cut")
        return asking.body(head, request=True)

    def _altered(self, path: str, status: int, head: "Head", answer: bytes) -> tuple[bytes, bytes]:
        if path not in self.alter:
            return answer, head.raw + answer
        given = tuple(pair for pair in head.headers if pair[0].lower() not in _OF_THE_CONNECTION)
        reply = self.alter[path](Reply(answer, status, given))
        lines = [f"HTTP/1.1 {reply.status} altered", *(f"{n}: {v}" for n, v in reply.headers)]
        lines += [f"Content-Length: {len(reply.body)}", "Connection: close", "", ""]
        body = reply.body[: len(reply.body) // 2] if reply.drop else reply.body
        return body, "\r\n".join(lines).encode("latin-1") + body

    @contextmanager
    def _known(self, *sockets: socket.socket) -> Iterator[None]:
        with self._lock:
            self._open.update(sockets)
        try:
            yield
        finally:
            with self._lock:
                self._open.difference_update(sockets)


class Held:
    """An answer that is kept back."""

    def __init__(self) -> None:
        self._arrived, self._free = threading.Event(), threading.Event()

    def wait(self) -> None:
        """The line's side: the request has arrived; waits."""
        self._arrived.set()
        self._free.wait(HOLD)

    def until_asked(self) -> None:
        """Waits for the request. Raises AssertionError if none comes."""
        assert self._arrived.wait(HOLD), "nothing was asked for"

    def let_go(self) -> None:
        """Lets the answer through."""
        self._free.set()


_OF_THE_CONNECTION = {"connection", "content-length", "transfer-encoding"}


@dataclass(frozen=True)
class Head:
    """The first line and the headers of a message."""

    raw: bytes
    first: str
    headers: Headers

    @property
    def plain(self) -> bytes:
        """The same, asking for an answer that is not compressed."""
        kept = [f"{name}: {value}" for name, value in self.headers if name.lower() != "accept-encoding"]
        return "\r\n".join([self.first, *kept, "", ""]).encode("latin-1")

    def get(self, name: str) -> str:
        """A header's value in lower case, or nothing."""
        return next((value.lower() for key, value in self.headers if key.lower() == name), "")


class Stream:
    """Reads messages of HTTP/1.1 off a socket."""

    def __init__(self, source: socket.socket) -> None:
        self._source = source
        self._kept = b""

    def _more(self) -> None:
        part = self._source.recv(_PART)
        if not part:
            raise Gone("hung up")
        self._kept += part

    def until(self, mark: bytes) -> bytes:
        """Up to and with a mark."""
        while mark not in self._kept:
            self._more()
        at = self._kept.index(mark) + len(mark)
        taken, self._kept = self._kept[:at], self._kept[at:]
        return taken

    def exactly(self, size: int) -> bytes:
        """So many bytes."""
        while len(self._kept) < size:
            self._more()
        taken, self._kept = self._kept[:size], self._kept[size:]
        return taken

    def head(self) -> Head:
        """The next message's head."""
        raw = self.until(b"\r\n\r\n")
        first, *lines = raw.decode("latin-1").split("\r\n")[:-2]
        pairs = (line.partition(":") for line in lines)
        return Head(raw, first, tuple((name, value.strip()) for name, _, value in pairs))

    def body(self, head: Head, *, request: bool = False) -> bytes:
        """The body that belongs to a head, as it is on the wire."""
        if head.get("transfer-encoding") == "chunked":
            return self._chunks()
        length = head.get("content-length")
        if length:
            return self.exactly(int(length))
        if request or head.first.split(" ")[1] in ("204", "304"):
            return b""
        return self._rest()

    def _chunks(self) -> bytes:
        taken = b""
        while True:
            size = self.until(b"\r\n")
            taken += size + self.exactly(int(size, 16) + 2)
            if int(size, 16) == 0:
                return taken

    def _rest(self) -> bytes:
        with suppress(Gone):
            while True:
                self._more()
        taken, self._kept = self._kept, b""
        return taken


@contextmanager
def tapped(port: int) -> Iterator[Line]:
    """A line to a server on this port, while it is needed."""
    line = Line(port)

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            # Browsers hang up as they like, and so do we; the test says what that may lead to.
            with suppress(OSError):
                line.serve(self.request, self.client_address[1])

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False
        request_queue_size = 64

    try:
        with listening(Server(("127.0.0.1", 0), Handler)) as port:
            line.url = f"http://127.0.0.1:{port}"
            yield line
    finally:
        line.hang_up()
