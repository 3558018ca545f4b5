"""HTTP for families and couriers: bounded, without cookies, redirects or anything that tells visitors apart.

One ``Transport`` is one visit: its own connections, and over Tor its own circuit. What is sent twice is
sent as the same bytes, so that trying again is safe.
"""

import importlib.util
import json
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from tracker.records.bundle import Stream
from tracker.records.errors import (
    ProxyUnsupported,
    ServerAddressInvalid,
    ServerAnswerInvalid,
    ServerRefused,
    ServerUnreachable,
    TransportError,
)

USER_AGENT = "inquiry-client/1"
ATTEMPTS = 3
CONNECT_SECONDS, READ_SECONDS = 60.0, 120.0
# A whole small answer, however slowly it drips.
ANSWER_SECONDS = 600.0
CHUNK_BYTES = 64 * 1024
REFUSAL_MAX = 4096
OUTBOX_HEADER = "X-Outbox"
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_HEADERS = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "identity"}
# Raised before the first byte of a request leaves.
_UNSENT = (NewConnectionError, ConnectTimeoutError)
_OCTETS = {"Content-Type": "application/octet-stream"}


@dataclass(frozen=True)
class Patience:
    """How long one waits, in seconds: to connect, for more bytes, for a whole small answer; how often."""

    connect: float = CONNECT_SECONDS
    read: float = READ_SECONDS
    answer: float = ANSWER_SECONDS
    attempts: int = ATTEMPTS


USUAL = Patience()


@dataclass(frozen=True)
class Answer:
    """A whole small answer: ``kind`` is its media type without parameters, in lower case."""

    status: int
    kind: str
    body: bytes


class Incoming:
    """An answer on its way: ``outbox`` is what became of an outbox, ``size`` is None if not announced."""

    def __init__(self, response: urllib3.BaseHTTPResponse) -> None:
        self._response = response
        self.outbox = _outbox(response)
        announced = response.headers.get("Content-Length", "")
        self.size = int(announced) if announced.isdecimal() else None

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes; none at the end. Raises ServerUnreachable if it breaks off."""
        try:
            return self._response.read(size)
        except HTTPError as error:
            raise ServerUnreachable("the connection broke off") from error


class Transport:
    """Requests to one server. Raises ServerAddressInvalid, ProxyUnsupported when made."""

    def __init__(self, server: str, proxy: str | None = None, patience: Patience = USUAL) -> None:
        self._base = check_server(server)
        self._patience = patience
        timeout = urllib3.Timeout(connect=patience.connect, read=patience.read)
        self._pool = _pool(proxy, timeout=timeout, retries=False, maxsize=1, block=True)

    def __enter__(self) -> "Transport":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Clearing alone leaves connections open for as long as anything, such as an error, refers to them.
        for key in self._pool.pools.keys():  # noqa: SIM118 - not a dict: it cannot be iterated
            self._pool.pools[key].close()
        self._pool.clear()

    def get(self, path: str, limit: int) -> bytes:
        """The body at a path, of at most ``limit`` bytes.

        Raises ServerUnreachable, ServerRefused, ServerAnswerInvalid.
        """
        return self._whole("GET", path, None, limit).body

    def post(self, path: str, body: bytes, limit: int) -> bytes:
        """The answer, of at most ``limit`` bytes, to a body. Raises as ``get``."""
        return self._whole("POST", path, body, limit).body

    def ask(self, path: str, body: bytes, limit: int) -> Answer:
        """The answer, of at most ``limit`` bytes, to a body; a refusal is an answer too.

        Raises ServerUnreachable, ServerAnswerInvalid.
        """
        return self._whole("POST", path, body, limit, refusals=True)

    @contextmanager
    def exchange(self, path: str, body: Stream, size: int) -> Iterator[Incoming]:
        """Sends ``size`` bytes of a file and gives the answer as a stream. Raises as ``get``."""
        response = self._ask("POST", path, body, {"Content-Length": str(size)})
        try:
            _check_status(response)
            yield Incoming(response)
        finally:
            _give_up(response)

    def _whole(
        self, method: str, path: str, body: bytes | None, limit: int, refusals: bool = False
    ) -> Answer:
        lost = False
        for attempt in range(1, self._patience.attempts + 1):
            try:
                return self._once(method, path, body, limit, refusals)
            except TransportError as error:
                broken = isinstance(error, ServerUnreachable)
                # What an earlier attempt sent may have arrived, whatever became of this one.
                lost = lost or (broken and bool(error.facts.get("lost", True)))
                error.facts["lost"] = lost
                if attempt == self._patience.attempts or not broken:
                    raise
        raise AssertionError("unreachable")

    def _once(self, method: str, path: str, body: bytes | None, limit: int, refusals: bool) -> Answer:
        response = self._ask(method, path, body)
        whole = False
        try:
            if not refusals or response.status < 400:
                _check_status(response)
            data = _read(response, limit, self._patience.answer)
            whole = True
        finally:
            response.release_conn() if whole else _give_up(response)
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        return Answer(response.status, kind, data)

    def _ask(
        self, method: str, path: str, body: bytes | Stream | None, more: dict[str, str] | None = None
    ) -> urllib3.BaseHTTPResponse:
        headers = _HEADERS | (_OCTETS if body is not None else {}) | (more or {})
        sent: Any = body  # urllib3 needs no more of a file than to read it
        try:
            return self._pool.request(
                method, self._base + path, body=sent, headers=headers,
                redirect=False, preload_content=False, decode_content=False,
            )  # fmt: skip
        except HTTPError as error:
            raise ServerUnreachable(
                f"no connection, or it broke ({type(error).__name__})", lost=not isinstance(error, _UNSENT)
            ) from error


def check_server(server: str) -> str:
    """A server's address without a slash at its end. Raises ServerAddressInvalid."""
    try:
        parts = urlsplit(server)
        acceptable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        # What is no name cannot be told to a proxy either.
        (parts.hostname or "").encode("idna")
    except ValueError:
        acceptable = False
    if not acceptable or "@" in parts.netloc or parts.query or parts.fragment:
        raise ServerAddressInvalid("an address begins with http:// or https:// and names a host")
    return server.rstrip("/")


def _pool(proxy: str | None, **settings: Any) -> urllib3.PoolManager:
    if proxy is None:
        return urllib3.PoolManager(**settings)
    _check_proxy(proxy)
    if importlib.util.find_spec("socks") is None:
        raise ProxyUnsupported("the package PySocks is not installed", reason="package")
    from urllib3.contrib.socks import SOCKSProxyManager

    # Tor gives each user name a circuit of its own: two visits do not share one.
    visit = secrets.token_hex(8)
    return SOCKSProxyManager(proxy, username=visit, password=visit, **settings)


def _check_proxy(proxy: str) -> None:
    said = "a proxy is given as socks5h://host:port"
    try:
        parts = urlsplit(proxy)
        plain = parts.hostname and parts.port and "@" not in parts.netloc
    except ValueError as error:
        raise ProxyUnsupported(said, reason="address") from error
    # Only socks5h lets the proxy resolve names; anything else would tell them to the local network.
    if parts.scheme != "socks5h":
        raise ProxyUnsupported(said, reason="scheme")
    # Credentials are ours to give: a constant user name would put all visits on one circuit.
    if not plain or parts.path.strip("/") or parts.query or parts.fragment:
        raise ProxyUnsupported(said, reason="address")


def _check_status(response: urllib3.BaseHTTPResponse) -> None:
    if 200 <= response.status < 300:
        # Without a length, an answer that broke off in its headers reads as a whole and empty one.
        if response.length_remaining is None and not response.chunked:
            raise ServerUnreachable("the answer broke off before its length")
        return
    if response.status < 400:
        raise ServerAnswerInvalid(f"status {response.status} where none is known", status=response.status)
    code = _refusal_code(response)
    raise ServerRefused(
        f"the server refused: {code}", status=response.status, server_code=code, outbox=_outbox(response)
    )


def _give_up(response: urllib3.BaseHTTPResponse) -> None:
    """Closes the connection, and gives its place back: the next request would wait for it for ever."""
    response.close()
    response.release_conn()


def _refusal_code(response: urllib3.BaseHTTPResponse) -> str:
    """The server's own code if it sent one in its one shape, else ``unknown``."""
    try:
        code = json.loads(_read(response, REFUSAL_MAX))["error"]
    except (ServerUnreachable, ServerAnswerInvalid, ValueError, KeyError, TypeError, RecursionError):
        return "unknown"
    return code if isinstance(code, str) and _CODE.fullmatch(code) else "unknown"


def _outbox(response: urllib3.BaseHTTPResponse) -> str:
    said = response.headers.get(OUTBOX_HEADER, "")
    return said if _CODE.fullmatch(said) else ""


def _read(response: urllib3.BaseHTTPResponse, limit: int, seconds: float = ANSWER_SECONDS) -> bytes:
    end = time.monotonic() + seconds
    data = bytearray()
    while len(data) <= limit:
        try:
            part = response.read(min(CHUNK_BYTES, limit + 1 - len(data)))
        except HTTPError as error:
            raise ServerUnreachable(f"no connection, or it broke ({type(error).__name__})") from error
        if not part:
            return bytes(data)
        if time.monotonic() > end:
            raise ServerUnreachable("the answer takes too long")
        data += part
    raise ServerAnswerInvalid(f"more than the {limit} bytes that such an answer has", limit=limit)
