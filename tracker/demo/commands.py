"""`tracker demo …`: make a throwaway deployment, serve it, or watch the whole story."""

import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import click

from tracker.demo.cast import Places
from tracker.demo.guide import guide
from tracker.demo.running import check_port
from tracker.demo.setup import set_up

FOLDER = click.Path(file_okay=False, path_type=Path)
folder_option = click.option(
    "--folder", type=FOLDER, default=Path("demo"), show_default=True, help="The demo's folder."
)


@click.group()
def group() -> None:
    """Play with everything at once: a throwaway deployment on this machine, with made-up people.

    Nothing in it protects anybody: all keys and passwords lie in one folder. It is called rehearsal/demo and
    every page says that it is not for real inquiries.
    """


@group.command()
@folder_option
def init(folder: Path) -> None:
    """Make the demo: a real genesis with throwaway keys, a server, a desk.

    Three officers, two caseworkers and a keeper of the recovery identity each get a folder. Running it again
    does what is missing and changes nothing else; remove the folder to begin anew.
    """
    places = Places(folder)
    taken = set_up(places, lambda title: click.echo(f"  {title}"))
    click.echo(f"The demo is in {folder}." if taken else f"The demo is in {folder}, as it was.")


@group.command()
@folder_option
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="The port.")
def serve(folder: Path, port: int) -> None:
    """Serve the demo on 127.0.0.1 until Ctrl-C, and print the commands to play each person.

    Makes the demo first if it is not there.
    """
    check_port(port)
    places = Places(folder)
    set_up(places, lambda title: click.echo(f"  {title}"))
    click.echo(guide(places, f"http://127.0.0.1:{port}", datetime.now(UTC).date()))
    sys.stdout.flush()
    os.environ["TRACKER_SERVER_BIND"] = f"127.0.0.1:{port}"
    from tracker.server.config import load_config
    from tracker.server.serve import serve as run_server

    run_server(load_config(places.config))


@group.command()
def walkthrough() -> None:
    """Play the whole story without a browser, and show at each step what each party sees.

    In a folder of its own that is removed at the end, with the real commands and the real server. The exit
    status is not 0 if anything is not as it must be.
    """
    from tracker.demo.walkthrough import walk

    with tempfile.TemporaryDirectory(prefix="tracker-walkthrough-") as folder:
        walk(Path(folder), click.echo)
