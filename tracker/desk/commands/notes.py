"""Desk notes between the vaults of one desk."""

from pathlib import Path
from typing import Any

import click

from tracker.desk.commands.session import FILE, NEW_FILE, ProgressLine, Session, now, vault_options
from tracker.desk.days import day_of
from tracker.desk.notes import write_notes
from tracker.desk.notes_reading import NotesResult, read_notes


@click.group("notes")
def notes() -> None:
    """Tell the other vaults of this desk what was done here, and read what was done there.

    A file of notes opens for the caseworkers of the newest keyring alone; the order in which notes are read,
    and how often, makes no difference.
    """


@notes.command("write")
@vault_options()
@click.argument("file", type=NEW_FILE)
def write(session: Session, file: Path) -> None:
    """Write everything that this vault knows its caseworkers did, sealed to all of them."""
    with session.unlocked() as vault:
        written = write_notes(vault, file, now())
        readers = [worker.name for worker in vault.desk.store.members]
    facts = {"file": str(file), "acts": written.acts, "bytes": written.bytes, "unsigned": written.unsigned}
    text = f"{file}: {written.acts} acts, {written.bytes} bytes, for {', '.join(readers)}"
    if written.unsigned:
        text += f"\nwarning: {written.unsigned} acts are left out: who they name did not sign them"
    session.emit(facts, text)


@notes.command("read")
@vault_options()
@click.argument("file", type=FILE)
def read(session: Session, file: Path) -> None:
    """Read a colleague's notes, from a file of notes or from an OUTBOX, which carries the newest ones."""
    with session.unlocked() as vault:
        result = read_notes(vault, file, now(), ProgressLine())
    session.emit(_facts(result), "\n".join(_lines(result)))


def _facts(result: NotesResult) -> dict[str, Any]:
    return {
        "writer": result.writer,
        "day": day_of(result.at),
        "acts": result.acts,
        "new": result.new,
        "known": result.known,
        "waiting": result.waiting,
        "whole": result.is_whole,
        "repeated": result.is_repeated,
        "refused": dict(result.refused),
        "erased": list(result.erased),
        "retracted": list(result.retracted),
        "sequence_twice": result.both_own_sequence,
    }


def _lines(result: NotesResult) -> list[str]:
    lines = [f"notes of {result.writer}, {day_of(result.at)}: {result.new} new acts, {result.known} known"]
    if result.is_repeated:
        lines.append("nothing new: these notes, or newer ones, were read before")
    if result.waiting:
        lines.append(
            f"{result.waiting} of them are about letters that come with a later inbox; they are kept"
        )
    lines += [f"refused {count}: {code}" for code, count in sorted(result.refused.items())]
    if result.erased:
        cases = ", ".join(result.erased)
        lines.append(f"erased there by hand, and still here: {cases}; if rightly so, `tracker desk erase`")
    if result.retracted:
        cases = ", ".join(result.retracted)
        lines.append(f"TAKEN BACK after families were told: {cases}; answer them before you export")
    if result.both_own_sequence:
        lines.append(
            "ALARM sequence-twice: both vaults export outboxes; agree at once which one does, and let the"
            " other be handed a copy anew"
        )
    return lines
