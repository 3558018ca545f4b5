"""Making a caseworker's identity, and proving to a ceremony that one holds it."""

import json
from pathlib import Path

import click

from crypto.encoding import check_name
from crypto.errors import EncodingError
from crypto.keyfile import SeedUse
from crypto.possession import RecipientCard, answer_signed_by, decode_card
from crypto.recipient import Identity
from tracker.desk.commands.session import load_identity
from tracker.files import write_file, write_new_file
from tracker.secrets_input import password_option, read_password, store_new_seed

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def identity() -> None:
    """Make your identity, and prove at a ceremony that it is yours."""


def _check_name(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    try:
        return check_name(value)
    except EncodingError as error:
        raise click.BadParameter("1 to 32 of a-z, 0-9 and -") from error


@identity.command("new")
@click.option("--name", required=True, callback=_check_name, help="How the roster will call you.")
@click.option(
    "--out",
    "folder",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for both files; made if it is not there.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@password_option
def new(name: str, folder: Path, as_json: bool, password_file: Path | None) -> None:
    """Draw a new identity on this machine, offline.

    Writes NAME.identity (secret, under a password; it never leaves the offline machine) and NAME.card
    (public; take it to the ceremony).
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    secret, public = folder / f"{name}.identity", folder / f"{name}.card"
    if public.exists():
        raise FileExistsError(17, "will not overwrite", str(public))
    password = read_password(password_file, "New password", confirm=True)
    made = Identity(store_new_seed(secret, SeedUse.CASEWORKER, password))
    write_new_file(public, RecipientCard(name, made.recipient, made.signing_key.public).encode())
    if as_json:
        facts = {"identity": str(secret), "card": str(public), "recipient": made.recipient.id.hex()}
        click.echo(json.dumps(facts))
    else:
        click.echo(f"{secret}: secret, stays here\n{public}: public, take it to the ceremony")


@identity.command("prove")
@click.option("--identity", "identity_file", required=True, type=FILE, help="Your NAME.identity.")
@click.option("--card", "card_file", required=True, type=FILE, help="Your NAME.card.")
@click.option("--challenge", required=True, type=FILE, help="What the ceremony gave you.")
@click.option(
    "--old-identity",
    type=FILE,
    help="At a rotation: the identity that is replaced, if you still have it; same password file.",
)
@click.option("--out", required=True, type=NEW_FILE, help="The proof, for the ceremony.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@password_option
def prove(
    identity_file: Path,
    card_file: Path,
    challenge: Path,
    old_identity: Path | None,
    out: Path,
    as_json: bool,
    password_file: Path | None,
) -> None:
    """Answer a ceremony's challenge: only who holds the identity can.

    At a rotation the old identity signs too, and so says that the new one follows it.
    """
    card = decode_card(card_file.read_bytes())
    identity = load_identity(identity_file, password_file)
    keys = [identity.signing_key]
    if old_identity is not None:
        keys.append(load_identity(old_identity, password_file).signing_key)
    write_file(out, answer_signed_by(challenge.read_bytes(), card, identity, keys))
    click.echo(json.dumps({"proof": str(out)}) if as_json else f"{out}: take it back to the ceremony")
