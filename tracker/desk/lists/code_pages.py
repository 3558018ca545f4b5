"""In which encoding a text was written, and how likely it is to be Ukrainian or Russian (pure).

docs/spec/lists.md, "Text". A short table of names is too little for general guessers; letters that
follow one another as in words are enough.
"""

import codecs
import math
from functools import cache
from unicodedata import category

from charset_normalizer import from_bytes

from tracker.records.errors import ListEncoding

# cp1125 is the Ukrainian cp866; koi8-u has all of koi8-r's letters.
CODE_PAGES = ("cp1251", "koi8-u", "cp866", "cp1125", "mac-cyrillic", "iso8859-5")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 100_000
# Letters of Ukrainian and Russian together, per thousand.
_COMMON = (
    "о97 а92 и62 н68 е67 і40 в52 р47 т50 с44 к41 л43 у33 м30 д31 п26 я19 ь18 з20 й14 г16 б15 ч14 х11 ж7 ш8 "
    "ю8 ц7 є4 щ4 ї5 ф5 ґ1 ы9 э2 ё1 ъ1 '3 ’2"
)
_LIKELY = {item[0]: math.log(int(item[1:]) / 1000) for item in _COMMON.split()}
_STRANGE, _RARE, _SWITCH = -9.0, -8.0, -5.0
_USUAL_SIGNS = frozenset("«»“”„’‘–—…№°§•©® \xa0\u00ad")
# A right reading of names has about -3.3 for a letter, a wrong one less than -4.5.
LEAST_LIKELY = -4.3
FEWEST_LETTERS = 6


def encoding_of(data: bytes) -> str:
    """The name of the encoding, as Python knows it. Raises ListEncoding."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return name
    if _opens(data, "utf-8") and b"\0" not in data:
        return "utf-8"
    sample = data[:_SAMPLE]
    if wide := _wide(sample):
        return wide
    if b"\0" in data:
        raise ListEncoding("zero bytes: this is no text")
    likely = {name: likelihood(sample.decode(name, "replace")) for name in CODE_PAGES}
    best = max(CODE_PAGES, key=lambda name: likely[name])
    if likely[best] >= LEAST_LIKELY:
        return best
    found = from_bytes(sample, cp_exclusion=list(CODE_PAGES)).best()
    if found is None or not _opens(data, found.encoding):
        raise ListEncoding("the letters make sense in no encoding that is known here")
    return found.encoding


def decoded(data: bytes, encoding: str) -> str:
    """The text. Raises ListEncoding if ``encoding`` is unknown, or another one was used."""
    try:
        text = data.decode(encoding)
        # Some encodings, as UTF-7, give halves of letters, which nothing can write down again.
        text.encode()
        return text
    except (UnicodeError, LookupError) as error:
        raise ListEncoding(f"not written in {encoding}", encoding=encoding) from error


def likelihood(text: str) -> float:
    """How likely the letters beyond ASCII are Ukrainian or Russian words: about -3.3, wrong ones -5 and less.

    Minus infinity if there are too few of them.
    """
    total, count, before = 0.0, 0, " "
    for char in text:
        if char > "\x7f":
            total += _of_letter(char)
            count += 1
            if before.isalpha():
                total += _of_pair(before, char)
        before = char
    return total / count if count >= FEWEST_LETTERS else -math.inf


def _opens(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except (UnicodeError, LookupError):
        return False
    return True


def _wide(sample: bytes) -> str:
    """UTF-16 without a mark: Cyrillic letters have 4, Latin ones 0 in one half of each pair."""
    for place, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = sample[place::2]
        if half and sum(half.count(byte) for byte in (0, 4)) > 0.7 * len(half):
            return name
    return ""


@cache
def _of_letter(char: str) -> float:
    lower = char.lower()
    if lower in _LIKELY:
        return _LIKELY[lower]
    if char in _USUAL_SIGNS:
        return -3.5
    return _RARE if category(char)[0] == "L" else _STRANGE


def _of_pair(before: str, char: str) -> float:
    """Words do not turn to capitals, nor to another alphabet, in their middle."""
    if before <= "\x7f":
        return _SWITCH
    return _SWITCH if before.islower() and char.isupper() else 0.0
