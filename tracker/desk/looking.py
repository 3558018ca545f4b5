"""Who looks at the queues, on which day, with which matches: one context for commands and console."""

from tracker.desk.days import day_of
from tracker.desk.incoming import Progress
from tracker.desk.lists.shelf import Shelf
from tracker.desk.matching.book import match_book
from tracker.desk.matching.verdicts import all_undecided
from tracker.desk.queues import QueueContext
from tracker.desk.vault import Vault

# What these hold is known only once everybody was compared with everybody.
MATCHED = ("needs-dedupe", "list-hit")


def context_of(vault: Vault, now: int, progress: Progress | None = None) -> QueueContext:
    """The context of who unlocked the vault; matches are looked for only where ``progress`` is given.

    Without them the queues in ``MATCHED`` are empty: say so, instead of a number. Looking takes up to a
    minute at ten thousand inquiries.
    """
    key = vault.identity.signing_key.public
    me, today = vault.desk.store.name_of(key), day_of(now)
    if progress is None:
        return QueueContext(me, today, key=key)
    shelf = Shelf(vault)
    book = match_book(vault.desk, shelf.people())
    book.all_hits(progress)
    return QueueContext(me, today, all_undecided(vault.desk, book, shelf.earlier), key)
