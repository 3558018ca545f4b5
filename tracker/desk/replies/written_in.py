"""Which language a text is written in, as far as its letters tell (docs/spec/wording.md, "Language")."""

import re

from tracker.desk.replies.findings import LANGUAGE, Finding, Weight

_LETTERS = {
    "uk": re.compile("[іїєґ]", re.IGNORECASE),
    "ru": re.compile("[ыэёъ]", re.IGNORECASE),
}
_CYRILLIC, _LATIN = re.compile("[а-яіїєґё]", re.IGNORECASE), re.compile("[a-z]", re.IGNORECASE)
_ENOUGH, _ENOUGH_TELLING = 20, 3


def written_in(text: str) -> str | None:
    """The language of a text, None where too little tells: short texts, names, mixtures."""
    cyrillic, latin = len(_CYRILLIC.findall(text)), len(_LATIN.findall(text))
    if cyrillic + latin < _ENOUGH:
        return None
    if latin > 3 * cyrillic:
        return "en"
    if cyrillic < 3 * latin:
        return None
    uk, ru = (len(_LETTERS[language].findall(text)) for language in ("uk", "ru"))
    if max(uk, ru) < _ENOUGH_TELLING or min(uk, ru) * 4 > max(uk, ru):
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
