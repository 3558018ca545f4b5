"""Work in a process of its own, which may give up rights and room for good: the tests' own keeps them."""

import ctypes
import os
import traceback
from collections.abc import Callable
from typing import NoReturn

_VERSION_3, _NONE = (0x20080522, 0), (0,) * 6


def in_a_child(work: Callable[[], object]) -> None:
    """Does it there; what it raises is printed, and an AssertionError here."""
    child = os.fork()
    if child == 0:
        work_and_end(work)
    status = os.waitpid(child, 0)[1]
    assert status == 0, status


def work_and_end(work: Callable[[], object]) -> NoReturn:
    """In a child: works, prints what that raises, and ends the process with 0, or with 1."""
    status = 1
    try:
        work()
        status = 0
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        os._exit(status)


def as_ordinary_user() -> None:
    """The modes of files and folders hold for root too from now on (capset(2)); others lose nothing by it."""
    header, rights = (ctypes.c_uint32 * 2)(*_VERSION_3), (ctypes.c_uint32 * 6)(*_NONE)
    assert ctypes.CDLL(None).capset(header, rights) == 0
