"""What is told to whom in one publication: a cell for every open inquiry (docs/spec/outbox.md, "Cells")."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from crypto.cell import PLACE_BYTES, TAG_BYTES, Publication, find_address, seal_cell
from crypto.encoding import b64decode
from crypto.keys import ExchangeKey
from crypto.mailbox import Record, Slice, cut
from crypto.recipient import Identity, Recipient
from tracker.desk.case import Case
from tracker.desk.days import add_days, day_of
from tracker.desk.replies.door import Held, choose_answer
from tracker.desk.state import Desk
from tracker.desk.workers import Workers, in_batches
from tracker.records.answer import encode_answer, received_answer, withdrawn_answer
from tracker.records.cells import split_body

WITHDRAWN_CELL_DAYS = 90
RECEIVED, WITHDRAWN = -1, -2
_BATCH = 64
# Sealing so few cells takes less time than starting processes.
_ALONE_BELOW = 1500
_DECOY_BYTES = TAG_BYTES + 32

Randomness = Callable[[int], bytes]


@dataclass(frozen=True)
class Told:
    """What one inquiry is told: its public halves in base64, the content, the event of its answer
    (or ``RECEIVED``, ``WITHDRAWN``), and the answer that is held back instead of being told.
    """

    case: int
    keys: dict[str, str] = field(repr=False)
    content: dict[str, Any] = field(repr=False)
    answer: int
    held: Held | None = field(default=None, repr=False)


class Checked(NamedTuple):
    """An inquiry's public halves in base64, and the canonical JSON of what it is told, which was checked."""

    keys: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Sealer:
    """Seals cells for one publication; ``secret`` is that of its key E."""

    publication: Publication
    secret: bytes = field(repr=False)

    def __call__(self, items: list[Checked | bytes]) -> list[tuple[bytes, list[Record]]]:
        """Place and records of each inquiry; for 48 random bytes in its stead, one decoy."""
        return [self._decoy(item) if isinstance(item, bytes) else self._cells(item) for item in items]

    @cached_property
    def _key(self) -> ExchangeKey:
        return ExchangeKey(self.secret)

    def _cells(self, checked: Checked) -> tuple[bytes, list[Record]]:
        parts = split_body(checked.body)
        theirs = b64decode(checked.keys["address"])
        address = find_address(self.publication, self._key, theirs, len(parts))
        reply = Recipient(b64decode(checked.keys["reply-x25519"]), b64decode(checked.keys["reply-xwing"]))
        records = [
            Record(tag, seal_cell(self.publication, tag, reply, part))
            for tag, part in zip(address.tags, parts, strict=True)
        ]
        return address.place, records

    def _decoy(self, randomness: bytes) -> tuple[bytes, list[Record]]:
        """A real cell, sealed to a recipient whose secret nobody keeps, under a tag that nobody asks for."""
        tag, nobody = randomness[:TAG_BYTES], Identity(randomness[TAG_BYTES:]).recipient
        return bytes(PLACE_BYTES), [Record(tag, seal_cell(self.publication, tag, nobody, b""))]


def what_is_told(desk: Desk, now: int, next_day: str) -> list[Told]:
    """Every inquiry that has a cell in a publication made now, in the order of the cases."""
    today = day_of(now)
    told = [_told(desk, case, today, next_day) for _, case in sorted(desk.cases.items()) if case.keys]
    return [item for item in told if item.content.get("ends", today) >= today]


def withdrawn_content(case: Case) -> dict[str, Any]:
    """What a withdrawn case is told until its cell ends."""
    if case.remainder is not None:
        return case.remainder
    day = day_of(case.withdrawn_at or 0)
    return withdrawn_answer(case.language, day, add_days(day, WITHDRAWN_CELL_DAYS))


def _told(desk: Desk, case: Case, today: str, next_day: str) -> Told:
    if case.is_withdrawn:
        return Told(case.number, case.keys, withdrawn_content(case), WITHDRAWN)
    choice = choose_answer(desk, case)
    # A case that is open again has a cell: its closing may have ended meanwhile.
    is_over = case.is_open and choice.content.get("ends", today) < today
    if choice.answer is None or is_over:
        content = received_answer(case.language, min(case.received_day, today), next_day)
        return Told(case.number, case.keys, content, RECEIVED, choice.held)
    content = choice.content
    if "again" in content:
        # The day to look again may have passed since the answer was written.
        content["again"] = max(content["again"], next_day)
    return Told(case.number, case.keys, content, choice.answer.sequence, choice.held)


def seal_publication(
    publication: Publication,
    secret: bytes,
    told: list[Told],
    randomness: Randomness,
    progress: Callable[[str, int, int], None],
    processes: int | None = None,
) -> list[Slice]:
    """All slices of a publication, free seats filled with decoys. Raises CellTooLarge."""
    sealer = Sealer(publication, secret)
    with Workers[Checked | bytes, tuple[bytes, list[Record]]](
        sealer, 1 if len(told) < _ALONE_BELOW else processes
    ) as workers:
        placed = []
        for result in workers.run(in_batches(_checked(told), _BATCH)):
            placed.append(result)
            progress("seal", len(placed), len(told))
        seeds: list[Checked | bytes] = [randomness(_DECOY_BYTES) for _ in range(_free_seats(placed))]
        decoys = (records[0] for _, records in workers.run(in_batches(seeds, _BATCH)))
        return cut(placed, lambda: next(decoys))


def _checked(told: list[Told]) -> Iterator[Checked | bytes]:
    """Checks each answer while the workers seal those before it; nothing is written until all passed."""
    for item in told:
        yield Checked(item.keys, encode_answer(item.content))


def _free_seats(placed: list[tuple[bytes, list[Record]]]) -> int:
    """How many decoys the cut will ask for: it looks at how many records a place has, not into them."""
    asked, empty = 0, Record(bytes(TAG_BYTES), b"")

    def count() -> Record:
        nonlocal asked
        asked += 1
        return empty

    cut([(place, [empty] * len(records)) for place, records in placed], count)
    return asked
