"""Writes uk.txt, ru.txt and en.txt from the reviewed words and the source packages (README.md).

    python wordlists/build.py           write the three lists
    python wordlists/build.py --check   exit 1 if they differ from what is here

Needs the packages of wordlists/requirements.txt. The same input gives the same bytes.
"""

import hashlib
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import rules
import sources

HERE = Path(__file__).parent
Preference = Callable[[str], tuple[bool, int, bytes]]


def main(arguments: list[str]) -> int:
    """Builds uk first, for ru prefers the words that uk does not have."""
    lists: dict[str, list[str]] = {}
    for language in rules.LANGUAGES:
        lists[language] = build(language, avoid=lists.get("uk", []) if language == "ru" else [])
    contents = {HERE / f"{name}.txt": "".join(f"{w}\n" for w in words) for name, words in lists.items()}
    if "--check" in arguments:
        return int(any(path.read_text(encoding="utf-8") != text for path, text in contents.items()))
    for path, text in contents.items():
        path.write_text(text, encoding="utf-8", newline="\n")
    return 0


def build(language: str, avoid: Iterable[str]) -> list[str]:
    """The 2,048 words of a language, sorted by code point.

    Raises SystemExit with the reviewed words that are not allowed, or if too few are left.
    """
    source = sources.open_source(language)
    words = read_review(HERE / "review" / f"{language}.words.txt")
    refused = [w for w in words if not rules.SHAPES[language].fullmatch(w) or not source.confirms(w)]
    excluded = {word for name in rules.EXCLUSIONS[language] for word in read_review(HERE / "review" / name)}
    refused += [w for w in words if w in excluded]
    if refused:
        raise SystemExit(f"{language}: not allowed among the reviewed words: {' '.join(refused)}")
    chosen = select(words, language, preference(source.counts, set(avoid)))
    if len(chosen) < rules.LENGTH:
        raise SystemExit(f"{language}: {len(chosen)} words obey the rules, {rules.LENGTH} are needed")
    return sorted(chosen[: rules.LENGTH])


def preference(counts: dict[str, int], avoid: set[str]) -> Preference:
    """Sort key: words of no other list first, then the commoner; uncounted ones evenly over the alphabet."""
    return lambda word: (word in avoid, -counts.get(word, 0), hashlib.sha256(word.encode()).digest())


def select(words: Iterable[str], language: str, key: Preference) -> list[str]:
    """Takes each word, in order of preference, that stands clear of all those taken before it."""
    chosen: list[str] = []
    prefixes: set[str] = set()
    sounds: set[str] = set()
    neighbours: dict[str, list[str]] = {}
    for word in sorted(words, key=key):
        prefix, sound, shadows = word[: rules.PREFIX_LETTERS], rules.sound(word, language), _shadows(word)
        near = (other for shadow in shadows for other in neighbours.get(shadow, []))
        if prefix in prefixes or sound in sounds or any(rules.one_slip(word, other) for other in near):
            continue
        chosen.append(word)
        prefixes.add(prefix)
        sounds.add(sound)
        for shadow in shadows:
            neighbours.setdefault(shadow, []).append(word)
    return chosen


def read_review(path: Path) -> list[str]:
    """The words of a review file: separated by white space; a line that starts with # is a heading."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]


def _shadows(word: str) -> set[str]:
    """The word and what is left without one of its letters: words one slip apart share a shadow."""
    return {word} | {word[:i] + word[i + 1 :] for i in range(len(word))}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
