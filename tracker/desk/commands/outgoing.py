"""What goes out: outbox, signatures, backup; and how the desk stands."""

import os
from pathlib import Path
from typing import Any

import click

from crypto.keyfile import SeedUse
from tracker.desk.backup import back_up
from tracker.desk.ceremony_folder import Handed, read_handed
from tracker.desk.commands.session import (
    FILE,
    FOLDER,
    NEW_FILE,
    ProgressLine,
    Session,
    load_identity,
    now,
    vault_options,
    warn_if_online,
)
from tracker.desk.commands.setup import said_facts, said_lines
from tracker.desk.days import day_of, days_between
from tracker.desk.exporting import NEXT_PUBLICATION_DAYS, draft_path, export_outbox
from tracker.desk.leaving import spare_vault
from tracker.desk.looking import MATCHED, context_of
from tracker.desk.network import connected_interfaces
from tracker.desk.queues import queue_counts
from tracker.desk.replies.telling import held_facts, held_line
from tracker.desk.restoring import Copy, recover
from tracker.desk.restoring import restore as restore_copy
from tracker.desk.sequence_owner import take_sequence
from tracker.desk.signing import check_draft, sign_outbox
from tracker.desk.status import draft_summary, status_facts
from tracker.desk.vault import Documents

_ALONE = "Only one vault exports: if the one that this copy was made of still exists, never export from both."


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
        spare_vault(vault, outbox)
        result = export_outbox(vault, outbox, signers, now(), ProgressLine(), next_days)
        summary = draft_summary(vault.desk, result.draft)
    facts = {
        **summary,
        "file": str(result.path),
        "complete": result.is_complete,
        "signed": result.signed,
        "threshold": result.threshold,
        "erased": result.erased,
        "held": [held_facts(each) for each in result.held],
    }
    held = "".join(f"\nHELD BACK: {held_line(each, 'en')}" for each in result.held)
    done = f"{result.path}: outbox {result.draft.sequence}, {result.signed} of {result.threshold} signatures"
    wanted = "" if result.is_complete else f"\nNEEDS ANOTHER SIGNATURE: tracker desk sign {outbox} …"
    session.emit(facts, f"{_summary_text(summary)}\n{done}{held}{wanted}")


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
        spare_vault(vault, outbox)
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


@click.command("restore")
@vault_options()
@click.option("--recovery-key", type=FILE, help="The recovery identity, when all caseworkers' keys are lost.")
@click.option("--recovery-password-file", type=FILE, help="Read the recovery identity's password from here.")
@click.option("--keyring", "folder", type=FOLDER, help="With --recovery-key: the newer keyring's folder.")
@click.argument("copy", type=FILE)
def restore(
    session: Session,
    recovery_key: Path | None,
    recovery_password_file: Path | None,
    folder: Path | None,
    copy: Path,
) -> None:
    """Make a vault (--vault, a new file) out of COPY, which stays as it is.

    Everything in the copy is verified first: every event, every stored letter. When no caseworker of the
    copy has a key any more, a ceremony makes a keyring with new ones; then give the recovery identity that
    its holders put together (--recovery-key), that keyring (--keyring), and the trust root (--trust).
    """
    warn_if_online()
    (identity,) = session.load_identities()
    if recovery_key is None:
        trust = None if session.trust is None else session.trust.read_bytes()
        found = restore_copy(copy, session.vault, identity, now(), os.urandom, trust)
    else:
        documents, handed = _documents(session, folder)
        recovery = load_identity(recovery_key, recovery_password_file, SeedUse.RECOVERY)
        found = recover(
            copy, session.vault, recovery, identity, documents, handed.said_since, now(), os.urandom
        )
    session.emit(_copy_facts(session.vault, found), _copy_text(session.vault, found, now()))


@click.command("sequence")
@vault_options()
@click.option("--take", "why", help="Export from this vault from now on; say why, for the custody log.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def sequence(session: Session, why: str | None, yes: bool) -> None:
    """Say from whose vault outboxes are exported, or take that over when the other vault is lost.

    Two vaults that export make two outboxes of one number; the server refuses the second. While the other
    vault exists, let its owner hand it over: `tracker desk hand-over --with-sequence`. Else import the newest
    inbox before you export: it says which outbox was applied last.
    """
    with session.unlocked() as vault:
        if why is not None:
            if not yes:
                question = "Is the other vault lost, so that nobody can export from it any more?"
                click.confirm(question, abort=True, err=True)
            take_sequence(vault, why, now())
        here, owner = vault.desk.owns_sequence, vault.desk.sequence_owner
    facts = {"here": here, "owner": owner}
    session.emit(facts, "outboxes are exported from this vault" if here else f"from the vault of {owner}")


@click.command("status")
@vault_options()
@click.option("--matches", "with_matches", is_flag=True, help="Look for matches too, and count their queues.")
def status(session: Session, with_matches: bool) -> None:
    """How the desk stands: whose key, queues, last import, outbox, backup, alarms, OFFLINE or ONLINE.

    The queues are those of whoever unlocks, today, as in the console.
    """
    with session.unlocked() as vault:
        at = now()
        facts = {**status_facts(vault, at), "online": connected_interfaces()}
        context = context_of(vault, at, ProgressLine() if with_matches else None)
        counts = queue_counts(vault.desk, context=context)
        # A nought would say that nobody matches.
        unknown = () if with_matches else MATCHED
        facts["queues"] = {name: None if name in unknown else count for name, count in counts.items()}
        session.emit(facts, _status_text(facts))


def _documents(session: Session, folder: Path | None) -> tuple[Documents, Handed]:
    if folder is None or session.trust is None:
        raise click.UsageError("with --recovery-key also --keyring FOLDER and --trust FILE")
    handed = read_handed(folder)
    return Documents(session.trust.read_bytes(), handed.keyring, handed.roster), handed


def _copy_facts(vault: Path, found: Copy) -> dict[str, Any]:
    return {
        "vault": str(vault),
        "origin": found.origin,
        "publisher": found.publisher,
        "epoch": found.epoch,
        "sha256": found.hash.hex(),
        "bytes": found.bytes,
        "events": found.events,
        "size": found.size,
        "cases": found.cases,
        "blobs": found.blobs,
        "last_day": day_of(found.last_at),
        "owns_sequence": found.owns_sequence,
        **said_facts(found.said, found.exposed),
    }


def _copy_text(vault: Path, found: Copy, at: int) -> str:
    day = day_of(found.last_at)
    age = f"{days_between(day, day_of(at))} days ago"
    exports = "exports outboxes" if found.owns_sequence else f"that of {found.sequence_owner} does"
    return "\n".join(
        [
            f"{vault}: restored; vault of {found.publisher} at {found.origin}, keyring epoch {found.epoch}",
            f"{found.cases} cases, {found.blobs} stored letters and attachments, all opened; it {exports}",
            *said_lines(found.said, found.exposed),
            f"the last thing in it was done on {day}, {age}: what was done since is not in it.",
            "Next: read colleagues' notes and the newest outbox's, import the newest inbox, back up.",
            *([] if not found.owns_sequence else [_ALONE]),
        ]
    )


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


def _queue_text(name: str, count: int | None) -> str:
    return f"{name} {'not looked for (--matches)' if count is None else count}"


def _next_text(facts: dict[str, Any]) -> str:
    if facts["owns_sequence"]:
        return f"next outbox: {facts['next_sequence']}"
    return f"outboxes are exported from the vault of {facts['sequence_owner']}"


def _status_text(facts: dict[str, Any]) -> str:
    interfaces = ", ".join(facts["online"])
    lines = [
        f"ONLINE: {interfaces}" if interfaces else "OFFLINE",
        f"{facts['who']} at {facts['publisher']}, {facts['origin']}, keyring epoch {facts['epoch']}",
        "queues: " + ", ".join(_queue_text(name, count) for name, count in facts["queues"].items()),
        f"letters: {facts['size']}, acknowledged {facts['acknowledged']}",
        f"last import: {_ago(facts, 'imported')}, last backup: {_ago(facts, 'backed_up')}",
        f"{_next_text(facts)}, applied: {facts['applied']}",
    ]
    if facts["resign"]:
        lines.append("SIGN ANEW: a signer of the newest outbox is no longer in the keyring; export another")
    if facts["retracted"]:
        cases = ", ".join(facts["retracted"])
        lines.append(f"TAKEN BACK after families were told: {cases}; answer them before you export")
    lines += [f"ALARM {alarm['code']}: {alarm['about']} ({alarm['day']})" for alarm in facts["alarms"]]
    return "\n".join(lines)
