"""`tracker audit …`: verify an archive or a live site without anybody's word but the trust root."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from crypto.trust import decode_trust
from tracker.auditor.explain import explain
from tracker.auditor.kept import Kept, read_kept, write_kept
from tracker.auditor.printing import print_audit, progress_line
from tracker.auditor.probe_command import probe_command
from tracker.auditor.report import report
from tracker.auditor.source import FolderSource, SavingSource, SiteSource, Source
from tracker.auditor.verify import Audit, verify
from tracker.files import write_file
from tracker.records.errors import TrustFromFolder
from tracker.speaking import json_option
from tracker.transport import Transport

EXIT_FAILED = 1
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FOLDER = click.Path(exists=False, file_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)
_URL = ("http://", "https://")


class _AuditGroup(click.Group):
    """`tracker audit FOLDER` is `tracker audit verify FOLDER`: the one thing that most come for."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Puts the name of the usual command in front where no command is named."""
        if args and args[0] not in {*self.commands, *ctx.help_option_names}:
            args = ["verify", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_AuditGroup)
def group() -> None:
    """Verify everything, alone and offline, from a folder or a live site and the trust root you were handed.

    `tracker audit FOLDER --trust FILE` is short for `tracker audit verify FOLDER --trust FILE`.
    """


@group.command("verify")
@click.argument("archive", metavar="FOLDER|URL")
@click.option("--trust", type=FILE, required=True, help="The trust root that you were handed in person.")
@click.option("--keep", type=NEW_FILE, help="Where you keep what you saw, from one audit to the next.")
@click.option("--proxy", metavar="URL", help="Go through Tor, for example socks5h://127.0.0.1:9050.")
@click.option("--save", type=NEW_FOLDER, help="Write what was read to this new folder, to be audited again.")
@click.option("--explain", "explains", is_flag=True, help="Print a script that repeats it with common tools.")
@click.option("--report", "page", type=NEW_FILE, help="Write a page with a drawing of all epochs.")
@json_option
def verify_command(
    archive: str,
    trust: Path,
    keep: Path | None,
    proxy: str | None,
    save: Path | None,
    explains: bool,
    page: Path | None,
    as_json: bool,
) -> int:
    """Try forty rules on the archive in FOLDER or below URL: a line for each, with its evidence.

    Exit status 0 only if all hold. The trust root must not come out of FOLDER: whoever swaps the one can swap
    the other. With --keep, an audit that holds is remembered, and every later one must extend it.
    """
    _check_trust_is_apart(archive, trust)
    document = trust.read_bytes()
    kept = read_kept(keep) if keep else None
    if save:
        save.mkdir()
    with _source(archive, proxy) as source:
        read_from = SavingSource(source, save) if save else source
        audit = verify(document, read_from, int(time.time()), kept, progress_line())
    if page:
        write_file(page, report(audit).encode())
    if explains:
        click.echo(explain(audit), nl=False)
    else:
        print_audit(audit, as_json)
    if keep and audit.holds:
        _keep(keep, document, audit)
    return 0 if audit.holds else EXIT_FAILED


def _keep(file: Path, trust: bytes, audit: Audit) -> None:
    # Read again: an audit may take hours, and another, or a probe, was kept meanwhile.
    before = read_kept(file) or Kept(decode_trust(trust).origin)
    write_kept(file, before.adding(audit.notes()))


def _check_trust_is_apart(archive: str, trust: Path) -> None:
    if not archive.startswith(_URL) and trust.resolve().is_relative_to(Path(archive).resolve()):
        raise TrustFromFolder("take the trust root that you were handed in person, not the folder's own")


@contextmanager
def _source(archive: str, proxy: str | None) -> Iterator[Source]:
    if archive.startswith(_URL):
        with Transport(archive, proxy) as transport:
            yield SiteSource(transport)
    elif Path(archive).is_dir():
        yield FolderSource(Path(archive))
    else:
        raise click.UsageError(f"'{archive}' is neither a folder nor an address with http:// or https://")


group.add_command(probe_command)
