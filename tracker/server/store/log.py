"""The intake log: leaves, closed batches, and which batch is open (docs/spec/intake.md)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Row, func, insert, select, update

from crypto.encoding import HASH_BYTES
from crypto.intake import intake_leaf
from crypto.merkle import Frontier
from tracker.server.tables import ONLY_ROW, batches, leaves, open_batch

MOVING, KEPT, DESTROYED = "moving", "kept", "destroyed"
_CHUNK = 4096


@dataclass(frozen=True)
class OpenBatch:
    """The batch that takes letters: its number, and the day that its receipts promise."""

    number: int
    day: str


@dataclass(frozen=True)
class Batch:
    """A closed batch: leaves ``from_size`` to ``to_size``, the tree at its end, and where its letters are.

    ``checkpoint`` is the signed note; ``acknowledged`` the counted day since which all desks have it.
    """

    number: int
    day: str
    from_size: int
    to_size: int
    frontier: Frontier
    checkpoint: bytes
    state: str
    acknowledged: int | None


def start(connection: Connection, day: str) -> None:
    """The first batch, number 0, is open."""
    connection.execute(insert(open_batch).values(id=ONLY_ROW, number=0, day=day))


def current(connection: Connection) -> OpenBatch:
    """The open batch."""
    row = connection.execute(select(open_batch.c.number, open_batch.c.day)).one()
    return OpenBatch(row.number, row.day)


def move_on(connection: Connection, batch: OpenBatch) -> None:
    """Another batch, or another day, is the open one."""
    connection.execute(update(open_batch).values(number=batch.number, day=batch.day))


def newest(connection: Connection, *, settled: bool = False) -> Batch | None:
    """The last closed batch; with ``settled``, the last whose letters are where they belong."""
    query = select(batches).order_by(batches.c.number.desc()).limit(1)
    if settled:
        query = query.where(batches.c.state != MOVING)
    row = connection.execute(query).one_or_none()
    return None if row is None else _batch(row)


def between(connection: Connection, from_size: int, to_size: int) -> list[Batch]:
    """Closed batches that hold leaves of this range, in order."""
    query = select(batches).where(batches.c.to_size > from_size, batches.c.from_size < to_size)
    return [_batch(row) for row in connection.execute(query.order_by(batches.c.number))]


def in_state(connection: Connection, state: str) -> list[Batch]:
    """Closed batches in this state, in order."""
    query = select(batches).where(batches.c.state == state).order_by(batches.c.number)
    return [_batch(row) for row in connection.execute(query)]


def append(connection: Connection, hashes: Sequence[bytes]) -> Frontier:
    """Appends the leaves of a batch, already in order; gives the tree at its end."""
    before = newest(connection)
    frontier = Frontier.empty() if before is None else before.frontier
    first = frontier.size
    for start_at in range(0, len(hashes), _CHUNK):
        chunk = hashes[start_at : start_at + _CHUNK]
        rows = [{"position": first + start_at + i, "hash": item} for i, item in enumerate(chunk)]
        connection.execute(insert(leaves), rows)
    for envelope_hash in hashes:
        frontier.append(intake_leaf(envelope_hash))
    return frontier


def record(connection: Connection, batch: OpenBatch, count: int, frontier: Frontier, note: bytes) -> None:
    """Records a batch as closed, its letters still to be moved."""
    connection.execute(
        insert(batches).values(
            number=batch.number,
            day=batch.day,
            from_size=frontier.size - count,
            to_size=frontier.size,
            frontier=b"".join(frontier.peaks),
            checkpoint=note,
            state=MOVING,
        )
    )


def set_state(connection: Connection, number: int, state: str) -> None:
    """The letters of a batch were moved or destroyed."""
    connection.execute(update(batches).where(batches.c.number == number).values(state=state))


def set_acknowledged(connection: Connection, size: int, days: int) -> None:
    """Every desk has all leaves below ``size``, since this counted day."""
    reached = (batches.c.to_size <= size, batches.c.acknowledged.is_(None))
    connection.execute(update(batches).where(*reached).values(acknowledged=days))


def size_of(connection: Connection) -> int:
    """How many leaves the log has."""
    batch = newest(connection)
    return 0 if batch is None else batch.to_size


def root_at(connection: Connection, size: int) -> bytes:
    """The root of the first ``size`` leaves, at most as many as there are."""
    query = select(batches).where(batches.c.to_size <= size).order_by(batches.c.number.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    frontier = Frontier.empty() if row is None else _batch(row).frontier
    for envelope_hash in hashes_between(connection, frontier.size, size):
        frontier.append(intake_leaf(envelope_hash))
    return frontier.root()


def recomputed_root(connection: Connection, size: int) -> bytes:
    """The root of the first ``size`` leaves, from the leaves alone."""
    frontier = Frontier.empty()
    for envelope_hash in hashes_between(connection, 0, size):
        frontier.append(intake_leaf(envelope_hash))
    return frontier.root()


def hashes_between(connection: Connection, from_size: int, to_size: int) -> Iterator[bytes]:
    """Envelope hashes in the order of the log, fetched in pieces."""
    for first in range(from_size, to_size, _CHUNK):
        last = min(first + _CHUNK, to_size)
        query = select(leaves.c.hash).where(leaves.c.position >= first, leaves.c.position < last)
        for row in connection.execute(query.order_by(leaves.c.position)).all():
            yield bytes(row.hash)


def day_of(connection: Connection, envelope_hash: bytes) -> str | None:
    """The day of the closed batch with this letter; None if it is not in the log."""
    found = select(leaves.c.position).where(leaves.c.hash == envelope_hash).scalar_subquery()
    holds = (batches.c.from_size <= found, batches.c.to_size > found)
    day: str | None = connection.execute(select(batches.c.day).where(*holds)).scalar_one_or_none()
    return day


def count_leaves(connection: Connection) -> int:
    """The number of rows, to compare with the sizes that batches claim."""
    counted: int = connection.execute(select(func.count()).select_from(leaves)).scalar_one()
    return counted


def _batch(row: Row[tuple[object, ...]]) -> Batch:
    peaks = [row.frontier[i : i + HASH_BYTES] for i in range(0, len(row.frontier), HASH_BYTES)]
    return Batch(
        row.number, row.day, row.from_size, row.to_size, Frontier(row.to_size, peaks),
        bytes(row.checkpoint), row.state, row.acknowledged,
    )  # fmt: skip
