"""Lists by command, as typed: preview, import, show, report, compare, columns, original, erase."""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.desk.lists.fictional import HEADINGS, csv_of, invented, rows_of
from tests.desk.lists.written import sheet_xml, workbook
from tests.desk.world import DeskInTest
from tracker.desk.commands import group
from tracker.records.errors import ListError

DETAILS = ["--issuer", "Вигадане відомство", "--obtained", "2026-09-10", "--route", "кур'єр"]

Run = Callable[..., Result]


@pytest.fixture
def run(desk: DeskInTest, session_options: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `tracker desk lists …` beside a vault; JSON unless ``words``."""
    monkeypatch.chdir(tmp_path)
    desk.create().close()

    def typed(command: str, *arguments: str, words: bool = False, given: str = "") -> Result:
        options = [*([] if command == "preview" else session_options), *([] if words else ["--json"])]
        return CliRunner().invoke(group, ["lists", command, *options, *arguments], input=given)

    return typed


def facts(result: Result) -> dict[str, Any]:
    """What was printed as JSON; warnings go elsewhere."""
    assert result.exit_code == 0, (result.output, result.exception)
    return json.loads(result.stdout)


def test_a_list_through_its_life(run: Run, rng: random.Random) -> None:
    everybody = invented(rng, 60)
    Path("first.csv").write_bytes(csv_of(rows_of(everybody), encoding="cp1251"))
    Path("second.xlsx").write_bytes(workbook({"а": sheet_xml(rows_of(everybody[1:]))}))
    seen = facts(run("preview", "first.csv"))
    assert (seen["named"], seen["columns"][1]["role"], seen["reading"]["encoding"]) == (
        60,
        "full-name",
        "cp1251",
    )
    taken = facts(run("import", *DETAILS, "--yes", "first.csv"))
    assert (taken["list"], taken["rows"], taken["sha256"]) == ("L-000001", 61, seen["sha256"])
    newer = facts(run("import", *DETAILS, "--yes", "--replaces", "L-1", "second.xlsx"))
    assert [entry["row"] for entry in newer["comparison"]["dropped"]] == [2]
    assert [item["list"] for item in facts(run("show"))["lists"]] == ["L-000001", "L-000002"]
    page = facts(run("show", "--from", "10", "--count", "5", "2"))["entries"]
    assert [entry["row"] for entry in page] == [10, 11, 12, 13, 14]
    row = facts(run("show", "L-000001:2"))
    assert row["cells"][1] == {
        "heading": HEADINGS[1],
        "role": "full-name",
        "text": " ".join(everybody[0].name("uk")),
    }
    assert [item["entry"] is None for item in row["history"]] == [False, True]
    assert facts(run("report", "1"))["report"]["births"] == {"full": 60}
    assert len(facts(run("compare", "2"))["dropped"]) == len(facts(run("compare", "1", "2"))["added"]) == 1
    mapped = facts(run("columns", "--column", "D=remark", "--column", f"{HEADINGS[5]}=other", "2"))
    assert mapped["mapping"]["roles"][3::2] == ["remark", "other"]
    facts(run("original", "2", "copy.xlsx"))
    assert Path("copy.xlsx").read_bytes() == Path("second.xlsx").read_bytes()
    assert run("erase", "--confirm", "1", "2").exit_code == 2
    assert facts(run("erase", "--confirm", "L-1", "1")) == {"erased": "L-000001"}
    assert [item["list"] for item in facts(run("show"))["lists"]] == ["L-000002"]
    assert run("compare", "2").exit_code == 2


def test_nothing_is_taken_without_a_yes_and_the_older_list_is_named(run: Run, rng: random.Random) -> None:
    for number, name in enumerate(("one.csv", "two.csv"), 3):
        Path(name).write_bytes(csv_of(rows_of(invented(rng, number))))
    facts(run("import", *DETAILS, "--yes", "one.csv"))
    stopped = run("import", *DETAILS, "--language", "en", "two.csv", given="n\n", words=True)
    assert stopped.exit_code == 1
    assert "--replaces L-000001" in stopped.stderr
    assert len(facts(run("show"))["lists"]) == 1
    taken = run("import", *DETAILS, "two.csv", given="y\n", words=True)
    assert (taken.exit_code, "L-000002" in taken.stdout) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--column", "Z=birth"], "list-mapping"),
        (["--column", "B=nonsense"], "list-mapping"),
        (["--column", "B=other"], "list-mapping"),
        (["--sheet", "x", "--first", "99"], "list-empty"),
        (["--encoding", "utf-16"], "list-encoding"),
        (["--obtained", "2999-01-01"], "list-details"),
        (["--obtained", "12.09.2026"], "list-details"),
        (["--replaces", "L-9"], "list-unknown"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_wrong_is_said_and_nothing_is_stored(run: Run, arguments: list[str], code: str) -> None:
    Path("list.csv").write_bytes(
        csv_of([list(HEADINGS), ["1", "Вигаданенко Іван", "1987", "", "", ""]]) + b"\n"
    )
    for asked in ([], ["--yes"]):
        result = run("import", *DETAILS, *asked, *arguments, "list.csv", given="y\n")
        assert isinstance(result.exception, ListError)
        assert result.exception.code == code
    assert facts(run("show"))["lists"] == []


def test_a_delimiter_is_one_character(run: Run) -> None:
    Path("list.csv").write_bytes("ПІБ~Рік\nВигаданенко Іван~1987\n".encode())
    assert run("preview", "--delimiter", ";;", "list.csv").exit_code == 2
    assert facts(run("preview", "--delimiter", "~", "list.csv"))["named"] == 1


def test_what_a_stranger_wrote_acts_on_no_terminal(run: Run) -> None:
    spoilt = "Вига\x1b]0;x\x07данко \u202eІван\x9b2J"
    rows = [["ПІБ", "Дата \x1b[2Jнародження"], [spoilt, "\x1b[31m1987"]]
    Path("list.csv").write_bytes(csv_of(rows))
    said = run("preview", "list.csv", words=True).output
    said += run("import", *DETAILS, "--yes", "list.csv", words=True).output
    for command in (["show", "1"], ["show", "1:2"], ["report", "1"], ["columns", "1"]):
        said += run(command[0], command[1], words=True).output
    assert "Вига" in said
    assert [char for char in said if char in "\x1b\x07\x9b\u202e"] == []


@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_words_in_each_language(run: Run, language: str) -> None:
    rows = [list(HEADINGS), ["1", "Вигаданенко Іван", "31.02.1987", "", "", "1"], ["Всього"], ["", "", "x"]]
    Path("list.csv").write_bytes(csv_of(rows))
    assert run("preview", "--language", language, "list.csv", words=True).exit_code == 0
    assert run("import", *DETAILS, "--language", language, "--yes", "list.csv", words=True).exit_code == 0
    for command in (["show"], ["show", "1"], ["show", "1:2"], ["report", "1"], ["columns", "1"]):
        shown = run(command[0], "--language", language, *command[1:], words=True)
        assert (shown.exit_code, shown.exception) == (0, None), command
