"""What a family reads: always five sections, complete in three languages, never what must not be said."""

import re
from typing import Any

import pytest

from tests.records.answers import answer
from tracker.records.answer import withdrawn_answer
from tracker.records.form import LANGUAGES
from tracker.records.language import translate
from tracker.records.reading import read_answer, read_late, read_nothing, read_warnings
from tracker.records.vocabulary import CLOSED_WHY, CONDITIONS, EXILE, KNOWLEDGE, ROUTES, WORK, Knowledge

HEADINGS = {
    "en": ["The answer", "What it means", "What it does not mean", "What you can do"],
    "uk": ["Відповідь", "Що це означає", "Чого це не означає", "Що ви можете зробити"],
    "ru": ["Ответ", "Что это значит", "Чего это не значит", "Что вы можете сделать"],
}
# Of a death, of soldiers, and of other people who asked: roots, in the three languages.
NEVER_SAID = re.compile(
    r"\b(dead|death|died|die|killed|soldier|serviceman|military|comrade|"
    r"помер|загин|загиб|смерт|мертв|вбит|убит|солдат|військ|бо[єї]ц|"
    r"умер|погиб|военн|боец|others who asked)",
    re.IGNORECASE,
)
ANSWERS = [
    *(answer(work.id, known.id) for work in WORK[:-1] for known in KNOWLEDGE),
    *(answer("closed", why=why) for why in CLOSED_WHY),
    withdrawn_answer("uk", "2026-03-02", "2026-05-31"),
]


def text_of(sections: list[tuple[str, list[str]]]) -> str:
    return "\n".join("\n".join([heading, *paragraphs]) for heading, paragraphs in sections)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_reads_in_one_order(language: str) -> None:
    for content in ANSWERS:
        sections = read_answer(content, language)
        assert [heading for heading, _ in sections][:4] == HEADINGS[language]
        assert len(sections) == 5
        assert len(sections[0][1]) == 1
        assert all(paragraph.strip() for _, paragraphs in sections for paragraph in paragraphs)
        assert all(paragraphs for _, paragraphs in sections)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_answer_says_what_must_not_be_said(language: str) -> None:
    for content in ANSWERS:
        found = NEVER_SAID.search(text_of(read_answer(content, language)))
        assert found is None, found


@pytest.mark.parametrize("language", LANGUAGES)
def test_different_knowledge_reads_differently(language: str) -> None:
    lines = {read_answer(answer(value=known.id), language)[0][1][0] for known in KNOWLEDGE}
    assert len(lines) == len(KNOWLEDGE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_release_reads_with_its_conditions_and_exile(language: str) -> None:
    read = set()
    for conditions in CONDITIONS:
        for exile in EXILE:
            content = answer(value="released")
            content["knowledge"] |= {"conditions": conditions, "exile": exile}
            read.add(read_answer(content, language)[1][1][0])
    assert len(read) == len(CONDITIONS) * len(EXILE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_safe_routes_are_shown_even_when_closed(language: str) -> None:
    for work in ("answered", "closed"):
        content: dict[str, Any] = answer(work, "by-a-person")
        content["knowledge"]["routes"] = list(ROUTES)
        assert len(read_answer(content, language)[3][1]) >= len(ROUTES) + 2


def test_the_caseworkers_text_is_shown_as_it_was_written() -> None:
    text = "Об’єкт {не} %s <b>\n\nп'ять 🕊️"
    assert text in read_answer(answer(text=text), "uk")[1][1]


@pytest.mark.parametrize(
    ("language", "day"),
    [("uk", "9 березня 2026 року"), ("ru", "9 марта 2026 года"), ("en", "9 March 2026")],
)
def test_days_are_written_out(language: str, day: str) -> None:
    assert day in read_answer(answer(), language)[4][1][0]
    assert day in read_late(language, "2026-03-09")
    nothing = read_nothing(language, "2026-03-09", "2026-03-16")
    assert len(nothing) == 5
    assert day in nothing[0][1][0]


def test_the_end_date_of_a_closed_or_withdrawn_inquiry_is_shown() -> None:
    assert "1 June 2026" in read_answer(answer("closed"), "en")[4][1][0]
    assert "1 June 2026" in read_answer(answer("withdrawn"), "en")[4][1][0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_warnings_stand_on_every_page(language: str) -> None:
    (fraud,) = read_warnings(language, "example/inquiries")
    rehearsal, same = read_warnings(language, "rehearsal/demo")
    assert fraud == same != rehearsal
    assert read_answer(answer(), language)[3][1][-1] == fraud


@pytest.mark.parametrize("known", KNOWLEDGE)
def test_advice_belongs_to_what_is_known_and_an_end_has_its_own(known: Knowledge) -> None:
    advice = translate("en", f"reading.knowledge.{known.id}.do")
    assert read_answer(answer("waiting", known.id), "en")[3][1][0] == advice
    closed = read_answer(answer("closed", known.id), "en")[3][1]
    assert closed[0] == translate("en", "reading.work.closed.do")
    assert "same words" not in "\n".join(closed)
