"""What is told to whom in one publication: a cell for every open inquiry (docs/spec/outbox.md, "Cells")."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from typing import Any, NamedTuple

from crypto.cell import PLACE_BYTES, TAG_BYTES, Publication, find_address, seal_cell
from crypto.encoding import b64decode
from crypto.keys import ExchangeKey
from crypto.mailbox import Record, Slice, cut
from crypto.recipient import Identity, Recipient
from tracker.desk.case import Case
from tracker.desk.days import add_days, day_of
from tracker.desk.replies.door import Choice, Held, Question, choose_answer, question_of
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
_IN_RECEIVED = ("language", "answered", "again")

Randomness = Callable[[int], bytes]
Progress = Callable[[str, int, int], None]


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


class Task(NamedTuple):
    """What a worker does for one inquiry: asks the question, if there is one; unless it refuses, seals the
    body to the public halves (in base64).

    ``body`` is the canonical JSON of what the inquiry is told, which was checked; empty: it has no cell.
    """

    keys: dict[str, str]
    body: bytes
    question: Question | None = None


class Done(NamedTuple):
    """What came of it: place and records of its cells, or the codes that refuse what it would be told."""

    place: bytes
    records: list[Record]
    refused: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Sealer:
    """Seals cells for one publication; ``secret`` is that of its key E."""

    publication: Publication
    secret: bytes = field(repr=False)

    def __call__(self, items: list[Task | bytes]) -> list[Done]:
        """What came of each task; for 48 random bytes in its stead, one decoy."""
        return [self._decoy(item) if isinstance(item, bytes) else self._done(item) for item in items]

    @cached_property
    def _key(self) -> ExchangeKey:
        return ExchangeKey(self.secret)

    def _done(self, task: Task) -> Done:
        refused = frozenset[str]() if task.question is None else task.question.refusals()
        if refused or not task.body:
            return Done(bytes(PLACE_BYTES), [], refused)
        return self._cells(task.keys, task.body)

    def _cells(self, keys: dict[str, str], body: bytes) -> Done:
        parts = split_body(body)
        address = find_address(self.publication, self._key, b64decode(keys["address"]), len(parts))
        reply = Recipient(b64decode(keys["reply-x25519"]), b64decode(keys["reply-xwing"]))
        records = [
            Record(tag, seal_cell(self.publication, tag, reply, part))
            for tag, part in zip(address.tags, parts, strict=True)
        ]
        return Done(address.place, records)

    def _decoy(self, randomness: bytes) -> Done:
        """A real cell, sealed to a recipient whose secret nobody keeps, under a tag that nobody asks for."""
        tag, nobody = randomness[:TAG_BYTES], Identity(randomness[TAG_BYTES:]).recipient
        return Done(bytes(PLACE_BYTES), [Record(tag, seal_cell(self.publication, tag, nobody, b""))])


_Sealing = Workers[Task | bytes, Done]


def what_is_told(desk: Desk, now: int, next_day: str) -> list[Told]:
    """Every inquiry that has a cell in a publication made now, in the order of the cases."""
    today = day_of(now)
    told = [_told(case, today, next_day, partial(choose_answer, desk, case)) for case in _with_keys(desk)]
    return [item for item in told if not _has_ended(item, today)]


def withdrawn_content(case: Case) -> dict[str, Any]:
    """What a withdrawn case is told until its cell ends."""
    if case.remainder is not None:
        return case.remainder
    day = day_of(case.withdrawn_at or 0)
    return withdrawn_answer(case.language, day, add_days(day, WITHDRAWN_CELL_DAYS))


def _with_keys(desk: Desk) -> list[Case]:
    return [case for _, case in sorted(desk.cases.items()) if case.keys]


def _has_ended(told: Told, today: str) -> bool:
    return bool(told.content.get("ends", today) < today)


def _told(case: Case, today: str, next_day: str, choose: Callable[[], Choice]) -> Told:
    if case.is_withdrawn:
        return Told(case.number, case.keys, withdrawn_content(case), WITHDRAWN)
    choice = choose()
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


def publish(
    desk: Desk,
    publication: Publication,
    secret: bytes,
    days: tuple[str, str],
    randomness: Randomness,
    progress: Progress,
    processes: int | None = None,
) -> tuple[list[Told], list[Slice]]:
    """What `what_is_told` says in a publication of this day and the next one's, and the slices that tell it.

    The words of an answer are read by the process that seals it: few are refused, and something else is told
    at the end. Raises AnswerError, CellTooLarge.
    """
    cases = _with_keys(desk)
    told: list[Told] = []
    refused: list[int] = []
    with _uncollected(), _workers(publication, secret, len(cases), processes) as workers:
        placed: list[Done] = []
        tasks = _expected(desk, cases, days, told)
        for number, done in enumerate(workers.run(in_batches(tasks, _BATCH))):
            placed.append(done)
            if done.refused:
                choose = partial(choose_answer, desk, cases[number], done.refused)
                told[number] = _told(cases[number], *days, choose)
                refused.append(number)
            progress("seal", number + 1, len(cases))
        again: Iterator[Task | bytes] = (_task(told[number], days[0]) for number in refused)
        placed += workers.run(in_batches(again, _BATCH))
        slices = _cut(workers, placed, randomness)
    return [item for item in told if not _has_ended(item, days[0])], slices


def _expected(
    desk: Desk, cases: list[Case], days: tuple[str, str], told: list[Told]
) -> Iterator[Task | bytes]:
    """What is to be done for each case; ``told`` grows by what it is told unless that is refused."""
    for case in cases:
        question, answer = question_of(desk, case), case.published_answer
        choose = partial(choose_answer, desk, case, None if question is None else frozenset())
        told.append(_told(case, *days, choose))
        is_as_written = answer is not None and told[-1].content == answer.content
        yield _task(told[-1], days[0], question, question.body if question and is_as_written else b"")


def _task(told: Told, today: str, question: Question | None = None, body: bytes = b"") -> Task:
    """What seals what is told, once the question was asked; ``body`` is its content where that is known."""
    is_over = _has_ended(told, today)
    return Task(told.keys, b"" if is_over else body or _body_of(told), question)


def _body_of(told: Told) -> bytes:
    if told.answer == RECEIVED:
        return _received(*(told.content[key] for key in _IN_RECEIVED))
    return encode_answer(told.content)


@lru_cache(maxsize=1_000)
def _received(language: str, answered: str, again: str) -> bytes:
    # Most are told this, of few days.
    return encode_answer(received_answer(language, answered, again))


def seal_publication(
    publication: Publication,
    secret: bytes,
    told: list[Told],
    randomness: Randomness,
    progress: Progress,
    processes: int | None = None,
) -> list[Slice]:
    """All slices of a publication that tells this. Raises AnswerError, CellTooLarge."""
    tasks: Iterator[Task | bytes] = (Task(item.keys, encode_answer(item.content)) for item in told)
    with _workers(publication, secret, len(told), processes) as workers:
        placed = []
        for done in workers.run(in_batches(tasks, _BATCH)):
            placed.append(done)
            progress("seal", len(placed), len(told))
        return _cut(workers, placed, randomness)


@contextmanager
def _uncollected() -> Iterator[None]:
    """What is there already is not looked through for garbage: a whole desk, again in each process.

    The console put it aside for good when it unlocked: there it stays so.
    """
    is_aside = gc.get_freeze_count() > 0
    gc.freeze()
    try:
        yield
    finally:
        if not is_aside:
            gc.unfreeze()


def _workers(publication: Publication, secret: bytes, count: int, processes: int | None) -> _Sealing:
    return Workers(Sealer(publication, secret), 1 if count < _ALONE_BELOW else processes)


def _cut(workers: _Sealing, done: list[Done], randomness: Randomness) -> list[Slice]:
    """The slices, free seats filled with decoys."""
    placed = [(item.place, item.records) for item in done]
    seeds: list[Task | bytes] = [randomness(_DECOY_BYTES) for _ in range(_free_seats(placed))]
    decoys = (item.records[0] for item in workers.run(in_batches(seeds, _BATCH)))
    return cut(placed, lambda: next(decoys))


def _free_seats(placed: list[tuple[bytes, list[Record]]]) -> int:
    """How many decoys the cut will ask for: it looks at how many records a place has, not into them."""
    asked, empty = 0, Record(bytes(TAG_BYTES), b"")

    def count() -> Record:
        nonlocal asked
        asked += 1
        return empty

    cut([(place, [empty] * len(records)) for place, records in placed], count)
    return asked
