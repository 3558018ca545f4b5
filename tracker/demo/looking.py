"""Looking at what the server has on its disk, as somebody would who seized it."""

import hashlib
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tracker.demo.cast import Places


@dataclass(frozen=True)
class StoredLetter:
    """One letter: the hash that names it, its size in bytes, the day of its batch."""

    hash: str
    size: int
    day: str


def stored_letters(places: Places) -> list[StoredLetter]:
    """All letters that the server has, in the order in which it has them."""
    letters = []
    for path in sorted(places.server.glob("letters-*.sqlite")):
        day = _ask(places, "SELECT day FROM batches WHERE number = ?", int(path.stem.partition("-")[2]))
        letters += _letters(path, day)
    for path in sorted(places.server.glob("staging-*.sqlite")):
        letters += _letters(path, _ask(places, "SELECT day FROM open_batch WHERE id = ?", 1))
    return letters


def columns(path: Path) -> list[str]:
    """Each table of a database with its columns, a line each."""
    with closing(_open(path)) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        names = {
            table: [row[1] for row in database.execute(f"PRAGMA table_info({table})")] for table in tables
        }
    return [f"{table}: {', '.join(names[table])}" for table in tables]


def traces(folder: Path, texts: list[str], apart: Path | None = None) -> list[str]:
    """The files below a folder in whose name or content one of the texts is, in any usual encoding.

    What lies below ``apart`` is left out: the released pages hold every word of the lists, for everybody.
    """
    forms = [form for text in texts for form in encodings(text)]
    found = []
    for path in sorted(folder.rglob("*")):
        if apart is not None and path.is_relative_to(apart):
            continue
        data = path.read_bytes() if path.is_file() else b""
        if any(form in data or form in str(path).encode() for form in forms):
            found.append(str(path))
    return found


def encodings(text: str) -> list[bytes]:
    """The text as it could lie on a disk: UTF-8, UTF-16, escaped, in hex digits."""
    plain = [text.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be")]
    escaped = text.encode("unicode_escape")
    return [*plain, escaped, plain[0].hex().encode()]


def _letters(path: Path, day: str) -> list[StoredLetter]:
    with closing(_open(path)) as database:
        rows = database.execute("SELECT envelope FROM letters").fetchall()
    return [StoredLetter(hashlib.sha256(envelope).hexdigest(), len(envelope), day) for (envelope,) in rows]


def _ask(places: Places, question: str, value: int) -> str:
    with closing(_open(places.server / "tracker.sqlite")) as database:
        row = database.execute(question, (value,)).fetchone()
        return str(row[0])


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)
