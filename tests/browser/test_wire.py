"""What a watcher of the line can count: letters are of one shape whatever they are, and so are checks.

Everything is compared that went over the line: which requests, in which order, each header's name and value,
and every length, both ways. The watcher of an encrypted line sees less than this test.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from crypto.envelope import SIZES
from tests.browser.conftest import Stage, staged
from tests.browser.driver import Page
from tests.browser.family import Family
from tests.browser.line import Exchange, Line
from tests.browser.modes import CHROMIUM, FIREFOX, Mode
from tests.scenarios.people import inquiry
from tests.scenarios.test_round_trip import LONG_TEXT, located
from tests.simulators.camera import jpeg, segment

Shape = tuple[object, ...]
RUNS, MANY_RUNS = 3, 50
# Which slice is asked for follows from the words and from the publication: it differs from visit to visit.
SLICE = re.compile(r"/slice/[0-9]+$")
# Asked for at once with others, so that chance decides which is first: the page's files; keyring and roster.
FILES = ("/client/page.js", "/client/work.js", "/client/derive.js", "/client/words")
KEYS = ("/keyring/0", "/keyring/roster")


def shapes(exchanges: list[Exchange]) -> list[Shape]:
    """A visit as a watcher counts it, files first, else in the order in which it came to the server."""
    found = []
    for exchange in exchanges:
        method, path, *rest = exchange.shape
        found.append((method, SLICE.sub("/slice/N", str(path)), *rest))
    files = sorted((shape for shape in found if shape[1] in FILES), key=lambda shape: str(shape[1]))
    return files + _keys_in_order([shape for shape in found if shape[1] not in FILES])


def _keys_in_order(found: list[Shape]) -> list[Shape]:
    for at, (one, other) in enumerate(pairwise(found)):
        if (one[1], other[1]) == KEYS[::-1]:
            found[at], found[at + 1] = other, one
    return found


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A stage with some families whose answers are there."""
    with staged(tmp_path_factory.mktemp("wire") / "stage") as ready:
        yield ready


@pytest.fixture
def visit(busy: Stage, tab: Callable[[Mode], Page], mode: Mode) -> Callable[..., list[Shape]]:
    """Does something in a fresh page; gives the visit's shape, and keeps the words."""

    def made(deed: Callable[[Family], Any], words: list[str] | None = None) -> list[Shape]:
        busy.line.clear()
        family = Family(tab(mode), busy.line.url, "uk", mode, list(words or ())).open()
        deed(family)
        if words is not None:
            words[:] = family.paper
        family.page.evaluate("() => 0")
        return shapes(list(busy.line.exchanges))

    return made


def _asks(text: str) -> Callable[[Family], Any]:
    return lambda family: family.ask(inquiry(text=text))


@pytest.mark.parametrize("mode", [CHROMIUM, FIREFOX], ids=lambda mode: mode.name)
def test_letters_of_every_kind_are_of_one_shape(visit: Callable[..., list[Shape]], busy: Stage) -> None:
    seen: Counter[tuple[Shape, ...]] = Counter()
    for run in range(RUNS):
        words: list[str] = []
        for deed in (_asks(LONG_TEXT if run % 2 else "Коротко."), _adds(f"Ще {run}."), Family.withdraw):
            seen[tuple(visit(deed, words))] += 1
            assert {len(letter) for letter in busy.line.letters} == {SIZES[0]}
    assert list(seen.values()) == [RUNS * 3], _differences(seen)
    (only,) = seen
    assert [shape[1] for shape in only if shape[0] == "POST"] == ["/intake"]


def _adds(text: str) -> Callable[[Family], Any]:
    return lambda family: family.add({"text": text})


@pytest.mark.parametrize("mode", [CHROMIUM, FIREFOX], ids=lambda mode: mode.name)
def test_checks_with_and_without_an_answer_are_of_one_shape(
    visit: Callable[..., list[Shape]], busy: Stage, mode: Mode
) -> None:
    answered, waiting = _two_families(visit, busy, mode.name)
    seen: Counter[tuple[Shape, ...]] = Counter()
    for _ in range(RUNS):
        for words in (answered, waiting):
            seen[tuple(visit(Family.check, words))] += 1
    assert list(seen.values()) == [RUNS * 2], _differences(seen)
    (only,) = seen
    paths = [str(shape[1]) for shape in only]
    assert len(paths) == 9
    assert paths[-1].endswith("/slice/N")


@pytest.mark.parametrize("mode", [CHROMIUM, FIREFOX], ids=lambda mode: mode.name)
def test_whoever_checks_asks_for_the_same_whatever_is_typed(busy: Stage, page: Page, mode: Mode) -> None:
    family = Family(page, busy.line.url, "uk", mode).open()
    busy.line.clear()
    manifest = busy.line.hold("/mailbox/desk/manifest")
    family.do("check")
    # Nothing was typed yet.
    manifest.until_asked()
    manifest.let_go()
    family.screen("words-in")
    family.type_words(["так"] * 10)
    family.screen("words-in")
    assert family.slot("error")
    assert not [path for path in _paths(busy) if SLICE.search(path)]


@pytest.mark.parametrize("mode", [CHROMIUM, FIREFOX], ids=lambda mode: mode.name)
@pytest.mark.parametrize("errand", ["ask", "add", "withdraw"])
def test_a_letter_asks_for_nothing_but_keys_before_the_first_question(
    busy: Stage, page: Page, mode: Mode, errand: str
) -> None:
    family = Family(page, busy.line.url, "uk", mode).open()
    busy.line.clear()
    roster = busy.line.hold("/keyring/roster")
    words, deriving = busy.line.hold("/client/words"), busy.line.hold("/client/derive.js")
    family.do(errand)
    roster.until_asked()
    assert not {"/client/words", "/client/derive.js"} & set(_paths(busy))
    roster.let_go()
    # There while these are still on their way.
    family.screen("question" if errand == "ask" else "words-in")
    for one in (words, deriving):
        one.until_asked()
        one.let_go()


def _paths(busy: Stage) -> list[str]:
    return [exchange.path for exchange in busy.line.exchanges]


def _two_families(visit: Callable[..., list[Shape]], busy: Stage, name: str) -> tuple[list[str], list[str]]:
    """The words of one whose answer is there, and of one whose letter is not even read."""
    answered: list[str] = []
    waiting: list[str] = []
    form = inquiry(**{"full-name": f"Людина {name}"})
    visit(lambda family: family.ask(form), answered)
    busy.close_batch()
    busy.carry(f"{name}-in")
    (case,) = [one for one in busy.desk.cases("new") if form in dict(busy.desk.letters(one)).values()]
    busy.desk.answer(case, located("Відповідь. " * 100), second=True)
    busy.carry(f"{name}-out")
    visit(_asks("Ще не прочитано."), waiting)
    return answered, waiting


@pytest.mark.parametrize("mode", [CHROMIUM], ids=lambda mode: mode.name)
def test_letters_with_pictures_differ_by_size_class_alone(
    visit: Callable[..., list[Shape]], busy: Stage, tmp_path: Path
) -> None:
    seen = {}
    for name, bulk in {"small": 10, "larger": 30_000, "large": 120_000, "huge": 300_000}.items():
        path = tmp_path / f"{name}.jpg"
        tables = [segment(0xDB, b"\0" + bytes(64)) for _ in range(bulk // 69)]
        path.write_bytes(jpeg(*tables))
        seen[name] = visit(lambda family, path=path: family.ask(inquiry(), path))
    sizes = {name: next(one[3] for one in shape if one[0] == "POST") for name, shape in seen.items()}
    assert set(sizes.values()) <= set(SIZES)
    assert sizes["small"] == SIZES[0]
    assert sizes["large"] == sizes["huge"] == SIZES[1]


@pytest.mark.endurance
@pytest.mark.parametrize("mode", [CHROMIUM, FIREFOX], ids=lambda mode: mode.name)
def test_hundreds_of_visits_are_of_two_shapes(
    visit: Callable[..., list[Shape]], busy: Stage, mode: Mode
) -> None:
    answered, waiting = _two_families(visit, busy, f"{mode.name}-many")
    letters: Counter[tuple[Shape, ...]] = Counter()
    checks: Counter[tuple[Shape, ...]] = Counter()
    for run in range(MANY_RUNS):
        words: list[str] = []
        for deed in (_asks("х" * (run * 13 % 1000 + 1)), _adds("у" * (run + 1)), Family.withdraw):
            letters[tuple(visit(deed, words))] += 1
        for known in (answered, waiting):
            checks[tuple(visit(Family.check, known))] += 1
    assert list(letters.values()) == [MANY_RUNS * 3], _differences(letters)
    assert list(checks.values()) == [MANY_RUNS * 2], _differences(checks)


def _differences(seen: Counter[tuple[Shape, ...]]) -> str:
    """Where visits differ, for the message of a failure."""
    first, *others = seen
    lines = []
    for other in others:
        lines += [f"only in one: {shape}" for shape in set(first) ^ set(other)]
    return "\n".join([str(list(seen.values())), *lines])


def test_a_line_keeps_what_goes_over_it(line: Line, page: Page) -> None:
    page.goto(f"{line.url}/page.css")
    (one,) = [exchange for exchange in line.exchanges if exchange.path == "/page.css"]
    assert one.size > len(one.answer) > 0
    assert one.answer in line.everything
