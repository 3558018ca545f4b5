"""A family at its terminal, and a server that may be anybody's."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from crypto.errors import TrackerError
from tests.simulators.hostile_server import HostileServer, serving
from tests.simulators.pocket_service import PocketService
from tracker.family.commands import group

# Stands in every field that a family fills: nothing of it may be seen anywhere outside.
CANARY = "barvinok-secret-word"


@pytest.fixture
def service() -> PocketService:
    """A small honest service."""
    return PocketService()


@pytest.fixture
def server(service: PocketService) -> Iterator[HostileServer]:
    """A server that serves it, and changes what a test tells it to change."""
    hostile = HostileServer(service)
    with serving(hostile.answer) as url:
        hostile.url = url
        yield hostile


@pytest.fixture
def form() -> dict[str, Any]:
    """The answers of a short inquiry."""
    return {
        "language": "en",
        "holder": "dont-know",
        "category": "civilian",
        "full-name": f"Example {CANARY}",
        "relation": "close-family",
        "text": f"What we know: {CANARY}",
    }


@pytest.fixture
def form_file(tmp_path: Path, form: dict[str, Any]) -> Path:
    """The same as a file."""
    path = tmp_path / "form.json"
    path.write_text(json.dumps(form), encoding="utf-8")
    return path


Family = Callable[..., Result]


@pytest.fixture
def family(tmp_path: Path, server: HostileServer) -> Family:
    """Runs `tracker family <command> …` against the server, with the trust root handed over in person."""

    def run(command: str, *arguments: object, typed: str | None = None) -> Result:
        trust = tmp_path / "trust"
        trust.write_bytes(server.service.trust.encode())
        given = [command, "--server", server.url, "--trust", str(trust), *map(str, arguments)]
        return CliRunner().invoke(group, given, input=typed)

    return run


def refused(result: Result) -> str:
    """The code with which a command refused."""
    assert isinstance(result.exception, TrackerError), result.output
    return result.exception.code
