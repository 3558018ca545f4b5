"""The tree of errors (docs/spec/errors.md); the architecture's tests compare it with the page."""

import re

from crypto import errors
from crypto.errors import TrackerError

CLASSES = [
    item for item in vars(errors).values() if isinstance(item, type) and issubclass(item, TrackerError)
]


def test_every_code_is_a_stable_word_of_its_own() -> None:
    codes = [item.code for item in CLASSES]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", code) for code in codes)


def test_an_error_without_words_says_its_code_and_keeps_its_facts() -> None:
    error = errors.QuorumMissing(have=1, now=5)
    assert str(error) == "quorum-missing"
    assert error.facts == {"have": 1, "now": 5}
    assert str(errors.QuorumMissing("too few")) == "too few"
