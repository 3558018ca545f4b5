"""Who has the vault: handing a copy over, taking one, destroying old identities, the custody log."""

import os
from pathlib import Path

import click

from tracker.desk.ceremony_folder import read_handed
from tracker.desk.commands.session import (
    FILE,
    FOLDER,
    NEW_FILE,
    Session,
    load_identity,
    now,
    vault_options,
    warn_if_online,
)
from tracker.desk.custody import custody_facts
from tracker.desk.handing_over import Taker, give, take
from tracker.desk.retiring import check_retired, destroy
from tracker.desk.vault import Documents


@click.command("hand-over")
@vault_options()
@click.option("--to", "name", required=True, help="The caseworker's name in the keyring of this vault.")
@click.option("--with-sequence", is_flag=True, help="Outboxes are exported from their vault from then on.")
@click.argument("file", type=NEW_FILE)
def hand_over(session: Session, name: str, with_sequence: bool, file: Path) -> None:
    """Write a copy of the vault that only one other caseworker can open.

    For a new caseworker, who cannot read letters from before their time, or for one whose keys were
    rotated. First go over to the keyring that names them (`tracker desk keyring`). It is recorded who gave
    what to whom. Only one vault of a desk exports outboxes: this one, unless --with-sequence gives that away.
    """
    with session.unlocked() as vault:
        document = give(vault, name, file, now(), with_sequence)
    facts = {"file": str(file), "to": document.taker, "events": document.events, "bytes": document.length}
    exports = (
        "\noutboxes are exported from that vault now, and no longer from this one" if with_sequence else ""
    )
    text = f"{file}: for {document.taker} alone, {document.events} events; bring it by hand{exports}"
    session.emit({**facts, "sequence": with_sequence}, text)


@click.command("take-over")
@vault_options()
@click.option("--keyring", "folder", required=True, type=FOLDER, help="A ceremony's folder, or the archive.")
@click.argument("file", type=FILE)
def take_over(session: Session, folder: Path, file: Path) -> None:
    """Make your vault (--vault, a new file) out of a hand-over that somebody wrote for you.

    Needs the trust root that you were handed in person (--trust) and the newest keyring (--keyring): the
    giver must be a caseworker in it. The whole is verified before the vault has its name.
    """
    if session.trust is None:
        raise click.UsageError("--trust FILE is needed to judge a hand-over")
    warn_if_online()
    handed = read_handed(folder)
    documents = Documents(session.trust.read_bytes(), handed.keyring, handed.roster)
    (identity,) = session.load_identities()
    document = take(file, session.vault, Taker(identity, documents, now()), os.urandom)
    facts = {"vault": str(session.vault), "from": document.giver, "events": document.events + 1}
    session.emit(facts, f"{session.vault}: taken over from {document.giver}, {document.events} events")


@click.command("retire")
@vault_options()
@click.option("--old-password-file", type=FILE, help="Read the old identity's password from this file.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.argument("old", type=FILE)
def retire(session: Session, old_password_file: Path | None, yes: bool, old: Path) -> None:
    """Destroy OLD, the key file of an identity that a ceremony replaced or retired.

    Refused while letters sealed to it may be on their way, or are on one medium only. The file is
    overwritten and removed; a flash medium may keep traces, and copies are yours to find: burn them.
    """
    identity = load_identity(old, old_password_file)
    with session.unlocked() as vault:
        check_retired(vault, identity)
        if not yes:
            click.confirm(f"Destroy {old} for good?", abort=True, err=True)
        destroy(vault, identity, old, now())
    session.emit({"destroyed": str(old)}, f"{old} is destroyed; destroy its copies and their media too")


@click.command("custody")
@vault_options()
def custody(session: Session) -> None:
    """The custody log: who was given this vault or took it, and which identities were destroyed."""
    with session.unlocked() as vault:
        rows = custody_facts(vault.desk)
    text = "\n".join(f"{row['day']} {row['what']}: {row['name']} (by {row['by']})" for row in rows)
    session.emit({"custody": rows}, text or "nobody was ever handed this vault")
