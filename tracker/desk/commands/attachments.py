"""Attachments: listing them without opening them, and taking one out on purpose."""

from pathlib import Path

import click

from tracker.desk.answering import find_case
from tracker.desk.attachments.listing import attachments_of, examine, lines_of
from tracker.desk.attachments.quarantine import take_out
from tracker.desk.commands.evidence import case_number_option, language_option
from tracker.desk.commands.session import Session, now, vault_options
from tracker.desk.leaving import unfinished_files, unfinished_lines

NEW_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command("attachments")
@vault_options()
@language_option
@click.argument("case")
def attachments(session: Session, language: str, case: str) -> None:
    """List the attachments of CASE: size, type by content, and what in them would betray the sender.

    Each is examined by a process of its own that may do nothing else; none is opened or shown. What cannot
    be examined is said to be dangerous.
    """
    with session.unlocked() as vault:
        found = find_case(vault.desk, case)
        examined = [examine(vault, item) for item in attachments_of(found)]
    text = "\n".join(line for each in examined for line in lines_of(each, language))
    facts = {"case": found.label, "attachments": [each.facts() for each in examined]}
    session.emit(facts, text or f"{found.label} has no attachments")


@click.command("take-out")
@vault_options()
@language_option
@case_number_option
@click.option(
    "--quarantine", "folder", required=True, type=NEW_FOLDER, help="Folder; made if it is not there."
)
@click.argument("case")
@click.argument("number", type=int)
def take_out_command(
    session: Session, language: str, typed: str, folder: Path, case: str, number: int
) -> None:
    """Take attachment NUMBER of CASE out of the vault, into a quarantine folder.

    The file gets a name of ours that no program opens by itself, and a note beside it says what it is. Carry
    it to a machine that holds nothing else; never open it on the desk. That it left is recorded, and cannot
    be undone.

    Example: tracker desk take-out --vault v --identity anna.identity --quarantine /media/q C-000123 2
    """
    with session.unlocked() as vault:
        found = find_case(vault.desk, case)
        done = take_out(vault, found, number, typed, folder, now(), language)
    left = unfinished_files(folder)
    facts = {"file": str(done.file), "note": str(done.note), **done.examined.facts()}
    facts["unfinished"] = list(map(str, left))
    lines = [f"{done.file}: taken out; do not open it on this machine", f"{done.note}: what it is"]
    lines += [*lines_of(done.examined, language), *unfinished_lines(left)]
    session.emit(facts, "\n".join(lines))
