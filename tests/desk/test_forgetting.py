"""What was kept of names and lines to work faster is gone when the vault is locked."""

import gc
from functools import _lru_cache_wrapper

from tests.desk.world import DeskInTest, World, inquiry_form
from tracker.desk.forgetting import forget_words
from tracker.desk.matching.book import match_book
from tracker.desk.matching.person import Person
from tracker.desk.replies.outgoing_check import check_wording, lexicon
from tracker.desk.searching import entry_of
from tracker.desk.vault import Vault

CANARY = "канарченко"


def holders() -> set[str]:
    """The functions that keep it, in what they were given or gave."""
    wrappers = [item for item in gc.get_objects() if isinstance(item, _lru_cache_wrapper)]
    return {
        f"{item.__module__}.{item.__name__}"
        for item in wrappers
        if any(CANARY in repr(held).casefold() for held in gc.get_referents(item))
    }


def test_no_word_is_kept_and_our_tables_stay(vault: Vault, desk: DeskInTest, world: World) -> None:
    world.post(world.envelope("one", form=inquiry_form(**{"full-name": f"{CANARY} Іван"})))
    desk.take(vault, world.inbox())
    case = vault.desk.cases[1]
    match_book(vault.desk, {"row:a:1": Person(names=(f"{CANARY} Микола",))})
    check_wording(f"Сержант {CANARY} знайдений", vault.desk, case)
    entry_of(case)
    tables = lexicon()
    vault.close()
    found = {name.rpartition(".")[0] for name in holders()}
    assert {"tracker.desk.matching.naming", "tracker.desk.replies.outgoing_check"} <= found
    forget_words()
    assert holders() == set()
    assert lexicon() is tables
