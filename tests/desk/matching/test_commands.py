"""The commands `matches` and `judge`, as typed."""

import json
import os
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.desk.world import NOW, DeskInTest, World, inquiry_form
from tracker.desk.commands import group
from tracker.desk.commands.session import now
from tracker.desk.console.session import ConsoleSession
from tracker.desk.lists.guessing import guess_mapping
from tracker.desk.lists.keeping import take_list
from tracker.desk.lists.reading import read_table
from tracker.desk.queues import QUEUES
from tracker.records.errors import ListRowUnknown, ListUnknown, MatchUnknown, MatchWithoutConsent

LIST = "ПІБ;Дата народження\nVyhadanenko Mykola;1987-05-03\nІнша Особа;1950-01-01\n".encode()
Run = Callable[..., Result]


@pytest.fixture
def run(desk: DeskInTest, world: World, session_options: list[str]) -> Run:
    """Runs a command on a vault with three inquiries and a list; the third may not be compared."""
    may = {"match": True}
    forms = [
        inquiry_form(**{"full-name": "Вигаданенко Микола", "birth": "1987-05-03"}, sharing=may),
        inquiry_form(**{"full-name": "Выгаданенко Николай", "birth": "1987-03-05"}, sharing=may),
        inquiry_form(**{"full-name": "Вигаданенко Микола", "birth": "1987-05-03"}),
    ]
    world.post(*(world.envelope(f"family {n}", form=form) for n, form in enumerate(forms)))
    with desk.create() as vault:
        desk.take(vault, world.inbox())
        table = read_table(LIST, "list.csv")
        take_list(vault, table, guess_mapping(table), "A register", "2026-09-01", "by hand", NOW)

    def run(command: str, *arguments: str) -> Result:
        return CliRunner().invoke(group, [command, *session_options, *arguments])

    return run


def facts(result: Result) -> Any:
    """What a command printed as JSON."""
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_matches_of_a_case_are_told_with_their_reasons(run: Run) -> None:
    found = facts(run("matches", "--json", "1"))["matches"]
    assert {item["label"] for item in found} == {"C-000002", "L-000004:2"}
    assert {reason["why"] for reason in found[0]["reasons"]} >= {"name-spelling"}
    told = run("matches", "--language", "en", "C-1").stdout
    assert "Forms of one name: Микола, Николай" in told
    assert "Day and month of birth may be swapped: 1987-05-03, 1987-03-05" in told


def test_cases_that_wait_for_a_word_are_listed_until_it_is_said(run: Run) -> None:
    assert [item["case"] for item in facts(run("matches", "--json"))["cases"]] == ["C-000001", "C-000002"]
    assert facts(run("judge", "--json", "1", "C-2", "accept"))["may_link"] is True
    assert facts(run("judge", "--json", "1", "L-000004:2", "reject"))["may_link"] is False
    assert facts(run("matches", "--json"))["cases"] == [{"case": "C-000002", "undecided": ["L-000004:2"]}]
    found = facts(run("matches", "--json", "1"))["matches"]
    assert {item["label"]: item["verdict"] for item in found} == {
        "C-000002": "accept",
        "L-000004:2": "reject",
    }
    facts(run("judge", "--json", "2", "1", "forget"))
    assert len(facts(run("matches", "--json"))["cases"]) == 2


def test_an_accepted_pair_is_told_of_as_a_claim_or_an_offer(run: Run) -> None:
    assert "link" in run("judge", "--language", "en", "1", "2", "accept").stdout
    assert "claim" in run("judge", "--language", "en", "1", "L-000004:2", "accept").stdout


def test_without_the_familys_leave_nothing_is_shown_or_accepted(run: Run) -> None:
    assert facts(run("matches", "--json", "3")) == {
        "case": "C-000003",
        "may_be_compared": False,
        "matches": [],
    }
    assert "did not allow" in run("matches", "--language", "en", "3").stdout
    assert isinstance(run("judge", "3", "1", "accept").exception, MatchWithoutConsent)


@pytest.mark.parametrize(
    "entry", ["C-77", "L-9:1", "L-000004:x", "L-4:9", "L-000004:9", "", "row", f"row:{64 * '0'}:1"]
)
def test_what_is_no_entry_is_refused(run: Run, entry: str) -> None:
    assert isinstance(
        run("judge", "1", entry, "reject").exception, MatchUnknown | ListRowUnknown | ListUnknown
    )


def listed(run: Run, queue: str) -> list[str]:
    """The cases of a queue, as the command line lists them."""
    return [row["case"] for row in facts(run("list", "--json", queue))["cases"]]


def test_the_command_line_counts_the_queues_as_the_console_does(run: Run, desk: DeskInTest) -> None:
    facts(run("assign", "--json", "--to", "anna", "C-2"))
    facts(run("wait", "--json", "--until", "2999-01-01", "C-3"))
    at = now()
    with desk.unlock() as vault:
        session = ConsoleSession(vault, "uk", lambda: at, os.urandom)
        book = session.made_book(lambda: False)
        assert book is not None
        session.take_book(book)
        counts = {queue: session.board.counts[queue] for queue in QUEUES}
    assert min(counts[name] for name in ("mine", "waiting-until", "needs-dedupe", "list-hit", "overdue")) > 0
    assert facts(run("status", "--json", "--matches"))["queues"] == counts
    unmatched = facts(run("status", "--json"))["queues"]
    assert unmatched == {**counts, "needs-dedupe": None, "list-hit": None}
    assert (listed(run, "mine"), listed(run, "waiting-until")) == (["C-000002"], ["C-000003"])
    assert listed(run, "needs-dedupe") == listed(run, "list-hit") == ["C-000001", "C-000002"]
