"""A drawing of all epochs: whose keys were in force, who signed, what changed. SVG, no script.

A column is an epoch, a row a person or thing that has a key. A bar is one key in force; it ends where the key
goes. A disc in an officer's row is a signature under that epoch's head, a ring an officer who did not sign.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from crypto.epoch import Epoch
from crypto.succession import OLD
from crypto.transcript import KeyKind
from tracker.auditor.case import Case
from tracker.auditor.heads import signers
from tracker.auditor.records import epochs

NAMES, COLUMN, ROW, TOP, GROUP = 170, 104, 26, 62, 30
NAME_MAX = 22


@dataclass(frozen=True)
class Bar:
    """One key in one row: the first and last epoch in which it is in force, and the key's beginning."""

    first: int
    last: int
    key: str


@dataclass(frozen=True)
class Lane:
    """A row: whose, and the bars in it."""

    group: str
    name: str
    bars: tuple[Bar, ...]


def lanes(states: Sequence[Epoch]) -> list[Lane]:
    """All rows, group after group, each in the order in which its keys came."""
    found: dict[tuple[str, str], list[Bar]] = {}
    for number, epoch in enumerate(states):
        for group, name, key in _held(epoch):
            bars = found.setdefault((group, name), [])
            if bars and bars[-1].key == key and bars[-1].last == number - 1:
                bars[-1] = Bar(bars[-1].first, number, key)
            else:
                bars.append(Bar(number, number, key))
    order = {group: place for place, group in enumerate(GROUPS)}
    came = {(group, name): bars[0].first for (group, name), bars in found.items()}

    def place(lane: Lane) -> tuple[int, int, str]:
        # What somebody kept of their old keys stands below their row.
        owner = lane.name.removesuffix(OLD)
        return order[lane.group], came.get((lane.group, owner), lane.bars[0].first), lane.name

    return sorted((Lane(group, name, tuple(bars)) for (group, name), bars in found.items()), key=place)


def drawing(case: Case) -> str:
    """The SVG element. Raises NotDecided if heads or rosters were not verified."""
    states = epochs(case.heads.get(), case.rosters.get())
    rows = lanes(states)
    groups = list(dict.fromkeys(lane.group for lane in rows))
    width = NAMES + COLUMN * len(states) + 16
    height = TOP + ROW * len(rows) + GROUP * len(groups) + 12
    said = "Epochs, whose keys were in force in each, and which officers signed"
    box = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    parts = [f'<svg {box} role="img" aria-label="{said}">']
    parts += _columns(case, states, height)
    parts += _rows(case, rows, len(states))
    return "\n".join([*parts, "</svg>"])


GROUPS = ("officers", "caseworkers", "recovery", "logs", "client")


def _held(epoch: Epoch) -> Iterator[tuple[str, str, str]]:
    """Group, name and key of everything that an epoch names."""
    for item in epoch.all_keys():
        short = item.key.hex()[:8]
        if item.kind is KeyKind.OFFICER:
            yield "officers", item.name, short
        elif item.kind is KeyKind.SIGNER:
            yield "caseworkers", item.name, short
        elif item.kind is KeyKind.LOG:
            yield "logs", item.name, short
        elif item.kind is KeyKind.RECIPIENT and item.name == "recovery":
            yield "recovery", item.name, short
    if epoch.head.client is not None:
        yield "client", "released client", epoch.head.client.hex()[:8]


def _columns(case: Case, states: Sequence[Epoch], height: int) -> Iterator[str]:
    kinds = {run.head.epoch: run for run in case.runs.get()} if case.runs.is_known else {}
    for number in range(len(states)):
        x = NAMES + COLUMN * number
        run = kinds.get(number)
        kind, day = (str(run.announcement.kind), run.transcript.day) if run else ("?", "")
        if number % 2 == 0:
            yield f'<rect class="column" x="{x}" y="0" width="{COLUMN}" height="{height}"/>'
        yield f'<text class="epoch" x="{x + 8}" y="20">epoch {number}</text>'
        yield f'<text class="kind" x="{x + 8}" y="37">{escape(kind)}</text>'
        yield f'<text class="day" x="{x + 8}" y="53">{escape(day)}</text>'


def _rows(case: Case, rows: Sequence[Lane], count: int) -> Iterator[str]:
    y, group = TOP, ""
    for lane in rows:
        if lane.group != group:
            group = lane.group
            yield f'<text class="group" x="4" y="{y + 20}">{group}</text>'
            y += GROUP
        yield f'<text class="name" x="4" y="{y + 14}">{escape(_short(lane.name))}</text>'
        for bar in lane.bars:
            yield from _bar(bar, y, count)
        if lane.group == "officers" and case.served.is_known:
            yield from _signatures(case, lane, y)
        y += ROW


def _bar(bar: Bar, y: int, count: int) -> Iterator[str]:
    x, end = NAMES + COLUMN * bar.first + 4, NAMES + COLUMN * (bar.last + 1)
    goes = bar.last < count - 1
    yield f'<rect class="bar" x="{x}" y="{y}" width="{end - x - (14 if goes else 0)}" height="18" rx="4"/>'
    yield f'<text class="key" x="{x + 24}" y="{y + 13}">{bar.key}</text>'
    if goes:
        left, right = end - 12, end - 4
        yield f'<path class="gone" d="M{left} {y + 5}l8 8M{right} {y + 5}l-8 8"/>'


def _signatures(case: Case, lane: Lane, y: int) -> Iterator[str]:
    """A disc or a ring in each epoch that this officer could sign: as one of it, or of the one before."""
    for head in case.heads.get():
        could = any(bar.first <= head.epoch <= bar.last + 1 for bar in lane.bars)
        if could:
            signed = lane.name in signers(head, case)
            x = NAMES + COLUMN * head.epoch + 16
            yield f'<circle class="{"signed" if signed else "unsigned"}" cx="{x}" cy="{y + 9}" r="5"/>'


def _short(name: str) -> str:
    return name if len(name) <= NAME_MAX else name[: NAME_MAX - 1] + "…"
