"""The practice folder: made in seconds, whole, and good for nothing real."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner

from crypto.keyfile import SeedUse
from crypto.recipient import Identity
from tests.desk.world import NOW, quiet
from tests.simulators.quick_passwords import quick_passwords
from tracker.desk.commands import group
from tracker.desk.importing import import_inbox
from tracker.desk.lists.guessing import guess_mapping
from tracker.desk.lists.keeping import lists, remembered, take_list
from tracker.desk.lists.reading import read_table
from tracker.desk.lists.shelf import Shelf
from tracker.desk.matching.book import match_book
from tracker.desk.practice.letters import draw_addition, draw_inquiries
from tracker.desk.practice.lists import ISSUER, ROUTE
from tracker.desk.practice.making import PASSWORD, PracticeFiles, make_practice
from tracker.desk.references import reference_of
from tracker.desk.vault import Vault
from tracker.records.errors import InboxMalformed
from tracker.records.form import CATEGORIES, LANGUAGES
from tracker.records.form_check import check_form
from tracker.secrets_input import load_seed

TODAY = "2026-09-21"


@pytest.fixture(scope="module", autouse=True)
def stretching() -> Iterator[None]:
    """The password lies beside the keys: nothing here depends on how it is stretched."""
    with quick_passwords():
        yield


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> PracticeFiles:
    """A folder with few inquiries: making two hundred takes seven seconds."""
    return make_practice(tmp_path_factory.mktemp("practice") / "new", 5, NOW, quiet, inquiries=64)


def opened(files: PracticeFiles, name: str) -> Vault:
    """The practice vault, opened with the password that is shown."""
    identity = Identity(load_seed(files.identity(name), SeedUse.CASEWORKER, PASSWORD))
    return Vault.unlock(files.vault, identity, Random(1).randbytes, files.trust.read_bytes())


def test_every_form_passes_the_form_s_check() -> None:
    rng = Random(3)
    inquiries = draw_inquiries(rng, TODAY)
    for inquiry in inquiries:
        check_form(inquiry.form)
        check_form(draw_addition(rng, inquiry, TODAY), "addition")
    assert len(inquiries) == 200
    assert {inquiry.category for inquiry in inquiries} >= set(CATEGORIES)
    assert {inquiry.form["language"] for inquiry in inquiries} == set(LANGUAGES)
    asked = Counter(inquiry.person for inquiry in inquiries)
    assert sum(1 for times in asked.values() if times > 1) >= 15


def test_the_same_seed_gives_the_same_inquiries() -> None:
    drawn = [draw_inquiries(Random(seed), TODAY) for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2]


def test_a_folder_to_begin_with(files: PracticeFiles) -> None:
    with opened(files, "anna") as vault:
        cases = list(vault.desk.cases.values())
        assert vault.name.origin.startswith("rehearsal/")
    kinds = Counter(letter.body.kind for case in cases for letter in case.letters)
    assert kinds["inquiry"] == 64
    assert kinds["addition"] >= 10
    assert any(case.unreadable for case in cases)
    assert any(case.is_withdrawn for case in cases)
    assert any(letter.body.attachments for case in cases for letter in case.letters)
    assert any("\x1b" in case.form.get("text", "") for case in cases)
    assert sum(1 for case in cases if case.published_answer) > 32
    waiting = [case for case in cases if case.waiting_answer]
    assert len({case.waiting_answer.actor for case in waiting if case.waiting_answer}) == 2
    assert any(case.triage.owner for case in cases)
    assert any(case.triage.links for case in cases)


def test_the_next_medium_is_taken_and_the_damaged_one_refused(files: PracticeFiles, tmp_path: Path) -> None:
    with opened(files, "borys") as vault:
        before = vault.position
        with pytest.raises(InboxMalformed):
            import_inbox(vault, files.damaged, NOW, TODAY, quiet, processes=1)
        assert vault.position == before
        result = import_inbox(vault, files.inbox, NOW, TODAY, quiet, processes=1)
        assert result.fates.total() == 17
        assert not result.alarms


def test_only_the_owner_may_read_it(files: PracticeFiles) -> None:
    modes = {path.name: path.stat().st_mode & 0o077 for path in [files.folder, *files.folder.rglob("*")]}
    assert set(modes.values()) == {0}, modes


def test_nothing_is_overwritten(files: PracticeFiles) -> None:
    with pytest.raises(FileExistsError):
        make_practice(files.folder, 5, NOW, quiet, inquiries=8)


def test_the_command_says_what_to_type_next(tmp_path: Path) -> None:
    folder = tmp_path / "practice"
    ran = CliRunner().invoke(group, ["practice", str(folder), "--seed", "7", "--json"])
    facts = json.loads(ran.stdout)
    assert facts["password"] == PASSWORD
    assert facts["seed"] == 7
    assert Path(facts["vault"]).is_file()
    assert Path(facts["inbox"]).is_file()


def test_a_list_with_matches_and_its_newer_version(files: PracticeFiles) -> None:
    with opened(files, "anna") as vault:
        (first,) = lists(vault.desk)
        shelf = Shelf(vault)
        book = match_book(vault.desk, shelf.people())
        hits = [
            hit for case in vault.desk.cases.values() if case.keys for hit in book.hits(reference_of(case))
        ]
        assert sum(hit.id.startswith("row:") for hit in hits) >= 10
        table = read_table(files.list.read_bytes(), "list.csv")
        mapping = remembered(vault.desk, guess_mapping(table))
        second = take_list(vault, table, mapping, ISSUER, TODAY, ROUTE, NOW, replaces=first)
        found = shelf.comparison(first, second)
        assert (len(found.dropped), len(found.changed), len(found.added)) == (3, 4, 5)
