"""Which language a text is written in, as letters and small words tell (docs/spec/wording.md, "Language")."""

import re

from tracker.desk.replies.findings import LANGUAGE, Finding, Weight

# Letters and small words that one of the two languages has and the other has not.
_TELLING = {
    "uk": re.compile(
        r"[іїєґ]|(?<!\w)(?:та|чи|але|або|що|це|ми|ви|його|вона|вони|якщо|лише|коли|зараз)(?!\w)",
        re.IGNORECASE,
    ),
    "ru": re.compile(
        r"[ыэёъ]|(?<!\w)(?:и|или|но|что|его|ее|она|они|если|только|когда|сейчас|от|из|уже)(?!\w)",
        re.IGNORECASE,
    ),
}
_CYRILLIC, _LATIN = re.compile("[а-яіїєґё]", re.IGNORECASE), re.compile("[a-z]", re.IGNORECASE)
_ENOUGH, _ENOUGH_TELLING, _CLEARLY = 20, 2, 3


def written_in(text: str) -> str | None:
    """The language of a text, None where too little tells: short texts, names, mixtures."""
    cyrillic, latin = len(_CYRILLIC.findall(text)), len(_LATIN.findall(text))
    if cyrillic + latin < _ENOUGH:
        return None
    if latin > _CLEARLY * cyrillic:
        return "en"
    if cyrillic < _CLEARLY * latin:
        return None
    uk, ru = (len(_TELLING[language].findall(text)) for language in ("uk", "ru"))
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
