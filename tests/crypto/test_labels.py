"""Labels keep purposes and contexts apart (docs/spec/labels.md)."""

from hypothesis import given
from hypothesis import strategies as st

from crypto.labels import Namespace, Purpose, info

CONTEXTS = st.lists(st.binary(max_size=12), max_size=4)


def test_a_label_is_spelled_like_this() -> None:
    expected = b"inquiry/v1/cell" + b"\0\x03a/b" + b"\0\x08" + bytes(7) + b"\x07" + b"\0\x01\xff"
    assert info(Purpose.CELL, "a/b", 7, b"\xff") == expected


@given(CONTEXTS, CONTEXTS)
def test_two_contexts_never_run_together(first: list[bytes], second: list[bytes]) -> None:
    assert (info(Purpose.TAG, *first) == info(Purpose.TAG, *second)) == (first == second)


def test_no_purpose_begins_another_ones_label() -> None:
    # A context begins with a length below 256 in any label that is used, so with a zero byte.
    labels = [info(purpose) for purpose in Purpose]
    assert not [(a, b) for a in labels for b in labels if a != b and b.startswith(a + b"\0")]


def test_namespaces_carry_the_origin() -> None:
    assert Namespace.KEYRING.at("rehearsal/test") == "keyring@rehearsal/test"
    assert len({namespace.at("a/b") for namespace in Namespace}) == len(Namespace)
