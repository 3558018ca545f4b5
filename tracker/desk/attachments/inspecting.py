"""Having an attachment examined by a process that can do no harm (docs/spec/attachments.md, "Examining").

The bytes go there in memory and never touch a disk. Whatever goes wrong there, the result is the one that
makes people careful.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tracker.desk.attachments.words import MEDIA_TYPE, TRACES, UNKNOWN

_PROGRAM = "tracker.desk.attachments.inspector"
_OUTPUT_MAX = 4_096


@dataclass(frozen=True)
class Limits:
    """What the examining process may use: bytes of memory, seconds of CPU, seconds altogether."""

    memory: int = 384 * 1024 * 1024
    cpu_seconds: int = 5
    seconds: float = 20.0


@dataclass(frozen=True)
class Inspection:
    """The type by content and the codes of traces, the worst first.

    ``failed``: the examining process did not come to an end; then nothing is known.
    """

    kind: str
    traces: tuple[str, ...]
    failed: bool = False


FAILED = Inspection(UNKNOWN, ("unclear",), failed=True)


def inspect(data: bytes, limits: Limits = Limits()) -> Inspection:
    """What an attachment is and betrays. Never raises for what is in it."""
    bounds = (str(limits.memory), str(limits.cpu_seconds), str(_OUTPUT_MAX))
    with _in_memory(data) as given, _in_memory(b"") as taken:
        try:
            subprocess.run(
                [sys.executable, "-I", "-m", _PROGRAM, *bounds],
                stdin=given,
                stdout=taken,
                stderr=subprocess.DEVNULL,
                env={},
                cwd="/",
                timeout=limits.seconds,
                check=True,
            )
        except subprocess.SubprocessError:
            return FAILED
        os.lseek(taken, 0, os.SEEK_SET)
        return _believed(os.read(taken, _OUTPUT_MAX))


def _believed(document: bytes) -> Inspection:
    """What the process wrote, if it is exactly of the shape that it must have."""
    try:
        value = json.loads(document)
        kind, traces = value["kind"], value["traces"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return FAILED
    whole = isinstance(kind, str) and isinstance(traces, list) and all(item in TRACES for item in traces)
    return Inspection(kind, tuple(traces)) if whole and MEDIA_TYPE.fullmatch(kind) else FAILED


@contextmanager
def _in_memory(data: bytes) -> Iterator[int]:
    """A file that exists in memory only, at its beginning."""
    descriptor = os.memfd_create("attachment")
    try:
        with os.fdopen(os.dup(descriptor), "wb") as file:
            file.write(data)
        os.lseek(descriptor, 0, os.SEEK_SET)
        yield descriptor
    finally:
        os.close(descriptor)
