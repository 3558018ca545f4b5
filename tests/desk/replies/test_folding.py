"""Tricks of spelling change nothing: spaces, signs, accents, look-alike letters, other alphabets."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.desk.replies.findings import CODES, HIDDEN, Weight
from tracker.desk.replies.folding import fold_text
from tracker.desk.replies.outgoing_check import lexicon

# Long words that cannot be taken for anything else.
WORDS = (
    "загинув", "помер", "погиб", "скончался", "лейтенант", "сержантом", "позивний", "позывного",
    "підполковник", "прапорщику", "батальйону", "военнослужащий", "військовослужбовця", "died", "deceased",
    "sergeant", "battalion",
    "lieutenant", "callsign",
)  # fmt: skip
LOOK_ALIKE = {
    "а": "a@", "в": "b", "е": "e3", "і": "i1", "к": "k", "м": "m", "н": "h", "о": "o0", "р": "p", "с": "c",
    "т": "t", "у": "y", "х": "x", "з": "3", "a": "а@", "e": "е3", "i": "і1", "o": "о0", "c": "с", "s": "ѕ$",
}  # fmt: skip
SIGNS = "-._*·/|+"
MARKS = "\u0301\u0336\u0338"
INVISIBLE = "\u200b\u200d\u2060\u00ad\ufeff\u202e"
APOSTROPHES = "'’‘‛ʼʻʹʽˈˊˋ`´′‵＇՚׳ꞌʾʿ"
BETWEEN = (*'"“”„«»‑―−⁃־;…∙⋅‧¦^#&%()[]{}<>°§¬¤🕊', "--", "...", "**", "_-_", "''", "-*-")
TRICKS = ("capitals", "signs", "spaces", "marks", "look-alike", "wide")


def codes(text: str) -> set[str]:
    """What stops a text."""
    found = lexicon().find(text, fold_text(text))
    return {item.code for item in found if item.weight > Weight.WARN}


def disguised(word: str, trick: str, draw: st.DrawFn) -> str:
    """The same word to an eye, other characters to a program."""
    match trick:
        case "capitals":
            return "".join(draw(st.sampled_from((letter, letter.upper()))) for letter in word)
        case "signs":
            return draw(st.sampled_from(SIGNS)).join(word)
        case "spaces":
            return draw(st.sampled_from((" ", "  ", "\u00a0", "\u2009"))).join(word)
        case "marks":
            return "".join(letter + draw(st.sampled_from(("", *MARKS))) for letter in word)
        case "look-alike":
            place = draw(st.sampled_from([i for i, letter in enumerate(word) if letter in LOOK_ALIKE]))
            return word[:place] + draw(st.sampled_from(LOOK_ALIKE[word[place]])) + word[place + 1 :]
    return "".join(chr(ord(letter) + 0xFEE0) if letter.isascii() else letter for letter in word)


@given(st.data(), st.sampled_from(WORDS), st.sampled_from(TRICKS))
def test_a_disguised_word_is_found_as_the_plain_one(data: st.DataObject, word: str, trick: str) -> None:
    hidden = st.composite(lambda draw: disguised(word, trick, draw))()
    told = data.draw(hidden)
    assert codes(word)
    assert codes(f"Слово {told}, so.") >= codes(word), (word, told)


@pytest.mark.parametrize("char", INVISIBLE, ids=lambda char: f"U+{ord(char):04X}")
def test_an_invisible_character_hides_no_word_and_is_named(char: str) -> None:
    text = f"заги{char}нув"
    folded = fold_text(text)
    assert folded.hidden == (4,)
    assert "wording-death" in codes(text)


@pytest.mark.parametrize(
    ("spelled", "code"),
    [
        ("leitenant", "rank"), ("leytenantom", "rank"), ("serzhanta", "rank"), ("praporshchyk", "rank"),
        ("polkovnyku", "rank"), ("batalion", "unit"), ("zahynuv", "death"), ("zaginuv", "death"),
        ("pogib", "death"),
        ("skonchalsya", "death"), ("umerla", "death"), ("pozyvnyi", "call-sign"), ("pozyvnoy", "call-sign"),
        ("vijskovosluzhbovets", "service"), ("voennosluzhashchii", "service"),
    ],
    ids=lambda value: value,
)  # fmt: skip
def test_latin_spellings_are_found(spelled: str, code: str) -> None:
    assert codes(f"Vin {spelled} u spysku.") == {f"wording-{code}"}


@pytest.mark.parametrize("sign", APOSTROPHES, ids=lambda sign: f"U+{ord(sign):04X}")
def test_every_apostrophe_is_one_and_hides_no_word(sign: str) -> None:
    """Keyboards, telephones and programs write a dozen of them, and stress marks that look the same."""
    assert [word.readings[0] for word in fold_text(f"обʼєкт об{sign}єкт м{sign}ясо").words] == [
        "обєкт",
        "обєкт",
        "мясо",
    ]
    for word in ("загинув", "помер", "лейтенант", "died"):
        assert codes(f"Він {word[:3]}{sign}{word[3:]}.") == codes(word)


@pytest.mark.parametrize("sign", BETWEEN, ids=lambda sign: "-".join(f"U+{ord(char):04X}" for char in sign))
def test_a_sign_inside_a_word_hides_it_not(sign: str) -> None:
    for word in ("загинув", "помер", "лейтенант", "died"):
        assert codes(f"Він {word[:3]}{sign}{word[3:]} там.") == codes(word)


@pytest.mark.parametrize(
    "text",
    ["Він помер¹.", "Він помер2.", "1лейтенант", "Він п омер.", "Він поме р.", "He d ied.", "Він по ме р.",
     "Он по ги б.", "Він ле йт ен ан т.", "Він погіб.", "Він з брігади.", "Она умэрла.",
     "Він помеееер.", "Він заг\u0903инув."],
)  # fmt: skip
def test_a_digit_a_gap_or_a_foreign_mark_hides_no_word(text: str) -> None:
    assert codes(text)


@pytest.mark.parametrize(
    "text",
    ["Він у мерії міста.", "По мерам безпеки.", "До дому", "І до них", "А ми з ним",
     "We do it as is.", "Ул. Мира, д. 4, кв. 2", "п. 2, ч. 1 ст. 115", "О. М. Вигаданенко", "І. П. і Б.",
     "№ 12/34-в", "у нас із ним", "с ними и мы"],
)  # fmt: skip
def test_neighbours_that_only_stand_side_by_side_are_no_word(text: str) -> None:
    assert codes(text) == set()


@given(st.text(max_size=300))
def test_any_text_is_taken_apart_and_places_are_of_the_text(text: str) -> None:
    folded = fold_text(text)
    for word in (*folded.words, *folded.pieced):
        assert 0 <= word.start < word.end <= len(text)
        assert word.readings[0]
    for place in folded.hidden:
        assert unicodedata.category(text[place])[0] in "CZMLS"
    for item in lexicon().find(text, folded):
        assert item.found == text[item.start : item.end]
        assert item.code in CODES


def test_words_of_one_alphabet_have_one_reading() -> None:
    assert [word.readings for word in fold_text("Ми шукаємо we search").words] == [
        ("ми",),
        ("шукаємо",),
        ("we",),
        ("search",),
    ]


def test_emoji_and_line_breaks_are_nothing_to_stop() -> None:
    folded = fold_text("Добре 🕊\ufe0f\nтак\tі так\r\n")
    assert folded.hidden == ()
    assert HIDDEN not in codes("Добре 🕊")


@pytest.mark.parametrize(
    "text",
    [
        "The mayor said so.",
        "The officer said so.",
        "A jubilee polka was played.",
        "In general, yes.",
    ],
)
def test_english_words_that_sound_like_a_listed_one_pass(text: str) -> None:
    assert codes(text) == set()


@pytest.mark.parametrize(
    "text", ["The sergeant's letter.", "Його не стало навесні.", "Серце зупинилось.", "Остановилось сердце."]
)
def test_endings_and_either_order_are_found(text: str) -> None:
    assert codes(text)


USUAL = "\n -'’.,:;абвгґдеєёжзиіїйклмнопрстуфхцчшщъыьэюяАБВГҐДЕЄЁЗІЇЙЫЭЯ019abcxyzABCXYZ"


@given(st.text(st.sampled_from(USUAL), max_size=60))
def test_the_short_way_through_usual_letters_reads_as_the_long_one(text: str) -> None:
    short, long = fold_text(text), fold_text(text + "\u00ad")
    assert (short.words, short.pieced) == (long.words, long.pieced)
