"""How a list is to be read, as options: encoding, delimiter, sheet, what columns mean."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any

import click

from tracker.desk.commands.session import FILE
from tracker.desk.leaving import refuse_evidence
from tracker.desk.lists.mapping import Mapping, Role
from tracker.desk.lists.preview import changed
from tracker.desk.lists.reading import bytes_of, read_table

# Columns as COLUMN=MEANING, the first row, whether months come first.
Said = tuple[tuple[str, ...], int | None, bool | None]

columns_option = click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="COLUMN=MEANING",
    help=f"What a column means, by letter, number or heading. Meanings: {', '.join(Role)}.",
)
first_option = click.option("--first", type=click.IntRange(1), help="The first row that names somebody.")
month_first_option = click.option(
    "--month-first/--day-first", default=None, help="How dates such as 05/12/1987 are meant."
)


def reading_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """How the file is to be read; given as ``table``, and ``said`` of its columns for ``mapping_with``."""

    @wraps(function)
    def command(file: Path, encoding: str, delimiter: str, sheet: str, **given: Any) -> Any:
        refuse_evidence(file)
        sign = {"tab": "\t"}.get(delimiter, delimiter)
        if len(sign) > 1:
            raise click.BadParameter("one character, or 'tab'", param_hint="--delimiter")
        table = read_table(bytes_of(file), file.name, encoding=encoding, delimiter=sign, sheet=sheet)
        said = (given.pop("columns"), given.pop("first"), given.pop("month_first"))
        return function(table=table, said=said, **given)

    options = (
        click.option("--encoding", default="", help="As cp1251 or koi8-u; guessed without."),
        click.option("--delimiter", default="", help="One character, or 'tab'; guessed without."),
        click.option("--sheet", default="", help="Sheet of a workbook; the first one without."),
        columns_option,
        first_option,
        month_first_option,
        click.argument("file", type=FILE),
    )
    for option in reversed(options):
        command = option(command)
    return command


def mapping_with(guessed: Mapping, said: Said) -> Mapping:
    """The mapping, with what was said of columns, first row and dates. Raises ListMappingInvalid."""
    columns, first, month_first = said
    pairs = dict(text.rpartition("=")[::2] for text in columns)
    mapping = changed(guessed, pairs)
    mapping = mapping if first is None else replace(mapping, first=first)
    return mapping if month_first is None else replace(mapping, month_first=month_first)
