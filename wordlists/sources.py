"""The data that the lists are checked and ordered by: how common a word is, and whether it is a noun.

Each source is one package of wordlists/requirements.txt; README.md has licences and credits. Nothing of a
source is copied: it answers two questions about words that the project chose.
"""

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

# A base form has none of these: pymorphy's marks for the other cases, for proper names and abbreviations.
_OTHER_CASES = frozenset(
    ["gent", "datv", "accs", "ablt", "loct", "voct", "gen1", "gen2", "acc2", "loc1", "loc2"]
)
_PROPER = frozenset(["Name", "Surn", "Patr", "Geox", "Orgn", "Trad", "Abbr", "Init"])


@dataclass(frozen=True)
class Source:
    """How often each word was counted, and whether a dictionary has it as a common noun in its base form."""

    counts: dict[str, int]
    confirms: Callable[[str], bool]


def open_source(language: str) -> Source:
    """The source for uk, ru or en."""
    return {"uk": _ukrainian, "ru": _russian, "en": _english}[language]()


def _ukrainian() -> Source:
    import pyarrow.parquet
    import pymorphy3

    table = pyarrow.parquet.read_table(str(files("ukvocab") / "data" / "frequency.parquet"))
    counts = {row["lemma"]: row["count"] for row in reversed(table.to_pylist()) if row["pos"] == "NOUN"}
    analyser = pymorphy3.MorphAnalyzer(lang="uk")
    return Source(counts, lambda word: _is_base_noun(analyser, word))


def _russian() -> Source:
    import pymorphy3

    analyser = pymorphy3.MorphAnalyzer(lang="ru")
    return Source(_subtitle_counts("ru"), lambda word: _is_base_noun(analyser, word))


def _english() -> Source:
    from wordnet_lookup import is_wordnet_term

    return Source(_subtitle_counts("en"), is_wordnet_term)


def _is_base_noun(analyser: Any, word: str) -> bool:
    """True for a common noun in the nominative singular, or one that has only a plural."""
    for parse in analyser.parse(word):
        marks = parse.tag.grammemes
        # The comparison of forms refuses words spelled with ё, whose form without dots is no base form.
        if (
            parse.is_known
            and "NOUN" in marks
            and parse.normal_form == word
            and not marks & (_OTHER_CASES | _PROPER)
            and ("plur" not in marks or "Pltm" in marks)
        ):
            return True
    return False


def _subtitle_counts(language: str) -> dict[str, int]:
    packed = (files("spellchecker") / "resources" / f"{language}.json.gz").read_bytes()
    counts: dict[str, int] = json.loads(gzip.decompress(packed))
    return counts
