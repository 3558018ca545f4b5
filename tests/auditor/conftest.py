"""A good archive, made once; tests change a copy."""

import pytest

from tests.auditor.small_archive import SmallArchive


@pytest.fixture(scope="session")
def good() -> SmallArchive:
    """A genesis with a log of 300 letters and a publication. Nobody may change it."""
    return SmallArchive()
