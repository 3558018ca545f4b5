"""Which language a text is written in, as letters and small words tell (docs/spec/wording.md, "Language")."""

import re
from functools import lru_cache

from tracker.desk.replies.findings import LANGUAGE, Finding, Weight

# Letters and small words that one of the two languages has and the other has not.
_LETTERS = {"uk": "іїєґ", "ru": "ыэёъ"}
_WORDS = {
    language: frozenset(words.split())
    for language, words in {
        "uk": "та чи але або що це ми ви його вона вони якщо лише коли зараз",
        "ru": "и или но что его ее она они если только когда сейчас от из уже",
    }.items()
}
_WORD, _CYRILLIC, _LATIN = re.compile(r"\w+"), re.compile("[а-яіїєґё]+"), re.compile("[a-z]+")
_ENOUGH, _ENOUGH_TELLING, _CLEARLY = 20, 2, 3


# Many families are told the same words.
@lru_cache(maxsize=128)
def written_in(text: str) -> str | None:
    """The language of a text, None where too little tells: short texts, names, mixtures."""
    text = text.lower()
    cyrillic, latin = (sum(map(len, letters.findall(text))) for letters in (_CYRILLIC, _LATIN))
    if cyrillic + latin < _ENOUGH:
        return None
    if latin > _CLEARLY * cyrillic:
        return "en"
    if cyrillic < _CLEARLY * latin:
        return None
    words = _WORD.findall(text)
    uk, ru = (
        sum(map(text.count, _LETTERS[language])) + sum(map(_WORDS[language].__contains__, words))
        for language in ("uk", "ru")
    )
    if max(uk, ru) < _ENOUGH_TELLING or min(uk, ru) * _CLEARLY > max(uk, ru):
        return None
    return "uk" if uk > ru else "ru"


def language_findings(text: str, family: str, answer: str) -> list[Finding]:
    """That an answer is marked with, or written in, another language than the family chose."""
    written = written_in(text)
    return [
        Finding(0, 0, LANGUAGE, Weight.STOP, "", language)
        for language in dict.fromkeys((answer, written))
        if language is not None and language != family
    ]
