"""A folder to practise with, made in seconds: fictional inquiries, throwaway keys."""

import json
import secrets
from pathlib import Path

import click

from tracker.desk.commands.session import ProgressLine, now, warn_of_rehearsal
from tracker.desk.practice.deployment import CASEWORKERS, ORIGIN
from tracker.desk.practice.letters import INQUIRIES
from tracker.desk.practice.making import PASSWORD, PracticeFiles, make_practice


@click.command("practice")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--seed", type=int, help="Make the same inquiries again: the number that was shown then.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def practice(folder: Path, seed: int | None, as_json: bool) -> None:
    """Make a vault to practise with in FOLDER, which must be new or empty.

    It holds two hundred fictional inquiries, half of them answered, two caseworkers' keys, a medium with the
    next letters, and a damaged one. Nothing in it protects anybody, and nothing of it is ever taken for real.
    """
    seed = secrets.randbelow(2**32) if seed is None else seed
    files = make_practice(folder, seed, now(), ProgressLine())
    if as_json:
        click.echo(json.dumps(_facts(files, seed)))
        return
    warn_of_rehearsal(ORIGIN)
    click.echo("\n".join(_text(files, seed)))


def _facts(files: PracticeFiles, seed: int) -> dict[str, object]:
    return {
        "vault": str(files.vault),
        "identities": {name: str(files.identity(name)) for name in CASEWORKERS},
        "password": PASSWORD,
        "inbox": str(files.inbox),
        "list": str(files.list),
        "inquiries": INQUIRIES,
        "seed": seed,
    }


def _text(files: PracticeFiles, seed: int) -> list[str]:
    names = " or ".join(f"{name}.identity" for name in CASEWORKERS)
    return [
        f"{files.vault}: {INQUIRIES} fictional inquiries (--seed {seed} makes them again)",
        f"keys: {names}; password: {PASSWORD}",
        f"next letters: {files.inbox}; a damaged medium: {files.damaged}",
        f"a newer version of its list: {files.list}",
        f"begin: tracker console --practice {files.folder}",
    ]
