"""How the files of vectors are written and read (tests/vectors/README.md): bytes, blobs, edits, cases."""

import base64
import json
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from crypto.errors import TrackerError

FOLDER = Path(__file__).parent
_TEXT = set(string.printable) - set("\r\t\x0b\x0c")
Operation = Callable[..., Mapping[str, Any]]


@dataclass(frozen=True)
class Blob:
    """Bytes that stand once in a file under a name, and what was cut out of them and put in."""

    name: str
    data: bytes
    edits: tuple[tuple[int, int, bytes], ...] = ()

    def edit(self, offset: int, removed: int, inserted: bytes = b"") -> "Blob":
        """At an offset, so many bytes removed and others inserted."""
        data = self.data[:offset] + inserted + self.data[offset + removed :]
        return replace(self, data=data, edits=(*self.edits, (offset, removed, inserted)))

    def swap(self, old: bytes, new: bytes) -> "Blob":
        """The first occurrence of some bytes exchanged for others."""
        return self.edit(self.data.index(old), len(old), new)

    def flip(self, offset: int) -> "Blob":
        """One bit turned, at an offset that may count from the end."""
        offset %= len(self.data)
        return self.edit(offset, 1, bytes([self.data[offset] ^ 1]))

    def cut(self, length: int) -> "Blob":
        """Only the first bytes."""
        return self.edit(length, len(self.data) - length)

    def add(self, more: bytes) -> "Blob":
        """Bytes put behind the end."""
        return self.edit(len(self.data), 0, more)

    def become(self, data: bytes) -> "Blob":
        """The same length of bytes, written as what differs."""
        assert len(data) == len(self.data)
        blob = self
        start = 0
        while start < len(data):
            if data[start] == self.data[start]:
                start += 1
                continue
            end = start
            while end < len(data) and data[end : end + 8] != self.data[end : end + 8]:
                end += 1
            blob = blob.edit(start, end - start, data[start:end])
            start = end
        return blob


@dataclass(frozen=True)
class Long:
    """Bytes too long to be written out: pieces, each repeated so many times."""

    pieces: tuple[tuple[bytes, int], ...]

    @property
    def data(self) -> bytes:
        """The bytes."""
        return b"".join(piece * times for piece, times in self.pieces)


def show(value: Any) -> Any:
    """A value as it stands in a file: bytes become text, hex or base64, whichever reads best."""
    if isinstance(value, Blob):
        edits = [[offset, removed, inserted.hex()] for offset, removed, inserted in value.edits]
        return {"blob": value.name} | ({"edits": edits} if edits else {})
    if isinstance(value, Long):
        return {"pieces": [[_show_bytes(piece), times] for piece, times in value.pieces]}
    if isinstance(value, bytes):
        return _show_bytes(value)
    if isinstance(value, list | tuple):
        return [show(item) for item in value]
    if isinstance(value, Mapping):
        return {key: show(item) for key, item in value.items()}
    return value


def _show_bytes(data: bytes) -> dict[str, str]:
    try:
        text = data.decode()
        if all(c in _TEXT or c.isalpha() or c in "—’🌻" for c in text):
            return {"text": text}
    except UnicodeDecodeError:
        text = ""
    if len(data) <= 100:
        return {"hex": data.hex()}
    return {"base64": base64.b64encode(data).decode()}


def read(value: Any, blobs: Mapping[str, bytes]) -> Any:
    """The value behind its notation."""
    if isinstance(value, list):
        return [read(item, blobs) for item in value]
    if not isinstance(value, dict):
        return value
    match value:
        case {"text": str(text)}:
            return text.encode()
        case {"hex": str(text)}:
            return bytes.fromhex(text)
        case {"base64": str(text)}:
            return base64.b64decode(text, validate=True)
        case {"pieces": list(pieces)}:
            return b"".join(read(piece, {}) * times for piece, times in pieces)
        case {"blob": str(name)}:
            data = blobs[name]
            for offset, removed, inserted in value.get("edits", []):
                data = data[:offset] + bytes.fromhex(inserted) + data[offset + removed :]
            return data
    return {key: read(item, blobs) for key, item in value.items()}


@dataclass(frozen=True)
class Case:
    """One case of a file: its name, what goes in, and what must come out or be refused with."""

    file: str
    operation: str
    name: str
    given: dict[str, Any]
    output: Any
    error: str | None
    facts: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.file}: {self.name}"


def load(path: Path) -> list[Case]:
    """All cases of one file."""
    content = json.loads(path.read_text(encoding="utf-8"))
    blobs = {name: read(value, {}) for name, value in content.get("blobs", {}).items()}
    return [
        Case(
            f"{path.parent.name}/{path.stem}",
            content["operation"],
            case["name"],
            read(case["input"], blobs),
            read(case.get("output"), blobs),
            case.get("error"),
            case.get("facts", {}),
        )
        for case in content["cases"]
    ]


class VectorFile:
    """A file in the making: cases for one operation, each tried as it is added."""

    def __init__(self, operation: str, about: str, run: Operation, path: str | None = None) -> None:
        self.operation = operation
        self._path = path or operation
        self._about = about
        self._run = run
        self._blobs: dict[str, bytes] = {}
        self._cases: list[dict[str, Any]] = []

    def blob(self, name: str, data: bytes) -> Blob:
        """Bytes to which cases refer by name."""
        self._blobs[name] = data
        return Blob(name, data)

    def accept(self, name: str, **given: Any) -> Mapping[str, Any]:
        """A case that must succeed; its output is what the operation gives today."""
        output = self._run(**_plain(given))
        self._add(name, given, {"output": show(output)})
        return output

    def refuse(self, name: str, code: str, **given: Any) -> None:
        """A case that must be refused with a code."""
        error = self._error(given)
        assert error, f"{self.operation}, {name}: accepted, where {code} was expected"
        assert error.code == code, f"{self.operation}, {name}: {error.code} where {code} was expected"
        facts = {key: value for key, value in error.facts.items() if isinstance(value, int)}
        self._add(name, given, {"error": code} | ({"facts": facts} if facts else {}))

    def _error(self, given: dict[str, Any]) -> TrackerError | None:
        try:
            self._run(**_plain(given))
        except TrackerError as error:
            return error
        return None

    def _add(self, name: str, given: dict[str, Any], expected: dict[str, Any]) -> None:
        assert name not in [case["name"] for case in self._cases], name
        self._cases.append({"name": name, "input": show(given)} | expected)

    @property
    def path(self) -> Path:
        """Where the file belongs."""
        return FOLDER / f"{self._path}.json"

    def text(self) -> str:
        """The file's content."""
        content = {"about": self._about, "operation": self.operation}
        if self._blobs:
            content |= {"blobs": show(self._blobs)}
        return json.dumps(content | {"cases": self._cases}, ensure_ascii=False, indent=1) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, Blob | Long):
        return value.data
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
