"""Zero padding to a fixed size, behind a length (docs/spec/padding.md)."""

from crypto.errors import PaddingInvalid, TooLarge

LENGTH_BYTES = 4


def pad(content: bytes, size: int) -> bytes:
    """u32 length, content, zeros: exactly ``size`` bytes. Raises TooLarge."""
    if LENGTH_BYTES + len(content) > size:
        raise TooLarge(f"{len(content)} bytes of content do not fit {size}")
    return (len(content).to_bytes(LENGTH_BYTES, "big") + content).ljust(size, b"\0")


def unpad(padded: bytes) -> bytes:
    """The content. Raises PaddingInvalid if the length does not fit or the rest is not zeros."""
    length = int.from_bytes(padded[:LENGTH_BYTES], "big")
    end = LENGTH_BYTES + length
    if len(padded) < LENGTH_BYTES or end > len(padded) or padded[end:].strip(b"\0"):
        raise PaddingInvalid("length and zeros do not fit")
    return padded[LENGTH_BYTES:end]
