"""Somebody on the line between a client and a real server: passes everything on, and keeps it."""

import http.client
from dataclasses import dataclass, field, replace

from tests.simulators.hostile_server import Reply, Request

# Of the connection, not of the answer.
_OF_THE_CONNECTION = {"connection", "content-length", "transfer-encoding", "date", "server"}


@dataclass
class Wiretap:
    """Forwards to a server on this loopback port; serve its ``answer`` with ``serving``.

    The next answer from a path among ``breaks`` breaks off in its middle.
    """

    port: int
    requests: list[Request] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    breaks: set[str] = field(default_factory=set)

    def answer(self, request: Request) -> Reply:
        """What the real server says."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(request.method, request.path, request.body or None, dict(request.headers))
            response = connection.getresponse()
            kept = [(n, v) for n, v in response.getheaders() if n.lower() not in _OF_THE_CONNECTION]
            reply = Reply(response.read(), response.status, tuple(kept))
        finally:
            connection.close()
        self.requests.append(request)
        self.replies.append(reply)
        if request.path in self.breaks:
            self.breaks.remove(request.path)
            return replace(reply, drop=True)
        return reply

    @property
    def everything(self) -> bytes:
        """All that went over the line, both ways."""
        asked = b"".join(repr(r).encode() + r.body for r in self.requests)
        return asked + b"".join(repr(r.headers).encode() + r.body for r in self.replies)
