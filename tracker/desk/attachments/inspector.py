"""The examining process: an attachment on standard input, what it is and betrays on standard output.

Started by ``tracker.desk.attachments.inspecting``, which bounds and distrusts it. It gives its rights away
before it reads a byte: no file, no memory beyond a bound, no time beyond a bound, no core dump.
"""

import codecs
import json
import logging
import os
import resource
import sys
from typing import Any

from tracker.desk.attachments.kinds import kind_of
from tracker.desk.attachments.traces import traces_of
from tracker.desk.attachments.words import UNKNOWN

_ENCODINGS = ("ascii", "cp437", "latin-1", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")


def examine(data: bytes) -> dict[str, Any]:
    """Type by content, and traces; what breaks a parser is ``unclear``."""
    try:
        kind = kind_of(data)
    except Exception:  # noqa: BLE001 - whatever a stranger's file does to a parser, it stays unclear
        return {"kind": UNKNOWN, "traces": ["unclear"]}
    try:
        return {"kind": kind, "traces": traces_of(data, kind)}
    except Exception:  # noqa: BLE001 - as above
        return {"kind": kind, "traces": ["unclear"]}


def load_what_is_loaded_late() -> None:
    """Has Python read what it would read on first use: afterwards no file opens any more."""
    for encoding in _ENCODINGS:
        codecs.lookup(encoding)


def give_up_rights(memory: int, seconds: int, output: int) -> None:
    """Bounds this process for good: bytes of memory, seconds of CPU, bytes written; no further file."""
    for limit, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, output),
        (resource.RLIMIT_NOFILE, 3),
    ):
        resource.setrlimit(limit, (value, value))


def main(memory: str, seconds: str, output: str) -> None:
    """Examines standard input."""
    logging.disable()
    load_what_is_loaded_late()
    give_up_rights(int(memory), int(seconds), int(output))
    data = sys.stdin.buffer.read()
    os.write(1, json.dumps(examine(data)).encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
