"""Calendar days (UTC, ``YYYY-MM-DD``), from a time that is passed in."""

from datetime import UTC, date, datetime, timedelta


def day_of(now: int) -> str:
    """The UTC day of a POSIX time in seconds; the last, or first, day of the calendar beyond it."""
    try:
        return datetime.fromtimestamp(now, UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        # A medium's files may be of any time.
        return (date.max if now > 0 else date.min).isoformat()


def add_days(day: str, days: int) -> str:
    """The day so many days later, or earlier; the last, or first, day of the calendar if that has none."""
    try:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
    except OverflowError:
        # A colleague's clock may have been anywhere.
        return (date.max if days > 0 else date.min).isoformat()


def days_between(earlier: str, later: str) -> int:
    """How many days lie between two days; negative if they are the other way round."""
    return (date.fromisoformat(later) - date.fromisoformat(earlier)).days
