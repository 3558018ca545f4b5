"""Taking a list into the vault, reading it there, erasing it: the only module of lists that writes.

docs/spec/lists.md, "Keeping". The file as it came and its rows lie in the vault, sealed under the row key
of the list: who erases the list destroys both.
"""

from dataclasses import replace

from crypto.encoding import check_day
from crypto.errors import EncodingError
from tracker.desk.blobs import KEY_AND_NONCE_BYTES, Blob, seal_blob
from tracker.desk.days import day_of
from tracker.desk.lists.entries import Entries, read_entries
from tracker.desk.lists.list_events import ListMapped, ListTaken
from tracker.desk.lists.mapping import Mapping
from tracker.desk.lists.table import Row, Table, decode_content, encode_content
from tracker.desk.lists.taken import TakenList
from tracker.desk.state import Desk
from tracker.desk.vault import Vault
from tracker.records.errors import (
    ListDetails,
    ListEmpty,
    ListFollowsItself,
    ListKnown,
    ListMappingInvalid,
    ListUnknown,
)
from tracker.records.form import CATEGORIES

ISSUER_CHARACTERS, ROUTE_CHARACTERS = 200, 500
_FEWEST_DIGITS = 6
_FEWEST_HEADINGS = 2


def take_list(
    vault: Vault,
    table: Table,
    mapping: Mapping,
    issuer: str,
    obtained: str,
    route: str,
    now: int,
    *,
    category: str = "",
    replaces: TakenList | None = None,
) -> TakenList:
    """Stores a list: who issued it, on which day (``YYYY-MM-DD``) it was obtained and by what route.

    ``category`` as in the form, if all of the list are of one; ``replaces`` is the version before. Raises
    ListDetails, ListFollowsItself, ListMappingInvalid, ListEmpty, ListKnown, VaultFull; then nothing is
    stored.
    """
    check_details(issuer, obtained, route, category, now)
    if known := next((taken for taken in lists(vault.desk) if taken.id == table.id), None):
        raise ListKnown(f"the desk has this list as {known.label}", label=known.label)
    _check_version(vault.desk, table, replaces)
    check_mapping(table, mapping, obtained)
    with vault.transaction():
        subject = vault.new_subject()
        body = ListTaken(
            list_id=table.id,
            sha256=table.sha256,
            name=table.name,
            issuer=issuer.strip(),
            obtained=obtained,
            route=route.strip(),
            category=category,
            replaces=replaces.id if replaces else "",
            reading=table.reading.as_json(),
            mapping=mapping.as_json(),
            rows=len(table.rows),
            original=_stored(vault, subject, table.original).as_json(),
            content=_stored(vault, subject, encode_content(table.rows)).as_json(),
        )
        vault.append(subject, body, now)
    return vault.desk.lists[subject]


def check_mapping(table: Table, mapping: Mapping, obtained: str) -> Entries:
    """The entries of a list so mapped. Raises ListMappingInvalid, ListEmpty."""
    if len(mapping.roles) > table.width or not mapping.has_names:
        raise ListMappingInvalid("no column of names, or more columns than there are")
    found = read_entries(table.rows, mapping, int(obtained[:4]))
    if not found.entries:
        raise ListEmpty("no row names anybody: look at the columns and at the first row")
    return found


def lists(desk: Desk) -> list[TakenList]:
    """All lists of the desk, in the order in which they were taken."""
    return [desk.lists[subject] for subject in sorted(desk.lists)]


def newest(desk: Desk) -> list[TakenList]:
    """The lists that no newer version has replaced."""
    replaced = {taken.body.replaces for taken in desk.lists.values()}
    return [taken for taken in lists(desk) if taken.id not in replaced]


def likely_before(desk: Desk, issuer: str) -> TakenList | None:
    """The newest list of the same issuer: a new one may be its newer version. People say whether it is."""
    plain = " ".join(issuer.casefold().split())
    same = [taken for taken in newest(desk) if " ".join(taken.body.issuer.casefold().split()) == plain]
    return same[-1] if same else None


def remembered(desk: Desk, guessed: Mapping) -> Mapping:
    """The guess, or what people said of the newest list under the very same headings."""
    plain = _plain_headings(guessed)
    if sum(map(bool, plain)) < _FEWEST_HEADINGS:
        return guessed
    same = [taken for taken in lists(desk) if _plain_headings(taken.mapping) == plain]
    if not same or len(same[-1].mapping.roles) != len(guessed.roles):
        return guessed
    return replace(guessed, roles=same[-1].mapping.roles, month_first=same[-1].mapping.month_first)


def _plain_headings(mapping: Mapping) -> tuple[str, ...]:
    return tuple(" ".join(heading.casefold().split()) for heading in mapping.headings)


def find_list(desk: Desk, label: str) -> TakenList:
    """By ``L-000007``, ``L7``, ``7``, or the first six digits or more of its id. Raises ListUnknown."""
    plain = label.strip().lower()
    number = plain.removeprefix("l").removeprefix("-")
    if number.isascii() and number.isdecimal() and int(number) in desk.lists:
        return desk.lists[int(number)]
    found = [taken for taken in lists(desk) if taken.id.startswith(plain)]
    if len(plain) < _FEWEST_DIGITS or len(found) != 1:
        raise ListUnknown("no such list, or more than one")
    return found[0]


def rows(vault: Vault, taken: TakenList) -> tuple[Row, ...]:
    """The rows of a list, as they were read. Raises VaultTampered."""
    return decode_content(vault.open_blob(taken.content))


def original(vault: Vault, taken: TakenList) -> bytes:
    """The file as it came. Raises VaultTampered."""
    return vault.open_blob(taken.original)


def map_again(vault: Vault, taken: TakenList, mapping: Mapping, now: int) -> TakenList:
    """Has the columns of a list read otherwise; its rows keep their numbers. Raises ListMappingInvalid."""
    table = Table(taken.body.name, b"", taken.reading, rows(vault, taken))
    check_mapping(table, mapping, taken.body.obtained)
    with vault.transaction():
        vault.append(taken.subject, ListMapped(mapping.as_json()), now)
    return vault.desk.lists[taken.subject]


def erase_list(vault: Vault, taken: TakenList, now: int) -> None:
    """Destroys the row key of a list, and with it the file and every row."""
    with vault.transaction():
        vault.erase(taken.subject, "a list, by hand", now)


def check_details(issuer: str, obtained: str, route: str, category: str, now: int) -> None:
    """Where a list comes from is told, and in bounds. Raises ListDetails."""
    for field, text, limit in (("issuer", issuer, ISSUER_CHARACTERS), ("route", route, ROUTE_CHARACTERS)):
        if not text.strip() or len(text) > limit:
            raise ListDetails(f"{field}: one to {limit} characters", field=field, limit=limit)
    try:
        check_day(obtained)
    except EncodingError as error:
        raise ListDetails("a day is written YYYY-MM-DD", field="obtained") from error
    if obtained > day_of(now):
        raise ListDetails("a day that has not come", field="obtained")
    if category and category not in CATEGORIES:
        raise ListDetails("a category as in the form", field="category")


def _check_version(desk: Desk, table: Table, replaces: TakenList | None) -> None:
    """A list that was erased and comes again is no newer version of what replaced it.

    Raises ListFollowsItself.
    """
    known = {taken.id: taken for taken in lists(desk)}
    older, seen = replaces, set[str]()
    # Earlier programs took lists that follow one another in a circle.
    while older is not None and older.id not in seen:
        if older.body.replaces == table.id:
            raise ListFollowsItself(f"{older.label} is a newer version of this list", label=older.label)
        seen.add(older.id)
        older = known.get(older.body.replaces)


def _stored(vault: Vault, subject: int, content: bytes) -> Blob:
    return vault.add_blob(subject, seal_blob(content, vault.randomness(KEY_AND_NONCE_BYTES)))
