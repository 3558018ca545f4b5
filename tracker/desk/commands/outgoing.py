"""What goes out: outbox, signatures, backup; and how the desk stands."""

from pathlib import Path
from typing import Any

import click

from tracker.desk.backup import back_up
from tracker.desk.commands.session import NEW_FILE, ProgressLine, Session, now, vault_options
from tracker.desk.days import days_between
from tracker.desk.exporting import NEXT_PUBLICATION_DAYS, draft_path, export_outbox
from tracker.desk.network import connected_interfaces
from tracker.desk.queues import queue_counts
from tracker.desk.signing import check_draft, sign_outbox
from tracker.desk.status import draft_summary, status_facts


@click.command("export")
@vault_options(several=True)
@click.option(
    "--next-days",
    type=click.IntRange(1, 60),
    default=NEXT_PUBLICATION_DAYS,
    show_default=True,
    help="Days until the next publication, as families are told.",
)
@click.argument("outbox", type=NEW_FILE)
def export(session: Session, outbox: Path, next_days: int) -> None:
    """Seal every open inquiry's answer anew and write the outbox.

    Give --identity for each signer who is here. With fewer than the keyring asks for, the outbox waits as
    OUTBOX.needs-signature until `tracker desk sign OUTBOX`.
    """
    signers = session.load_identities()
    with session.unlocked_by(signers[0]) as vault:
        result = export_outbox(vault, outbox, signers, now(), ProgressLine(), next_days)
        summary = draft_summary(vault.desk, result.draft)
    facts = {
        **summary,
        "file": str(result.path),
        "complete": result.is_complete,
        "signed": result.signed,
        "threshold": result.threshold,
        "erased": result.erased,
    }
    done = f"{result.path}: outbox {result.draft.sequence}, {result.signed} of {result.threshold} signatures"
    wanted = "" if result.is_complete else f"\nNEEDS ANOTHER SIGNATURE: tracker desk sign {outbox} …"
    session.emit(facts, f"{_summary_text(summary)}\n{done}{wanted}")


@click.command("sign")
@vault_options()
@click.option("--yes", is_flag=True, help="Do not ask; the summary is printed all the same.")
@click.argument("outbox", type=NEW_FILE)
def sign(session: Session, outbox: Path, yes: bool) -> None:
    """Add your signature to OUTBOX.needs-signature, after reading what it will tell."""
    waiting = draft_path(outbox)
    with session.unlocked() as vault:
        draft, _, _ = check_draft(vault, waiting)
        summary = draft_summary(vault.desk, draft)
        click.echo(_summary_text(summary), err=True)
        if not yes:
            click.confirm("Sign this?", abort=True, err=True)
        signed, threshold = sign_outbox(vault, waiting, outbox, now())
    complete = signed >= threshold
    facts = {**summary, "complete": complete, "signed": signed, "threshold": threshold}
    facts["file"] = str(outbox if complete else waiting)
    session.emit(facts, f"{facts['file']}: {signed} of {threshold} signatures")


@click.command("backup")
@vault_options()
@click.option("--same-device", is_flag=True, help="Allow a copy beside the vault; for rehearsals only.")
@click.argument("file", type=NEW_FILE)
def backup(session: Session, file: Path, same_device: bool) -> None:
    """Copy the vault to a second medium, read the copy back, and acknowledge its letters.

    The server keeps letters until they are acknowledged; without a backup nothing is.
    """
    with session.unlocked() as vault:
        result = back_up(vault, file, now(), same_device)
    facts = {"file": str(file), "bytes": result.bytes, "acknowledged": result.size, "blobs": result.blobs}
    session.emit(facts, f"{file}: {result.bytes} bytes, read back; letters up to {result.size} acknowledged")


@click.command("status")
@vault_options()
def status(session: Session) -> None:
    """How the desk stands: whose key, queues, last import, outbox, backup, alarms, OFFLINE or ONLINE."""
    with session.unlocked() as vault:
        facts = {**status_facts(vault, now()), "online": connected_interfaces()}
        facts["queues"] = queue_counts(vault.desk)
        session.emit(facts, _status_text(facts))


def _summary_text(summary: dict[str, Any]) -> str:
    lines = [
        f"outbox {summary['sequence']} of {summary['day']}, next {summary['next_day']}",
        f"cells for {summary['inquiries']} inquiries in {summary['slices']} slices",
        f"new since the last one: {', '.join(summary['changed']) or 'nothing'}",
        f"acknowledges letters up to {summary['acknowledged']}; asks for those after {summary['size']}",
    ]
    return "\n".join(lines)


def _ago(facts: dict[str, Any], what: str) -> str:
    """The day of what happened and how long ago that is, or 'never'."""
    day = facts[what]
    return f"{day} ({days_between(day, facts['today'])} days ago)" if day else "never"


def _status_text(facts: dict[str, Any]) -> str:
    interfaces = ", ".join(facts["online"])
    lines = [
        f"ONLINE: {interfaces}" if interfaces else "OFFLINE",
        f"{facts['who']} at {facts['publisher']}, {facts['origin']}, keyring epoch {facts['epoch']}",
        "queues: " + ", ".join(f"{name} {count}" for name, count in facts["queues"].items()),
        f"letters: {facts['size']}, acknowledged {facts['acknowledged']}",
        f"last import: {_ago(facts, 'imported')}, last backup: {_ago(facts, 'backed_up')}",
        f"next outbox: {facts['next_sequence']}, applied: {facts['applied']}",
    ]
    if facts["resign"]:
        lines.append("SIGN ANEW: a signer of the newest outbox is no longer in the keyring; export another")
    lines += [f"ALARM {alarm['code']}: {alarm['about']} ({alarm['day']})" for alarm in facts["alarms"]]
    return "\n".join(lines)
