"""`tracker audit probe`: look for the probes sent before, and send another."""

import json
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from crypto.trust import TrustRoot, decode_trust
from tracker.auditor.kept import Kept, Probe, read_kept, write_kept
from tracker.auditor.printing import progress_line
from tracker.auditor.probe import Fate, Looked, look_for, open_letter_log, send_probe
from tracker.records.errors import AuditStateMalformed, ProbeLost
from tracker.speaking import json_option, rehearsal_banner
from tracker.transport import Transport

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("probe")
@click.option("--server", required=True, metavar="URL", help="The server's address.")
@click.option("--trust", type=FILE, required=True, help="The trust root that you were handed in person.")
@click.option("--keep", type=NEW_FILE, required=True, help="Where receipts are kept, as audits keep theirs.")
@click.option("--proxy", metavar="URL", help="Go through Tor, for example socks5h://127.0.0.1:9050.")
@json_option
def probe_command(server: str, trust: Path, keep: Path, proxy: str | None, as_json: bool) -> None:
    """Send a letter without content, keep its receipt, and look into the log for those sent before.

    The server cannot tell a probe from a family's letter. Run it now and again, through Tor. If one is lost
    (probe-lost, exit status 1), its receipt in the file of --keep proves to anybody that the server had it.
    """
    document, now = trust.read_bytes(), int(time.time())
    root = decode_trust(document)
    kept = read_kept(keep) or Kept(root.origin)
    if kept.origin != root.origin:
        raise AuditStateMalformed(f"what was kept is of '{kept.origin}'")
    # Two visits: the server need not know that who looks is who sends.
    with Transport(server, proxy) as transport:
        log = open_letter_log(transport, document, now, kept, progress_line())
        looked = list(look_for(log, kept.probes))
    with Transport(server, proxy) as transport:
        sent = send_probe(transport, root, now, log.size)
    logged = {item.probe for item in looked if item.fate is Fate.LOGGED}
    # Read again: an audit may have been kept meanwhile.
    newest = read_kept(keep) or kept
    open_probes = [probe for probe in newest.probes if probe not in logged]
    write_kept(keep, replace(newest, probes=(*open_probes, sent)))
    _say(root, looked, sent, as_json)
    lost = [item for item in looked if item.fate is Fate.LOST]
    if lost:
        days = ", ".join(item.probe.day for item in lost)
        raise ProbeLost(f"{len(lost)} acknowledged for {days} and not logged; the receipts are in {keep}")


def _say(root: TrustRoot, looked: Sequence[Looked], sent: Probe, as_json: bool) -> None:
    if as_json:
        earlier = [{"day": item.probe.day, "fate": item.fate.value, "index": item.index} for item in looked]
        click.echo(json.dumps({"probes": earlier, "sent": {"day": sent.day}}))
        return
    if banner := rehearsal_banner(root.origin):
        click.echo(banner)
    for item in looked:
        place = "" if item.index is None else f", at place {item.index}"
        click.echo(f"{item.fate.value:8} acknowledged for the batch of {item.probe.day}{place}")
        if item.fate is Fate.LOST:
            click.echo(item.probe.receipt.decode(errors="replace"))
    click.echo(f"sent     a probe, acknowledged for the batch of {sent.day}: come again the day after")
