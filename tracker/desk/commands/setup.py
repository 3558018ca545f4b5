"""Making the vault, and going over to a newer keyring."""

import os
from pathlib import Path

import click

from tracker.desk.commands.session import FOLDER, Session, now, vault_options, warn_if_online
from tracker.desk.keyring_store import check_newer, fingerprint, only_publisher, verify_documents
from tracker.desk.vault import Documents, Vault


@click.command("init")
@vault_options()
@click.option("--keyring", "folder", required=True, type=FOLDER, help="Folder with `keyring` and `roster`.")
@click.option("--publisher", help="This desk's name in the keyring; needed if it names several.")
def init(session: Session, folder: Path, publisher: str | None) -> None:
    """Make the vault of this desk, once.

    Needs the trust root that you were handed in person (--trust), and the ceremony's folder (--keyring).
    Every caseworker of the roster can unlock it afterwards with their own identity.
    """
    if session.trust is None:
        raise click.UsageError("--trust FILE is needed to make a vault")
    warn_if_online()
    documents = _documents(session.trust.read_bytes(), folder)
    verified = verify_documents(documents.trust, documents.keyring, documents.roster, now())
    name = publisher or only_publisher(verified.head)
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
    new roster; who is no longer in it cannot open it again.
    """
    with session.unlocked() as vault:
        store = vault.desk.store
        documents = _documents(store.trust.encode(), folder)
        verified = verify_documents(documents.trust, documents.keyring, documents.roster, now())
        check_newer(store, verified)
        vault.take_keyring(documents, now())
        members = [worker.name for worker in vault.desk.store.members]
    facts = {"epoch": verified.head.epoch, "members": members}
    session.emit(facts, f"epoch {verified.head.epoch}; this vault opens for {', '.join(members)}")


def _documents(trust: bytes, folder: Path) -> Documents:
    return Documents(trust, (folder / "keyring").read_bytes(), (folder / "roster").read_bytes())
