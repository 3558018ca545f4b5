"""`tracker ceremony rehearse`: every ceremony on one laptop, to be looked at and audited."""

import time
from pathlib import Path

import click

from tracker.rehearsal.story import ORIGIN, begin, tell
from tracker.speaking import rehearsal_banner


@click.command("rehearse")
@click.argument("root", metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path))
def command(root: Path) -> None:
    """Hold every kind of ceremony in FOLDER, with throwaway people, keys and witnesses, in simulated days.

    The same program as for real ceremonies verifies every step; only the people are played. FOLDER must not
    be there. It gets a folder for each ceremony (its `transcript` is for reading), the published `archive`,
    and `trust`, the trust root, as if handed over in person: audit the one with the other.
    """
    if root.exists():
        raise FileExistsError(17, "a rehearsal begins in a new folder", str(root))
    click.echo(f"*** {rehearsal_banner(ORIGIN)} ***")
    started = time.monotonic()
    story = begin(root, int(time.time()), click.echo)
    for held in tell(story):
        click.echo(f"  {held}")
    click.echo(f"\nAll of it was held in {time.monotonic() - started:.0f} s. Now audit it:")
    click.echo(f"    tracker audit {story.archive} --trust {story.trust}")
