"""Filters that a desk keeps under a name (docs/spec/desk-log.md, "Saved queries")."""

from tracker.desk.events import ADMINISTRATION, SavedQuery
from tracker.desk.filtering import parse_query
from tracker.desk.state import Desk
from tracker.desk.vault import Vault
from tracker.records.errors import QueryNameInvalid, SavedQueryUnknown

NAME_MAX, QUERY_MAX, MOST = 40, 400, 50


def saved_queries(desk: Desk) -> list[tuple[str, str]]:
    """Names and filters, in the order of the names: those that ``g1`` to ``g9`` go to come first."""
    return sorted(desk.saved_queries.items(), key=lambda item: item[0].casefold())


def save_query(vault: Vault, name: str, query: str, now: int) -> None:
    """Keeps a filter under a name, in place of the one that had it.

    Raises QueryNameInvalid, QueryUnknownKey, QueryUnknownValue.
    """
    name = " ".join(name.split())
    is_new = name not in vault.desk.saved_queries
    if not (0 < len(name) <= NAME_MAX and name.isprintable() and 0 < len(query) <= QUERY_MAX):
        raise QueryNameInvalid(f"a name has 1 to {NAME_MAX} letters, a filter 1 to {QUERY_MAX}")
    if is_new and len(vault.desk.saved_queries) >= MOST:
        raise QueryNameInvalid(f"no more than {MOST} filters are kept: forget one first")
    parse_query(query)
    with vault.transaction():
        vault.append(ADMINISTRATION, SavedQuery(name, query, True), now)


def forget_query(vault: Vault, name: str, now: int) -> None:
    """Forgets a saved filter. Raises SavedQueryUnknown."""
    if name not in vault.desk.saved_queries:
        raise SavedQueryUnknown("no filter of this name is kept")
    with vault.transaction():
        vault.append(ADMINISTRATION, SavedQuery(name, "", False), now)
