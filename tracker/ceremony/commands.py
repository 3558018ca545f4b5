"""`tracker ceremony …`: what officers and the administrator type (keys/README.md).

Commands parse, ask and print; what they do is in `tracker.ceremony`.
"""

import json
import os
import time
from functools import partial
from pathlib import Path

import click

from crypto.keyfile import SeedUse
from crypto.keys import SigningKey
from tracker.ceremony import folder
from tracker.ceremony.checking import check_folder
from tracker.ceremony.genesis import Supplies, advance
from tracker.ceremony.instructions import instructions
from tracker.ceremony.log_key import new_log_key
from tracker.ceremony.participation import find_documents, sign_documents
from tracker.ceremony.printing import print_findings, print_turn, say_aloud
from tracker.ceremony.recovery_commands import recovery
from tracker.records.errors import TrustFromFolder
from tracker.records.form import LANGUAGES
from tracker.secrets_input import load_seed, password_option, read_password

FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)
EXIT_FAILED = 1

language_option = click.option(
    "--language", type=click.Choice(LANGUAGES), default="en", help="Language of the words that spell a hash."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def group() -> None:
    """Make keys, in the open and by several people, and say whose keys count.

    A genesis makes the first keyring. Its folder goes from hand to hand on a medium: each person puts in
    what is theirs, and `tracker ceremony genesis FOLDER` says at any time where things stand and who is
    next. keys/README.md tells the whole of it; `tracker demo init` holds one with throwaway keys.
    """


group.add_command(recovery)


@group.command()
@click.argument("root", metavar="FOLDER", type=FOLDER)
@click.option("--log-key", "log_key", type=FILE, help="The log's key file, when all have signed.")
@password_option
@language_option
@json_option
def genesis(
    root: Path, log_key: Path | None, password_file: Path | None, language: str, as_json: bool
) -> None:
    """Do the next steps of the genesis in FOLDER, and say who must bring what.

    Run it as often as you like: each run verifies everything that is there, does what can be done, and
    changes nothing if anything is wrong. An empty folder gets a plan to fill in.
    """

    key = partial(_open_log_key, log_key, password_file) if log_key else None
    turn = advance(root, Supplies(_draw_nonce, int(time.time()), key))
    print_turn(turn, instructions(turn, root), root, language, as_json)


@group.group("log-key")
def log_key_group() -> None:
    """The key that signs the key log's checkpoints: kept offline, used at ceremonies only."""


@log_key_group.command("new")
@click.option("--folder", "root", type=FOLDER, required=True, help="The ceremony's folder, with its plan.")
@click.option("--out", type=NEW_FILE, required=True, help="New key file; it must not lie in the folder.")
@password_option
@json_option
def log_key_new(root: Path, out: Path, password_file: Path | None, as_json: bool) -> None:
    """Make the log's key for the origin in the folder's plan.

    The key file stays with its keeper, under a password; the folder gets `log.vkey`, the public half.
    """
    password = read_password(password_file, "New password of the log key", confirm=True)
    verifier = new_log_key(root, out, password)
    if as_json:
        click.echo(json.dumps({"key": str(out), "verifier": verifier.encode()}))
    else:
        click.echo(
            f"{out}: secret, stays with its keeper\n{root / folder.LOG_KEY}: public\n{verifier.encode()}"
        )


@group.command()
@click.argument("root", metavar="FOLDER", type=FOLDER)
@click.option("--key", type=FILE, required=True, help="Your OpenSSH private key, or your NAME.identity.")
@click.option("--yes", is_flag=True, help="Do not ask whether the words agree (rehearsals and scripts).")
@password_option
@language_option
@json_option
def sign(root: Path, key: Path, yes: bool, password_file: Path | None, language: str, as_json: bool) -> None:
    """Sign what is yours to sign in FOLDER: the transcript, and as an officer also the head.

    First everything in the folder is verified and the transcript's hash is shown: sign only if it is what
    was read aloud. OpenSSH keys are used through ssh-keygen, which asks for their password itself.
    """
    documents = find_documents(folder.read_folder(root), Supplies(_draw_nonce, int(time.time())))
    if not as_json:
        say_aloud("The transcript's hash:", documents.transcript.hash, language)
    if not yes:
        click.confirm("Is this what was read aloud, and do you agree to it?", abort=True, err=True)
    signed = sign_documents(documents, key, lambda: read_password(password_file))
    folder.write_files(root, signed)
    click.echo(
        json.dumps({"signed": list(signed)}) if as_json else "\n".join(f"signed: {path}" for path in signed)
    )


@group.command()
@click.argument("root", metavar="FOLDER", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--trust", type=FILE, required=True, help="The trust root that you were handed in person.")
@json_option
def check(root: Path, trust: Path, as_json: bool) -> int:
    """Verify a published FOLDER as an outsider: a line for each rule, with its evidence.

    Exit status 0 only if all hold. The trust root must not come out of FOLDER: whoever swaps the one can
    swap the other.
    """
    if trust.resolve().is_relative_to(root.resolve()):
        raise TrustFromFolder("take the trust root that you were handed in person, not the folder's own")
    findings = check_folder(folder.read_folder(root), trust.read_bytes(), int(time.time()))
    print_findings(findings, as_json)
    return 0 if all(finding.holds for finding in findings) else EXIT_FAILED


@group.command()
@click.argument("file", type=FILE)
@language_option
@json_option
def words(file: Path, language: str, as_json: bool) -> None:
    """Print a file's SHA-256 as hex digits and as words, to compare aloud."""
    say_aloud(f"SHA-256 of {file.name}:", folder.file_hash(file), language, as_json)


def _open_log_key(path: Path, password_file: Path | None) -> SigningKey:
    password = read_password(password_file, "Password of the log key")
    return SigningKey(load_seed(path, SeedUse.LOG, password))


def _draw_nonce() -> bytes:
    return os.urandom(32)
