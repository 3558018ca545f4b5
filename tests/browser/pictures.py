"""Takes pictures of every screen: `python -m tests.browser.pictures [folder] [--quick]`.

Three languages, a phone and a desk, both browsers, light; and some dark. With ``--quick`` Chromium and one
language alone. With ``--readme`` only the few of `docs/pictures/`.
"""

import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.browser.conftest import RESULTS, Stage, answered, staged
from tests.browser.driver import Driver, driving
from tests.browser.family import Family
from tests.browser.line import tapped
from tests.browser.modes import CHROMIUM, CHROMIUM_DARK, FIREFOX, FIREFOX_DARK, Mode
from tests.browser.tour import Tour
from tests.records.test_pictures import jpeg
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


def main(arguments: list[str]) -> None:
    """Takes them all."""
    quick = "--quick" in arguments
    named = [argument for argument in arguments if not argument.startswith("--")]
    target = Path(named[0]) if named else RESULTS / "pictures"
    languages = LANGUAGES[:1] if quick else LANGUAGES
    sets = [(CHROMIUM, PHONE), (CHROMIUM, DESK), (CHROMIUM_DARK, PHONE)]
    sets += [] if quick else [(FIREFOX, PHONE), (FIREFOX, DESK), (FIREFOX_DARK, DESK)]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        stage = stack.enter_context(staged(folder / "stage"))
        driver = stack.enter_context(driving())
        words = answered(stage)
        if "--readme" in arguments:
            take_for_readme(driver, stage, words, Path(__file__).parents[2] / "docs" / "pictures")
            return
        for mode, size in sets:
            for language in languages:
                place = target / f"{mode.name}-{size[0]}" / language
                take(driver, stage, words, mode, size, language, place)
                print(place, len(list(place.iterdir())))


if __name__ == "__main__":
    main(sys.argv[1:])
