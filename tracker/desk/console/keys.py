"""Keys by their place: a Cyrillic layout presses the same keys as a Latin one (docs/guides/caseworker.md).

One table for Ukrainian and Russian; it is used once, where keys enter the console, so that every binding
is written in Latin letters alone.
"""

from textual.keys import _character_to_key

_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,./"
_RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбю."
_UKRAINIAN = "йцукенгшщзхїфівапролджєячсмитьбю."
_LATIN_SHIFTED = 'QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>?'
_RUSSIAN_SHIFTED = "ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,"
_UKRAINIAN_SHIFTED = "ЙЦУКЕНГШЩЗХЇФІВАПРОЛДЖЄЯЧСМИТЬБЮ,"

LATIN_OF: dict[str, str] = {
    cyrillic: latin
    for layout, keys in (
        (_RUSSIAN, _LATIN),
        (_UKRAINIAN, _LATIN),
        (_RUSSIAN_SHIFTED, _LATIN_SHIFTED),
        (_UKRAINIAN_SHIFTED, _LATIN_SHIFTED),
    )
    for cyrillic, latin in zip(layout, keys, strict=True)
}


def latin_key(character: str) -> tuple[str, str] | None:
    """Textual's name, and the character, of the Latin key in the place of a Cyrillic one; None for others."""
    latin = LATIN_OF.get(character)
    return None if latin is None else (_character_to_key(latin), latin)
