"""Forgetting the words that were worked with, when a vault is locked (docs/spec/desk-machine.md).

What the matcher, the search and the check of wording keep of names and lines, to work faster, would
outlive the vault that they came from.
"""

import gc
from functools import _lru_cache_wrapper

_OURS = "tracker.desk."


def forget_words() -> None:
    """Empties what the desk's functions keep of what they were given, and collects what nobody has any more.

    What is kept without a bound stays: tables of ours, by single letters or by nothing.
    """
    # What unlocking put aside for good is to be collected after all.
    gc.unfreeze()
    for kept in gc.get_objects():
        if isinstance(kept, _lru_cache_wrapper) and _is_of_strangers(kept):
            kept.cache_clear()
    gc.collect()


def _is_of_strangers(kept: "_lru_cache_wrapper[object]") -> bool:
    return kept.__module__.startswith(_OURS) and kept.cache_info().maxsize is not None
