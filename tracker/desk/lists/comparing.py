"""Two versions of one list: who came, who is gone, what is said otherwise (docs/spec/lists.md, "Versions").

That somebody is not in a list any more is a claim as well, and often the most important one: a row that
vanished is told of first, and kept.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from tracker.desk.lists.entries import Entry
from tracker.desk.lists.mapping import NAMES, Role

# Names that differ by a letter or two, for people born on one day.
_ALIKE, _HALF_ALIKE = 80.0, 50.0
_MOST_BORN_TOGETHER = 50
_UNTOLD = frozenset({Role.ORDINAL})


@dataclass(frozen=True)
class Change:
    """One row in both versions, and what it says otherwise than before."""

    old: Entry
    new: Entry
    roles: tuple[Role, ...]


@dataclass(frozen=True)
class Comparison:
    """``dropped`` are in the old version only, ``added`` in the new one only; ``same`` counts the rest.

    ``before`` maps the numbers of rows of the new version to those in the old one.
    """

    dropped: tuple[Entry, ...]
    changed: tuple[Change, ...]
    added: tuple[Entry, ...]
    same: int
    before: Mapping[int, int] = field(repr=False)


def compare(old: Iterable[Entry], new: Iterable[Entry]) -> Comparison:
    """Finds each row again, by all that it says, its record number, name and birth, name alone, or nearly."""
    pairs = _Pairs(list(old), list(new))
    pairs.by(_content, in_order=True)
    pairs.by(_record, is_one=lambda one, other: _likeness(one, other) >= _HALF_ALIKE)
    pairs.by(lambda entry: entry.key, in_order=True)
    pairs.by(lambda entry: entry.name_key)
    pairs.by_likeness()
    before = {entry.number: pairs.found[entry.number] for entry in pairs.new if entry.number in pairs.found}
    known = {entry.number: entry for entry in pairs.old}
    both = [(known[before[entry.number]], entry) for entry in pairs.new if entry.number in before]
    told = _told(pairs.old) & _told(pairs.new)
    changed = tuple(
        Change(one, other, roles) for one, other in both if (roles := _differing(one, other, told))
    )
    taken = set(before.values())
    return Comparison(
        tuple(entry for entry in pairs.old if entry.number not in taken),
        changed,
        tuple(entry for entry in pairs.new if entry.number not in before),
        len(both) - len(changed),
        {number: before[number] for number in sorted(before)},
    )


def _told(entries: Iterable[Entry]) -> frozenset[Role]:
    """What a version has columns for: what it never tells of, it does not deny."""
    return frozenset({role for entry in entries for role in entry.says} | {Role.FULL_NAME, Role.BIRTH})


def _differing(old: Entry, new: Entry, told: frozenset[Role]) -> tuple[Role, ...]:
    """What two rows say differently: names and births by what they mean, whatever columns they stand in."""
    roles = [role for role in Role if role in told and role not in _UNTOLD | NAMES | {Role.BIRTH, Role.AGE}]
    found = [role for role in roles if _plain(old, role) != _plain(new, role)]
    if set(old.name_keys) != set(new.name_keys):
        found.append(Role.FULL_NAME)
    if old.birth != new.birth:
        found.append(Role.BIRTH)
    return tuple(role for role in Role if role in found)


class _Pairs:
    """Rows of both versions; ``found`` maps those of the new one to those of the old one."""

    def __init__(self, old: list[Entry], new: list[Entry]) -> None:
        self.old, self.new = old, new
        self.found: dict[int, int] = {}
        self._left_old = {entry.number: entry for entry in old}
        self._left_new = {entry.number: entry for entry in new}

    def by(
        self,
        key: Callable[[Entry], Hashable | None],
        *,
        in_order: bool = False,
        is_one: Callable[[Entry, Entry], bool] = lambda _one, _other: True,
    ) -> None:
        """Pairs what has one key: in their order, or only if nobody else on either side has it."""
        groups: dict[Hashable, tuple[list[Entry], list[Entry]]] = defaultdict(lambda: ([], []))
        for side, left in enumerate((self._left_old, self._left_new)):
            for entry in left.values():
                if (value := key(entry)) is not None:
                    groups[value][side].append(entry)
        for old, new in groups.values():
            if in_order or len(old) == len(new) == 1:
                for one, other in zip(old, new, strict=False):
                    if is_one(one, other):
                        self._pair(one, other)

    def by_likeness(self) -> None:
        """Pairs people of one birth whose names are nearly written alike, the most alike first."""
        births: dict[str, tuple[list[Entry], list[Entry]]] = defaultdict(lambda: ([], []))
        for side, left in enumerate((self._left_old, self._left_new)):
            for entry in left.values():
                if entry.birth.day:
                    births[entry.birth.text][side].append(entry)
        for old, new in births.values():
            if len(old) * len(new) <= _MOST_BORN_TOGETHER**2:
                near = [(-_likeness(one, other), one.number, other.number) for one in old for other in new]
                for less, one_number, other_number in sorted(near):
                    one, other = self._left_old.get(one_number), self._left_new.get(other_number)
                    if -less >= _ALIKE and one and other:
                        self._pair(one, other)

    def _pair(self, one: Entry, other: Entry) -> None:
        self.found[other.number] = one.number
        del self._left_old[one.number], self._left_new[other.number]


def _content(entry: Entry) -> Hashable:
    return tuple(_plain(entry, role) for role in Role if role not in _UNTOLD)


def _record(entry: Entry) -> str | None:
    return entry.says.get(Role.RECORD) or None


def _plain(entry: Entry, role: Role) -> str:
    return " ".join(entry.says.get(role, "").split())


def _likeness(one: Entry, other: Entry) -> float:
    return max(fuzz.ratio(ours, theirs) for ours in one.name_keys for theirs in other.name_keys)
