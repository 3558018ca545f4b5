"""A hash read aloud: in groups of hex digits, and as words of the lists that families use."""

from tracker import wordlists

GROUP = 4
_WORD_BITS = 11


def hex_groups(digest: bytes) -> str:
    """The digest in groups of four hex digits."""
    text = digest.hex()
    return " ".join(text[i : i + GROUP] for i in range(0, len(text), GROUP))


def digest_words(digest: bytes, language: str) -> list[str]:
    """The digest as words: 11 bits each from the first bit on, the last ones filled up with zeros."""
    words = wordlists.load()[language].words
    count = -(-len(digest) * 8 // _WORD_BITS)
    number = int.from_bytes(digest, "big") << (count * _WORD_BITS - len(digest) * 8)
    return [words[number >> (count - 1 - i) * _WORD_BITS & 2**_WORD_BITS - 1] for i in range(count)]
