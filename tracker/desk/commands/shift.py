"""The note at the end of a shift."""

from dataclasses import asdict

import click

from tracker.desk.commands.evidence import language_option
from tracker.desk.commands.session import Session, now, vault_options
from tracker.desk.shift import SHIFT_SECONDS, note_lines, shift_note


@click.command("shift-note")
@vault_options()
@language_option
@click.option(
    "--hours", type=click.IntRange(1, 24 * 31), default=SHIFT_SECONDS // 3600, help="How long the shift was."
)
def shift_note_command(session: Session, language: str, hours: int) -> None:
    """Say what changed in this shift, what waits, and for whom.

    Case numbers and caseworkers' names only, so that it may lie on a table. It goes to the screen; nothing
    is written.
    """
    with session.unlocked() as vault:
        at = now()
        note = shift_note(vault.desk, at - hours * 3600, at)
    session.emit(asdict(note), "\n".join(note_lines(note, language)))
