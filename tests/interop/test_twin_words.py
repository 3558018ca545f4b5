"""Ten words: spelled alike, and read alike however badly they are typed."""

import random
from collections import Counter

import pytest

from crypto.passphrase import decode, encode
from crypto.typing_layout import LAYOUTS
from tests.interop.twin import Twin, attempt
from tests.vectors.operations import OPERATIONS
from tracker import wordlists

ROUNDS = 1500
LANGUAGES = {"uk": "uk", "ru": "ru", "en": "en"}
SEPARATORS = [" ", "  ", "\n", ", ", "-", "\u00a0", " 1. ", "\t"]
SLIPS = ["'", "’", "\u00ad", "\u200b", "\u0301", "ё", "ґ", "x", "і", "5", "🌻", "İ", "ß", "ﬁ", "Σ", "ь"]


def mistyped(words: list[str], language: str, rng: random.Random) -> str:
    """Words as somebody might type them: mostly right, sometimes with one slip or two."""
    words = [rng.choice([word, word, word.upper(), word.title(), word[:4]]) for word in words]
    for _ in range(rng.choice([0, 0, 1, 1, 2])):
        place = rng.randrange(len(words))
        other = wordlists.load()[rng.choice([language, "uk", "ru", "en"])].words
        start = rng.randrange(len(words[place]) + 1)
        slipped = words[place][:start] + rng.choice(SLIPS) + words[place][start:]
        words[place] = rng.choice([slipped, words[place][:3], rng.choice(other), ""])
    if rng.random() < 0.2:
        back = {letter: latin for latin, letter in LAYOUTS.get(language, {}).items()}
        words = [word.lower().translate(back) for word in words]
    return rng.choice(SEPARATORS).join(words)


def read(typed: str) -> dict[str, object]:
    """All readings, as the operation of the vectors gives them, without reading the lists each time."""
    readings = decode(typed, {language: wordlists.load()[language] for language in LANGUAGES})
    return {"readings": [{"language": item.language, "entropy": item.entropy} for item in readings]}


def test_both_spell_and_read_the_same(twin: Twin, rng: random.Random) -> None:
    seen: Counter[str | None] = Counter()
    for _ in range(ROUNDS):
        language, entropy = rng.choice(list(LANGUAGES)), rng.randbytes(13)
        words = encode(entropy, wordlists.load()[language])
        spelled = twin.do("passphrase/spell", entropy=entropy, language=language)
        assert spelled == {"words": " ".join(words).encode()}
        typed = mistyped(words, language, rng)
        expected = attempt(read, typed=typed)
        assert twin.ask("passphrase/read", typed=typed.encode(), lists=LANGUAGES) == expected, typed
        seen[expected.code] += 1
    assert seen[None] > ROUNDS / 4, seen
    assert len(seen) == 5, seen


@pytest.mark.parametrize("realm", ["rehearsal/test", "a/b"])
def test_both_stretch_alike(twin: Twin, rng: random.Random, realm: str) -> None:
    asked = {"entropy": rng.randbytes(13), "realm": realm}
    assert twin.ask("passphrase/stretch", **asked) == attempt(OPERATIONS["passphrase/stretch"], **asked)
