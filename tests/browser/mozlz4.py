"""Reading what Firefox keeps of a session: LZ4 blocks behind a mark and a length (`*.jsonlz4`)."""

MARK = b"mozLz40\0"
_LEAST_MATCH = 4
_MORE = 15


def unpacked(data: bytes) -> bytes:
    """The content of such a file; other data as it is, and a file cut short as far as it goes."""
    return _block(data[len(MARK) + 4 :]) if data.startswith(MARK) else data


def _block(data: bytes) -> bytes:
    out, at = bytearray(), 0
    while at < len(data):
        token = data[at]
        literals, at = _length(data, at + 1, token >> 4)
        out += data[at : at + literals]
        at += literals
        if at + 2 > len(data):
            break
        distance = int.from_bytes(data[at : at + 2], "little")
        match, at = _length(data, at + 2, token & _MORE)
        for _ in range(match + _LEAST_MATCH):
            out.append(out[-distance])
    return bytes(out)


def _length(data: bytes, at: int, start: int) -> tuple[int, int]:
    """A length that goes on for as long as its bytes are full; and where the next part begins."""
    length, more = start, start == _MORE
    while more and at < len(data):
        length, more = length + data[at], data[at] == 0xFF
        at += 1
    return length, at
