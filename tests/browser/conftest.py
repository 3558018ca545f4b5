"""Browsers for the whole run, and a stage on which families use them: real server, real desk, tapped line."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.browser.driver import Browser, Driver, Page, driving
from tests.browser.line import Line, tapped
from tests.browser.modes import CHROMIUM, FIREFOX, Mode
from tests.scenarios.people import Courier, Desk, DeskByCommand, FamilyMember, inquiry
from tests.scenarios.test_round_trip import located
from tests.scenarios.workplace import Workplace
from tests.simulators.deployment import deployed
from tests.simulators.postgres import Postgres, running_postgres

RESULTS = Path(__file__).parent / "results"


@pytest.fixture(scope="session")
def driver() -> Iterator[Driver]:
    """One driver for the run."""
    with driving() as started:
        yield started


@dataclass
class Browsers:
    """Every mode's browser, launched when it is first asked for."""

    driver: Driver
    running: dict[str, Browser] = field(default_factory=dict)

    def __call__(self, mode: Mode) -> Browser:
        if mode.name not in self.running:
            self.running[mode.name] = self.driver.launch(mode.options())
        return self.running[mode.name]


@pytest.fixture(scope="session")
def browsers(driver: Driver) -> Iterator[Browsers]:
    """Browsers that tests share; each test works in a context of its own."""
    shared = Browsers(driver)
    yield shared
    for browser in shared.running.values():
        browser.close()


@pytest.fixture
def tab(browsers: Browsers) -> Iterator[Callable[[Mode], Page]]:
    """Opens tabs in contexts of their own, and closes them after the test."""
    with ExitStack() as after:

        def opened(mode: Mode) -> Page:
            page = browsers(mode).page(apart=True)
            after.callback(page.close)
            return page

        yield opened


@pytest.fixture(params=[CHROMIUM, FIREFOX], ids=lambda mode: mode.name)
def mode(request: pytest.FixtureRequest) -> Mode:
    """Both browsers as they come."""
    chosen: Mode = request.param
    return chosen


@pytest.fixture
def page(tab: Callable[[Mode], Page], mode: Mode) -> Page:
    """A tab of either browser."""
    return tab(mode)


@dataclass
class Stage(Workplace):
    """A deployment, those who work there, and the line to it."""

    line: Line


@contextmanager
def staged(folder: Path, database_url: str = "", desk: type[Desk] = Desk) -> Iterator[Stage]:
    """Everything in place: the desk has made sequence 0 and the courier has carried it."""
    folder.mkdir(exist_ok=True)
    with deployed(folder / "server", database_url) as server, tapped(server.port) as line:
        ready = Stage(folder, server, desk(folder / "desk", server.keys), Courier(server.url), line)
        ready.carry("first")
        yield ready


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL for all stories."""
    with running_postgres() as cluster:
        yield cluster


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A stage of the test's own, on SQLite, its desk without passwords."""
    with staged(tmp_path / "stage") as ready:
        yield ready


@pytest.fixture
def stage_by_command(tmp_path: Path, request: pytest.FixtureRequest, mode: Mode) -> Iterator[Stage]:
    """A stage on which everybody uses their command line; each browser is paired with a database."""
    url = "" if mode.is_firefox else request.getfixturevalue("postgres").new_database()
    with staged(tmp_path / "stage", url, DeskByCommand) as ready:
        yield ready


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A stage for tests that leave nothing behind that another would mind."""
    with staged(tmp_path_factory.mktemp("shared") / "stage") as ready:
        yield ready


def answered(stage: Stage) -> list[str]:
    """A family asks, and is answered; gives its words."""
    member = FamilyMember(stage.folder / "answered", stage.server.url, stage.server.keys.trust.encode())
    form = inquiry(**{"full-name": "Людина, про яку відповіли"})
    member.submit(form)
    stage.close_batch()
    stage.carry("answered-in")
    # Others may have written as well, in other tests.
    (case,) = [one for one in stage.desk.cases("new") if stage.desk.letters(one)[0][1] == form]
    stage.desk.answer(case, located("Ваша людина в місті Вигаданому."), second=True)
    stage.carry("answered-out")
    return member.words


@pytest.fixture(scope="session")
def paper(shared: Stage) -> list[str]:
    """The words of a family whose answer is there."""
    return answered(shared)


@pytest.fixture
def line(shared: Stage) -> Iterator[Line]:
    """A line of the test's own to the shared server."""
    with tapped(shared.server.port) as own:
        yield own
