"""The custody log: who has, or had, this vault or a key of it (pure; docs/spec/desk-log.md)."""

from typing import Any

from tracker.desk.days import day_of
from tracker.desk.state import Desk


def custody_facts(desk: Desk) -> list[dict[str, Any]]:
    """Each act in order: the day, what it was (an event's type), of whom it speaks, and who did it."""
    return [
        {
            "day": day_of(event.at),
            "what": event.body.type,
            "name": getattr(event.body, "name", ""),
            "by": desk.store.name_of(event.actor),
        }
        for event in desk.custody
    ]
