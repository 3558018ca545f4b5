"""`tracker server …`: what the operator types (docs/guides/operator.md)."""

import json
from pathlib import Path

import click

from crypto.encoding import b64encode
from tracker.records.errors import ReleaseUnlisted
from tracker.server import checkup, installation
from tracker.server.config import CONFIG_NAME, CONFIG_VARIABLE, load_config, make_config
from tracker.server.office import Office, clock, open_office
from tracker.server.pinning import manifest_hash
from tracker.server.serve import serve as run_server

with_config = click.option(
    "--config",
    "config_path",
    envvar=CONFIG_VARIABLE,
    default=CONFIG_NAME,
    show_default=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The server's configuration file; single settings also by TRACKER_SERVER_<KEY>.",
)
with_json = click.option("--json", "as_json", is_flag=True, help="Report as JSON.")


@click.group()
def group() -> None:
    """Set up, check, serve and upgrade the server. It never holds a word that a family wrote."""


@group.command()
@click.option(
    "--folder", required=True, type=click.Path(file_okay=False, path_type=Path), help="Where all state goes."
)
@click.option("--origin", required=True, help="The name fixed at genesis, such as rehearsal/demo.")
@click.option("--database-url", default="", help="postgresql://…; SQLite files in the folder if not given.")
@with_json
def init(folder: Path, origin: str, database_url: str, as_json: bool) -> None:
    """Make a new server: configuration, intake key, form key and database.

    Prints the intake verifier key, which the genesis ceremony writes into the first keyring head.
    """
    config = make_config(folder.resolve(), {"origin": origin, "database_url": database_url})
    verifier = installation.create(config, clock())
    if as_json:
        click.echo(json.dumps({"config": str(config.folder / CONFIG_NAME), "intake": verifier}))
        return
    click.echo(f"Made {config.folder / CONFIG_NAME}. Give this intake key to the ceremony:\n\n{verifier}\n")
    click.echo("Then: tracker server keyring FOLDER, and tracker server check.")


@group.command()
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--trust",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The trust root; the installed one if not given, at first the folder's own.",
)
@click.option(
    "--roster",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The roster, if it is not beside the keyring.",
)
@with_config
@with_json
def keyring(source: Path, trust: Path | None, roster: Path | None, config_path: Path, as_json: bool) -> None:
    """Install a keyring from a ceremony's archive, its FOLDER or its file keyring, after verifying it.

    Of an archive, logs, ceremonies and rosters are served from then on; its trust root comes apart, from a
    person. Later epochs and renewed proofs are installed in the same way; a running server notices.
    """
    office = open_office(load_config(config_path))
    offered = installation.read_offer(source, trust, roster, office)
    epoch = installation.install(office, offered, clock())
    listed = _pages_follow(office)
    office.close()
    if as_json:
        click.echo(json.dumps({"epoch": epoch, "pages": listed}))
        return
    click.echo(f"Epoch {epoch} is installed.")
    if not listed:
        click.echo(
            "Its head lists another released client than this program makes: the pages stay as they were."
        )


def _pages_follow(office: Office) -> bool:
    """Releases the pages that go with the keyring; whether this program makes them."""
    try:
        installation.release_pages(office)
    except ReleaseUnlisted:
        return False
    return True


@group.command()
@click.option(
    "--manifest", "upcoming", is_flag=True, help="Only say the hash of what the next head may list."
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="With --manifest: write the files of that release here, as an archive has them.",
)
@click.option("--unlisted", is_flag=True, help="Serve these pages although the newest head lists others.")
@with_config
@with_json
def pages(upcoming: bool, out: Path | None, unlisted: bool, config_path: Path, as_json: bool) -> None:
    """Render the family's pages anew and list what is served.

    Serving and installing a keyring do so by themselves; the running server notices by itself. With
    --manifest nothing is served: it tells what a release ceremony has to log first.
    """
    office = open_office(load_config(config_path))
    if upcoming:
        _say_next_release(office, out, as_json)
        return
    changed = installation.release_pages(office, unlisted=unlisted)
    release = office.pages.check()
    office.close()
    if as_json:
        served = {path: page.digest for path, page in release.pages.items()}
        click.echo(json.dumps({"release": release.name, "changed": changed, "sha256": served}))
        return
    for path, page in release.pages.items():
        click.echo(f"{page.digest}  {path}")
    click.echo(f"Release {release.name[:16]}: {'new' if changed else 'as it was'}.")


def _say_next_release(office: Office, out: Path | None, as_json: bool) -> None:
    epoch, files = installation.next_release(office)
    office.close()
    if out is not None:
        installation.write_release(files, out)
    named = b64encode(manifest_hash(files))
    if as_json:
        click.echo(json.dumps({"manifest": named, "epoch": epoch}))
        return
    click.echo(f"{named}  client/manifest")
    click.echo(f"The pages of this release pin epoch {epoch}; the head of epoch {epoch + 1} may list them.")


@group.command()
@with_config
@with_json
def check(config_path: Path, as_json: bool) -> None:
    """Check configuration, secrets, database, keyring, log, mailbox, disk and clock; a line for each."""
    results = checkup.examine(load_config(config_path), clock())
    if as_json:
        click.echo(json.dumps({"checks": [result.as_json() for result in results]}))
    else:
        for result in results:
            click.echo(f"{'pass' if result.passed else 'FAIL'}  {result.name}: {result.evidence}")
    if not all(result.passed for result in results):
        raise SystemExit(1)


@group.command()
@with_config
def serve(config_path: Path) -> None:
    """Serve until stopped (Ctrl-C, SIGTERM). Put TLS or an onion service in front of it."""
    run_server(load_config(config_path))


@group.command("close-batch")
@with_config
@with_json
def close_batch(config_path: Path, as_json: bool) -> None:
    """Close the open batch now; it closes by itself once a day."""
    office = open_office(load_config(config_path))
    count = office.batches.close(clock())
    office.close()
    click.echo(json.dumps({"letters": count}) if as_json else f"Closed a batch of {count} letters.")


@group.command()
@click.option(
    "--lines",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Take in the lines of this file, which a witness handed over, and ask nobody.",
)
@with_config
@with_json
def heartbeat(lines: Path | None, config_path: Path, as_json: bool) -> None:
    """Ask all configured witnesses to cosign the logs anew; ends with an error if one of them did not.

    Serving does it by itself, after each batch and once a day. This is for cron, and to see why one fails.
    """
    office = open_office(load_config(config_path))
    beats = office.heartbeat.run() if lines is None else office.heartbeat.take(lines.read_bytes())
    office.close()
    failed = [(beat.log, name, error) for beat in beats for name, error in beat.failures.items()]
    if as_json:
        told = [{"log": log, "witness": name, "error": error.code} for log, name, error in failed]
        click.echo(json.dumps({"logs": [beat.log for beat in beats if beat.taken], "failures": told}))
    else:
        for beat in beats:
            click.echo(f"{beat.log}: {'cosignatures taken in' if beat.taken else 'nothing taken in'}")
        for log, name, error in failed:
            click.echo(f"{log}: {name} did not cosign: {error.code}: {error}")
    if failed or not any(beat.taken for beat in beats):
        raise SystemExit(1)


@group.command()
@with_config
@with_json
def upgrade(config_path: Path, as_json: bool) -> None:
    """Bring the database to this program's schema; SQLite is copied first. Stop the server before."""
    done = installation.upgrade(load_config(config_path))
    click.echo(json.dumps({"upgraded": done.changed, "backup": done.backup}) if as_json else done.words)
