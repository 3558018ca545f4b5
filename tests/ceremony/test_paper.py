"""Script and sheets on paper: the announced bytes, boxes for each step, and the banner of a rehearsal."""

import hashlib
import re

import pytest

from crypto.ceremony import Kind
from crypto.succession import COOLED
from tests.ceremony.conftest import World
from tests.ceremony.terminal import done
from tracker.ceremony import folder
from tracker.ceremony.paper import Occasion, sheets_page
from tracker.ceremony.sheets import Sheet, sheet_text, sheets_html
from tracker.ceremony.steps import script_of, script_parts
from tracker.ceremony.words import digest_words, hex_groups
from tracker.records.form import LANGUAGES
from tracker.records.language import translate

LEAVES = 4


@pytest.mark.parametrize("kind", list(Kind))
def test_the_script_that_is_printed_is_the_one_that_is_announced(kind: Kind) -> None:
    assert done("script", kind.value).encode() == script_of(kind)
    page = done("script", kind.value, "--html", "--language", "uk")
    digest = hashlib.sha256(script_of(kind)).digest()
    assert hex_groups(digest) in page
    assert " ".join(digest_words(digest, "uk")).replace("'", "&#x27;") in page


@pytest.mark.parametrize("kind", list(Kind))
def test_every_step_has_its_boxes_and_the_page_loads_nothing(kind: Kind) -> None:
    page = sheets_page(Occasion(kind, script_of(kind)), "en")
    steps = [step for part in script_parts(script_of(kind)) for step in part.steps]
    assert [step.number for step in steps] == list(range(1, len(steps) + 1))
    assert len(re.findall(r"<tr><td>\d+\. [^<]+(?:<td>){4}", page)) == len(steps)
    assert page.count("<section>") == LEAVES
    assert not re.search(r"<script|<img|<link|url\(|@import|https?:", page)


def test_a_plan_that_is_filled_in_stands_on_the_sheets_with_the_banner(world: World) -> None:
    root = world.begin(Kind.GENESIS)
    page = done("script", "genesis", "--html", "--folder", root)
    assert page.count("A REHEARSAL (rehearsal/tests): NOT FOR REAL INQUIRIES") == LEAVES
    assert all(f"<td>{name}" in page for name in ("officer-one", "officer-three", "neighbour"))
    assert "NOT FOR REAL" not in sheets_page(Occasion(Kind.GENESIS, b"", "missing.example/1"), "en")


def test_what_a_plan_says_is_escaped() -> None:
    page = sheets_page(Occasion(Kind.ADD, b"", "a.example/1", reason="<script>"), "en")
    assert "<script>" not in page


def test_the_script_in_the_folder_counts(world: World) -> None:
    root = world.begin(Kind.GENESIS)
    own = script_of(Kind.GENESIS) + b"\nA line of our own.\n"
    (root / folder.SCRIPT).write_bytes(own)
    assert done("script", "genesis", "--folder", root).encode() == own


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_for_a_share_says_that_it_is_of_a_rehearsal(language: str) -> None:
    banner = translate(language, "reading.rehearsal").split(".")[0]
    for origin, count in (("rehearsal/tests", 1), ("missing.example/1", 0)):
        sheet = Sheet(origin, 1, 3, 2)
        assert sheet_text(sheet, language).count(banner) == count
        assert sheets_html([sheet], language).count(banner) == count


def test_the_guides_table_of_days_is_that_of_the_protocol() -> None:
    assert {Kind.ADD, Kind.ROTATE, Kind.RECOVER} == set(COOLED)
