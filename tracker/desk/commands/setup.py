"""Making the vault, and going over to a newer keyring."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from tracker.desk.ceremony_folder import Said, read_handed
from tracker.desk.commands.session import (
    FOLDER,
    Session,
    now,
    vault_options,
    warn_if_online,
    warn_of_rehearsal,
)
from tracker.desk.keyring_store import check_newer, fingerprint, only_publisher, verify_documents
from tracker.desk.queues import in_queue
from tracker.desk.vault import Documents, Vault


@click.command("init")
@vault_options()
@click.option("--keyring", "folder", required=True, type=FOLDER, help="A ceremony's folder, or the archive.")
@click.option("--publisher", help="This desk's name in the keyring; needed if it names several.")
def init(session: Session, folder: Path, publisher: str | None) -> None:
    """Make the vault of this desk, once.

    Needs the trust root that you were handed in person (--trust), and the ceremony's folder (--keyring).
    Every caseworker of the roster can unlock it afterwards with their own identity.
    """
    if session.trust is None:
        raise click.UsageError("--trust FILE is needed to make a vault")
    warn_if_online()
    handed = read_handed(folder)
    documents = Documents(session.trust.read_bytes(), handed.keyring, handed.roster)
    verified = verify_documents(documents.trust, documents.keyring, documents.roster, now())
    name = publisher or only_publisher(verified.head)
    warn_of_rehearsal(verified.head.origin)
    (identity,) = session.load_identities()
    with Vault.create(session.vault, identity, documents, name, now(), os.urandom) as vault:
        members = [worker.name for worker in vault.desk.store.members]
    facts = {
        "vault": str(session.vault),
        "origin": verified.head.origin,
        "publisher": name,
        "epoch": verified.head.epoch,
        "members": members,
        "trust_sha256": fingerprint(documents.trust),
    }
    session.emit(
        facts,
        f"{session.vault}: vault of {name} at {verified.head.origin}, for {', '.join(members)}\n"
        f"trust root {facts['trust_sha256']}\nNext: make outbox 0 with `tracker desk export`.",
    )


@click.command("keyring")
@vault_options()
@click.argument("folder", type=FOLDER)
def keyring(session: Session, folder: Path) -> None:
    """Go over to a newer keyring: FOLDER holds `keyring` and `roster`.

    Both are verified against the vault's trust root. The vault is sealed anew to the caseworkers of the
    new roster; who is no longer in it cannot open it again. FOLDER may also be the whole archive: then
    letters and answers that a stolen key may have touched are flagged, as the ceremonies' transcripts say.
    """
    with session.unlocked() as vault:
        store, handed = vault.desk.store, read_handed(folder)
        documents = Documents(store.trust.encode(), handed.keyring, handed.roster)
        verified = verify_documents(documents.trust, documents.keyring, documents.roster, now())
        check_newer(store, verified)
        said = handed.said_since(store)
        vault.take_keyring(documents, now(), said.suspected)
        members = [worker.name for worker in vault.desk.store.members]
        flagged = [case.label for case in in_queue(vault.desk, "exposed")]
    facts = {"epoch": verified.head.epoch, "members": members, **said_facts(said, flagged)}
    first = f"epoch {verified.head.epoch}; this vault opens for {', '.join(members)}"
    session.emit(facts, "\n".join([first, *said_lines(said, flagged)]))


def said_facts(said: Said, exposed: Sequence[str]) -> dict[str, Any]:
    """What transcripts say of keys, and the labels of the cases that somebody else may have read."""
    return {
        "suspect": [{"kind": item.kind, "name": item.name, "from": item.start} for item in said.suspected],
        "exposed": list(exposed),
        "without_transcript": list(said.without),
    }


def said_lines(said: Said, exposed: Sequence[str]) -> Iterator[str]:
    """The same in words."""
    for item in said.suspected:
        yield f"SUSPECT: the key of {item.name} ({item.kind}), from letter {item.start} on"
    if exposed:
        yield f"others may have read letters of: {', '.join(exposed)}"
    if said.without:
        epochs = ", ".join(map(str, said.without))
        yield f"no transcript here for epoch {epochs}: give the archive, to know whether a key is suspect"
