"""Lists of captives: taking them in, reading, comparing, judging how far they can be relied on, erasing."""

from pathlib import Path
from typing import Any

import click

from tracker.desk.commands.list_facts import (
    comparison_facts,
    list_facts,
    preview_facts,
    report_facts,
    row_facts,
)
from tracker.desk.commands.list_options import (
    Said,
    columns_option,
    first_option,
    mapping_with,
    month_first_option,
    reading_options,
)
from tracker.desk.commands.session import NEW_FILE, Session, json_option, now, vault_options
from tracker.desk.days import day_of
from tracker.desk.lists import keeping, telling
from tracker.desk.lists.affected import affected
from tracker.desk.lists.guessing import guess_mapping
from tracker.desk.lists.mapping import Mapping
from tracker.desk.lists.preview import Preview, preview
from tracker.desk.lists.report import report_card
from tracker.desk.lists.shelf import Shelf
from tracker.desk.lists.table import Table
from tracker.desk.lists.taken import TakenList
from tracker.desk.references import row_reference
from tracker.desk.vault import Vault
from tracker.files import write_new_file
from tracker.records.form import CATEGORIES, LANGUAGES
from tracker.records.language import translate

_PAGE = 50
_language = click.option(
    "--language", type=click.Choice(LANGUAGES), default=LANGUAGES[0], help="Language of the words around."
)


@click.group("lists")
def lists() -> None:
    """Exchange lists, prisoner lists, registers (CSV, XLSX, XLS, ODS). A row is a claim, no more."""


@lists.command("preview")
@_language
@json_option
@reading_options
def preview_command(table: Table, said: Said, language: str, as_json: bool) -> None:
    """Show how FILE would be read: columns, first people, what is odd. Nothing is stored; needs no vault."""
    mapping = mapping_with(guess_mapping(table), said)
    shown = preview(table, mapping, day_of(now()))
    session = Session(Path(), (), (), None, as_json)
    session.emit(preview_facts(table, mapping, shown), "\n".join(_preview_text(mapping, shown, language)))


@lists.command("import")
@vault_options()
@_language
@click.option("--issuer", required=True, help="Who issued the list.")
@click.option("--obtained", required=True, help="Day on which the desk got it, YYYY-MM-DD.")
@click.option("--route", required=True, help="How it came: by whom, from where, on what.")
@click.option("--category", type=click.Choice(CATEGORIES), default=None, help="If all in it are of one.")
@click.option("--replaces", default="", help="The list that this is a newer version of, as L-000007.")
@click.option("--yes", is_flag=True, help="Take it as previewed, without asking.")
@reading_options
def import_(
    session: Session, table: Table, said: Said, language: str, replaces: str, yes: bool, **details: Any
) -> None:
    """Take FILE in after a look at how it is read. The original is kept, byte for byte.

    With --replaces, shows who vanished, whose row changed and who is new.
    """
    details["category"] = details["category"] or ""
    keeping.check_details(**details, now=now())
    with session.unlocked() as vault:
        before = keeping.find_list(vault.desk, replaces) if replaces else None
        mapping = mapping_with(keeping.remembered(vault.desk, guess_mapping(table)), said)
        older = before or keeping.likely_before(vault.desk, details["issuer"])
        if not yes:
            shown = preview(table, mapping, details["obtained"])
            click.echo("\n".join(_preview_text(mapping, shown, language)), err=True)
            if older and not before:
                click.echo(translate(language, "list.likely-before", label=older.label), err=True)
            click.confirm(translate(language, "list.ask"), abort=True, err=True)
        taken = keeping.take_list(vault, table, mapping, now=now(), replaces=before, **details)
        lines = telling.list_lines(taken, language, before)
        facts = list_facts(vault.desk, taken)
        if before:
            told, facts["comparison"] = _compared(vault, before, taken, language)
            lines += told
        session.emit(facts, "\n".join(lines))


@lists.command("show")
@vault_options()
@_language
@click.option("--row", type=click.IntRange(1), help="One row as it stands, and its history.")
@click.option("--from", "start", type=click.IntRange(1), default=1, help="Rows from this number on.")
@click.option("--count", type=click.IntRange(1), default=_PAGE, help="How many rows.")
@click.argument("name", required=False)
def show(session: Session, language: str, row: int | None, start: int, count: int, name: str | None) -> None:
    """Show the people of a list (L-000007), one row of it (L-000007:31), or without a name all lists."""
    with session.unlocked() as vault:
        if name is None:
            all_lists = keeping.lists(vault.desk)
            text = "\n".join(telling.overview_lines(all_lists, language))
            facts = {"lists": [list_facts(vault.desk, taken) for taken in all_lists]}
            session.emit(facts, text or translate(language, "list.none"))
            return
        label, _, number = name.partition(":")
        if number.isdecimal():
            row = int(number)
        if row is not None:
            _show_row(session, vault, label, row, language)
        else:
            _show_rows(session, vault, label, (start, count), language)


def _show_row(session: Session, vault: Vault, label: str, number: int, language: str) -> None:
    shelf, taken = Shelf(vault), keeping.find_list(vault.desk, label)
    shown = shelf.row(row_reference(taken.id, number))
    history = shelf.history(taken, number) if shown.entry else ()
    lines = [*telling.row_lines(shown, language), *telling.history_lines(history, language)]
    session.emit(row_facts(shown, history), "\n".join(lines))


def _show_rows(session: Session, vault: Vault, label: str, page: tuple[int, int], language: str) -> None:
    shelf, taken = Shelf(vault), keeping.find_list(vault.desk, label)
    start, count = page
    following = [entry for entry in shelf.entries(taken).entries if entry.number >= start]
    lines = telling.list_lines(taken, language, shelf.before(taken))
    lines += [telling.entry_line(entry, language) for entry in following[:count]]
    if len(following) > count:
        lines.append(translate(language, "list.more", count=len(following) - count))
    facts = list_facts(vault.desk, taken)
    facts["entries"] = [
        row_facts(shelf.row(row_reference(taken.id, one.number))) for one in following[:count]
    ]
    session.emit(facts, "\n".join(lines))


@lists.command("report")
@vault_options()
@_language
@click.argument("name")
def report(session: Session, language: str, name: str) -> None:
    """Show a list's report card: rows, duplicates, missing births, contradictions, age."""
    with session.unlocked() as vault:
        taken = keeping.find_list(vault.desk, name)
        card = report_card(taken, Shelf(vault).entries(taken), day_of(now()))
        lines = [telling.list_line(taken, language), *telling.report_lines(card, language)]
        session.emit({**list_facts(vault.desk, taken), "report": report_facts(card)}, "\n".join(lines))


@lists.command("compare")
@vault_options()
@_language
@click.option("--all", "everything", is_flag=True, help="Every row, however many.")
@click.argument("new")
@click.argument("old", required=False)
def compare(session: Session, language: str, everything: bool, new: str, old: str | None) -> None:
    """Show who vanished between two versions of a list, whose row changed, who is new.

    Without OLD: the list that NEW replaces.
    """
    with session.unlocked() as vault:
        shelf, taken = Shelf(vault), keeping.find_list(vault.desk, new)
        before = keeping.find_list(vault.desk, old) if old else shelf.before(taken)
        if before is None:
            raise click.UsageError(f"{taken.label} replaces no list that is here: name the older one")
        most = taken.body.rows + before.body.rows if everything else _PAGE
        lines, facts = _compared(vault, before, taken, language, most)
        session.emit({"old": before.label, "new": taken.label, **facts}, "\n".join(lines))


def _compared(
    vault: Vault, old: TakenList, new: TakenList, language: str, most: int = _PAGE
) -> tuple[list[str], dict[str, Any]]:
    """Two versions in words, inquiries to look at first, and as facts."""
    shelf = Shelf(vault)
    found, touched = shelf.comparison(old, new), affected(vault.desk, shelf, old, new)
    lines = telling.affected_lines(touched, language)
    lines += telling.comparison_lines(found, old, new, language, most)
    return lines, comparison_facts(found, touched)


@lists.command("columns")
@vault_options()
@_language
@columns_option
@first_option
@month_first_option
@click.argument("name")
def columns_command(
    session: Session,
    language: str,
    columns: tuple[str, ...],
    first: int | None,
    month_first: bool | None,
    name: str,
) -> None:
    """Have the columns of a list that is here read otherwise. Its rows keep their numbers."""
    with session.unlocked() as vault:
        taken = keeping.find_list(vault.desk, name)
        table = Table(taken.body.name, b"", taken.reading, keeping.rows(vault, taken))
        mapping = mapping_with(taken.mapping, (columns, first, month_first))
        if mapping != taken.mapping:
            taken = keeping.map_again(vault, taken, mapping, now())
        shown = preview(table, mapping, taken.body.obtained)
        text = "\n".join(_preview_text(mapping, shown, language))
        session.emit({**list_facts(vault.desk, taken), **preview_facts(table, mapping, shown)}, text)


@lists.command("original")
@vault_options()
@click.argument("name")
@click.argument("output", type=NEW_FILE)
def original(session: Session, name: str, output: Path) -> None:
    """Write the file of a list as it came, in clear, to OUTPUT. Open it in nothing that runs macros."""
    with session.unlocked() as vault:
        taken = keeping.find_list(vault.desk, name)
        write_new_file(output, keeping.original(vault, taken))
        facts = {"written": str(output), "sha256": taken.body.sha256}
        session.emit(facts, f"{output}: {taken.label} in clear, SHA-256 {taken.body.sha256}")


@lists.command("erase")
@vault_options()
@click.option("--confirm", required=True, help="The number of the list once more.")
@click.argument("name")
def erase(session: Session, name: str, confirm: str) -> None:
    """Erase a list for good: its key is destroyed, and with it the file and every row."""
    with session.unlocked() as vault:
        taken = keeping.find_list(vault.desk, name)
        if keeping.find_list(vault.desk, confirm) is not taken:
            raise click.UsageError("--confirm names another list")
        keeping.erase_list(vault, taken, now())
    session.emit({"erased": taken.label}, f"{taken.label} is erased")


def _preview_text(mapping: Mapping, shown: Preview, language: str) -> list[str]:
    lines = telling.preview_lines(shown, language, ids=True)
    return lines if mapping.has_names else [*lines, translate(language, "list.preview.no-names")]
