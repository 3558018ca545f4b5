"""Reading and writing the protocol's text documents: ASCII lines ending in LF, ``keyword value …``.

docs/spec/encoding.md, "Documents".
"""

from collections.abc import Iterable

from crypto.errors import EncodingError, TooLarge

_PRINTABLE = bytes(range(0x20, 0x7F))


def encode_lines(lines: Iterable[str]) -> bytes:
    """The document of these lines, each ended by LF. Raises EncodingError if one is not printable ASCII."""
    document = []
    for line in lines:
        # An LF inside a line would smuggle in a second one.
        if not line.isascii() or line.encode().translate(None, _PRINTABLE):
            raise EncodingError("a character outside printable ASCII")
        document.append(line + "\n")
    if not document:
        raise EncodingError("a document without lines")
    return "".join(document).encode()


def split_lines(document: bytes, limit: int) -> list[str]:
    """The lines of a document of at most ``limit`` bytes. Raises EncodingError, TooLarge."""
    if len(document) > limit:
        raise TooLarge(f"{len(document)} bytes where {limit} are allowed")
    if not document.endswith(b"\n"):
        raise EncodingError("the last line does not end in LF")
    if document.translate(None, _PRINTABLE + b"\n"):
        raise EncodingError("a character outside printable ASCII")
    return document[:-1].decode("ascii").split("\n")


class LineReader:
    """Walks through a document's lines, keyword by keyword. Every method raises EncodingError."""

    def __init__(self, document: bytes, limit: int) -> None:
        self._lines = split_lines(document, limit)
        self._next = 0

    def literal(self, line: str) -> None:
        """The next line is exactly this one."""
        if self._take() != line:
            raise EncodingError(f"the line '{line}' is missing")

    def fields(self, keyword: str, count: int) -> list[str]:
        """The ``count`` values after the keyword, separated by single spaces."""
        values = self.text(keyword).split(" ")
        if len(values) != count or not all(values):
            raise EncodingError(f"'{keyword}' takes {count} values")
        return values

    def field(self, keyword: str) -> str:
        """The one value after the keyword."""
        return self.fields(keyword, 1)[0]

    def text(self, keyword: str) -> str:
        """All that follows the keyword and a space."""
        line = self._take()
        if not line.startswith(keyword + " "):
            raise EncodingError(f"'{keyword}' is missing")
        return line[len(keyword) + 1 :]

    def comes(self, keyword: str) -> bool:
        """Whether the next line begins with this keyword."""
        return self._next < len(self._lines) and self._lines[self._next].startswith(keyword + " ")

    def end(self) -> None:
        """Nothing follows."""
        if self._next != len(self._lines):
            raise EncodingError("lines after the end of the document")

    def _take(self) -> str:
        if self._next == len(self._lines):
            raise EncodingError("the document ends too early")
        self._next += 1
        return self._lines[self._next - 1]
