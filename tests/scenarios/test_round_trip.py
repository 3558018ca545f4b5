"""A family asks; the desk answers; the family reads: over the real server, on both databases."""

from collections.abc import Callable
from pathlib import Path

from tests.scenarios.conftest import Stage
from tests.scenarios.people import inquiry
from tracker.records.pictures import strip_picture

LONG_TEXT = ("Зв’язок обірвався о п'ятій; ми чекаємо 🕊️🇺🇦 й пам’ятаємо. " * 100)[:4000]


def located(text: str) -> dict[str, object]:
    """An answer that two caseworkers must stand for."""
    return {
        "work": "answered",
        "knowledge": {"value": "located", "source": "icrc", "date": "2026-10", "confidence": "high"},
        "text": text,
        "language": "uk",
        "answered": "2026-11-20",
        "again": "2027-01-11",
    }


def test_an_inquiry_reaches_the_desk_and_its_answer_comes_home(
    stage: Stage, photo: Callable[[bytes], Path]
) -> None:
    # A family asks, with 4,000 characters, apostrophes, emoji, and a photo.
    family, stranger = stage.family("family"), stage.family("stranger")
    picture = photo(b"a place in the metadata")
    form = inquiry(text=LONG_TEXT, **{"full-name": "Об’єднана Мар'яна", "other-names": ["O'Example"]})
    family.submit(form, picture)
    stranger.submit(inquiry())

    # The desk has not read it yet, and the page says so.
    assert family.check()["answer"] is None

    # The batch closes, the courier walks, the desk reads exactly what was sealed.
    stage.close_batch()
    stage.carry("second")
    shown = [stage.desk.show(case["case"]) for case in stage.desk.cases("new")]
    (case,) = [case for case in shown if case["letters"][0]["form"] == form]
    assert stage.desk.attachments(case["case"]) == [strip_picture(picture.read_bytes()).data]

    # "Located" goes out only after a second caseworker said so too.
    answer = located("Ваша людина в місті Вигаданому. Деталі – через Червоний Хрест.")
    stage.desk.answer(case["case"], answer, second=True)
    stage.carry("third")

    # The family reads the answer, word by word; the stranger reads that the letter has arrived.
    assert family.check()["answer"] == answer
    assert stranger.check()["answer"]["work"] == "received"
