"""Templates say what the answer's own fields say, in every language, and pass the check of wording."""

import itertools
import re
from typing import Any

import pytest

from crypto.errors import TrackerError
from tests.desk.world import NOW, DeskInTest, World, inquiry_form
from tracker.desk.acting import act
from tracker.desk.acts import Answer
from tracker.desk.answering import check_draft, complete_answer
from tracker.desk.case import Case
from tracker.desk.replies.door import choose_answer
from tracker.desk.replies.outgoing_check import check_wording
from tracker.desk.replies.templates import (
    QUESTIONS,
    TEMPLATES,
    Template,
    fill,
    find_template,
    fitting,
    start,
    template_msgids,
)
from tracker.desk.replies.written_in import written_in
from tracker.desk.vault import Vault
from tracker.records.form import LANGUAGES
from tracker.records.language import msgids
from tracker.records.vocabulary import CONDITIONS, EXILE, KNOWLEDGE_BY_ID, ROUTES, SOURCES

ALLOWED = {"sharing": {"icrc": True, "un-body": True, "lawyer": True}}


def knowledges(value: str) -> list[dict[str, Any]]:
    """Every kind of knowledge of one value, but for dates."""
    if value == "by-a-person":
        return [{"value": value, "routes": list(ROUTES)}]
    if not KNOWLEDGE_BY_ID[value].evidence:
        return [{"value": value}]
    sources = ("icrc",) if value == "confirmed" else SOURCES
    known = [{"value": value, "source": source, "date": "2026-08", "confidence": "low"} for source in sources]
    if value != "released":
        return known
    ends = itertools.product(CONDITIONS, EXILE)
    return [{**known[0], "conditions": conditions, "exile": exile} for conditions, exile in ends] + [
        {**each, "conditions": "unknown", "exile": "no"} for each in known
    ]


def code_of(call: Any, *arguments: Any) -> str:
    """The code with which something is refused."""
    with pytest.raises(TrackerError) as found:
        call(*arguments)
    return found.value.code


@pytest.fixture
def cases(desk: DeskInTest, world: World, vault: Vault) -> dict[str, Case]:
    """One inquiry in each language, all of which allow to pass it on."""
    for language in LANGUAGES:
        world.post(world.envelope(language, form=inquiry_form(language=language, **ALLOWED)))
    desk.take(vault, world.inbox())
    return {case.language: case for case in vault.desk.cases.values()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_template_can_be_sent_as_it_is(vault: Vault, cases: dict[str, Case], language: str) -> None:
    case = cases[language]
    for template in TEMPLATES:
        for knowledge in knowledges(template.knowledge):
            begun = start(template, case, knowledge)
            text = fill(template, begun, language, QUESTIONS if template.asks else ())
            found = check_wording(text, vault.desk, case)
            assert found == [], (template.id, text)
            content = check_draft(vault.desk, case, {**begun, "text": text}, NOW)
            assert written_in(text) == language, text
            assert content["language"] == language
            assert not re.search(r"[{}]|None", text)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.id)
def test_a_template_goes_with_its_own_knowledge_only(template: Template, cases: dict[str, Case]) -> None:
    for value in KNOWLEDGE_BY_ID:
        knowledge = knowledges(value)[0]
        if value == template.knowledge:
            begun = start(template, cases["en"], knowledge)
            assert template in fitting(begun, cases["en"])
        else:
            assert code_of(start, template, cases["en"], knowledge) == "template-unfit"
            content = {**template.draft, "knowledge": knowledge}
            assert code_of(fill, template, content, "en") == "template-unfit"


@pytest.mark.parametrize("language", LANGUAGES)
def test_ready_words_stay_only_with_the_fields_that_they_were_made_of(
    vault: Vault, cases: dict[str, Case], language: str
) -> None:
    """Otherwise "was released" goes out with "nothing is known", past the second person."""
    case, nothing = cases[language], {"value": "none"}
    released, other = knowledges("released")[0], knowledges("released")[-1]
    begun = start(find_template("released"), case, released)
    text = fill(find_template("released"), begun, language)
    for knowledge in (nothing, other, {**released, "date": "2020"}, {**released, "conditions": "unknown"}):
        work = "being-traced" if knowledge is nothing else "answered"
        changed = {"work": work, "knowledge": knowledge, "text": text}
        assert code_of(check_draft, vault.desk, case, changed, NOW) == "template-unfit"
    check_draft(vault.desk, case, {**begun, "text": f"{text}\n\n…"}, NOW)
    ended = start(find_template("closed-returned"), case)
    words = fill(find_template("closed-returned"), ended, language)
    drafted = {"work": "being-traced", "knowledge": nothing, "text": words}
    assert code_of(check_draft, vault.desk, case, drafted, NOW) == "template-unfit"


def test_ready_words_of_another_vault_are_held_back_too(vault: Vault, cases: dict[str, Case]) -> None:
    case = cases["uk"]
    released = start(find_template("released"), case, knowledges("released")[0])
    text = fill(find_template("released"), released, "uk")
    content = {"work": "being-traced", "knowledge": {"value": "none"}, "text": text}
    act(vault, case, Answer(complete_answer(case, content, NOW), {}), NOW)
    chosen = choose_answer(vault.desk, vault.desk.cases[case.number])
    assert chosen.answer is None
    assert chosen.held is not None
    assert chosen.held.codes == ("template-unfit",)


def test_a_text_says_the_source_and_date_of_the_answer_and_nothing_of_the_letter(
    cases: dict[str, Case],
) -> None:
    template = find_template("located")
    knowledge = {"value": "located", "source": "court", "date": "2026-08-03", "confidence": "low"}
    text = fill(template, start(template, cases["en"], knowledge), "en")
    assert "from a court" in text
    assert "3 August 2026" in text
    told = {**knowledge, "source": "media", "date": "2025"}
    other = fill(template, start(template, cases["en"], told), "en")
    assert "the press" in other
    assert "2025" in other
    assert cases["en"].form["full-name"] not in text


def test_nobody_is_told_that_they_allowed_what_they_did_not(
    desk: DeskInTest, world: World, vault: Vault
) -> None:
    world.post(
        world.envelope("a", form=inquiry_form(sharing={"icrc": True})),
        world.envelope("b", form=inquiry_form()),
    )
    desk.take(vault, world.inbox())
    one, two = vault.desk.cases.values()
    assert start(find_template("referred-icrc"), one)["work"] == "referred"
    for case, name in ((one, "referred-un"), (one, "referred-lawyer"), (two, "referred-icrc")):
        assert code_of(start, find_template(name), case) == "template-unfit"
        begun = {"work": "referred", "knowledge": {"value": "none"}}
        assert name not in {template.id for template in fitting(begun, case)}


def test_a_question_is_asked_only_by_the_template_that_asks(cases: dict[str, Case]) -> None:
    asking, telling = find_template("need-more"), find_template("nothing-new")
    content = start(asking, cases["en"])
    assert fill(asking, content, "en", ("lawyer",)).count("– ") == 1
    assert code_of(fill, asking, content, "en") == "template-unfit"
    assert code_of(fill, asking, content, "en", ("rank",)) == "template-unknown"
    assert code_of(fill, telling, start(telling, cases["en"]), "en", ("lawyer",)) == "template-unfit"
    assert code_of(find_template, "condolences") == "template-unknown"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogues_have_the_texts_and_no_others(language: str) -> None:
    assert msgids(language, "template.") == template_msgids()
