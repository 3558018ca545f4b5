"""Ten words typed into a question are found however they were typed; other texts pass."""

from random import Random
from typing import Any

import pytest

from crypto.passphrase import BETWEEN_MAX, ENTROPY_BYTES, WORDS, contains, encode
from crypto.typing_layout import LAYOUTS
from tracker import wordlists
from tracker.records.errors import FormHoldsWords
from tracker.records.words_check import check_no_words

LISTS = wordlists.load()
SEED = 20_261_122
# Of counting bytes one word comes twice; of these none.
DIFFERENT = bytes(range(100, 100 + ENTROPY_BYTES))


def words(language: str, entropy: bytes = bytes(range(ENTROPY_BYTES))) -> list[str]:
    return encode(entropy, LISTS[language])


def latin(language: str) -> str:
    keys = {chr(letter): chr(key) for key, letter in LAYOUTS[language].items()}
    return " ".join("".join(keys[letter] for letter in word) for word in words(language))


@pytest.mark.parametrize("language", LISTS)
@pytest.mark.parametrize("between", [" ", "\n", ", ", " / ", "\n7. "])
def test_words_are_found_in_the_middle_of_a_text(language: str, between: str) -> None:
    text = "Мої слова: " + between.join(words(language)).upper() + " — дякую, thank you"
    assert contains(text, LISTS)


@pytest.mark.parametrize("language", LAYOUTS)
def test_words_typed_on_a_latin_layout_are_found(language: str) -> None:
    assert contains(f"please: {latin(language)} thanks", LISTS)


def test_four_letters_are_enough() -> None:
    assert contains("so: " + " ".join(word[:4] for word in words("uk")), LISTS)


@pytest.mark.parametrize("language", LISTS)
def test_nine_words_or_a_wrong_one_are_no_passphrase(language: str) -> None:
    ten = words(language)
    assert not contains(" ".join(ten[:9]), LISTS)
    assert not contains(" ".join([*ten[:5], words(language, bytes(13))[0], *ten[5:]]), LISTS)


@pytest.mark.parametrize("language", LISTS)
def test_words_with_others_between_are_found_if_those_are_few(language: str) -> None:
    for between in range(BETWEEN_MAX + 2):
        text = (" " + "бррр " * between).join(words(language, DIFFERENT))
        assert contains(text, LISTS) is (between <= BETWEEN_MAX), between


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("uk", "{}-е слово: {}"),
        ("ru", "Слово номер {} – {}"),
        ("en", "My {} word is {}."),
        ("en", "Number {} of my ten words is {}."),
    ],
)
def test_words_told_in_sentences_are_found(language: str, text: str) -> None:
    told = [text.format(number, word) for number, word in enumerate(words(language, DIFFERENT), 1)]
    assert contains("\n".join(told), LISTS)


@pytest.mark.parametrize("between", [0, 1])
def test_a_word_that_comes_twice_counts_only_in_a_row(between: int) -> None:
    repeating = words("uk")
    assert len(set(repeating)) == WORDS - 1
    assert contains((" " + "бррр " * between).join(repeating), LISTS) is (between == 0)


def test_a_text_of_words_of_a_list_is_almost_never_taken_for_a_passphrase() -> None:
    random = Random(SEED)
    print(f"seed {SEED}")
    found = sum(contains(" ".join(random.choices(LISTS["uk"].words, k=10)), LISTS) for _ in range(640))
    # One in 64, by the checksum.
    assert 1 <= found <= 30


def test_the_lines_of_a_list_count_together() -> None:
    with pytest.raises(FormHoldsWords) as caught:
        check_no_words(words("ru"), LISTS, "siblings")
    assert caught.value.facts == {"field": "siblings"}


@pytest.mark.parametrize(
    ("form", "path"),
    [
        ({"full-name": "Приклад", "text": "words: " + " ".join(words("en"))}, "text"),
        ({"last-seen": {"when": "2024", "where": " ".join(words("uk"))}}, "last-seen.where"),
    ],
)
def test_the_field_is_named(form: dict[str, Any], path: str) -> None:
    with pytest.raises(FormHoldsWords) as caught:
        check_no_words(form, LISTS, "")
    assert caught.value.facts == {"field": path}


@pytest.mark.parametrize("value", [True, 37, "", "dont-know", ["a", "b"], {"match": True}, "слово " * 500])
def test_other_answers_pass(value: Any) -> None:
    check_no_words(value, LISTS, "text")
