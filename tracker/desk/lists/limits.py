"""How much of a list the desk takes on: lists come from strangers (docs/spec/lists.md, "Limits")."""

from tracker.records.errors import ListTooLarge

MIB = 1024 * 1024
FILE_BYTES = 32 * MIB
# What a workbook may unfold to, and what the process that unfolds it may use.
UNFOLDED_BYTES = 256 * MIB
MEMORY_BYTES = 1536 * MIB
PROCESSOR_SECONDS = 60
ROWS = 100_000
COLUMNS = 200
# As many as a spreadsheet allows in one cell.
CELL_CHARACTERS = 32_767
CHARACTERS = 40_000_000


def hold(amount: int, limit: int, what: str, row: int = 0) -> None:
    """``amount`` of ``what`` is within ``limit``. Raises ListTooLarge, with ``row`` if it is known."""
    if amount > limit:
        place = f" in row {row}" if row else ""
        raise ListTooLarge(f"more than {limit} {what}{place}", what=what, limit=limit, row=row)
