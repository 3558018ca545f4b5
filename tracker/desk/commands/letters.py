"""Letters: taking an inbox in, listing, reading, erasing."""

from pathlib import Path
from typing import Any

import click

from crypto.encoding import check_day
from crypto.errors import EncodingError
from crypto.keyfile import SeedUse
from tracker.desk.answering import find_case
from tracker.desk.case_view import case_facts, case_text, row_facts, row_text
from tracker.desk.commands.session import FILE, ProgressLine, Session, load_identity, now, vault_options
from tracker.desk.days import add_days, day_of
from tracker.desk.erasing import erase_by_hand
from tracker.desk.importing import ImportResult, import_inbox
from tracker.desk.looking import MATCHED, context_of
from tracker.desk.queues import QUEUES, in_queue
from tracker.desk.state import Fate
from tracker.records.form import LANGUAGES

_FATES = {
    Fate.STORED: "stored",
    Fate.UNREADABLE: "unreadable",
    Fate.PROBE: "probes",
    Fate.REPLAYED: "replayed",
    Fate.AFTER_WITHDRAWAL: "after_withdrawal",
    Fate.GONE: "gone",
    Fate.WITHHELD: "withheld",
}


def _check_day(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    try:
        return None if value is None else check_day(value)
    except EncodingError as error:
        raise click.BadParameter("a day is written YYYY-MM-DD") from error


@click.command("import")
@vault_options()
@click.option("--fetched", callback=_check_day, help="Day on which the courier took the inbox, YYYY-MM-DD.")
@click.option(
    "--old-identity",
    "older",
    multiple=True,
    type=FILE,
    help="An identity of yours that was replaced; same password file.",
)
@click.option(
    "--recovery",
    type=FILE,
    help="The recovery identity, rebuilt at a recovery; same password file.",
)
@click.argument("inbox", type=FILE)
def import_(
    session: Session, inbox: Path, fetched: str | None, older: tuple[Path, ...], recovery: Path | None
) -> None:
    """Verify an inbox whole, then store its letters.

    Interrupted, pull of the medium or power included? Run it again with the same file. A letter that does
    not open is kept aside and stops nothing.
    """
    # The day before: batches of the day itself may have closed after the courier left.
    day = min(fetched or day_of(int(inbox.stat().st_mtime)), day_of(now()))
    password = session.password_files[0] if session.password_files else None
    replaced = [load_identity(path, password) for path in older]
    replaced += [load_identity(recovery, password, SeedUse.RECOVERY)] if recovery else []
    with session.unlocked() as vault:
        result = import_inbox(vault, inbox, now(), add_days(day, -1), ProgressLine(), replaced)
    session.emit(_import_facts(result), _import_text(result))


def _import_facts(result: ImportResult) -> dict[str, Any]:
    return {
        "from": result.from_size,
        "to": result.to_size,
        "already": result.already,
        "reopened": result.reopened,
        **{name: result.fates[fate] for fate, name in _FATES.items()},
        "alarms": [{"code": alarm.code, "about": alarm.about} for alarm in result.alarms],
        "doubt": result.doubt and {"code": result.doubt.code, "about": result.doubt.about},
    }


def _import_text(result: ImportResult) -> str:
    counts = ", ".join(f"{count} {_FATES[fate]}" for fate, count in result.fates.items()) or "nothing new"
    lines = [f"letters {result.from_size} to {result.to_size}: {counts}"]
    if result.reopened:
        lines.append(f"{result.reopened} letters of earlier inboxes opened now")
    lines += [f"ALARM {alarm.code}: {alarm.about}" for alarm in result.alarms]
    if result.doubt:
        lines.append(
            f"warning {result.doubt.code}: the medium says that outbox {result.doubt.about} is the last that"
            " the server applied, which cannot be; nobody signed that: take the next inbox"
        )
    return "\n".join(lines)


@click.command("list")
@vault_options()
@click.argument("queue", type=click.Choice(list(QUEUES)), default="open")
def list_(session: Session, queue: str) -> None:
    """List the cases of a queue; without one, the open ones. The queues are those of whoever unlocks, today.

    For needs-dedupe and list-hit all are compared with all first, which takes its time.
    Marks: * something new from the family, ! urgent, 2 waits for a second caseworker, ? flagged.
    """
    with session.unlocked() as vault:
        context = context_of(vault, now(), ProgressLine() if queue in MATCHED else None)
        cases = in_queue(vault.desk, queue, context)
        facts = {"queue": queue, "cases": [row_facts(case) for case in cases]}
        session.emit(facts, "\n".join(map(row_text, cases)) or f"no case in '{queue}'")


@click.command("show")
@vault_options()
@click.option("--language", type=click.Choice(LANGUAGES), default=LANGUAGES[0], help="Language of labels.")
@click.argument("case")
def show(session: Session, case: str, language: str) -> None:
    """Show a case: letters in order, answers, flags. Attachments are listed and never opened."""
    with session.unlocked() as vault:
        found = find_case(vault.desk, case)
        session.emit(case_facts(found, vault.desk), "\n".join(case_text(found, vault.desk, language)))


@click.command("erase")
@vault_options()
@click.option("--confirm", required=True, help="The case number once more.")
@click.argument("case")
def erase(session: Session, case: str, confirm: str) -> None:
    """Erase a case for good: its key is destroyed, and with it every letter, attachment, answer and note.

    In this vault alone: backups keep it, and so do colleagues' vaults, whose caseworkers learn of it from
    notes and erase it themselves. What the family reads ends with the next outbox, if this vault exports.
    """
    with session.unlocked() as vault:
        found = find_case(vault.desk, case)
        if find_case(vault.desk, confirm) is not found:
            raise click.UsageError("--confirm names another case")
        erase_by_hand(vault, found, now())
    told = f"{found.label} is erased here; other vaults are told by notes, and erase nothing by themselves"
    session.emit({"erased": found.label}, told)
