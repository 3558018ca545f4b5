"""Answers: writing one, and confirming another's."""

import json
from pathlib import Path
from typing import Any

import click

from tracker.desk.answering import confirm_answer, find_case, write_answer
from tracker.desk.case import Case, WrittenAnswer
from tracker.desk.commands.session import Session, now, vault_options
from tracker.records.errors import AnswerMissing, AnswerWrongType
from tracker.records.vocabulary import CLOSED_WHY, CONDITIONS, CONFIDENCE, EXILE, ROUTES, SOURCES
from tracker.records.vocabulary import KNOWLEDGE_BY_ID as KNOWLEDGE
from tracker.records.vocabulary import WORK_BY_ID as WORK

_TEXT_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)
_FILE_MAX = 64 * 1024
_OF_KNOWLEDGE = ("source", "date", "confidence", "conditions", "exile", "routes")


@click.command("answer")
@vault_options()
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
@click.option("--text-file", type=_TEXT_FILE, help="The text; '-' is standard input.")
@click.argument("case")
def answer(session: Session, case: str, file: Path | None, **given: Any) -> None:
    """Write an answer to a case; it goes out with the next outbox.

    Text comes from a file or standard input, never from an argument: those stay in the shell's history.
    "located" and "released" go out only after `tracker desk confirm` by another caseworker.
    """
    content = _from_file(file) if file is not None else _from_options(given)
    with session.unlocked() as vault:
        found = find_case(vault.desk, case)
        try:
            written = write_answer(vault, found, content, now())
        except AnswerMissing as error:
            raise (_as_option(error, given) if file is None else error) from error
    session.emit(_facts(found, written), _text(found, written))


@click.command("confirm")
@vault_options()
@click.argument("case")
def confirm(session: Session, case: str) -> None:
    """Confirm another caseworker's answer: "located" and "released" need two people."""
    with session.unlocked() as vault:
        found = find_case(vault.desk, case)
        written = confirm_answer(vault, found, now())
    session.emit(_facts(found, written), f"{found.label}: confirmed; it goes out with the next outbox")


def _from_file(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(_read(path))
    except ValueError as error:
        raise AnswerWrongType("not JSON", field="") from error
    if not isinstance(content, dict):
        raise AnswerWrongType("an answer is an object", field="")
    return content


def _from_options(given: dict[str, Any]) -> dict[str, Any]:
    if given["work"] is None:
        raise click.UsageError("--file FILE, or at least --work")
    content = {name: given[name] for name in ("work", "why", "again", "ends") if given[name]}
    knowledge = {"value": given["knowledge"] or "none"}
    knowledge |= {name: given[name] for name in _OF_KNOWLEDGE if given[name]}
    if given["routes"]:
        knowledge["routes"] = list(given["routes"])
    content["knowledge"] = knowledge
    if given["text_file"] is not None:
        content["text"] = _read(given["text_file"]).rstrip("\n")
    return content


def _as_option(error: AnswerMissing, given: dict[str, Any]) -> AnswerMissing:
    """The same refusal, naming the option that is missing instead of the key."""
    field = str(error.facts["field"])
    parent, _, key = field.rpartition(".")
    option = "route" if key == "routes" else key
    told = "knowledge" if parent else "work"
    return AnswerMissing(f"with --{told} {given[told]} also give --{option}", field=field)


def _read(path: Path) -> str:
    try:
        with click.open_file(str(path), encoding="utf-8") as file:
            return str(file.read(_FILE_MAX))
    except UnicodeDecodeError as error:
        raise AnswerWrongType("the file is not UTF-8: save it as such", field="text") from error


def _facts(case: Case, written: WrittenAnswer) -> dict[str, Any]:
    return {"case": case.label, "content": written.content, "needs_second": written.waits_for_second}


def _text(case: Case, written: WrittenAnswer) -> str:
    if written.waits_for_second:
        return f"{case.label}: written; NOT published until another caseworker confirms it"
    return f"{case.label}: written; it goes out with the next outbox"
