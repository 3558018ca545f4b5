"""A vault that takes lists of invented people."""

from collections.abc import Callable

import pytest

from tests.desk.lists.fictional import ISSUER, ROUTE, csv_of
from tests.desk.world import NOW
from tracker.desk.lists.guessing import guess_mapping
from tracker.desk.lists.keeping import take_list
from tracker.desk.lists.reading import read_table
from tracker.desk.lists.taken import TakenList
from tracker.desk.vault import Vault

Take = Callable[..., TakenList]


@pytest.fixture
def take(vault: Vault) -> Take:
    """Takes rows in as a list; ``replaces`` is the version before."""

    def taken(rows: list[list[str]], **more: object) -> TakenList:
        table = read_table(csv_of(rows), "invented.csv")
        given = {"issuer": ISSUER, "obtained": "2026-09-10", "route": ROUTE, **more}
        return take_list(vault, table, guess_mapping(table), now=NOW, **given)  # type: ignore[arg-type]

    return taken
