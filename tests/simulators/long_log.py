"""Grows, serves and extends a long log in a process of its own, and says how much memory that took.

``python -m tests.simulators.long_log FOLDER ENTRIES BYTES`` prints the growth of the peak, in bytes.
"""

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

from crypto.checkpoint import Checkpoint, parse_checkpoint
from crypto.merkle import verify_consistency, verify_inclusion
from crypto.note import NoteSigner, parse_note
from crypto.tile_audit import verified_entries
from crypto.tiles import prove_consistency, prove_inclusion
from tests.vectors.cast import log_signer
from tracker.tile_folder import TileFolder, TreeHead


def memory(field: str) -> int:
    """What Linux says of this process: VmRSS now, VmHWM at the most; bytes."""
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith(field):
            return int(line.split()[1]) * 1024
    raise AssertionError(field)


def entries(start: int, end: int, length: int) -> Iterator[bytes]:
    """Entries of so many bytes, each another, made as they are needed."""
    for number in range(start, end):
        yield hashlib.shake_128(number.to_bytes(8, "big")).digest(length)


def publish(folder: TileFolder, head: TreeHead, signer: NoteSigner) -> None:
    """Signs and publishes."""
    folder.publish(Checkpoint(signer.name, head.size, head.root).sign(signer).encode())


def served(path: Path, size: int, length: int) -> None:
    """Reads the log tile by tile as an auditor does, and compares every entry."""
    folder = TileFolder(path)
    assert folder.note is not None
    root = parse_checkpoint(parse_note(folder.note).text).root
    expected = entries(0, size, length)
    count = 0
    for bundle in verified_entries(folder, size, root):
        count += len(bundle)
        for entry in bundle:
            assert entry == next(expected)
    assert count == size


def main(path: Path, count: int, length: int) -> None:
    """All but a thousandth is appended at once; then that, by another writer; both times the log is read."""
    signer = log_signer()
    before = count - count // 1000
    start = memory("VmRSS")
    first = TileFolder(path)
    old = first.append(entries(0, before, length))
    publish(first, old, signer)
    served(path, before, length)
    second = TileFolder(path)
    new = second.append(entries(before, count, length))
    publish(second, new, signer)
    served(path, count, length)
    verify_consistency(old.size, old.root, new.size, new.root, prove_consistency(second, old.size, new.size))
    (entry,) = second.entries(count // 2, count // 2 + 1)
    leaf = hashlib.sha256(b"\0" + entry).digest()
    verify_inclusion(leaf, count // 2, count, prove_inclusion(second, count // 2, count), new.root)
    print(memory("VmHWM") - start)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
