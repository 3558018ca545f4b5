"""The main job in a browser: a family asks, the desk answers, the family reads, adds, withdraws."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.browser.conftest import Stage, staged
from tests.browser.driver import Page
from tests.browser.family import Family, sections
from tests.browser.modes import CHROMIUM, FIREFOX, FIREFOX_SLOW, Mode
from tests.scenarios.people import DeskByCommand, inquiry
from tests.scenarios.test_round_trip import LONG_TEXT, located
from tests.simulators.camera import SECRET, exif, jpeg, segment
from tests.simulators.postgres import Postgres
from tracker.records.language import month_and_day, translate
from tracker.records.pictures import strip_picture
from tracker.records.reading import read_answer

FORM = inquiry(
    text=LONG_TEXT,
    birth="1987-05",
    home="смт Вигадане",
    urgent=["medicine", "over-60"],
    sharing={"match": True, "icrc": False},
    **{
        "full-name": "Об’єднана Мар'яна",
        "other-names": ["O'Example", "Маряна «Мрія» 🕊️"],
        "last-seen": {"when": "2026-03", "where": "вулиця Неіснуюча, п’ятий під’їзд", "how": "self"},
    },
)
NOTE = "Подзвонили з невідомого номера: «живий»."


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A photo that says where it was taken, on its side."""
    path = tmp_path / "photo of a place.jpg"
    path.write_bytes(jpeg(segment(0xE1, exif(6)), segment(0xFE, b"a comment: " + SECRET)))
    return path


@contextmanager
def at_the_desk(folder: Path, database_url: str) -> Iterator[Stage]:
    """A stage on which everybody uses their command line."""
    with staged(folder / "stage", database_url, DeskByCommand) as ready:
        yield ready


@pytest.mark.parametrize("mode", [CHROMIUM, FIREFOX], ids=lambda mode: mode.name)
def test_a_family_asks_and_reads_its_answer(
    page: Page, mode: Mode, tmp_path: Path, picture: Path, request: pytest.FixtureRequest
) -> None:
    cluster: Postgres | None = None if mode.is_firefox else request.getfixturevalue("postgres")
    with at_the_desk(tmp_path, cluster.new_database() if cluster else "") as stage:
        _tell(Family(page, stage.line.url, "uk", mode), stage, picture)
    assert page.log["errors"] == []


def _tell(family: Family, stage: Stage, picture: Path) -> None:
    # Everything typed, the words kept, the letter acknowledged for today.
    family.open().ask(FORM, picture)
    # The batch of today or of tomorrow, by the hour at which batches close.
    days = (month_and_day("uk", (today() + timedelta(days=more)).isoformat()) for more in (0, 1))
    assert family.slot("day") in [translate("uk", "page.js.sent.day", day=day) for day in days]
    family.end()

    # The desk has not read it yet, and the page says so.
    family.do("start")
    family.check()
    nothing = sections(family)
    assert len(nothing) == len(read_answer(located("x"), "uk"))

    # The batch closes, the courier walks, the desk reads exactly what was typed; the picture says no place.
    stage.close_batch()
    stage.carry("second")
    (case,) = stage.desk.cases("new")
    assert stage.desk.letters(case) == [("inquiry", FORM)]
    stripped = strip_picture(picture.read_bytes()).data
    assert SECRET not in stripped
    assert stage.desk.attachments(case) == [stripped]

    # The family reads the answer, word by word.
    answer = located("Ваша людина в місті Вигаданому. Деталі – через Червоний Хрест 🕊️.")
    stage.desk.answer(case, answer, second=True)
    stage.carry("third")
    family.open().check()
    assert sections(family) == [(heading, said) for heading, said in read_answer(answer, "uk")]

    # What is added and the withdrawal reach the same case; the case is closed.
    family.open().add({"text": NOTE})
    family.open().withdraw()
    stage.close_batch()
    stage.carry("fourth")
    assert stage.desk.cases("open") == []
    stage.carry("fifth")
    family.open().check()
    assert sections(family) != nothing
    assert month_and_day("uk", (today() + timedelta(days=90)).isoformat()) in family.text


def test_without_jit_and_webassembly_the_way_is_the_same(
    tab: Callable[[Mode], Page], stage: Stage, picture: Path
) -> None:
    family = Family(tab(FIREFOX_SLOW), stage.line.url, "ru", FIREFOX_SLOW)
    # The bar of the long derivation moves while the page waits for it.
    family.page.before(
        """() => {
          globalThis.shares = [];
          new MutationObserver(() => {
            const bar = document.querySelector("#screen progress");
            if (bar?.hasAttribute("value")) globalThis.shares.push(bar.value / bar.max);
          }).observe(document, { attributes: true, childList: true, subtree: true });
        }"""
    )
    form = inquiry(language="ru", text=LONG_TEXT)
    family.open().ask(form, picture)
    stage.close_batch()
    stage.carry("second")
    (case,) = stage.desk.cases("new")
    assert stage.desk.letters(case) == [("inquiry", form)]
    family.open().check()
    shares = family.page.evaluate("() => globalThis.shares")
    assert len({round(share, 2) for share in shares}) >= 5, shares
    assert sections(family)


def today() -> date:
    """Today as all parts of the system count days."""
    return datetime.now(UTC).date()
