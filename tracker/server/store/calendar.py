"""Days as the server counts them: a clock that jumps counts for one day, so nothing is destroyed early.

Waiting times (14 days of grace, 7 days until letters are destroyed, a day for a replaced publication) are
counted in days that the server has seen begin, not subtracted from a clock (docs/adr/0004).
"""

from sqlalchemy import Connection, insert, select, update

from tracker.server.tables import ONLY_ROW, calendar


def counted_days(connection: Connection) -> int:
    """How many days were counted so far."""
    days: int = connection.execute(select(calendar.c.days)).scalar_one()
    return days


def last_day(connection: Connection) -> str:
    """The last day that was seen, ``YYYY-MM-DD``."""
    day: str = connection.execute(select(calendar.c.day)).scalar_one()
    return day


def start(connection: Connection, today: str) -> None:
    """The first day."""
    connection.execute(insert(calendar).values(id=ONLY_ROW, day=today, days=0))


def see(connection: Connection, today: str) -> bool:
    """Notes today; whether a new day began. A clock that went back is followed, and counts nothing."""
    before = last_day(connection)
    if today == before:
        return False
    began = today > before
    connection.execute(update(calendar).values(day=today, days=calendar.c.days + int(began)))
    return began
