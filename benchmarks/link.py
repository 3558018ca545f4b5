"""A Tor-like link in front of a server: far, narrow, and everything that crosses it is counted.

What is modelled is the way a page takes through Tor, as the browser sees it: a connection opens at once
(Tor Browser sends the first request along with the request to connect), every byte takes half a round trip
to arrive, and all connections of the browser share the one rate in each direction, chunk by chunk in turn.
Counted are HTTP's bytes, heads included; neither Tor's cells nor TCP's frames.
"""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

ROUND_TRIP_SECONDS = 0.6
BYTES_PER_SECOND = 100_000
# Small enough that connections take turns, large enough that the machine keeps up.
CHUNK_BYTES = 2048
_HEAD_END = b"\r\n\r\n"


@dataclass
class Exchange:
    """One request and its answer: bytes each way, and moments in seconds of the machine's steady clock.

    ``started`` is when its first byte left the browser; ``answered`` and ``ended`` when the first and the
    last byte of the answer reached it (0 for none).
    """

    method: str
    path: str
    connection: int
    started: float
    up: int = 0
    down: int = 0
    answered: float = 0.0
    ended: float = 0.0

    @property
    def bytes(self) -> int:
        """Both ways."""
        return self.up + self.down

    @property
    def known(self) -> float:
        """From when on others may follow from it: what a page names is asked for while it still arrives."""
        return self.answered if self.path.endswith("/") else self.ended


@dataclass
class Traffic:
    """What crossed since the last ``Link.reset``; ``connections`` are those that were opened."""

    exchanges: list[Exchange] = field(default_factory=list)
    connections: int = 0

    @property
    def bytes(self) -> int:
        """Both ways, heads included."""
        return sum(item.bytes for item in self.exchanges)

    @property
    def rounds(self) -> list[list[Exchange]]:
        """Exchanges one round trip after another: each began when one of the round before was known."""
        rounds: list[list[Exchange]] = []
        for item in sorted(self.exchanges, key=lambda exchange: exchange.started):
            place = 0
            for number, earlier in enumerate(rounds, 1):
                if any(0 < other.known <= item.started for other in earlier):
                    place = number
            if place == len(rounds):
                rounds.append([])
            rounds[place].append(item)
        return rounds


class _Direction:
    """One way over the link: a rate that all share, and a delay."""

    def __init__(self, delay: float, rate: float) -> None:
        self._delay, self._rate = delay, rate
        self._free_at = 0.0

    def take(self, count: int, now: float) -> tuple[float, float]:
        """When the last of so many bytes has left, and when it arrives."""
        self._free_at = max(self._free_at, now) + count / self._rate
        return self._free_at, self._free_at + self._delay


class _Requests:
    """Finds the requests in what one connection sends; no more of HTTP/1.1 than browsers use."""

    def __init__(self, connection: int, link: "Link") -> None:
        self._connection, self._link = connection, link
        self._head, self._body_left = bytearray(), 0
        self.current: Exchange | None = None

    def feed(self, data: bytes, now: float) -> None:
        """Counts what went up."""
        while data:
            if self._body_left:
                part, data = data[: self._body_left], data[self._body_left :]
                self._body_left -= len(part)
                self._count(len(part))
            else:
                data = self._feed_head(data, now)

    def _feed_head(self, data: bytes, now: float) -> bytes:
        if not self._head:
            self._open(now)
        before = len(self._head)
        self._head += data
        end = self._head.find(_HEAD_END)
        if end < 0:
            self._count(len(data))
            return b""
        used = end + len(_HEAD_END) - before
        self._count(used)
        self._read_head(bytes(self._head[:end]))
        self._head.clear()
        return data[used:]

    def _open(self, now: float) -> None:
        self.current = Exchange("", "", self._connection, now)
        self._link.traffic.exchanges.append(self.current)

    def _read_head(self, head: bytes) -> None:
        request, *fields = head.decode("latin-1").split("\r\n")
        if self.current is not None:
            self.current.method, self.current.path, _ = request.split(" ", 2)
        for line in fields:
            name, _, value = line.partition(":")
            if name.lower() == "content-length":
                self._body_left = int(value)

    def _count(self, size: int) -> None:
        if self.current is not None:
            self.current.up += size


class Link:
    """Listens on a loopback port and hands everything to the server on another one, late and slowly."""

    def __init__(self, server_port: int, round_trip: float, rate: float) -> None:
        self._server_port = server_port
        self._up = _Direction(round_trip / 2, rate)
        self._down = _Direction(round_trip / 2, rate)
        self.traffic = Traffic()
        self.port = 0

    @property
    def url(self) -> str:
        """Where a browser finds the server behind the link."""
        return f"http://127.0.0.1:{self.port}"

    def reset(self) -> None:
        """Counts anew."""
        self.traffic = Traffic()

    async def serve(self, ready: threading.Event, stop: asyncio.Event) -> None:
        """Serves until told to stop."""
        server = await asyncio.start_server(self._connection, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        async with server:
            await stop.wait()

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.traffic.connections += 1
        requests = _Requests(self.traffic.connections, self)
        # Whoever hangs up, browser or server, ends it; and so does the link's own end.
        with suppress(ConnectionError, asyncio.CancelledError):
            server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self._server_port)
            try:
                await asyncio.gather(
                    self._upstream(reader, server_writer, requests),
                    self._downstream(server_reader, writer, requests),
                )
            finally:
                server_writer.close()
                writer.close()

    async def _upstream(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, requests: _Requests
    ) -> None:
        while data := await source.read(CHUNK_BYTES):
            requests.feed(data, asyncio.get_running_loop().time())
            await self._carry(self._up, data, sink)
        await self._hang_up(self._up, sink)

    async def _downstream(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, requests: _Requests
    ) -> None:
        while data := await source.read(CHUNK_BYTES):
            exchange = requests.current
            arrives = await self._carry(self._down, data, sink)
            if exchange is not None:
                exchange.down += len(data)
                exchange.answered = exchange.answered or arrives
                exchange.ended = arrives
        await self._hang_up(self._down, sink)

    async def _carry(self, way: _Direction, data: bytes, sink: asyncio.StreamWriter) -> float:
        """Sends a chunk on its way; returns when the link is free for the next; gives its arrival."""
        loop = asyncio.get_running_loop()
        left, arrives = way.take(len(data), loop.time())
        loop.call_at(arrives, _deliver, sink, data)
        await asyncio.sleep(left - loop.time())
        return arrives

    async def _hang_up(self, way: _Direction, sink: asyncio.StreamWriter) -> None:
        """The end arrives after all that was sent before it."""
        loop = asyncio.get_running_loop()
        _, arrives = way.take(0, loop.time())
        await asyncio.sleep(arrives - loop.time() + 0.001)
        with suppress(OSError):
            sink.write_eof()


def _deliver(sink: asyncio.StreamWriter, data: bytes) -> None:
    if not sink.is_closing():
        sink.write(data)


@contextmanager
def tor_like(
    server_port: int, round_trip: float = ROUND_TRIP_SECONDS, rate: float = BYTES_PER_SECOND
) -> Iterator[Link]:
    """A link to the server on this loopback port, in a thread of its own, until the block ends."""
    link, ready = Link(server_port, round_trip, rate), threading.Event()
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(link.serve(ready, stop),), daemon=True)
    thread.start()
    ready.wait()
    try:
        yield link
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.run_until_complete(_drop_all())
        loop.close()


async def _drop_all() -> None:
    """Connections that browsers keep open do not outlive the link."""
    tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
