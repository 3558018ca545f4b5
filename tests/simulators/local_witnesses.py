"""Witnesses of the cast in this process, each behind HTTP of its own: honest, or silent."""

import io
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from crypto.note import VerifierKey
from tests.simulators.listening import listening
from tests.simulators.running_witness import bare_folder
from tests.vectors.cast import WITNESSES, signing, witness_key
from tracker.witness.application import Application
from tracker.witness.cosigner import Cosigner


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_arguments: Any) -> None:
        """Says nothing."""


@dataclass
class LocalWitness:
    """An honest witness: where it is, what it said to its operator, how often it was asked."""

    name: str
    url: str
    heard: list[str] = field(default_factory=list)
    asked: int = 0

    @property
    def setting(self) -> str:
        """As the server's setting ``witness`` names it in the environment."""
        return f"{witness_key(self.name).encode()} {self.url}"


@contextmanager
def local_witnesses(
    path: Path, logs: Iterable[VerifierKey], names: Iterable[str] = WITNESSES
) -> Iterator[list[LocalWitness]]:
    """The witnesses of these names, who know these logs."""
    logs = list(logs)
    path.mkdir(exist_ok=True)
    with ExitStack() as stack:
        yield [
            stack.enter_context(_witness(path / f"witness-{i}", name, logs)) for i, name in enumerate(names)
        ]


@dataclass
class SilentWitness(LocalWitness):
    """Takes connections, and says nothing until it hangs up on everybody."""

    over: threading.Event = field(default_factory=threading.Event)

    def hang_up(self) -> None:
        """Ends all connections, and each that comes."""
        self.over.set()


@contextmanager
def silent_witness(name: str = WITNESSES[0]) -> Iterator[SilentWitness]:
    """A witness that never answers."""
    made = SilentWitness(name, "")

    class Silent(BaseRequestHandler):
        def handle(self) -> None:
            made.over.wait()

    with listening(ThreadingTCPServer(("127.0.0.1", 0), Silent)) as port:
        made.url = f"http://127.0.0.1:{port}"
        try:
            yield made
        finally:
            made.hang_up()


@contextmanager
def _witness(path: Path, name: str, logs: Iterable[VerifierKey]) -> Iterator[LocalWitness]:
    folder = bare_folder(path, name)
    for key in logs:
        folder.add_log(key, None)
    made = LocalWitness(name, "")
    application = Application(Cosigner(folder, signing(name)), lambda: int(time.time()), made.heard.append)

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        made.asked += 1
        # This server's streams do not end where a body does.
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        return application(environ, start_response)

    with listening(make_server("127.0.0.1", 0, answer, handler_class=_Quiet)) as port:
        made.url = f"http://127.0.0.1:{port}"
        yield made
