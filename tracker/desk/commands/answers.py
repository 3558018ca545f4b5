"""Answers: writing one, from a template or freely, and confirming another's."""

import json
from pathlib import Path
from typing import Any

import click

from tracker.desk.answering import check_draft, complete_answer, confirm_answer, find_case, write_answer
from tracker.desk.case import Case, WrittenAnswer
from tracker.desk.commands.session import Session, now, vault_options
from tracker.desk.replies.confirming import SecondLook, for_second
from tracker.desk.replies.door import findings_of
from tracker.desk.replies.findings import Finding, Weight
from tracker.desk.replies.room import room_of
from tracker.desk.replies.telling import finding_facts, finding_lines, room_line, second_lines
from tracker.desk.replies.templates import BY_ID, QUESTIONS, fill, find_template, start
from tracker.desk.vault import Vault
from tracker.records.answer import check_answer
from tracker.records.errors import AnswerMissing, AnswerWrongType, JustificationIdle, WordingStopped
from tracker.records.form import LANGUAGES
from tracker.records.reading import read_answer
from tracker.records.vocabulary import CLOSED_WHY, CONDITIONS, CONFIDENCE, EXILE, ROUTES, SOURCES
from tracker.records.vocabulary import KNOWLEDGE_BY_ID as KNOWLEDGE
from tracker.records.vocabulary import WORK_BY_ID as WORK

_TEXT_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)
_FILE_MAX = 64 * 1024
_OF_KNOWLEDGE = ("source", "date", "confidence", "conditions", "exile", "routes")


@click.command("answer")
@vault_options()
@click.option("--template", type=click.Choice(list(BY_ID)), help="Begin with a ready text.")
@click.option(
    "--question", "questions", multiple=True, type=click.Choice(QUESTIONS), help="To ask; repeatable."
)
@click.option("--reasons", type=_TEXT_FILE, help="Lines 'words = why they may stand'; '-' is standard input.")
@click.option("--dry-run", is_flag=True, help="Show what the family would read, and write nothing.")
@click.option("--language", type=click.Choice(LANGUAGES), default=LANGUAGES[0], help="Language of findings.")
@click.option("--file", "file", type=_TEXT_FILE, help="The answer as JSON; '-' is standard input.")
@click.option("--work", type=click.Choice(list(WORK)), help="How the work stands.")
@click.option("--knowledge", type=click.Choice(list(KNOWLEDGE)), help="What is known; none if left out.")
@click.option("--source", type=click.Choice(SOURCES), help="Kind of source.")
@click.option("--date", help="Date of what is known: YYYY, YYYY-MM or YYYY-MM-DD.")
@click.option("--confidence", type=click.Choice(CONFIDENCE), help="How sure.")
@click.option("--conditions", type=click.Choice(CONDITIONS), help="Of a release.")
@click.option("--exile", type=click.Choice(EXILE), help="Of a release.")
@click.option("--route", "routes", multiple=True, type=click.Choice(ROUTES), help="Safe route; repeatable.")
@click.option("--why", type=click.Choice(CLOSED_WHY), help="Why it is closed.")
@click.option("--again", help="Day to look again, YYYY-MM-DD; usual: a week from now.")
@click.option("--ends", help="Last day that a closed case is told so; usual: in a year.")
@click.option(
    "--text-file", type=_TEXT_FILE, help="The text, or what follows the template's; '-' is standard input."
)
@click.argument("case")
def answer(
    session: Session,
    case: str,
    file: Path | None,
    reasons: Path | None,
    dry_run: bool,
    language: str,
    **given: Any,
) -> None:
    """Write an answer to a case; it goes out with the next outbox.

    Text comes from a file or standard input, never from an argument: those stay in the shell's history.
    What the check of wording stops is refused, unless --reasons says why it may stand. "located",
    "released" and an answer with reasons go out only after `tracker desk confirm` by another caseworker.
    """
    if file is None and given["template"] is None and given["work"] is None:
        raise click.UsageError("--file FILE, or --template NAME, or at least --work")
    with session.unlocked() as vault:
        found = find_case(vault.desk, case)
        try:
            content = _from_file(file) if file is not None else _from_options(given, found)
            justified = _reasons(vault, found, content, reasons)
            if dry_run:
                _show(session, vault, found, content, justified, language)
                return
            written = write_answer(vault, found, content, now(), justified)
        except AnswerMissing as error:
            raise (_as_option(error, given) if file is None else error) from error
        except WordingStopped as error:
            _tell_findings(error, language)
            raise
    session.emit(_facts(found, written), _text(found, written))


@click.command("confirm")
@vault_options()
@click.option("--dry-run", is_flag=True, help="Show what waits for you, and confirm nothing.")
@click.option("--language", type=click.Choice(LANGUAGES), default=LANGUAGES[0], help="Language of findings.")
@click.argument("case")
def confirm(session: Session, case: str, dry_run: bool, language: str) -> None:
    """Confirm another caseworker's answer: "located", "released" and justified words need two people."""
    with session.unlocked() as vault:
        found = find_case(vault.desk, case)
        look = for_second(vault.desk, found)
        if dry_run:
            session.emit(_look_facts(found, look), "\n".join(second_lines(look, language)))
            return
        click.echo("\n".join(second_lines(look, language)), err=True)
        written = confirm_answer(vault, found, now())
    session.emit(_facts(found, written), f"{found.label}: confirmed; it goes out with the next outbox")


def _show(
    session: Session,
    vault: Vault,
    case: Case,
    given: dict[str, Any],
    justified: dict[str, str],
    language: str,
) -> None:
    """The answer as the family would read it, what was found in it, and the room it takes."""
    content = complete_answer(case, given, now())
    sections = read_answer(content, content["language"])
    found = findings_of(content, vault.desk, case)
    lines = [line for heading, paragraphs in sections for line in (f"# {heading}", *paragraphs, "")]
    lines += [*finding_lines(found, language, justified), room_line(room_of(content), language)]
    check_draft(vault.desk, case, given, now(), justified)
    facts = {"case": case.label, "content": content, "findings": [finding_facts(item) for item in found]}
    session.emit({**facts, "bytes": room_of(content).used, "left": room_of(content).left}, "\n".join(lines))


def _reasons(vault: Vault, case: Case, given: dict[str, Any], path: Path | None) -> dict[str, str]:
    """The reasons of a file by the keys of what they are about; a line is ``words = reason``."""
    if path is None:
        return {}
    said = dict(_reason_line(text) for text in _read(path).splitlines() if text.strip())
    content = complete_answer(case, given, now())
    found = findings_of(content, vault.desk, case)
    named: dict[str, list[Finding]] = {
        words: [] for words in (*said, *(_alike(item.found) for item in found))
    }
    for item in found:
        if item.weight is Weight.STOP:
            named[_alike(item.found)].append(item)
    idle = [words for words in said if not named[words]]
    if idle:
        raise JustificationIdle("a reason about words that nothing stops", key=idle[0])
    return {item.key: reason for words, reason in said.items() for item in named[words]}


def _reason_line(text: str) -> tuple[str, str]:
    words, sign, reason = text.partition("=")
    if not sign or not reason.strip():
        raise JustificationIdle("a line of reasons is: words = why they may stand", key="")
    return _alike(words), reason.strip()


def _alike(words: str) -> str:
    return " ".join(words.split()).casefold()


def _tell_findings(error: WordingStopped, language: str) -> None:
    found = error.facts.get("findings")
    listed = [item for item in found if isinstance(item, Finding)] if isinstance(found, list) else []
    for told in finding_lines(listed, language):
        click.echo(told, err=True)


def _from_file(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(_read(path))
    except ValueError as error:
        raise AnswerWrongType("not JSON", field="") from error
    if not isinstance(content, dict):
        raise AnswerWrongType("an answer is an object", field="")
    return content


def _from_options(given: dict[str, Any], case: Case) -> dict[str, Any]:
    if given["template"] is not None:
        return _from_template(given, case)
    content: dict[str, Any] = {name: given[name] for name in ("work", "why", "again", "ends") if given[name]}
    content["knowledge"] = _knowledge(given, given["knowledge"] or "none")
    if given["text_file"] is not None:
        content["text"] = _read(given["text_file"]).rstrip("\n")
    return content


def _from_template(given: dict[str, Any], case: Case) -> dict[str, Any]:
    template = find_template(given["template"])
    knowledge = _knowledge(given, given["knowledge"] or template.knowledge)
    content = start(template, case, knowledge) | {
        name: given[name] for name in ("again", "ends") if given[name]
    }
    # The template's words speak of what is known: it must be there first.
    check_answer(complete_answer(case, content, now()))
    text = fill(template, content, case.language, given["questions"])
    if given["text_file"] is not None:
        text = f"{text}\n\n{_read(given['text_file']).strip()}"
    return {**content, "text": text}


def _knowledge(given: dict[str, Any], value: str) -> dict[str, Any]:
    knowledge = {"value": value} | {name: given[name] for name in _OF_KNOWLEDGE if given[name]}
    if given["routes"]:
        knowledge["routes"] = list(given["routes"])
    return knowledge


def _as_option(error: AnswerMissing, given: dict[str, Any]) -> AnswerMissing:
    """The same refusal, naming the option that is missing instead of the key."""
    field = str(error.facts["field"])
    parent, _, key = field.rpartition(".")
    option = "route" if key == "routes" else key
    told = "knowledge" if parent else "work"
    told = told if given[told] else "template"
    return AnswerMissing(f"with --{told} {given[told]} also give --{option}", field=field)


def _read(path: Path) -> str:
    try:
        # Windows editors begin a file with a mark that nobody sees.
        with click.open_file(str(path), encoding="utf-8-sig") as file:
            return str(file.read(_FILE_MAX))
    except UnicodeDecodeError as error:
        raise AnswerWrongType("the file is not UTF-8: save it as such", field="text") from error


def _facts(case: Case, written: WrittenAnswer) -> dict[str, Any]:
    return {"case": case.label, "content": written.content, "needs_second": written.waits_for_second}


def _look_facts(case: Case, look: SecondLook) -> dict[str, Any]:
    return {
        "case": case.label,
        "content": look.answer.content,
        "author": look.author,
        "why": list(look.why),
        "findings": [{**finding_facts(item.finding), "reason": item.reason} for item in look.findings],
        "told_now": look.told_now,
    }


def _text(case: Case, written: WrittenAnswer) -> str:
    if written.waits_for_second:
        return f"{case.label}: written; NOT published until another caseworker confirms it"
    return f"{case.label}: written; it goes out with the next outbox"
