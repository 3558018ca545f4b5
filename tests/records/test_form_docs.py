"""The pages on forms and answers say what the schema, the vocabulary and the errors say."""

import json
import re
from pathlib import Path

import pytest

from crypto.encoding import canonical_json
from tracker.records import errors
from tracker.records.answer import ANSWER_MAX_BYTES, check_answer, needs_second
from tracker.records.fields import Field
from tracker.records.form import FORM_MAX_BYTES, applies, paths
from tracker.records.form_check import check_form
from tracker.records.form_export import options
from tracker.records.language import translate
from tracker.records.vocabulary import KNOWLEDGE, LISTS, label_id

SPEC = Path(__file__).parents[2] / "docs" / "spec"
FORM, ANSWER = SPEC / "form.md", SPEC / "answer.md"


def asked(path: str, field: Field) -> str:
    if "." in path:
        return "with its group"
    if field.when is not None:
        return f"if {field.when.key} is {' or '.join(field.when.among)}"
    return "always, required" if field.required else "always"


def bounds(field: Field) -> str:
    numbers = {name: getattr(field, name, None) for name in ("least", "limit", "most", "most_bytes")}
    given = [
        *(f"`{value}`" for value in options(field)),
        *(f"{name.replace('_', ' ')} {value}" for name, value in numbers.items() if value is not None),
        *(f"`{media}`" for media in getattr(field, "types", ())),
    ]
    return ", ".join(given + ["or an age"] * getattr(field, "age", False)) or "–"


def form_table() -> str:
    """The table of fields; paste its output into the page when the schema changes."""
    rows = ["| path | question | kind | asked | values and bounds |", "|---|---|---|---|---|"]
    for path, field in paths():
        question = translate("en", f"form.{path}.label")
        rows.append(f"| `{path}` | {question} | {field.kind} | {asked(path, field)} | {bounds(field)} |")
    return "\n".join(rows)


def vocabulary_table() -> str:
    """The table of words; paste its output into the page when the vocabulary changes."""
    rows = ["| list | word | in English | needs |", "|---|---|---|---|"]
    needs = {
        known.id: ", ".join(["source, date, confidence"] * known.evidence + ["**two people**"] * known.second)
        for known in KNOWLEDGE
    }
    for name, values in LISTS.items():
        for value in values:
            needed = (needs[value] if name == "knowledge" else "") or "–"
            rows.append(f"| {name} | `{value}` | {translate('en', label_id(name, value))} | {needed} |")
    return "\n".join(rows)


def json_of(page: Path) -> list[dict[str, object]]:
    return [json.loads(block) for block in re.findall(r"```json\n(.*?)```", page.read_text(), re.DOTALL)]


def test_the_form_page_has_every_field() -> None:
    assert form_table() in FORM.read_text()


def test_the_answer_page_has_every_word() -> None:
    assert vocabulary_table() in ANSWER.read_text()


@pytest.mark.parametrize(("page", "branch"), [(FORM, "FormError"), (ANSWER, "AnswerError")])
def test_the_pages_have_every_code(page: Path, branch: str) -> None:
    codes = {kind.code for kind in getattr(errors, branch).__subclasses__()}
    assert codes == set(re.findall(r"^\| `((?:form|answer)-[a-z-]+)` \|", page.read_text(), re.MULTILINE))


def test_the_examples_are_acceptable() -> None:
    (form, addition) = json_of(FORM)
    check_form(form)
    check_form(addition, "addition")
    assert all(applies(field, form) for path, field in paths() if path in form)
    (answer,) = json_of(ANSWER)
    check_answer(answer)
    assert needs_second(answer)
    assert len(canonical_json(answer)) < ANSWER_MAX_BYTES


def test_the_pages_state_the_bounds() -> None:
    assert f"{FORM_MAX_BYTES:,} bytes" in FORM.read_text()
    assert f"{ANSWER_MAX_BYTES:,} bytes" in ANSWER.read_text()
