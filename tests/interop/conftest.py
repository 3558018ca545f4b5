"""The browser's modules, started once."""

from collections.abc import Iterator

import pytest

from tests.interop.twin import Twin


@pytest.fixture(scope="session")
def twin() -> Iterator[Twin]:
    """The browser's modules behind a pipe."""
    running = Twin()
    yield running
    running.close()
