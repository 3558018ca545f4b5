"""The way past for ordinary names: ten thousand of them are cleaned when a list opens (pure)."""

import re

# Printable ASCII, the Cyrillic of Ukrainian and Russian, and the signs that go with them. No line break.
_ORDINARY = re.compile(r"[ -~А-яЁёЄєІіЇїҐґ’ʼ«»„“”–—№]*")
_LATIN = re.compile(r"[A-Za-z]")
_CYRILLIC = re.compile(r"[А-яЁёЄєІіЇїҐґ]")


def is_plain(text: str) -> bool:
    """Nothing in it can act, hide or look like something else: cleaning would change nothing."""
    if not _ORDINARY.fullmatch(text):
        return False
    return text.isascii() or not (_LATIN.search(text) and _CYRILLIC.search(text))
