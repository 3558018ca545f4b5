"""Whatever is in a letter, it stops nothing, and nothing of it acts on a terminal."""

import json
import os
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from crypto.envelope import SIZES
from crypto.letter import Attachment, Kind
from tests.desk.world import NOW, DeskInTest, World, inquiry_form
from tracker.desk.case_view import case_facts, case_text, row_text
from tracker.desk.opening import FAULT, OpenedLetter, open_letter
from tracker.desk.shared_envelopes import SEED_BYTES, Task
from tracker.desk.state import Fate
from tracker.desk.vault import Vault

keys = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,12}", fullmatch=True) | st.sampled_from(
    ["full-name", "last-seen", "category", "urgent", "text", "language", "sharing"]
)
texts = st.text(max_size=60) | st.sampled_from(
    ["\x1b]52;c;Y2F0\x07", "\x9b31m", "\u202eabc", "[/x]", "{0.__class__}", "%s%n", "\x00", "a\u200db"]
)
values = st.recursive(
    texts | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)
forms = st.dictionaries(keys, values, max_size=6)
hostile = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def harmless(line: str) -> bool:
    """Nothing in a line acts on a terminal."""
    return all(char == "\n" or unicodedata.category(char) not in {"Cc", "Cf", "Zl", "Zp"} for char in line)


def task(envelope: bytes) -> Task:
    """A task for an envelope that is at hand."""
    return Task(0, bytes(32), 0, len(envelope), bytes(SEED_BYTES))


def opened(world: World, envelope: bytes) -> OpenedLetter:
    """What a worker makes of an envelope."""
    return open_letter(envelope, task(envelope), (world.workers["anna"],), "rehearsal/test")


@hostile
@given(form=forms, kind=st.sampled_from(list(Kind)))
@example(form={"x": "\x1b[2J\u202e"}, kind=Kind.ADDITION)
@example(form={"full-name": {"a": ["\x1b[2J"]}, "sharing": [], "last-seen": "x"}, kind=Kind.INQUIRY)
def test_any_form_is_stored_shown_and_harmless(
    tmp_path_factory: pytest.TempPathFactory, form: dict[str, Any], kind: Kind
) -> None:
    world = World()
    desk = DeskInTest(world, tmp_path_factory.mktemp("hostile") / "vault", os.urandom)
    world.post(world.envelope("one", kind, form), world.envelope("two"))
    with desk.create() as vault:
        result = desk.take(vault, world.inbox())
        assert result.fates.total() == 2
        assert result.fates[Fate.STORED] >= 1
        for case in vault.desk.cases.values():
            lines = [row_text(case), *case_text(case, vault.desk, "uk"), *case_text(case, vault.desk, "en")]
            assert [line for line in lines if not harmless(line)] == []
            shown = json.dumps(case_facts(case, vault.desk), ensure_ascii=True)
            assert shown.isascii()
            assert [item["form"] for item in json.loads(shown)["letters"]] in ([form], [inquiry_form()])


@hostile
@given(envelope=st.binary(max_size=200), size=st.sampled_from(SIZES[:2]), cut=st.integers(0, 20_000))
def test_any_bytes_get_a_code(envelope: bytes, size: int, cut: int) -> None:
    world = World()
    real = world.envelope("one")
    for candidate in (
        envelope.ljust(size, b"\0"),
        (real[:cut] + envelope + real[cut:])[:size],
        (real[:cut] + envelope).ljust(size, b"\n")[:size],
    ):
        result = opened(world, candidate)
        assert result.code or candidate == real
        assert result.code != FAULT


def test_hostile_letters_between_good_ones_stop_nothing(desk: DeskInTest, world: World, vault: Vault) -> None:
    good = world.envelope("good")
    flipped = bytearray(good)
    flipped[30_000] ^= 1
    bombs = [
        bytes(SIZES[0]),
        b"\xff" * SIZES[1],
        b"\n" * SIZES[0],
        b"inquiry-envelope/v1\n" * (SIZES[0] // 20) + b"x" * (SIZES[0] % 20),
        bytes(flipped),
        World(threshold=1).envelope("of the same keys, but another head"),
        b"inquiry-envelope/v1\n" + b"-> " * 40_000 + b"x" * (SIZES[1] - 120_020),
    ]
    world.post(world.envelope("first"), *bombs, good)
    result = desk.take(vault, world.inbox())
    codes = [case.unreadable.code for case in vault.desk.cases.values() if case.unreadable]
    assert result.fates == {Fate.STORED: 3, Fate.UNREADABLE: 6}
    assert codes == [
        "envelope-version",
        "envelope-version",
        "envelope-version",
        "envelope-malformed",
        "envelope-ciphertext",
        "envelope-malformed",
    ]


def test_a_form_that_breaks_the_rules_is_flagged_and_kept(
    desk: DeskInTest, world: World, vault: Vault
) -> None:
    form = inquiry_form(rank="sergeant", category="nobody", **{"last-seen": "yesterday"})
    world.post(world.envelope("one", form=form))
    desk.take(vault, world.inbox())
    (case,) = vault.desk.cases.values()
    assert case.flags == ("form-unknown-field", "form-not-an-option", "form-wrong-type")
    assert case.form == form


def test_a_fault_of_our_own_stops_no_letter(world: World) -> None:
    envelope = world.envelope("one")
    # No identity at all: what a program error looks like from outside.
    broken = open_letter(envelope, task(envelope), (None,), "rehearsal/test")  # type: ignore[arg-type]
    assert broken.code == FAULT


def test_attachments_are_never_files(desk: DeskInTest, world: World, vault: Vault, tmp_path: Path) -> None:
    before = set(tmp_path.rglob("*"))
    world.post(world.envelope("one", attachments=(Attachment("image/svg+xml", b"<svg onload=x>"),)))
    desk.take(vault, world.inbox())
    assert {file.name for file in set(tmp_path.rglob("*")) - before} <= {"inbox", "vault-journal"}
    text = "\n".join(case_text(vault.desk.cases[1], vault.desk, "ru"))
    assert "image/svg+xml, 14 bytes (not opened)" in text
    assert vault.desk.cases[1].created_at == NOW
