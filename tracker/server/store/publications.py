"""Applied outboxes, and which publications are in the mailbox."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from tracker.server.tables import outboxes, publications, publishers

Mark = tuple[int, bytes]


@dataclass(frozen=True)
class Publication:
    """A publication in the mailbox; ``replaced`` is the counted day since which a newer one is there."""

    publisher: str
    number: int
    replaced: int | None


def last_applied(connection: Connection, publisher: str) -> Mark | None:
    """Sequence and hash of a publisher's last applied outbox."""
    return all_applied(connection).get(publisher)


def all_applied(connection: Connection) -> dict[str, Mark]:
    """The last applied outbox of every publisher."""
    query = select(outboxes.c.publisher, outboxes.c.sequence, outboxes.c.hash).order_by(outboxes.c.sequence)
    return {row.publisher: (row.sequence, bytes(row.hash)) for row in connection.execute(query)}


def applied_hash(connection: Connection, publisher: str, sequence: int) -> bytes | None:
    """The hash of the outbox that was applied under this sequence."""
    wanted = (outboxes.c.publisher == publisher, outboxes.c.sequence == sequence)
    found = connection.execute(select(outboxes.c.hash).where(*wanted)).scalar_one_or_none()
    return None if found is None else bytes(found)


def record(connection: Connection, publisher: str, mark: Mark, day: str, days: int) -> None:
    """An outbox is applied and its publication is the newest; those before are replaced as of now."""
    values = {"publisher": publisher, "sequence": mark[0], "hash": mark[1], "day": day}
    connection.execute(insert(outboxes).values(values))
    ours = (publications.c.publisher == publisher, publications.c.replaced.is_(None))
    connection.execute(update(publications).where(*ours).values(replaced=days))
    connection.execute(insert(publications).values(publisher=publisher, number=mark[0]))


def in_mailbox(connection: Connection) -> list[Publication]:
    """All publications that are served, by publisher and number."""
    query = select(publications).order_by(publications.c.publisher, publications.c.number)
    return [Publication(row.publisher, row.number, row.replaced) for row in connection.execute(query)]


def forget(connection: Connection, publication: Publication) -> None:
    """A publication is not served any more."""
    wanted = (
        publications.c.publisher == publication.publisher,
        publications.c.number == publication.number,
    )
    connection.execute(delete(publications).where(*wanted))


def acknowledge(connection: Connection, publisher: str, size: int) -> None:
    """A publisher's desk has all letters below ``size`` on two media; it can only grow."""
    known = connection.execute(
        select(publishers.c.acknowledged).where(publishers.c.name == publisher)
    ).scalar_one_or_none()
    if known is None:
        connection.execute(insert(publishers).values(name=publisher, acknowledged=size))
    elif size > known:
        connection.execute(update(publishers).where(publishers.c.name == publisher).values(acknowledged=size))


def acknowledged_by_all(connection: Connection, names: Collection[str]) -> int:
    """The size that each of these publishers has acknowledged."""
    rows = connection.execute(select(publishers.c.name, publishers.c.acknowledged))
    sizes: dict[str, int] = {row.name: row.acknowledged for row in rows}
    return min((sizes.get(name, 0) for name in names), default=0)
