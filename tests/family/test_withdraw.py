"""After a withdrawal no answer comes, and the family is told so."""

import json
from pathlib import Path

import pytest

from tests.family.conftest import Family
from tracker.records.language import translate


@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_after_a_withdrawal_nobody_is_told_to_wait_for_an_answer(
    family: Family, form_file: Path, tmp_path: Path, language: str
) -> None:
    paper = tmp_path / "words"
    family("submit", "--form", form_file, "--words-out", paper)
    given = ("--words-file", paper, "--yes")
    spoken = family("withdraw", *given, "--language", language)
    assert spoken.exit_code == 0, spoken.output
    assert translate(language, "family.sent.no-answer") in spoken.output
    assert translate(language, "reading.rehearsal") in spoken.output
    before, _ = translate(language, "family.sent.again", day="|").split("|")
    assert before not in spoken.output
    assert "look-again" not in json.loads(family("withdraw", *given, "--json").stdout)
    added = family("add", "--words-file", paper, "--form", form_file, "--language", language).output
    assert before in added
    assert translate(language, "family.sent.no-answer") not in added
