"""`tracker audit` as people and programs run it."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.auditor.small_archive import SmallArchive
from tests.vectors import cast
from tests.vectors.attempt import cases, folder_of
from tracker import cli
from tracker.auditor.commands import group
from tracker.auditor.kept import Kept, Probe, read_kept, write_kept
from tracker.auditor.verify import RULES
from tracker.records.archive import Log


@pytest.fixture
def today(tmp_path: Path) -> SmallArchive:
    """A good archive, cosigned just now, in the folder `archive` beside its trust root."""
    made = SmallArchive(cosigned=int(time.time()))
    made.write(tmp_path / "archive")
    (tmp_path / "trust").write_bytes(made.trust.encode())
    return made


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Result]:
    """Runs `tracker audit` on that folder."""

    def run(*more: str, folder: str = "archive") -> Result:
        arguments = [str(tmp_path / folder), "--trust", str(tmp_path / "trust"), *more]
        return CliRunner().invoke(group, arguments, standalone_mode=False)

    return run


def rotated(result: Result) -> dict[int, str]:
    """The results of a JSON audit by number; the cast's keys may be too old by the clock of this machine."""
    return {
        rule["number"]: rule["result"] for rule in json.loads(result.stdout)["rules"] if rule["number"] != 30
    }


@pytest.mark.usefixtures("today")
def test_every_rule_is_told_with_its_evidence(run: Callable[..., Result]) -> None:
    told = json.loads(run("--json").stdout)
    assert [rule["number"] for rule in told["rules"]] == list(range(1, 41))
    assert [rule["title"] for rule in told["rules"]] == [rule.title for rule in RULES]
    assert all(rule["evidence"] for rule in told["rules"])
    shown = run().stdout
    assert all(rule.title in shown for rule in RULES)


@pytest.mark.usefixtures("today")
def test_a_good_archive_ends_with_0_and_a_bad_one_with_1(
    run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The cast's keys are rotated by the end of 2026.
    assert set(rotated(run("--json")).values()) <= {"holds", "not-applicable"}
    (tmp_path / "archive" / Log.KEYS.checkpoint).unlink()
    assert run().return_value == 1
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        cli.main(["audit", "archive", "--trust", "trust"])
    assert ended.value.code == 1


@pytest.mark.usefixtures("today")
def test_the_trust_root_must_come_from_elsewhere(
    run: Callable[..., Result], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inside = tmp_path / "archive/trust"
    inside.write_bytes((tmp_path / "trust").read_bytes())
    link = tmp_path / "link"
    link.symlink_to(inside)
    for trust in (inside, link):
        with pytest.raises(SystemExit) as ended:
            cli.main(["audit", str(tmp_path / "archive"), "--trust", str(trust)])
        assert ended.value.code == 1
        assert "trust-from-folder" in capsys.readouterr().err


@pytest.mark.usefixtures("today")
def test_only_an_audit_that_holds_is_kept(run: Callable[..., Result], tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    ran = run("--keep", str(seen))
    kept = read_kept(seen)
    assert (kept is not None) == (ran.return_value == 0)
    (tmp_path / "archive" / Log.KEYS.checkpoint).unlink()
    assert run("--keep", str(seen)).return_value == 1
    assert read_kept(seen) == kept


def test_a_probe_that_was_kept_during_an_audit_is_not_lost(
    today: SmallArchive, run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, clock = tmp_path / "seen", time.time
    probe = Probe(cast.seed("envelope"), "2026-05-28", 0, b"receipt\n")

    def meanwhile() -> float:
        """The audit asks for the time once it has begun: then the probe is kept."""
        monkeypatch.setattr(time, "time", clock)
        write_kept(seen, Kept(today.trust.origin, {}, (probe,)))
        return clock()

    monkeypatch.setattr(time, "time", meanwhile)
    assert run("--keep", str(seen)).return_value == 0
    kept = read_kept(seen)
    assert kept is not None
    assert kept.probes == (probe,)
    assert kept.of(Log.KEYS)


@pytest.mark.usefixtures("today")
def test_a_page_is_written_for_a_bad_archive_too(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "archive" / Log.KEYS.checkpoint).unlink()
    run("--report", str(tmp_path / "report.html"))
    assert "must not be believed" in (tmp_path / "report.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("today")
def test_explain_prints_a_script(run: Callable[..., Result]) -> None:
    assert run("--explain").stdout.startswith("#!/bin/bash\n")


@pytest.mark.usefixtures("today")
def test_what_is_neither_folder_nor_address_is_misuse(run: Callable[..., Result]) -> None:
    assert getattr(run(folder="nothing").exception, "exit_code", None) == 2


def test_the_attempt_with_its_own_trust_root_is_refused_at_once() -> None:
    name, case = next((name, case) for name, case in cases() if case["code"] == "trust-from-folder")
    folder = folder_of(name)
    arguments = [str(folder / "archive"), "--trust", str(folder / case["trust"])]
    ran = CliRunner().invoke(group, arguments, standalone_mode=False)
    assert getattr(ran.exception, "code", None) == "trust-from-folder"


def test_an_audit_of_a_rehearsal_says_so_first_and_on_its_page(
    today: SmallArchive, run: Callable[..., Result], tmp_path: Path
) -> None:
    page = tmp_path / "report.html"
    printed = run("--report", str(page)).output
    banner = f"A REHEARSAL ({today.trust.origin}): NOT FOR REAL INQUIRIES"
    assert printed.startswith(f"*** {banner} ***\n")
    assert page.read_text(encoding="utf-8").count(banner) == 1
