"""Templates, the check and reasons by command, as typed."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from crypto import keyfile
from tests.desk.world import DeskInTest, inquiry_form
from tracker.desk.commands import group
from tracker.desk.replies.templates import TEMPLATES

PASSWORD = "correct horse"
LOCATED = ["--template", "located", "--source", "court", "--date", "2026-08", "--confidence", "medium"]
CAPTAIN = "Він був капітаном риболовного судна.\n"
Run = Callable[..., Result]


@pytest.fixture
def run(desk: DeskInTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `tracker desk …` beside a vault with two inquiries; JSON unless ``words``."""
    monkeypatch.setattr(keyfile, "TIME_COST", 1)
    monkeypatch.setattr(keyfile, "MEMORY_KIB", 64)
    monkeypatch.chdir(tmp_path)
    allowed = inquiry_form(sharing={"icrc": True})
    desk.world.post(desk.world.envelope("one", form=allowed), desk.world.envelope("two"))
    with desk.create() as vault:
        desk.take(vault, desk.world.inbox())
    for name, identity in desk.world.workers.items():
        randomness = keyfile.KeyfileRandomness(os.urandom(16), os.urandom(24))
        sealed = keyfile.seal_keyfile(keyfile.SeedUse.CASEWORKER, identity.seed, PASSWORD, randomness)
        Path(f"{name}.identity").write_bytes(sealed)
    Path("password").write_text(PASSWORD + "\n")

    def typed(
        command: str, *arguments: str, who: str = "anna", words: bool = False, given: str = ""
    ) -> Result:
        session = ["--vault", str(desk.path), "--identity", f"{who}.identity", "--password-file", "password"]
        options = [*(session if command != "templates" else []), *([] if words else ["--json"])]
        return CliRunner().invoke(group, [command, *options, *arguments], input=given)

    return typed


def facts(result: Result) -> dict[str, Any]:
    """What was printed as JSON; warnings go elsewhere."""
    assert result.exit_code == 0, (result.output, result.exception)
    return json.loads(result.stdout)


def code_of(result: Result) -> str:
    """The code with which a command failed."""
    assert result.exit_code != 0, result.output
    return getattr(result.exception, "code", "")


def test_templates_are_listed_and_shown_in_each_language(run: Run) -> None:
    listed = facts(run("templates", "--language", "en"))
    assert [item["id"] for item in listed["templates"]] == [template.id for template in TEMPLATES]
    for language, word in (("uk", "знайшли"), ("ru", "нашли"), ("en", "found")):
        shown = run("templates", "--language", language, "being-traced", words=True)
        assert word in shown.stdout
    assert "lawyer" in run("templates", "need-more", words=True).stdout
    assert code_of(run("templates", "condolences")) == "template-unknown"


def test_an_answer_from_a_template_with_the_caseworkers_own_words_after_it(run: Run) -> None:
    dry = facts(
        run("answer", *LOCATED, "--text-file", "-", "--dry-run", "1", given="Місце: вигадане містечко.\n")
    )
    assert dry["findings"] == []
    assert dry["left"] == 10_000 - dry["bytes"]
    assert facts(run("check"))["held"] == []
    written = facts(run("answer", *LOCATED, "--text-file", "-", "1", given="Місце: вигадане містечко.\n"))
    assert written["needs_second"]
    assert written["content"] == dry["content"]
    assert written["content"]["text"].endswith("Місце: вигадане містечко.")
    assert "серпень 2026" in written["content"]["text"]
    look = facts(run("confirm", "--dry-run", "1", who="borys"))
    assert (look["author"], look["why"], look["told_now"]) == ("anna", ["knowledge"], None)
    assert not facts(run("confirm", "1", who="borys"))["needs_second"]


def test_a_referral_is_told_to_those_who_allowed_it(run: Run) -> None:
    assert facts(run("answer", "--template", "referred-icrc", "1"))["content"]["work"] == "referred"
    assert code_of(run("answer", "--template", "referred-icrc", "2")) == "template-unfit"
    assert code_of(run("answer", "--template", "located", "--knowledge", "none", "2")) == "template-unfit"


def test_questions_are_asked_by_name(run: Run) -> None:
    asked = ["--template", "need-more", "--question", "birth", "--question", "lawyer"]
    text = facts(run("answer", *asked, "1"))["content"]["text"]
    assert text.count("– ") == 2
    assert code_of(run("answer", "--template", "need-more", "1")) == "template-unfit"


def test_a_stopped_answer_needs_a_reason_and_a_second_person(run: Run) -> None:
    work = ["--work", "being-traced", "--text-file", "text"]
    Path("text").write_text(CAPTAIN, encoding="utf-8-sig")
    refused = run("answer", *work, "--language", "en", "1")
    assert code_of(refused) == "wording-stopped"
    assert "«капітаном» (characters 9–17)" in refused.stderr
    assert code_of(run("answer", *work, "--dry-run", "1")) == "wording-stopped"
    Path("idle").write_text("судна = човен\n")
    assert code_of(run("answer", *work, "--reasons", "idle", "1")) == "justification-idle"
    Path("none").write_text("капітаном =\n")
    assert code_of(run("answer", *work, "--reasons", "none", "1")) == "justification-idle"
    Path("reasons").write_text("Капітаном = риболовне судно, не звання\n")
    shown = run("answer", *work, "--reasons", "reasons", "--dry-run", "1", words=True)
    assert "риболовне судно" in shown.stdout
    assert facts(run("answer", *work, "--reasons", "reasons", "1"))["needs_second"]
    (found,) = facts(run("confirm", "--dry-run", "1", who="borys"))["findings"]
    assert (found["found"], found["reason"]) == ("капітаном", "риболовне судно, не звання")


def test_the_second_person_sees_who_wrote_and_what_is_told_until_then(run: Run) -> None:
    def look() -> str:
        return run("confirm", "--dry-run", "--language", "en", "1", who="borys", words=True).stdout

    facts(run("answer", *LOCATED, "1"))
    assert "Written by anna" in look()
    assert "Only that the letter was received." in look()
    facts(run("confirm", "1", who="borys"))
    facts(run("answer", *LOCATED, "--text-file", "-", "1", given="Далі вигадане село.\n"))
    earlier, _, told = look().partition("What the family is told now")
    assert "Далі вигадане село." in earlier
    assert "Далі вигадане село." not in told
    assert "суду" in told


def test_a_death_is_refused_whatever_reason_is_given(run: Run) -> None:
    Path("text").write_text("Він загинув.")
    Path("reasons").write_text("загинув = так сказали\n")
    work = ["--work", "being-traced", "--text-file", "text"]
    assert code_of(run("answer", *work, "1")) == "wording-stopped"
    assert code_of(run("answer", *work, "--reasons", "reasons", "1")) == "justification-idle"
