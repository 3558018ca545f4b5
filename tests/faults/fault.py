"""What a seeded fault is."""

from dataclasses import dataclass
from typing import Literal

Promise = Literal[1, 2, 3, 4, 5, 6, "a device is taken"]


@dataclass(frozen=True)
class Fault:
    """In ``file``, ``right`` is replaced by ``wrong``; one of ``tests`` must then fail.

    ``promise`` counts as in docs/threat-model.md. ``tests`` are named as pytest names them, those under Node
    as ``tests/client/<file>::<suite>::<test>``, or without a suite if there is none.
    """

    promise: Promise
    name: str
    file: str
    right: str
    wrong: str
    tests: tuple[str, ...]
