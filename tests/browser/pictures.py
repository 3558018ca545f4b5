"""Takes pictures of every screen: `python -m tests.browser.pictures --help`."""

import argparse
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.browser.conftest import RESULTS, Stage, answered, staged
from tests.browser.driver import Driver, driving
from tests.browser.family import Family
from tests.browser.line import tapped
from tests.browser.modes import CHROMIUM, CHROMIUM_DARK, FIREFOX, FIREFOX_DARK, Mode
from tests.browser.offline import OfflineFamily, walled
from tests.browser.offline_tour import OfflineTour, page_file
from tests.browser.tour import Tour
from tests.simulators.camera import jpeg
from tracker.records.form import LANGUAGES

PHONE, DESK = (360, 740), (1280, 900)
# Screen and file of each language's pictures in the README.
README = {
    "uk": {"start": "start"},
    "ru": {"question-urgent": "question"},
    "en": {"words": "words", "answer": "answer"},
}
# The pages beside the family's, with the names of their pictures.
OTHERS = {"front": "/?language={}", "courier": "/courier?language={}", "error": "/nowhere?language={}"}


def take(
    driver: Driver,
    stage: Stage,
    words: list[str],
    mode: Mode,
    size: tuple[int, int],
    language: str,
    folder: Path,
) -> None:
    """All pictures of one browser, one size, one language."""
    folder.mkdir(parents=True, exist_ok=True)
    photo = stage.folder / "photo.jpg"
    photo.write_bytes(jpeg())
    browser = driver.launch(mode.options())
    page = browser.page()
    page.view(*size)
    with tapped(stage.server.port) as line:
        for name, path in OTHERS.items():
            page.goto(line.url + path.format(language))
            page.screenshot(folder / f"{name}.png", whole=True)
        for number, name in enumerate(
            Tour(Family(page, line.url, language, mode), line, words, photo).screens()
        ):
            page.screenshot(folder / f"{number:02}-{name}.png", whole=True)
        browser.close()


def take_offline(
    driver: Driver,
    stage: Stage,
    words: list[str],
    mode: Mode,
    size: tuple[int, int],
    language: str,
    folder: Path,
) -> None:
    """Those of the offline page's own screens."""
    with tempfile.TemporaryDirectory() as place, walled(driver, mode, Path(place) / "away") as away:
        page = away.browser.page()
        page.view(*size)
        file = page_file(stage.server, language, Path(place))
        family = OfflineFamily(page, file.as_uri(), language, mode, saved=away.saved)
        for number, name in enumerate(OfflineTour(family, stage.server, words, Path(place)).screens()):
            page.screenshot(folder / f"offline-{number:02}-{name.removeprefix('offline-')}.png", whole=True)
        away.browser.close()


def take_for_readme(driver: Driver, stage: Stage, words: list[str], folder: Path) -> None:
    """One picture of each kind of screen, each in one of the languages, as a phone shows it."""
    photo = stage.folder / "photo.jpg"
    photo.write_bytes(jpeg())
    folder.mkdir(parents=True, exist_ok=True)
    for language, wanted in README.items():
        browser = driver.launch(CHROMIUM.options())
        page = browser.page()
        page.view(*PHONE)
        with tapped(stage.server.port) as line:
            for name in Tour(Family(page, line.url, language), line, words, photo).screens():
                if name in wanted:
                    page.screenshot(folder / f"{wanted[name]}.png")
            browser.close()


def take_all(driver: Driver, stage: Stage, words: list[str], folder: Path, *, quick: bool) -> None:
    """Every screen: a phone and a desk, both browsers, three languages, light, and some dark."""
    sets = [(CHROMIUM, PHONE), (CHROMIUM, DESK), (CHROMIUM_DARK, PHONE)]
    sets += [] if quick else [(FIREFOX, PHONE), (FIREFOX, DESK), (FIREFOX_DARK, DESK)]
    for mode, size in sets:
        for language in LANGUAGES[:1] if quick else LANGUAGES:
            place = folder / f"{mode.name}-{size[0]}" / language
            take(driver, stage, words, mode, size, language, place)
            take_offline(driver, stage, words, mode, size, language, place)
            print(place, len(list(place.iterdir())))


def main() -> None:
    """Takes what was asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.browser.pictures",
        description="Pictures of every screen of the family's pages, and of the other pages: both browsers, "
        "a phone and a desk, three languages. Takes about six minutes.",
    )
    parser.add_argument(
        "folder", nargs="?", type=Path, default=RESULTS / "pictures", help="where to put them"
    )
    parser.add_argument("--quick", action="store_true", help="Chromium and one language alone")
    parser.add_argument("--readme", action="store_true", help="only the few that the README shows")
    asked = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        stage = stack.enter_context(staged(folder / "stage"))
        driver = stack.enter_context(driving())
        words = answered(stage)
        if asked.readme:
            take_for_readme(driver, stage, words, Path(__file__).parents[2] / "docs" / "pictures")
        else:
            take_all(driver, stage, words, asked.folder, quick=asked.quick)


if __name__ == "__main__":
    main()
