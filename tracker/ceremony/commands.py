"""`tracker ceremony …`: what officers and the administrator type (keys/README.md).

Commands parse, ask and print; what they do is in `tracker.ceremony`.
"""

import hashlib
import json
from pathlib import Path

import click

from crypto.ceremony import Kind
from tracker.ceremony import folder
from tracker.ceremony.checking import check_folder
from tracker.ceremony.course import advance
from tracker.ceremony.holding import clock, kind_commands, look, occasion_of, open_log_keys, supplies
from tracker.ceremony.instructions import instructions
from tracker.ceremony.log_commands import log
from tracker.ceremony.log_key import new_log_key
from tracker.ceremony.options import (
    EXISTING_FOLDER,
    FILE,
    FOLDER,
    NEW_FILE,
    json_option,
    language_option,
    log_key_options,
)
from tracker.ceremony.paper import sheets_page
from tracker.ceremony.participation import documents_to_sign, sign_documents
from tracker.ceremony.plan import kind_of
from tracker.ceremony.printing import print_findings, print_turn, say_aloud, say_if_named_in, say_if_rehearsed
from tracker.ceremony.publishing import publish as publish_folder
from tracker.ceremony.recording import folder_kind, record_abort, record_step
from tracker.ceremony.recovery_commands import recovery
from tracker.ceremony.steps import DEVIATED, DONE
from tracker.ceremony.turn import Turn
from tracker.records.archive import Log
from tracker.records.errors import TrustFromFolder
from tracker.secrets_input import password_option, read_password

EXIT_FAILED = 1


@click.group()
def group() -> None:
    """Make keys, change them, retire them: in the open and by several people.

    Every ceremony has a folder that goes from hand to hand on a medium: each person puts in what is theirs,
    and the ceremony's command says at any time where things stand and who is next. Stop whenever you like:
    `tracker ceremony resume FOLDER` goes on, `abort` ends it. Each is announced in a public log beforehand,
    opened with a checkpoint of that log, recorded step by step, signed by everybody there, and published.

    keys/README.md tells the whole of it. Try it first: `tracker ceremony rehearse FOLDER` holds all of them
    on one machine with throwaway keys, in less than a minute.
    """


group.add_command(recovery)
group.add_command(log)
for _command in kind_commands():
    group.add_command(_command)


@group.command()
@click.argument("root", metavar="FOLDER", type=EXISTING_FOLDER)
@click.argument("numbers", metavar="NUMBER...", type=int, nargs=-1, required=True)
@click.option("--initials", required=True, help="Of whoever saw to it; - for nobody.")
@click.option("--instead", default="", help="What was done instead, in one line: the step is `deviated`.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def step(root: Path, numbers: tuple[int, ...], initials: str, instead: str, as_json: bool) -> None:
    """Record that the steps NUMBER of the script were done, or what was done instead of one."""
    if instead and len(numbers) > 1:
        raise click.BadParameter("a deviation is of one step", param_hint="--instead")
    for number in numbers:
        record_step(root, number, DEVIATED if instead else DONE, initials, instead)
    if not as_json:
        say_if_named_in(*folder.read_folder(root).values())
    click.echo(json.dumps({"steps": numbers}) if as_json else f"recorded: {', '.join(map(str, numbers))}")


@group.command()
@click.argument("root", metavar="FOLDER", type=EXISTING_FOLDER)
@click.option("--reason", help="Why it ends, in one line; published. Needed once, on the first run.")
@click.option("--initials", default="-", show_default=True, help="Of whoever ends it.")
@click.option("--present", multiple=True, metavar="NAME", help="Who is there and signs that; repeat it.")
@log_key_options
@language_option
@json_option
def abort(
    root: Path, reason: str | None, initials: str, present: tuple[str, ...], log_key: tuple[Path, ...],
    password_file: tuple[Path, ...], language: str, as_json: bool,
) -> None:  # fmt: skip
    """End a ceremony without making anything; nothing that was made in it is ever used.

    Those present sign a transcript that says why, and the ceremony log gets the outcome `aborted`: the keys
    that were brought are burnt for ever. Before the announcement is in the log, the folder simply ends.
    Possible until the new head is in the key log. Run `resume` until it is logged, then `publish`.
    """
    kind = folder_kind(root)
    if reason is not None:
        record_abort(root, reason, initials, present, supplies())
    turn = advance(root, kind, supplies(open_log_keys(log_key, password_file)))
    print_turn(turn, instructions(turn, root), root, language, as_json)


@group.command()
@click.argument("root", metavar="FOLDER", type=EXISTING_FOLDER)
@click.argument("archive", type=FOLDER)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def publish(root: Path, archive: Path, as_json: bool) -> None:
    """Carry what FOLDER added over into ARCHIVE: after the announcement, and again at the end.

    Everything is verified first: that the archive's logs continue, that enough witnesses saw them lately,
    and that every client would accept the keyring. ARCHIVE is the tree that the server serves and auditors
    take; it is made if it is not there.
    """
    done = publish_folder(root, archive, _look, clock())
    if as_json:
        click.echo(json.dumps({"files": done.files}))
    else:
        if done.turn.ground is not None:
            say_if_rehearsed(done.turn.ground.origin)
        click.echo(f"{len(done.files)} files were new in {archive}" if done.files else "nothing was new")


@group.group("log-key")
def log_key_group() -> None:
    """The keys that sign the checkpoints of the two logs: kept offline, used at ceremonies only."""


@log_key_group.command("new")
@click.argument(
    "log_name", metavar="[keys|ceremony]", type=click.Choice([Log.KEYS.value, Log.CEREMONY.value])
)
@click.option("--folder", "root", type=FOLDER, required=True, help="The genesis's folder, with its plan.")
@click.option("--out", type=NEW_FILE, required=True, help="New key file; it must not lie in the folder.")
@password_option
@json_option
def log_key_new(log_name: str, root: Path, out: Path, password_file: Path | None, as_json: bool) -> None:
    """Make the key of the key log or of the ceremony log, for the origin in the folder's plan.

    The key file stays with its keeper, under a password; the folder gets `log.vkey` or `ceremony.vkey`, the
    public half.
    """
    password = read_password(password_file, f"New password of the key of the log '{log_name}'", confirm=True)
    verifier = new_log_key(root, Log(log_name), out, password)
    if as_json:
        click.echo(json.dumps({"key": str(out), "verifier": verifier.encode()}))
    else:
        say_if_named_in(verifier.encode().encode())
        click.echo(f"{out}: secret, stays with its keeper\npublic, in the folder: {verifier.encode()}")


@group.command()
@click.argument("root", metavar="FOLDER", type=EXISTING_FOLDER)
@click.option("--key", type=FILE, required=True, help="Your OpenSSH private key, or your NAME.identity.")
@click.option("--yes", is_flag=True, help="Do not ask whether the words agree (rehearsals and scripts).")
@password_option
@language_option
@json_option
def sign(root: Path, key: Path, yes: bool, password_file: Path | None, language: str, as_json: bool) -> None:
    """Sign what is yours to sign now: that you are here; the transcript, and as an officer also the head.

    First everything in the folder is verified and the transcript's hash is shown: sign only if it is what
    was read aloud. OpenSSH keys are used through ssh-keygen, which asks for their password itself.
    """
    # One reading, so that what is signed is what was verified and shown, whatever is written meanwhile.
    files = folder.read_folder(root)
    turn = _look(files)
    documents = documents_to_sign(files, turn)
    if turn.ground is not None and not as_json:
        say_if_rehearsed(turn.ground.origin)
    for name, document in documents.items() if not as_json else ():
        if name != folder.HEAD:
            say_aloud(f"The hash of '{name}':", hashlib.sha256(document).digest(), language)
    if not yes:
        click.confirm("Is this what was read aloud, and do you agree to it?", abort=True, err=True)
    signed = sign_documents(
        files,
        turn,
        key,
        lambda: read_password(password_file),
        lambda name: click.echo(f"signing '{name}'", err=True),
    )
    folder.write_files(root, signed)
    click.echo(
        json.dumps({"signed": list(signed)}) if as_json else "\n".join(f"signed: {path}" for path in signed)
    )


@group.command()
@click.argument("root", metavar="FOLDER", type=EXISTING_FOLDER)
@click.option("--trust", type=FILE, required=True, help="The trust root that you were handed in person.")
@json_option
def check(root: Path, trust: Path, as_json: bool) -> int:
    """Verify the folder of a genesis of the first form (`genesis` without `archive`), rule by rule.

    Exit status 0 only if all hold. Everything made since is verified by `tracker audit ARCHIVE`. The trust
    root must not come out of FOLDER: whoever swaps the one can swap the other.
    """
    if trust.resolve().is_relative_to(root.resolve()):
        raise TrustFromFolder("take the trust root that you were handed in person, not the folder's own")
    if (root / folder.ARCHIVE).is_dir():
        raise click.UsageError(f"this folder has an archive: tracker audit {root / folder.ARCHIVE} --trust …")
    findings = check_folder(folder.read_folder(root), trust.read_bytes(), clock())
    print_findings(findings, as_json)
    return 0 if all(finding.holds for finding in findings) else EXIT_FAILED


@group.command()
@click.argument("file", type=FILE)
@language_option
@json_option
def words(file: Path, language: str, as_json: bool) -> None:
    """Print a file's SHA-256 as hex digits and as words, to compare aloud."""
    if not as_json:
        say_if_named_in(file.read_bytes())
    say_aloud(f"SHA-256 of {file.name}:", folder.file_hash(file), language, as_json)


@group.command("script")
@click.argument("kind", metavar="KIND", type=click.Choice([kind.value for kind in Kind]))
@click.option("--folder", "root", type=EXISTING_FOLDER, help="Fill in what this ceremony's plan says.")
@click.option("--html", "as_html", is_flag=True, help="All sheets, as a page for a browser's print dialogue.")
@language_option
def script_command(kind: str, root: Path | None, as_html: bool, language: str) -> None:
    """Print the script of a ceremony: genesis, add, rotate, revoke, recover, replace-officer or release.

    As text these are the very bytes whose SHA-256 is announced. With --html they come with the sheets of
    paper for the day, one A4 leaf each: the announcement, the script with boxes for initials, who is there,
    and the hashes to be written down by hand.
    """
    occasion = occasion_of(Kind(kind), root)
    if as_html:
        click.echo(sheets_page(occasion, language), nl=False)
    else:
        click.echo(occasion.script, nl=False)


def _look(files: folder.Files) -> Turn:
    return look(files, kind_of(folder.needed(files, folder.PLAN)))
