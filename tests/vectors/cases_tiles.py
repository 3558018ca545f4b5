"""Vectors of tiles: paths, bundles, growing trees, logs that are whole and logs that are not."""

from collections.abc import Callable
from typing import Any

from crypto.tiles import encode_bundle
from tests.simulators.tile_log import log_of

LARGEST = 2**53 - 1
ENTRIES = [b"" if number % 3 == 2 else f"entry {number}".encode() for number in range(260)]
PATHS = [
    "tile/0/000",
    "tile/0/999",
    "tile/0/x001/000",
    "tile/0/x001/x234/067",
    "tile/0/x001/x234/067.p/1",
    "tile/3/000.p/255",
    "tile/5/030",
    "tile/6/000.p/31",
    "tile/0/x035/x184/x372/x088/830",
    "tile/0/x035/x184/x372/x088/831.p/255",
    "tile/entries/000",
    "tile/entries/x001/x234/067.p/17",
]
NO_PATHS = {
    "nothing": "",
    "a slash before": "/tile/0/000",
    "a slash behind": "tile/0/000/",
    "an LF behind": "tile/0/000\n",
    "another word": "tiles/0/000",
    "capitals": "TILE/0/000",
    "the paths of Go's checksum database": "tile/8/0/000",
    "its bundles": "tile/data/000",
    "no level": "tile/000",
    "a level with a zero before it": "tile/00/000",
    "a level with a sign": "tile/+1/000",
    "a level below nought": "tile/-1/000",
    "a level of which no log can have a tile": "tile/7/000.p/1",
    "the highest level of the public format": "tile/63/000.p/1",
    "a level of two digits": "tile/10/000",
    "two digits": "tile/0/00",
    "four digits": "tile/0/0000",
    "no digits": "tile/0/",
    "a group without its x": "tile/0/001/000",
    "an x on the last group": "tile/0/x000",
    "a group in vain": "tile/0/x000/001",
    "two groups in vain": "tile/0/x000/x000/001",
    "a capital X": "tile/0/X001/000",
    "a group of two digits": "tile/0/x01/000",
    "digits of another script": "tile/0/٠٠١",
    "a tile beyond the largest log": "tile/0/x035/x184/x372/x088/832.p/1",
    "a full tile beyond the largest log": "tile/0/x035/x184/x372/x088/831",
    "a wider tile than the largest log has": "tile/6/000.p/32",
    "a bundle beyond the largest log": "tile/entries/x035/x184/x372/x088/832.p/1",
    "a hundred digits": "tile/0/" + "x999/" * 33 + "999",
    "a width of nought": "tile/0/000.p/0",
    "a width of 256": "tile/0/000.p/256",
    "a width of a thousand": "tile/0/000.p/1000",
    "a width with a zero before it": "tile/0/000.p/01",
    "a width with a sign": "tile/0/000.p/-1",
    "no width": "tile/0/000.p/",
    "no width and no slash": "tile/0/000.p",
    "a capital P": "tile/0/000.P/1",
    "something behind the width": "tile/0/000.p/1/0",
    "steps upwards": "tile/0/../000",
    "two slashes": "tile//0/000",
    "escaped": "tile/0/%30%30%30",
    "a backslash": "tile\\0\\000",
    "zero": "tile/0/000\0",
}


def make(workshop: Any) -> None:
    """All files of this page."""
    _paths(workshop)
    _bundles(workshop)
    _sizes(workshop)
    _growing(workshop)
    _logs(workshop)
    _proofs(workshop)


def _paths(workshop: Any) -> None:
    file = workshop.file("tiles/path", "Paths of tiles and bundles; level -1 is a bundle.")
    making = workshop.file("tiles/make-path", "The one path of each tile.")
    for path in PATHS:
        making.accept(path, **file.accept(path, path=path))
    for name, path in NO_PATHS.items():
        file.refuse(name, "tile-path-invalid", path=path)
    for name, level, index, width in [
        ("a level below the bundles", -2, 0, 256),
        ("a level that no log has", 7, 0, 1),
        ("a negative index", 0, -1, 256),
        ("an index beyond the largest log", 0, 2**45, 1),
        ("one hash too many for the largest log", 0, 2**45 - 1, 256),
        ("no width", 0, 0, 0),
        ("a width of 257", 0, 0, 257),
    ]:
        making.refuse(name, "tile-path-invalid", level=level, index=str(index), width=width)


def _bundles(workshop: Any) -> None:
    file = workshop.file("tiles/bundle", "Entry bundles: so many entries, and nothing more.")
    making = workshop.file("tiles/make-bundle", "Entry bundles.")
    for name, entries in {
        "one entry": [b"entry"],
        "one empty entry": [b""],
        "three": [b"one", b"", b"three"],
        "an entry of 300 bytes": [b"x" * 300],
        "256 empty entries": [b""] * 256,
    }.items():
        making.accept(name, entries=entries)
        file.accept(name, bundle=encode_bundle(entries), count=len(entries))
    making.refuse("none", "tile-malformed", entries=[])
    making.refuse("257 entries", "tile-malformed", entries=[b""] * 257)
    three = file.blob("three", encode_bundle([b"one", b"", b"three"]))
    for name, bundle, count in [
        ("nothing", b"", 1),
        ("half a length", three.cut(1), 1),
        ("a length and no entry", three.cut(2), 1),
        ("an entry cut off", three.cut(len(three.data) - 1), 3),
        ("an entry fewer", three, 4),
        ("an entry more", three, 2),
        ("a byte behind", three.add(b"\0"), 3),
        ("an empty entry behind", three.add(b"\0\0"), 3),
        ("a length beyond the end", three.edit(0, 2, b"\xff\xff"), 3),
        ("lengths in the other order of bytes", three.edit(0, 2, b"\x03\x00"), 3),
    ]:
        file.refuse(name, "tile-malformed", bundle=bundle, count=count)


def _sizes(workshop: Any) -> None:
    file = workshop.file("tiles/of-size", "The tiles of a tree; sizes and counts are decimals.")
    for size in (0, 1, 255, 256, 257, 70_000, 2**24, 2**48, LARGEST):
        file.accept(f"{size} entries", size=str(size))
    for size in (-1, LARGEST + 1):
        file.refuse(f"{size} entries", "tile-malformed", size=str(size))


def _growing(workshop: Any) -> None:
    file = workshop.file("tiles/grow", "The root and the partial tiles of a log.")
    for size in (0, 1, 2, 5):
        file.accept(f"{size} entries", entries=ENTRIES[:size])
    file.accept("257 empty entries", entries=[b""] * 257)


def _logs(workshop: Any) -> None:
    file = workshop.file("tiles/audit", "Logs: every entry, if every tile and bundle is what it must be.")
    good, root = log_of(ENTRIES)
    blobs = {path: file.blob(path, data) for path, data in good.files.items()}
    usual = {"size": len(ENTRIES), "root": root}
    file.accept("260 entries", files=blobs, **usual)
    _, empty = log_of([])
    file.accept("an empty log", files={}, size=0, root=empty)
    file.accept("a file that no checkpoint of this size asks for", files=blobs | {"tile/9/000": b""}, **usual)

    def spoil(name: str, code: str, path: str, change: Callable[[Any], Any]) -> None:
        file.refuse(name, code, files=blobs | {path: change(blobs[path])}, **usual)

    for path in blobs:
        spoil(f"{path}: a bit turned", "tile-mismatch", path, lambda data: data.flip(-1))
        spoil(f"{path}: a byte less", "tile-malformed", path, lambda data: data.cut(len(data.data) - 1))
        spoil(f"{path}: a byte more", "tile-malformed", path, lambda data: data.add(b"\0"))
        spoil(f"{path}: empty", "tile-malformed", path, lambda data: data.cut(0))
        left = {name: data for name, data in blobs.items() if name != path}
        file.refuse(f"{path}: missing", "tile-missing", files=left, **usual)
    spoil(
        "a hash more in the partial tile",
        "tile-malformed",
        "tile/0/001.p/4",
        lambda data: data.add(bytes(32)),
    )
    file.refuse(
        "the bundle of an older size",
        "tile-malformed",
        files=blobs | {"tile/entries/001.p/4": encode_bundle(ENTRIES[256:258])},
        **usual,
    )
    file.refuse("another root", "tile-mismatch", files=blobs, size=len(ENTRIES), root=bytes(32))
    file.refuse("another size", "tile-missing", files=blobs, size=259, root=root)
    file.refuse("a size that no log has", "tile-malformed", files=blobs, size=-1, root=root)
    forged, _ = log_of([b"forged", *ENTRIES[1:]])
    file.refuse("a whole log of other entries", "tile-mismatch", files=forged.files, **usual)


def _proofs(workshop: Any) -> None:
    log, _ = log_of(ENTRIES)
    file = workshop.file("tiles/prove-inclusion", "Audit paths, from tiles.")
    blobs = {path: file.blob(path, data) for path, data in log.files.items() if "entries" not in path}
    size = len(ENTRIES)
    for index in (0, 100, 255, 256, 259):
        file.accept(f"entry {index} of {size}", files=blobs, index=index, size=size)
    for index in (-1, size):
        file.refuse(f"entry {index} of {size}", "proof-invalid", files=blobs, index=index, size=size)
    file.refuse("no tiles", "tile-missing", files={}, index=0, size=size)
    cut = {path: data.cut(len(data.data) - 32) for path, data in blobs.items()}
    file.refuse("short tiles", "tile-malformed", files=cut, index=0, size=size)

    file = workshop.file("tiles/prove-consistency", "Consistency proofs, from tiles.")
    blobs = {path: file.blob(path, data) for path, data in log.files.items() if "entries" not in path}
    for old in (0, 1, 200, 256, 257, size):
        file.accept(f"from {old} to {size}", files=blobs, old_size=old, size=size)
    for old in (-1, size + 1):
        file.refuse(f"from {old} to {size}", "proof-invalid", files=blobs, old_size=old, size=size)
    file.refuse("no tiles", "tile-missing", files={}, old_size=200, size=size)
