"""Passwords stretched less, where a test asks something else: half a second each adds up."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from crypto import keyfile

_PROGRAM = """
from crypto import keyfile
from tracker.cli import main
keyfile.TIME_COST, keyfile.MEMORY_KIB = 1, 64
main()
"""
# The one command, for key files that were made so.
TRACKER = [sys.executable, "-c", _PROGRAM]


@contextmanager
def quick_passwords() -> Iterator[None]:
    """Key files that are made or opened in the block, in this process."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(keyfile, "TIME_COST", 1)
        patched.setattr(keyfile, "MEMORY_KIB", 64)
        yield
