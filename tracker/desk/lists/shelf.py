"""The lists of an open vault, each read once and kept while it is used (docs/spec/lists.md, "Versions").

A shelf holds rows in clear: it is dropped when the vault is locked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from tracker.desk.lists import keeping
from tracker.desk.lists.comparing import Comparison, compare
from tracker.desk.lists.entries import Entries, Entry, read_entries
from tracker.desk.lists.mapping import Role
from tracker.desk.lists.table import Row
from tracker.desk.lists.taken import TakenList
from tracker.desk.matching.person import Person
from tracker.desk.references import row_reference
from tracker.desk.vault import Vault
from tracker.records.errors import ListRowUnknown, ListUnknown


@dataclass(frozen=True)
class ShownRow:
    """One row: its list, its number, each column as (heading, role, what it says), and whom it names."""

    taken: TakenList
    number: int
    cells: tuple[tuple[str, Role, str], ...] = field(repr=False)
    entry: Entry | None


@dataclass(frozen=True)
class Seen:
    """What one version of a list says of a row: nothing (``entry`` is None) if it is not in it.

    ``changed`` are the roles that say something else than in the version before.
    """

    taken: TakenList
    entry: Entry | None
    changed: tuple[Role, ...] = ()


class Shelf:
    """Reads lists when they are asked for. Every method may raise VaultTampered.

    The console's screens and the thread that makes the match book share one: what is kept is read in one
    step, and never walked through while the other may add to it.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        # By subject: an erased list that comes again may be read otherwise, under the same id.
        self._rows: dict[int, dict[int, Row]] = {}
        self._entries: dict[int, tuple[TakenList, Entries, dict[int, Entry]]] = {}
        self._comparisons: dict[tuple[int, int], Comparison] = {}

    def rows(self, taken: TakenList) -> Mapping[int, Row]:
        """The rows of a list by their numbers."""
        known = self._rows.get(taken.subject)
        if known is None:
            known = {row.number: row for row in keeping.rows(self._vault, taken)}
            self._rows[taken.subject] = known
        return known

    def entries(self, taken: TakenList) -> Entries:
        """Whom a list names, and which rows name nobody."""
        known = self._entries.get(taken.subject)
        if known is None or known[0].mapping != taken.mapping:
            read = read_entries(self.rows(taken).values(), taken.mapping, taken.year)
            by_number = {entry.number: entry for entry in read.entries}
            known = self._entries[taken.subject] = (taken, read, by_number)
            self._comparisons = {
                pair: made for pair, made in self._comparisons.copy().items() if taken.subject not in pair
            }
        return known[1]

    def comparison(self, old: TakenList, new: TakenList) -> Comparison:
        """What ``new`` says otherwise than ``old``."""
        entries = self.entries(old).entries, self.entries(new).entries
        pair = old.subject, new.subject
        known = self._comparisons.get(pair)
        if known is None:
            known = self._comparisons[pair] = compare(*entries)
        return known

    def before(self, taken: TakenList) -> TakenList | None:
        """The version that a list replaces; None if there is none, or it was erased."""
        known = {other.id: other for other in keeping.lists(self._vault.desk)}
        return known.get(taken.body.replaces)

    def versions(self, taken: TakenList) -> tuple[TakenList, ...]:
        """All versions of a list that lead to this one and from it, the oldest first.

        A vault may hold lists that follow one another in a circle: earlier programs took them.
        """
        chain = [taken]
        while (older := self.before(chain[0])) and older not in chain:
            chain.insert(0, older)
        all_lists = keeping.lists(self._vault.desk)
        while newer := next((other for other in all_lists if other.body.replaces == chain[-1].id), None):
            if newer in chain:
                break
            chain.append(newer)
        return tuple(chain)

    def row(self, reference: str) -> ShownRow:
        """The row that ``row:<list>:<number>`` names. Raises ListUnknown, ListRowUnknown."""
        taken, number = self.place(reference)
        row = self.rows(taken).get(number)
        if row is None:
            raise ListRowUnknown(f"no row {number}", row=number)
        mapping = taken.mapping
        headings = [*mapping.headings, *[""] * len(row.cells)]
        roles = [*mapping.roles, *[Role.OTHER] * len(row.cells)]
        cells = tuple(zip(headings, roles, row.cells, strict=False))
        return ShownRow(taken, number, cells, self._by_number(taken).get(number))

    def place(self, reference: str) -> tuple[TakenList, int]:
        """List and row number of a reference. Raises ListUnknown, ListRowUnknown."""
        kind, _, rest = reference.partition(":")
        name, _, number = rest.partition(":")
        taken = next((item for item in keeping.lists(self._vault.desk) if item.id == name), None)
        if kind != "row" or taken is None:
            raise ListUnknown("a row of no list that is here")
        if not (number.isascii() and number.isdecimal()):
            raise ListRowUnknown("a row has a number")
        return taken, int(number)

    def history(self, taken: TakenList, number: int) -> tuple[Seen, ...]:
        """What each version of the list says of a row, the oldest first. Raises ListRowUnknown."""
        if number not in self._by_number(taken):
            raise ListRowUnknown(f"row {number} names nobody", row=number)
        versions = self.versions(taken)
        place = versions.index(taken)
        numbers: list[int | None] = [None] * len(versions)
        numbers[place] = number
        for at in range(place, 0, -1):
            numbers[at - 1] = self._earlier(versions[at - 1], versions[at], numbers[at])
        for at in range(place, len(versions) - 1):
            numbers[at + 1] = self._later(versions[at], versions[at + 1], numbers[at])
        return tuple(
            Seen(version, self._by_number(version).get(each or 0), self._changed(versions, at, each))
            for at, (version, each) in enumerate(zip(versions, numbers, strict=True))
        )

    def earlier(self, reference: str) -> tuple[str, ...]:
        """The same row in the versions before, the newest first: what was judged there still counts."""
        taken, number = self.place(reference)
        found: list[str] = []
        here: int | None = number
        seen = {taken.id}
        while (older := self.before(taken)) and older.id not in seen and here is not None:
            seen.add(older.id)
            here, taken = self._earlier(older, taken, here), older
            if here is not None:
                found.append(row_reference(older.id, here))
        return tuple(found)

    def people(self) -> dict[str, Person]:
        """Everybody in the newest version of each list, and who vanished from it, by reference."""
        self.forget_erased()
        found: dict[str, Person] = {}
        for taken in keeping.newest(self._vault.desk):
            versions = self.versions(taken)
            gone = [(old, self.comparison(old, new).dropped) for old, new in pairwise(versions)]
            for version, entries in ((taken, self.entries(taken).entries), *gone):
                category = version.body.category or None
                found |= {row_reference(version.id, one.number): one.person(category) for one in entries}
        return found

    def forget_erased(self) -> None:
        """Drops the rows of lists that were erased."""
        for subject in set(self._rows) - set(self._vault.desk.lists):
            self._rows.pop(subject, None)
            self._entries.pop(subject, None)
            for pair in list(self._comparisons):
                if subject in pair:
                    self._comparisons.pop(pair, None)

    def _by_number(self, taken: TakenList) -> dict[int, Entry]:
        self.entries(taken)
        return self._entries[taken.subject][2]

    def _changed(self, versions: tuple[TakenList, ...], at: int, number: int | None) -> tuple[Role, ...]:
        """What a row of one version says otherwise than in the version before."""
        if at == 0 or number is None:
            return ()
        found = self.comparison(versions[at - 1], versions[at]).changed
        return next((change.roles for change in found if change.new.number == number), ())

    def _earlier(self, old: TakenList, new: TakenList, number: int | None) -> int | None:
        return None if number is None else self.comparison(old, new).before.get(number)

    def _later(self, old: TakenList, new: TakenList, number: int | None) -> int | None:
        after = {one: other for other, one in self.comparison(old, new).before.items()}
        return None if number is None else after.get(number)
