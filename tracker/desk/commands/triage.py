"""Triage from the command line: assign, wait, note, escalate, tag, link, undo, history.

What a caseworker writes comes from a file or standard input, never from an argument: those stay in the
shell's history.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from tracker.desk.acting import act_on_all
from tracker.desk.acting import link as link_both
from tracker.desk.acts import Act, Answer, Assign, Escalate, Link, Note, Tag, Undo, Wait
from tracker.desk.answering import find_case
from tracker.desk.case import Case, case_label
from tracker.desk.commands.session import Session, now, vault_options
from tracker.desk.display import line
from tracker.desk.references import case_of, reference_of
from tracker.desk.state import Desk
from tracker.desk.triage import Done
from tracker.desk.undoing import find_act
from tracker.desk.undoing import redo as redo_last
from tracker.desk.undoing import undo as undo_last
from tracker.records.errors import ActMalformed

_TEXT_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)
_FILE_MAX = 64 * 1024
_ID_SHOWN = 12
_LINE = 160
# Fields that name another act by its id.
_OF_ACTS = ("act", "answer")


def several(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the case numbers on which something is done."""
    return click.argument("cases", nargs=-1, required=True)(function)


@click.command("assign")
@vault_options()
@click.option("--to", default="", help="The caseworker's name in the keyring.")
@click.option("--nobody", is_flag=True, help="Take it off whoever has it.")
@several
def assign(session: Session, to: str, nobody: bool, cases: tuple[str, ...]) -> None:
    """Give cases to a caseworker, or to nobody."""
    if bool(to) == nobody:
        raise click.UsageError("either --to NAME or --nobody")
    _do(session, cases, Assign(to), f"assigned to {to}" if to else "assigned to nobody")


@click.command("wait")
@vault_options()
@click.option("--until", default="", help="The day, YYYY-MM-DD; it must lie ahead.")
@click.option("--why-file", type=_TEXT_FILE, help="What is waited for; '-' is standard input.")
@click.option("--no-longer", is_flag=True, help="Do not wait any more.")
@several
def wait(
    session: Session, until: str, why_file: Path | None, no_longer: bool, cases: tuple[str, ...]
) -> None:
    """Let cases wait until a day; on that day they come back by themselves."""
    if bool(until) == no_longer:
        raise click.UsageError("either --until DAY or --no-longer")
    told = f"waiting until {until}" if until else "not waiting"
    _do(session, cases, Wait(until, _text(why_file)), told)


@click.command("note")
@vault_options()
@click.option("--text-file", type=_TEXT_FILE, required=True, help="The note; '-' is standard input.")
@several
def note(session: Session, text_file: Path, cases: tuple[str, ...]) -> None:
    """Write a note on cases, for colleagues; families never see it."""
    _do(session, cases, Note(_text(text_file)), "noted")


@click.command("escalate")
@vault_options()
@click.option("--why-file", type=_TEXT_FILE, help="Why; '-' is standard input.")
@click.option("--off", is_flag=True, help="No longer.")
@several
def escalate(session: Session, why_file: Path | None, off: bool, cases: tuple[str, ...]) -> None:
    """Mark cases for whoever decides above the shift, or unmark them."""
    if (why_file is None) != off:
        raise click.UsageError("either --why-file FILE or --off")
    _do(session, cases, Escalate(not off, _text(why_file)), "no longer escalated" if off else "escalated")


@click.command("tag")
@vault_options()
@click.option("--off", is_flag=True, help="Take the tag off.")
@click.argument("name")
@several
def tag(session: Session, off: bool, name: str, cases: tuple[str, ...]) -> None:
    """Put a tag, such as `exchange-2026`, on cases.

    No names of people: arguments stay in the shell's history.
    """
    _do(session, cases, Tag(name, not off), f"tag '{line(name, _LINE)}' {'off' if off else 'on'}")


@click.command("link")
@vault_options()
@click.option("--off", is_flag=True, help="They are not about the same person after all.")
@click.argument("case")
@click.argument("other")
def link(session: Session, off: bool, case: str, other: str) -> None:
    """Say that two cases are about the same person. Nothing is merged: each family keeps its own answers."""
    with session.unlocked() as vault:
        one, two = find_case(vault.desk, case), find_case(vault.desk, other)
        done = link_both(vault, one, reference_of(two), not off, now())
    told = "no longer linked" if off else "linked"
    session.emit(_facts([one, two], done), f"{one.label} and {two.label}: {told}")


@click.command("undo")
@vault_options()
@click.argument("act", required=False)
def undo(session: Session, act: str | None) -> None:
    """Take back your newest act, or the one whose id `tracker desk history` shows.

    What was done to many cases at once is taken back at once.
    """
    with session.unlocked() as vault:
        done = undo_last(vault, now(), act)
        session.emit(*_undone(vault.desk, done, "taken back"))


@click.command("redo")
@vault_options()
def redo(session: Session) -> None:
    """Bring again what you took back last."""
    with session.unlocked() as vault:
        done = redo_last(vault, now())
        session.emit(*_undone(vault.desk, done, "done again"))


@click.command("history")
@vault_options()
@click.argument("case")
def history(session: Session, case: str) -> None:
    """Show everything that was done about a case, by whom and when, what was taken back included."""
    with session.unlocked() as vault:
        found = find_case(vault.desk, case)
        triage = found.triage
        rows = [_row(vault.desk, done) for done in triage.history]
        links = sorted(next(_values(vault.desk, Link(other))) for other in triage.links)
    state = {
        "owner": triage.owner,
        "waiting_until": found.waiting_until,
        "escalated": triage.escalated,
        "tags": sorted(triage.tags),
        "links": links,
    }
    session.emit(
        {"case": found.label, **state, "history": rows},
        "\n".join(_row_text(row) for row in rows) or f"{found.label}: nothing was done yet",
    )


def _do(session: Session, labels: tuple[str, ...], what: Act, told: str) -> None:
    with session.unlocked() as vault:
        cases = list(
            {case.number: case for case in (find_case(vault.desk, item) for item in labels)}.values()
        )
        done = act_on_all(vault, cases, what, now())
    names = ", ".join(case.label for case in cases)
    session.emit(_facts(cases, done), f"{names}: {told}")


def _facts(cases: list[Case], done: list[Done]) -> dict[str, Any]:
    return {"cases": [case.label for case in cases], "acts": [item.id for item in done]}


def _undone(desk: Desk, done: list[Done], told: str) -> tuple[dict[str, Any], str]:
    cases = [case_label(desk.acts[item.id]) for item in done]
    first = _undone_act(desk, done[0].act)
    facts = {"cases": cases, "acts": [item.id for item in done], "what": first.kind}
    return facts, f"{', '.join(cases)}: {told}: {_words(desk, first)}"


def _undone_act(desk: Desk, act: Act) -> Act:
    """What an undo, or the undo of an undo, is about in the end."""
    while isinstance(act, Undo):
        act = find_act(desk, act.act).act
    return act


def _row(desk: Desk, done: Done) -> dict[str, Any]:
    when = datetime.fromtimestamp(done.at, UTC).strftime("%Y-%m-%d %H:%M")
    return {
        "id": done.id[:_ID_SHOWN],
        "when": when,
        "by": desk.store.name_of(done.actor),
        "act": done.act.kind,
        "what": _words(desk, done.act),
        "undone": done.is_undone,
    }


def _row_text(row: dict[str, Any]) -> str:
    back = " (taken back)" if row["undone"] else ""
    return f"{row['id']}  {row['when']}  {row['by']}: {row['what']}{back}"


def _words(desk: Desk, act: Act) -> str:
    """The kind of an act and what it says, cleaned."""
    return line(" ".join([act.kind, *_values(desk, act)]), _LINE)


def _values(desk: Desk, act: Act) -> Iterator[str]:
    if isinstance(act, Answer):
        yield f"{act.content['work']}, {act.content['knowledge']['value']}"
        return
    for name, value in vars(act).items():
        if name in _OF_ACTS:
            yield str(value)[:_ID_SHOWN]
        elif isinstance(value, str) and value:
            case = case_of(desk, value)
            yield value if case is None else case.label
        elif value is False:
            yield "(off)"


def _text(path: Path | None) -> str:
    if path is None:
        return ""
    try:
        with click.open_file(str(path), encoding="utf-8") as file:
            return str(file.read(_FILE_MAX)).strip("\n")
    except UnicodeDecodeError as error:
        raise ActMalformed("the file is not UTF-8: save it as such") from error
