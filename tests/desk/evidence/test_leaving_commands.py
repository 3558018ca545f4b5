"""The commands with which things leave the desk, as typed."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from crypto.letter import Attachment
from tests.desk.attachments.samples import SAMPLES
from tests.desk.evidence.test_evidence import is_signed, is_valid_bag
from tests.desk.test_commands import Run, facts, folder, forks, run, session
from tests.desk.world import NOW, DeskInTest, World, inquiry_form
from tracker.desk.acting import act
from tracker.desk.acts import Referred
from tracker.desk.commands.referral import referrals

__all__ = ["folder", "forks", "run"]

LIST_OF = ("--issuer", "Nobody", "--obtained", "2026-09-01", "--route", "none", "--yes")


@pytest.fixture
def filled(run: Run, folder: Path, world: World) -> Run:
    """A vault with a convict's case that has a photograph."""
    facts(run("init", *session(), "--trust", "trust", "--keyring", "."))
    form = inquiry_form(category="convict", sharing={"icrc": True}, **{"sentence-end": "2026-01"})
    photo = Attachment("image/png", SAMPLES["photo"][0])
    world.post(world.envelope("one", form=form, attachments=(photo,)))
    (folder / "inbox").write_bytes(world.inbox())
    facts(run("import", *session(), "--fetched", "2026-09-20", "inbox"))
    return run


def test_a_day_on_which_things_leave(filled: Run, folder: Path) -> None:
    rung = facts(filled("alarms", *session()))
    (alarm,) = (item["alarm"] for item in rung["alarms"] if item["alarm"].startswith("sentence-end"))
    assert alarm == "sentence-end:2026-01:passed"
    facts(filled("hear", *session(), "1", alarm))
    assert alarm not in str(facts(filled("alarms", *session(), "1")))
    listed = facts(filled("attachments", *session(), "C-000001"))["attachments"]
    assert (listed[0]["found"], listed[0]["other_type"], listed[0]["traces"][0]) == (
        "image/jpeg",
        True,
        "gps",
    )
    out = facts(filled("take-out", *session(), "--confirm", "1", "--quarantine", "q", "1", "1"))
    assert Path(out["file"]).name == "C-000001-attachment-1.quarantine"
    assert (folder / out["file"]).read_bytes() == SAMPLES["photo"][0]
    wished = ["--to", "icrc", "--language", "en", "--confirm", "C-000001"]
    sheet = facts(filled("referral", *session(), *wished, "1", "sheet.txt"))
    assert facts(filled("referrals", *session(), sheet["reference"]))["cases"] == ["C-000001"]
    made = facts(filled("evidence", *session(), "--confirm", "1", "1", "evidence"))
    assert made["allowed"] == {"C-000001": ["icrc"]}
    assert is_valid_bag(folder / "evidence")
    assert is_signed(folder / "evidence")
    history = json.loads((folder / "evidence/data/C-000001/history.json").read_bytes())["entries"]
    assert [entry["what"] for entry in history] == ["letter", "heard", "attachment-out", "referred"]
    note = facts(filled("shift-note", *session()))
    assert set(note["changed"]) == {"heard", "referred", "evidence", "attachment-out"}


def test_refusals_are_codes_and_leave_nothing(filled: Run, folder: Path) -> None:
    def refused(*arguments: str, given: str = "") -> str:
        done = filled(*arguments, given=given)
        assert done.returncode == 1, (done.stdout, done.stderr)
        return str(json.loads(done.stdout)["error"])

    wished = ["--language", "en", "--confirm", "1"]
    assert refused("referral", *session(), "--to", "lawyer", *wished, "1", "s") == "referral-consent"
    assert refused("evidence", *session(), "--confirm", "2", "1", "e") == "case-number-mistyped"
    assert (
        refused("take-out", *session(), "--confirm", "1", "--quarantine", "q", "1", "2")
        == "attachment-unknown"
    )
    assert refused("hear", *session(), "1", "wait-over:2026-01-01:now") == "alarm-unknown"
    asked = filled("evidence", *session(), "1", "e", given="7\n")
    assert "case-number-mistyped" in asked.stdout
    assert {path.name for path in folder.iterdir()} & {"s", "e", "q"} == set()


def test_what_a_colleague_tells_of_a_sheet_is_cleaned(
    desk: DeskInTest, world: World, session_options: list[str]
) -> None:
    with desk.create() as vault:
        world.write("one")
        desk.take(vault, world.inbox())
        told = {"reference": "\x1b]0;x\x07", "recipient": ["\x9b31m"], "case": "C-000009"}
        act(vault, vault.desk.cases[1], Referred(told), NOW)
    shown = CliRunner().invoke(referrals, [*session_options, "1"], catch_exceptions=False)
    _, row = shown.stdout.splitlines()
    assert row.isprintable()
    assert row.startswith("C-000001 ")


def test_what_was_cut_off_is_named_until_it_is_deleted(filled: Run, folder: Path) -> None:
    """A machine that stopped left a sheet beside its place, and a photograph in quarantine."""
    (folder / "q").mkdir()
    for path in (folder / ".new-abc", folder / "q" / ".new-abc"):
        path.write_text("in clear")
    wished = ["--to", "icrc", "--language", "en", "--confirm", "1"]
    sheet = facts(filled("referral", *session(), *wished, "1", "sheet.txt"))
    taken = facts(filled("take-out", *session(), "--confirm", "1", "--quarantine", "q", "1", "1"))
    assert (sheet["unfinished"], taken["unfinished"]) == ([".new-abc"], ["q/.new-abc"])


def test_no_command_takes_a_file_of_the_evidence(filled: Run, folder: Path) -> None:
    facts(filled("evidence", *session(), "--confirm", "1", "1", "evidence"))
    data = "evidence/data/C-000001"
    tries = [
        ("import", *session(), f"{data}/letter-1/original.envelope"),
        ("answer", *session(), "--file", f"{data}/history.json", "1"),
        ("answer", *session(), "--file", f"{data}/letter-1/decrypted.json", "1"),
        ("lists", "import", *session(), *LIST_OF, "evidence/bagit.txt"),
        ("sign", *session(), "--yes", "evidence/tagmanifest-sha256.txt"),
    ]
    for arguments in tries:
        done = filled(*arguments)
        assert done.returncode == 1, (arguments, done.stdout)
        assert json.loads(done.stdout)["error"] != "internal"
