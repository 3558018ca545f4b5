"""Vectors of passphrases and of the keys that they give."""

import unicodedata
from typing import Any

from crypto.passphrase import encode, stretch
from crypto.typing_layout import LAYOUTS
from tests.vectors.cast import seed, stream
from tracker import wordlists

LANGUAGES = ("uk", "ru", "en")
USUAL = {language: language for language in LANGUAGES}
ENTROPY = stream("entropy", 13)


def make(workshop: Any) -> None:
    """All files of this page."""
    _spelling(workshop)
    _reading(workshop)
    _mistakes(workshop)
    _keys(workshop)


def _words(language: str, entropy: bytes = ENTROPY) -> list[str]:
    return encode(entropy, wordlists.load()[language])


def _spelling(workshop: Any) -> None:
    file = workshop.file("passphrase/spell", "Thirteen bytes as ten words of each list of wordlists/.")
    for language in LANGUAGES:
        for name, entropy in {
            "zeros": bytes(13),
            "ones": b"\xff" * 13,
            "any": ENTROPY,
            "counting": bytes(range(13)),
        }.items():
            file.accept(f"{language}, {name}", entropy=entropy, language=language)
    for length in (12, 14):
        file.refuse(f"{length} bytes", "encoding", entropy=bytes(length), language="en")

    file = workshop.file("passphrase/normalise", "The form in which words are compared.")
    for word in (
        "слово",
        "СЛОВО",
        "Ёлка",
        "е\u0308лка",
        "п'ять",
        "п’ять",
        "пʼять",
        "п´ять",
        "п′ять",
        "п`ять",
        "п＇ять",
        "п‴ять",
        "п﹠ять",
        "сло\u0301во",
        "сло\u00adво",
        "сло\u200bво",
        "и\u0306",
        "\u0456\u0308",
        "ﬁre",
        "Straße",
        "ＷＯＲＤ",
        "İ",
        '"word"',
        "ΌΔΟΣ",
        "ΣΑΣ",
        "ẞ",
        "\u212a",
        "ǅ",
        "𝐖𝐨𝐫𝐝",
        "ⅷ",
        "ґҐёЁ",
        "\u0413\u0301",
        "\U00010400",
        "\u200dсло\ufeffво\u200c",
    ):
        file.accept(word, word=word.encode())


def _reading(workshop: Any) -> None:
    file = workshop.file(
        "passphrase/read", "What was typed, read with every list; all readings, or the first mistake."
    )
    for language in LANGUAGES:
        words = _words(language)
        typed = " ".join(words)
        for name, text in {
            "as written": typed,
            "in capitals": typed.upper(),
            "first four letters": " ".join(word[:4] for word in words),
            "numbered lines": "\n".join(f"{number}. {word}" for number, word in enumerate(words, 1)),
            "commas": ", ".join(words),
            "many spaces": "  \t " + " \u00a0 ".join(words) + "\r\n",
            "apostrophes": " ".join(word[:1] + "’" + word[1:] for word in words),
            "acute accents for apostrophes": " ".join(word[:1] + "´" + word[1:] for word in words),
            "decomposed": unicodedata.normalize("NFD", typed),
            "soft hyphens": " ".join(word[:2] + "\u00ad" + word[2:] for word in words),
            "a byte order mark before": "\ufeff" + typed,
            "spaces of other scripts": "\u3000".join(words),
            "separators of lines": "\u2028".join(words) + "\x85",
            "digits of other scripts": " ".join(f"{word}٣" for word in words),
            "hyphens": "\u2011".join(words[:5]) + "—" + "-".join(words[5:]),
            "pictures between": "🌻".join(words),
        }.items():
            file.accept(f"{language}, {name}", typed=text.encode(), lists=USUAL)
    for language in ("uk", "ru"):
        keys = {chr(letter): chr(key) for key, letter in LAYOUTS[language].items()}
        latin = " ".join("".join(keys[c] for c in word) for word in _words(language))
        file.accept(f"{language}, typed on a Latin layout", typed=latin.encode(), lists=USUAL)
        file.accept(
            f"{language}, typed on a Latin layout with every kind of space",
            typed="\u00a0 \t\r\n".join(latin.split(" ")).encode(),
            lists=USUAL,
        )
        file.accept(
            f"{language}, typed on a Latin layout with capitals locked",
            typed=latin.upper().encode(),
            lists=USUAL,
        )
    file.accept(
        "one list under two names gives two readings",
        typed=" ".join(_words("en")).encode(),
        lists={"a": "en", "b": "en"},
    )
    file.accept(
        "readings are in the order of languages, not of lists",
        typed=" ".join(_words("en")).encode(),
        lists={"b": "en", "a": "en"},
    )


def _mistakes(workshop: Any) -> None:
    about = "What is no passphrase, and the position of the word that shows it."
    file = workshop.file("passphrase/read", about, "passphrase/mistakes")
    words, other = _words("uk"), _words("en")
    for count in (0, 1, 9, 11):
        file.refuse(
            f"{count} words", "passphrase-length", typed=" ".join((words * 2)[:count]).encode(), lists=USUAL
        )
    for position in (1, 4, 10):
        wrong = [*words]
        wrong[position - 1] = "ъъъъ"
        file.refuse(
            f"word {position} in no list",
            "passphrase-unknown-word",
            typed=" ".join(wrong).encode(),
            lists=USUAL,
        )
        wrong[position - 1] = other[0]
        file.refuse(
            f"word {position} of another list",
            "passphrase-mixed-lists",
            typed=" ".join(wrong).encode(),
            lists=USUAL,
        )
    wrong = [*words]
    wrong[2], wrong[6] = words[2][:3], words[6] + "x"
    file.refuse(
        "a word of three letters, and one that is too long",
        "passphrase-unknown-word",
        typed=" ".join(wrong).encode(),
        lists=USUAL,
    )
    for name, word in {
        "too long": words[4] + "x",
        "another after four letters": words[4][:4] + "ъъъ",
    }.items():
        file.refuse(
            f"a word that is {name}",
            "passphrase-unknown-word",
            typed=" ".join([*words[:4], word, *words[5:]]).encode(),
            lists=USUAL,
        )
    half = " ".join([*other[:5], *words[5:]]).encode()
    for lists in ({"uk": "uk", "en": "en"}, {"en": "en", "uk": "uk"}):
        file.refuse(
            f"half of one list, half of another, {' before '.join(lists)}",
            "passphrase-mixed-lists",
            typed=half,
            lists=lists,
        )
    file.refuse(
        "two words exchanged", "passphrase-checksum", typed=" ".join(_exchanged(words)).encode(), lists=USUAL
    )
    file.refuse(
        "another word of the list",
        "passphrase-checksum",
        typed=" ".join(_misread(words)).encode(),
        lists=USUAL,
    )
    file.refuse("no lists at all", "passphrase-length", typed=" ".join(words).encode(), lists={})


def _exchanged(words: list[str]) -> list[str]:
    return [words[1], words[0], *words[2:]]


def _misread(words: list[str]) -> list[str]:
    following = wordlists.load()["uk"].words
    return [*words[:9], following[(following.index(words[9]) + 1) % 2048]]


def _keys(workshop: Any) -> None:
    file = workshop.file(
        "passphrase/stretch", "The root of a family's keys: Argon2id, t=2, m=19456 KiB, p=1."
    )
    for realm in ("rehearsal/demo", "people.example/inquiries"):
        for name, entropy in {"zeros": bytes(13), "any": ENTROPY}.items():
            file.accept(f"{realm}, {name}", entropy=entropy, realm=realm)
    file.refuse("12 bytes", "encoding", entropy=bytes(12), realm="rehearsal/demo")
    file.refuse("no origin", "encoding", entropy=bytes(13), realm="demo")

    file = workshop.file("passphrase/family", "All public halves that a root gives, and the inquiry's id.")
    for name, root in {
        "any": seed("root"),
        "stretched": stretch(ENTROPY, "rehearsal/demo"),
        "zeros": bytes(32),
    }.items():
        file.accept(name, root=root)
