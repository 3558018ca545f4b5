"""`tracker desk …`: what a caseworker types at the offline machine (docs/guides/caseworker.md).

Commands parse, ask and print; what they do is in `tracker.desk`.
"""

import click

from tracker.desk.commands import (
    alarms,
    answers,
    attachments,
    custody,
    evidence,
    letters,
    lists,
    matches,
    notes,
    outgoing,
    practice,
    referral,
    setup,
    shift,
    triage,
    wording,
)
from tracker.desk.commands.identity import identity
from tracker.desk.commands.session import warn_of_weaknesses
from tracker.desk.hardening import harden


@click.group()
def group() -> None:
    """Read inquiries, answer them, export the answers: offline.

    Make an identity once (`tracker desk identity new`), take its card to the ceremony, and make the vault
    with what the ceremony gives you (`tracker desk init`). From then on each working session is: import
    the inbox, list, show, answer, export the outbox, back up.
    """
    warn_of_weaknesses(harden())


for command in (
    identity,
    setup.init,
    setup.keyring,
    letters.import_,
    letters.list_,
    letters.show,
    letters.erase,
    answers.answer,
    answers.confirm,
    wording.templates,
    wording.check,
    matches.matches,
    matches.judge,
    lists.lists,
    outgoing.export,
    outgoing.sign,
    triage.assign,
    triage.wait,
    triage.note,
    triage.escalate,
    triage.tag,
    triage.link,
    triage.undo,
    triage.redo,
    triage.history,
    notes.notes,
    outgoing.backup,
    outgoing.restore,
    outgoing.sequence,
    outgoing.status,
    custody.hand_over,
    custody.take_over,
    custody.retire,
    custody.custody,
    evidence.evidence,
    referral.referral,
    referral.referrals,
    attachments.attachments,
    attachments.take_out_command,
    alarms.alarms,
    alarms.hear_command,
    shift.shift_note_command,
    practice.practice,
):
    group.add_command(command)
