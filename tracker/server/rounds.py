"""What a worker does beside answering: the housekeeper's rounds, and the heartbeat of cosignatures."""

import threading
import time

from tracker.records.errors import Busy
from tracker.server.locks import FileLock
from tracker.server.office import Office, clock
from tracker.server.services.batches import day_of_time
from tracker.server.services.heartbeat import RETRY_SECONDS


def keep_house(office: Office) -> None:
    """The housekeeper of one process: rounds for ever, with a pause; one process at a time does the work."""
    pause = threading.Event()
    day = day_of_time(clock())
    while True:
        try:
            office.housekeeping.run(clock())
        except Exception as error:  # noqa: BLE001 - the next round tries again
            office.log.fault(error)
        if day_of_time(clock()) != day:
            office.log.day_over(day)
            day = day_of_time(clock())
        pause.wait(office.config.housekeeping_seconds)


def keep_cosigned(office: Office) -> None:
    """The heartbeat of one process: it leads for as long as it lives, or waits until the leader has died."""
    pause, leading = threading.Event(), FileLock(office.state.lock("witnessing"))
    while True:
        try:
            with leading.held_at_once():
                _beat_for_ever(office, pause)
        except Busy:
            pause.wait(office.config.housekeeping_seconds)


def _beat_for_ever(office: Office, pause: threading.Event) -> None:
    ask_again = 0.0
    while True:
        try:
            if time.monotonic() >= ask_again and office.heartbeat.due(clock()) and not beat(office):
                ask_again = time.monotonic() + RETRY_SECONDS
        except Exception as error:  # noqa: BLE001 - the next round tries again
            office.log.fault(error)
            ask_again = time.monotonic() + RETRY_SECONDS
        pause.wait(office.config.housekeeping_seconds)


def beat(office: Office) -> bool:
    """One heartbeat; whether no witness failed. What went wrong is in the log by its code, no more.

    Raises Busy, TrackerError.
    """
    failures = [error.code for done in office.heartbeat.run(clock()) for error in done.failures.values()]
    for code in sorted(set(failures)):
        office.log.line(day_of_time(clock()), "heartbeat", code)
    return not failures
