"""The words of answers: ready texts, and what the next outbox would hold back."""

import json
from typing import Any

import click

from tracker.desk.commands.session import Session, vault_options
from tracker.desk.replies.door import held_back
from tracker.desk.replies.telling import held_facts, held_line
from tracker.desk.replies.templates import QUESTIONS, TEMPLATES, Template, find_template
from tracker.records.form import LANGUAGES
from tracker.records.language import template as text_of
from tracker.records.language import translate
from tracker.speaking import json_option


@click.command("templates")
@json_option
@click.option("--language", type=click.Choice(LANGUAGES), default=LANGUAGES[0], help="Language of the texts.")
@click.argument("name", required=False)
def templates(as_json: bool, language: str, name: str | None) -> None:
    """List the ready texts for answers, or show one; {date} comes from the answer itself."""
    chosen = TEMPLATES if name is None else (find_template(name),)
    facts = {"templates": [_template_facts(each, language) for each in chosen], "questions": list(QUESTIONS)}
    lines = [f"{each.id:22}{translate(language, f'template.name.{each.id}')}" for each in chosen]
    if name is not None:
        lines += ["", *_paragraphs(chosen[0], language)]
        if chosen[0].asks:
            lines += [f"  {each:14}{translate(language, f'template.question.{each}')}" for each in QUESTIONS]
    click.echo(json.dumps(facts, ensure_ascii=True, indent=2) if as_json else "\n".join(lines))


@click.command("check")
@vault_options()
@click.option("--language", type=click.Choice(LANGUAGES), default=LANGUAGES[0], help="Language of the lines.")
def check(session: Session, language: str) -> None:
    """Say which answers the next outbox would not tell as they were written, and why."""
    with session.unlocked() as vault:
        held = held_back(vault.desk)
        lines = [held_line(each, language) for each in held] or [translate(language, "check.none-held")]
        session.emit({"held": [held_facts(each) for each in held]}, "\n".join(lines))


def _template_facts(template: Template, language: str) -> dict[str, Any]:
    return {
        "id": template.id,
        "name": translate(language, f"template.name.{template.id}"),
        "work": template.work,
        "knowledge": template.knowledge,
        "paragraphs": _paragraphs(template, language),
    }


def _paragraphs(template: Template, language: str) -> list[str]:
    """The texts with their places unfilled; of a choice, every member."""
    return [text_of(language, msgid) for msgid in template.msgids()]
