"""How a name sounds, whatever it is spelled in: one folded form for Ukrainian, Russian and Latin writing.

All systems of transliteration are folded to one coarse alphabet, in which the letters that they disagree
about are one: г ґ х h kh g; и і ы й y j; я ya ia ja â (docs/spec/matching.md). Nothing is shown from it.
"""

import re
import unicodedata
from functools import lru_cache

from translitua import RussianInternationalPassport, UkrainianKMU, translit

MOST_CHARACTERS = 200
MOST_WORDS = 6
_MOST_LETTERS = 40

# As keyboards, typographers and tables of transliteration write the apostrophe and the soft or hard sign.
APOSTROPHES = "'’‘‛ʼʻʽʹʺ`´′″‵"
ONE_APOSTROPHE = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))
_SPLIT = re.compile(r"[^\w']+|_+")
_LOOSE_MARKS = re.compile("[\u0300-\u036f\ufe20-\ufe2f]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
# Letters that look alike, and digits that a scanner reads for letters, inside a Cyrillic word.
_INTO_CYRILLIC = str.maketrans("aceiopxykmtbhë013468", "асеіорхукмтвнёоізчбв")
_INTO_LATIN = str.maketrans("013568", "olesbb")
# What a library's accents say that plain letters do not; other accents are dropped.
_ACCENTED = str.maketrans(
    {
        "š": "sh", "č": "ch", "ž": "zh", "ŝ": "shch", "ć": "ch", "ż": "zh", "ł": "l", "đ": "d", "ß": "ss",
        "ë": "io", "ï": "i", "û": "iu", "â": "ia", "ø": "o", "æ": "ae", "ı": "i", "ě": "e",
    }
)  # fmt: skip
_DIGRAPHS = (
    ("S", "schtsch shtsch chtch stsch shtch shch szcz sch shh sh sz"),
    ("C", "tsch tch ch cz"),
    ("zh", "zgh"),
    ("Z", "zh"),
    ("c", "ts tz tc"),
    ("h", "kh gh g"),
    ("ks", "x"),
    ("f", "ph"),
    ("t", "th"),
    ("k", "ck q"),
    ("v", "w"),
    ("u", "oo ou"),
    ("i", "ee j y"),
)
# Scholars write х so; inside a word it is the x of Maxim far more often.
_FIRST_X = re.compile("^x")
# French and German habits: who writes tch for ч writes ch for ш, who writes tsch for ч writes ch for х
# and z for ц.
_FRENCH, _GERMAN = re.compile("(?<!s)tch"), re.compile("tsch")
_LONE_Z = re.compile("(?<![tcs])z(?!h)")
_LONE_CH = re.compile("(?<![ts])ch(?!tch)")
# The soft sign of ьо, where a table writes it.
_SOFT_O = re.compile("(?<=[a-z])'o")
_SOUND = {spelling: sound for sound, spellings in _DIGRAPHS for spelling in spellings.split()}
_SPELLING = re.compile("|".join(sorted(_SOUND, key=len, reverse=True)))
_GLIDES = (
    (re.compile("i+a"), "a"),
    (re.compile("i+u"), "u"),
    (re.compile("i+[eo]"), "e"),
    (re.compile("f+$"), "v"),
    (re.compile(r"(.)\1+"), r"\1"),
)
_BARE = str.maketrans({"f": "v", "S": "s", "Z": "z", "C": "c", **dict.fromkeys("aeiou")})


def words(text: str) -> list[str]:
    """The first words of a name, hyphens taken as spaces; at most six, each cut at forty letters."""
    return all_words(text[:MOST_CHARACTERS])[:MOST_WORDS]


def all_words(text: str) -> list[str]:
    """Every word of a text, in lower case, each cut at forty letters."""
    # Before NFKC, which makes a space of some.
    plain = unicodedata.normalize("NFKC", text.translate(ONE_APOSTROPHE)).casefold()
    plain = _LOOSE_MARKS.sub("", unicodedata.normalize("NFC", plain))
    found = (word.strip("'") for word in _SPLIT.split(plain))
    return [word[:_MOST_LETTERS] for word in found if word]


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """How one word of ``words`` sounds; ``""`` if nothing is left of it. Other scripts stay as they are."""
    sound = _SPELLING.sub(lambda match: _SOUND[match[0]], _habits(_FIRST_X.sub("h", _latin(word))))
    for spelling, short in _GLIDES:
        sound = spelling.sub(short, sound)
    return sound


def _habits(word: str) -> str:
    """The ch and z of a Latin word as its writer meant them, where the rest of the word tells."""
    if "ch" not in word:
        return word
    if _FRENCH.search(word):
        return _LONE_CH.sub("sh", word)
    return _LONE_Z.sub("ts", _LONE_CH.sub("h", word)) if _GERMAN.search(word) else word


@lru_cache(maxsize=100_000)
def skeleton(sound: str) -> str:
    """What is left of a folded word without the vowels after its first letter: what most errors spare."""
    if not sound:
        return ""
    first = "a" if sound[0] in "aeiou" else sound[0].translate(_BARE)
    return re.sub(r"(.)\1+", r"\1", first + sound[1:].translate(_BARE))


def _latin(word: str) -> str:
    """Lower-case letters of a Latin spelling, accents resolved, everything else but letters dropped."""
    if 2 * len(_CYRILLIC.findall(word)) >= len(word):
        word = word.translate(_INTO_CYRILLIC).replace("ьо", "йо")
    elif not word.isdigit():
        word = _SOFT_O.sub("io", word.translate(_INTO_LATIN))
    word = translit(translit(word, UkrainianKMU), RussianInternationalPassport).casefold()
    resolved = unicodedata.normalize("NFC", word).translate(_ACCENTED)
    return "".join(letter for letter in unicodedata.normalize("NFD", resolved) if letter.isalnum())
