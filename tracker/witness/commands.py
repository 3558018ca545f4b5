"""`tracker witness …`: what an organisation types that runs a witness (docs/guides/witness.md)."""

import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from crypto.encoding import b64encode
from crypto.errors import TrackerError, WitnessLogUnknown
from crypto.note import NOTE_MAX, TYPE_ED25519, VerifierKey
from tracker.files import write_file
from tracker.records.errors import WitnessEvidence, WitnessLogKey
from tracker.secrets_input import password_option, read_password
from tracker.tile_folder import CHECKPOINT
from tracker.witness import evidence as kept
from tracker.witness.cosigner import Cosigner
from tracker.witness.folder import Folder, KnownLog, make_folder
from tracker.witness.key_change import replace_key
from tracker.witness.memory import Memory
from tracker.witness.pulling import Pulled, pull
from tracker.witness.source import opened

# What is said to a person, by the fact ``evidence`` of a refusal.
_KEPT = {
    "fork": "; both notes are kept: `tracker witness evidence`, and the guide, 'On a fork'",
    "unproven": "; what was offered is kept: `tracker witness evidence`",
    "full": "; what was offered is not kept, for there is too much already: `tracker witness evidence`",
}
with_folder = click.option(
    "--folder", required=True, type=click.Path(file_okay=False, path_type=Path), help="The witness's folder."
)
with_json = click.option("--json", "as_json", is_flag=True, help="Report as JSON.")


@click.group()
def group() -> None:
    """Watch logs for everybody: cosign what extends what you saw, and keep the evidence of what does not."""


@group.command()
@with_folder
@click.option("--name", required=True, help="The witness's name for good, such as witness.example.org/w1.")
@password_option
@with_json
def init(folder: Path, name: str, password_file: Path | None, as_json: bool) -> None:
    """Make a witness with a fresh key, and print the verifier key to give to the logs' officers."""
    made = make_folder(folder, name, read_password(password_file, "New password", confirm=True))
    if as_json:
        click.echo(json.dumps({"vkey": made.key.encode()}))
        return
    click.echo(f"Made {folder}. Give this verifier key to the officers, and let them read it back:\n")
    click.echo(made.key.encode())


@group.group()
def log() -> None:
    """Which logs the witness knows."""


@log.command("add")
@with_folder
@click.option("--url", help="Where the log's checkpoint and tiles are, for `tracker witness cosign`.")
@with_json
@click.argument("vkey")
def log_add(folder: Path, url: str | None, as_json: bool, vkey: str) -> None:
    """Make the log of the verifier key VKEY known. Given again with another address, that is taken over."""
    known = Folder(folder).add_log(_logs_key(vkey), url)
    if as_json:
        click.echo(json.dumps({"log": known.origin, "url": known.url}))
        return
    click.echo(f"{known.origin} is known. Its first checkpoint will be taken as it comes.")


@log.command("replace-key")
@with_folder
@with_json
@click.argument("old")
@click.argument("new")
def log_replace_key(folder: Path, as_json: bool, old: str, new: str) -> None:
    """From now on take the verifier key NEW of a known log in place of OLD, which counts no more.

    Only when the officers' newest head names NEW: see the guide, "When a log changes its key". What was seen
    stays: NEW has to extend what OLD signed last.
    """
    known = replace_key(Folder(folder), _logs_key(old), _logs_key(new))
    if as_json:
        click.echo(json.dumps({"log": known.origin, "vkey": known.key.encode()}))
        return
    click.echo(f"{known.origin} is known under the new key. It must extend what was seen.")


@group.command("list")
@with_folder
@with_json
def list_logs(folder: Path, as_json: bool) -> None:
    """What was seen last of each log, when it was cosigned, and how much evidence is kept."""
    witness = Folder(folder)
    told = [_told(witness, known) for known in witness.logs()]
    if as_json:
        click.echo(json.dumps({"vkey": witness.key.encode(), "logs": told}, indent=2))
        return
    click.echo(witness.key.encode())
    for item in told:
        click.echo(f"\n{item['log']}")
        for name in ("vkey", "size", "root", "cosigned", "url", "forks", "unproven"):
            if item[name] is not None:
                click.echo(f"  {name:9} {item[name]}")
        for key in item["earlier"]:
            click.echo(f"  {'earlier':9} {key}")


@group.command()
@with_folder
@with_json
@click.pass_context
def evidence(context: click.Context, folder: Path, as_json: bool) -> None:
    """List the evidence against logs. Ends with an error if there is a fork."""
    witness = Folder(folder)
    found = [record for known in witness.logs() for record in kept.records(folder, known)]
    if as_json:
        click.echo(json.dumps({"evidence": [_record(record) for record in found]}, indent=2))
    else:
        for record in found:
            click.echo(f"{record.kind:9} {record.log.origin} {record.size} {record.path}")
    forks = sum(record.kind is kept.Kind.FORK for record in found)
    if as_json:
        context.exit(int(forks > 0))
    if forks:
        raise WitnessEvidence("a log signed two roots of one size: see the guide, 'On a fork'", count=forks)


@group.command()
@with_folder
@click.option("--listen", default="127.0.0.1:8100", show_default=True, metavar="HOST:PORT")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 16), help="Processes.")
@password_option
def serve(folder: Path, listen: str, workers: int, password_file: Path | None) -> None:
    """Answer logs that ask (POST /add-checkpoint, C2SP tlog-witness) until stopped."""
    # Gunicorn is of an extra: whoever only cosigns from cron does without.
    from tracker.witness.serve import serve as run_server

    witness = Folder(folder)
    run_server(witness, witness.signing_key(read_password(password_file)), listen, workers)


@group.command()
@with_folder
@click.option("--log", "origin", metavar="ORIGIN", help="Only this log.")
@click.option("--whole", is_flag=True, help="The whole cosigned checkpoint, not your line alone.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write it here.")
@click.option("--clock-was-wrong", is_flag=True, help="Sign although the last signature was in the future.")
@click.option("--proxy", metavar="URL", help="Go through Tor, for example socks5h://127.0.0.1:9050.")
@password_option
@with_json
@click.argument("places", nargs=-1, metavar="[URL|FOLDER]...")
@click.pass_context
def cosign(
    context: click.Context, folder: Path, origin: str | None, whole: bool, out: Path | None,
    clock_was_wrong: bool, proxy: str | None,
    password_file: Path | None, as_json: bool, places: tuple[str, ...],
) -> None:  # fmt: skip
    """Fetch checkpoints, see that they extend what was seen, and print the cosignature's line of each.

    A log is where its checkpoint is: an address, a folder, or a published archive with all of them. Without
    any, the logs that have an address. One that fails keeps none of the others from being cosigned.
    """
    witness = Folder(folder)
    chosen = _expanded(places, origin) if places else _addresses(witness, origin)
    if not chosen:
        said = "no log was added with --url" if origin is None else f"no log {origin} to be found"
        raise WitnessLogUnknown(f"nothing to cosign: {said}", log=origin or "")
    if out is not None and len(chosen) != 1:
        raise click.UsageError("--out takes the line of one log")
    cosigner = Cosigner(witness, witness.signing_key(read_password(password_file)))
    report, failed = [], False
    for place in chosen:
        try:
            with opened(place, proxy) as source:
                pulled = pull(witness, cosigner, source, _clock, origin, clock_mended=clock_was_wrong)
            report.append({"place": place} | _cosigned(pulled))
            _hand_out(pulled.note if whole else pulled.line.encode().encode(), out, as_json)
        except TrackerError as error:
            failed = True
            said = str(error) + _KEPT.get(str(error.facts.get("evidence")), "")
            report.append({"place": place, "error": error.code, "message": said})
            click.echo(f"{place}: error {error.code}: {said}", err=True)
    if as_json:
        click.echo(json.dumps({"logs": report}, indent=2))
    context.exit(int(failed))


def _logs_key(vkey: str) -> VerifierKey:
    key = VerifierKey.decode(vkey)
    if key.key_type != TYPE_ED25519:
        raise WitnessLogKey("a log's key is of type 01; this one is a witness's")
    return key


def _clock() -> int:
    return int(time.time())


def _hand_out(made: bytes, out: Path | None, as_json: bool) -> None:
    if out is not None:
        write_file(out, made)
    elif not as_json:
        click.echo(made, nl=False)


def _expanded(places: Sequence[str], origin: str | None) -> list[str]:
    """An archive's folder stands for the logs in it, or for the one that was asked for."""
    found = []
    for place in places:
        archived = [] if "://" in place else sorted(Path(place).glob(f"log/*/{CHECKPOINT}"))
        wanted = [path for path in archived if origin in (None, _first_line(path))]
        found += [str(path.parent) for path in wanted] if archived else [place]
    return found


def _first_line(checkpoint: Path) -> str:
    with checkpoint.open("rb") as file:
        return file.readline(NOTE_MAX).decode(errors="replace").removesuffix("\n")


def _addresses(witness: Folder, origin: str | None) -> list[str]:
    known = [item for item in witness.logs() if origin in (None, item.origin)]
    return [item.url for item in known if item.url is not None]


def _cosigned(pulled: Pulled) -> dict[str, Any]:
    checkpoint = pulled.checkpoint
    return {"log": checkpoint.origin, "size": checkpoint.size, "root": b64encode(checkpoint.root),
            "line": pulled.line.encode()}  # fmt: skip


def _told(witness: Folder, known: KnownLog) -> dict[str, Any]:
    last = Memory(witness.key).recall(known)
    kinds = [record.kind for record in kept.records(witness.path, known)]
    when = datetime.fromtimestamp(last.time, UTC).isoformat() if last.note else None
    return {
        "log": known.origin,
        "vkey": known.key.encode(),
        "earlier": [key.encode() for key in known.earlier],
        "size": last.seen.size,
        "root": b64encode(last.seen.root) if last.note else None,
        "cosigned": when,
        "url": known.url,
        "forks": kinds.count(kept.Kind.FORK),
        "unproven": kinds.count(kept.Kind.UNPROVEN),
    }


def _record(record: kept.Record) -> dict[str, Any]:
    return {
        "kind": record.kind.value, "log": record.log.origin, "size": record.size, "path": str(record.path),
    }  # fmt: skip
