"""A family asks; the desk answers; the family reads: over the real server, on both databases."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from crypto.envelope import SIZES, parse_header
from tests.scenarios.conftest import Stage
from tests.scenarios.people import inquiry
from tracker.records.inbox import InboxReader
from tracker.records.pictures import strip_picture

LONG_TEXT = ("Зв’язок обірвався о п'ятій; ми чекаємо 🕊️🇺🇦 й пам’ятаємо. " * 100)[:4000]


def today() -> date:
    """Today as all parts of the system count days."""
    return datetime.now(UTC).date()


def located(text: str) -> dict[str, object]:
    """An answer that two caseworkers must stand for."""
    return {
        "work": "answered",
        "knowledge": {"value": "located", "source": "icrc", "date": "2026-10", "confidence": "high"},
        "text": text,
        "language": "uk",
        "answered": today().isoformat(),
        "again": (today() + timedelta(days=60)).isoformat(),
    }


def test_an_inquiry_reaches_the_desk_and_its_answer_comes_home(
    stage_by_command: Stage, photo: Callable[..., Path]
) -> None:
    stage = stage_by_command
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
    (case,) = [case for case in stage.desk.cases("new") if stage.desk.letters(case) == [("inquiry", form)]]
    assert stage.desk.attachments(case) == [strip_picture(picture.read_bytes()).data]

    # "Located" goes out only after a second caseworker said so too.
    answer = located("Ваша людина в місті Вигаданому. Деталі – через Червоний Хрест.")
    stage.desk.answer(case, answer, second=True)
    stage.carry("third")

    # The family reads the answer, word by word; the stranger reads that the letter has arrived.
    assert family.check()["answer"] == answer
    assert stranger.check()["answer"]["work"] == "received"


def test_what_a_family_adds_reaches_the_same_case_and_a_withdrawal_ends_it(stage: Stage) -> None:
    family = stage.family("family")
    family.submit(inquiry())
    stage.close_batch()
    stage.carry("second")
    (case,) = stage.desk.cases("new")

    # What is added comes to the same case, and an answer asks for nothing else.
    family.add({"text": "Подзвонили з невідомого номера: «живий»."})
    stage.close_batch()
    stage.carry("third")
    kinds, forms = zip(*stage.desk.letters(case), strict=True)
    assert kinds == ("inquiry", "addition")
    assert forms[1] == {"text": "Подзвонили з невідомого номера: «живий»."}

    # A withdrawal ends the case, erases what was written, and says so to the family for a while.
    family.withdraw()
    stage.close_batch()
    stage.carry("fourth")
    assert stage.desk.cases("open") == []
    assert family.check()["answer"]["work"] in ("received", "withdrawn")
    stage.carry("fifth")
    assert family.check()["answer"]["work"] == "withdrawn"

    # Withdrawal is final: what is added later changes nothing.
    family.add({"text": "Ще одне."})
    stage.close_batch()
    assert stage.carry("sixth")["after_withdrawal"] == 1
    assert family.check()["answer"]["work"] == "withdrawn"


def test_no_kind_of_letter_can_be_told_from_another(stage: Stage, tmp_path: Path) -> None:
    family = stage.family("family")
    visits = {}
    for kind, act in {
        "inquiry": lambda: family.submit(inquiry(text="Довго. " * 500)),
        "addition": lambda: family.add({"text": "Коротко."}),
        "withdrawal": family.withdraw,
        "probe": lambda: family.do(
            "probe", "--server", stage.url, "--trust", family.trust, "--receipt-out", tmp_path / "receipt"
        ),
    }.items():
        stage.line.requests.clear()
        stage.line.replies.clear()
        act()
        visits[kind] = [
            (
                asked.method,
                asked.path,
                asked.headers,
                len(asked.body),
                said.status,
                len(said.body),
                said.headers,
            )
            for asked, said in zip(stage.line.requests, stage.line.replies, strict=True)
        ]
    assert visits["addition"] == visits["withdrawal"] == visits["probe"] == visits["inquiry"]

    # In the log and in the inbox they are four letters of one size.
    stage.close_batch()
    outbox = stage.desk.export(tmp_path / "out")
    stage.courier.exchange(outbox, tmp_path / "in")
    with (tmp_path / "in").open("rb") as file:
        frames = list(InboxReader(file).frames())
    assert {len(frame.envelope or b"") for frame in frames} == {SIZES[0]}
    assert [frame.envelope_hash for frame in frames] == sorted(frame.envelope_hash for frame in frames)
    headers = [parse_header(frame.envelope or b"") for frame in frames]
    assert len({(len(header.raw), tuple(header.stanzas), header.epoch) for header in headers}) == 1
