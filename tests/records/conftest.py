"""Fixtures for the records: fresh catalogues, and forms to start from."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session", autouse=True)
def catalogues() -> None:
    """Compile what a translator changed since the last install, as the build does."""
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec
    assert spec.loader
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    build.compile_catalogues(ROOT)


@pytest.fixture
def inquiry() -> dict[str, Any]:
    """The shortest acceptable inquiry."""
    return {
        "language": "uk",
        "holder": "dont-know",
        "category": "not-sure",
        "full-name": "Приклад Прикладенко",
        "relation": "close-family",
    }
