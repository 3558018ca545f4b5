"""Ten words for thirteen bytes (docs/spec/passphrase.md)."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import (
    EncodingError,
    PassphraseChecksum,
    PassphraseError,
    PassphraseLength,
    PassphraseMixedLists,
    PassphraseUnknownWord,
)
from crypto.passphrase import Passphrase, Wordlist, decode, encode, normalise, stretch
from tests.vectors.words import LISTS

EN, UK, RU = LISTS["en"], LISTS["uk"], LISTS["ru"]
ENTROPY = st.binary(min_size=13, max_size=13)
SAMPLE = bytes(range(13))


@given(ENTROPY, st.sampled_from(list(LISTS.values())))
def test_words_spell_the_bytes(entropy: bytes, words: Wordlist) -> None:
    spelled = encode(entropy, words)
    assert len(spelled) == 10
    assert decode(" ".join(spelled), LISTS) == [Passphrase(words.language, entropy)]


@given(ENTROPY, st.integers(0, 9), st.integers(0, 2047))
def test_another_word_of_the_list_is_found_out_or_gives_other_bytes(
    entropy: bytes, where: int, index: int
) -> None:
    spelled = encode(entropy, UK)
    if spelled[where] == UK.words[index]:
        return
    spelled[where] = UK.words[index]
    try:
        (read,) = decode(" ".join(spelled), LISTS)
    except PassphraseChecksum:
        return
    assert read.entropy != entropy


def test_the_checksum_finds_most_mistakes() -> None:
    spelled = encode(SAMPLE, UK)
    unseen = 0
    for word in UK.words:
        try:
            decode(" ".join([word, *spelled[1:]]), LISTS)
            unseen += 1
        except PassphraseChecksum:
            continue
    assert 1 <= unseen <= 2 * 2048 // 64


@given(st.text(max_size=200))
def test_random_text_raises_only_typed_errors(typed: str) -> None:
    with pytest.raises(PassphraseError):
        decode(typed, LISTS)


@pytest.mark.parametrize("count", [0, 1, 9, 11])
def test_ten_words_belong(count: int) -> None:
    with pytest.raises(PassphraseLength) as caught:
        decode(" ".join((encode(SAMPLE, EN) * 2)[:count]), LISTS)
    assert caught.value.facts["count"] == count


@pytest.mark.parametrize("position", [1, 5, 10])
def test_the_word_that_no_list_has_is_named(position: int) -> None:
    spelled = encode(SAMPLE, RU)
    spelled[position - 1] = "ъъъъъ"
    with pytest.raises(PassphraseUnknownWord) as caught:
        decode(" ".join(spelled), LISTS)
    assert caught.value.facts["position"] == position


def test_the_word_of_another_list_is_named() -> None:
    spelled = encode(SAMPLE, UK)
    spelled[6] = EN.words[5]
    with pytest.raises(PassphraseMixedLists) as caught:
        decode(" ".join(spelled), LISTS)
    assert caught.value.facts["position"] == 7


@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_entry_forgives_how_words_are_typed(language: str) -> None:
    spelled = encode(SAMPLE, LISTS[language])
    expected = [Passphrase(language, SAMPLE)]
    for typed in (
        " ".join(spelled).upper(),
        "\u200b ".join(word[:4] for word in spelled),
        "\n".join(f"{number}. {word}," for number, word in enumerate(spelled, 1)),
        " ".join(word[:2] + "’" + word[2:] for word in spelled),
        " ".join(word[:2] + "´" + word[2:] for word in spelled),
        unicodedata.normalize("NFD", "\u00a0 ".join(spelled)),
    ):
        assert decode(typed, LISTS) == expected, typed


def test_a_word_longer_or_shorter_than_it_is_is_unknown() -> None:
    word = EN.words[0]
    assert EN.index(word) == EN.index(word[:4]) == 0
    assert EN.index(word + "x") is None
    assert EN.index(word[:3]) is None
    assert EN.index("") is None


@pytest.mark.parametrize(
    ("typed", "compared"),
    [
        ("Ёлка", "елка"),
        ("ё", "е"),
        ("Ґрунт", "грунт"),
        ("п'ять", "пять"),
        ("п´ять", "пять"),
        ("п′ять", "пять"),
        ("ВОДА́", "вода"),
        ("й", "й"),
    ],
)
def test_words_are_compared_in_one_form(typed: str, compared: str) -> None:
    assert normalise(typed) == compared == normalise(normalise(typed))


@pytest.mark.parametrize("length", [0, 12, 14])
def test_other_numbers_of_bytes_are_refused(length: int) -> None:
    with pytest.raises(EncodingError):
        encode(bytes(length), EN)
    with pytest.raises(EncodingError):
        stretch(bytes(length), "rehearsal/test")


def test_the_realm_separates_roots() -> None:
    roots = {stretch(SAMPLE, realm) for realm in ("rehearsal/a", "rehearsal/b")}
    assert len(roots) == 2
    with pytest.raises(EncodingError):
        stretch(SAMPLE, "not an origin")
