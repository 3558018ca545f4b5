"""The manifest of a publication (docs/spec/manifest.md)."""

import hashlib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.cell import Publication
from crypto.errors import (
    EpochUnknown,
    IndexMalformed,
    ManifestMalformed,
    SignatureInvalid,
    SignerRetired,
    ThresholdMissing,
    TrackerError,
)
from crypto.head import Publisher
from crypto.labels import Namespace
from crypto.mailbox import SLICES_MAX
from crypto.manifest import SIGNED_MANIFEST_MAX, decode_manifest, open_manifest
from crypto.sshsig import join_signed
from tests.vectors.cast import ORIGIN, desk_signatures, head, identity, manifest, seed, signed_by_desk

GOOD = manifest()
SIGNED = signed_by_desk(GOOD.encode(), Namespace.MAILBOX)


def test_a_signed_manifest_opens() -> None:
    assert open_manifest(SIGNED, head(), "desk") == GOOD
    assert decode_manifest(GOOD.encode()).encode() == GOOD.encode()
    assert (GOOD.layout.slices, GOOD.layout.seats, GOOD.layout.root) == (1, 32, GOOD.root)


@settings(max_examples=60)
@given(st.data())
def test_any_change_of_a_byte_is_refused(data: st.DataObject) -> None:
    altered = bytearray(SIGNED)
    altered[data.draw(st.integers(0, len(altered) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(TrackerError):
        open_manifest(bytes(altered), head(), "desk")


@given(st.binary(max_size=200))
def test_random_bytes_raise_only_typed_errors(data: bytes) -> None:
    for document in (data, b"inquiry-manifest/v1\n" + data):
        with pytest.raises(ManifestMalformed):
            decode_manifest(document)
        with pytest.raises(TrackerError):
            open_manifest(document, head(), "desk")


def test_a_threshold_of_signers_is_needed() -> None:
    document = GOOD.encode()
    for signed in (document, signed_by_desk(document, Namespace.MAILBOX, "caseworker-a")):
        with pytest.raises(ThresholdMissing):
            open_manifest(signed, head(), "desk")
    with pytest.raises(ThresholdMissing):
        open_manifest(signed_by_desk(document, Namespace.OUTBOX), head(), "desk")
    with pytest.raises(SignerRetired):
        open_manifest(signed_by_desk(document, Namespace.MAILBOX, "retired-a", "retired-b"), head(), "desk")
    other = join_signed(document, desk_signatures(b"other\n", Namespace.MAILBOX))
    with pytest.raises(SignatureInvalid):
        open_manifest(other, head(), "desk")


def test_a_threshold_of_one_is_enough_where_the_keyring_says_so() -> None:
    small = head(publishers=(Publisher("desk", 1, (identity("caseworker-a").signing_key.public,)),))
    open_manifest(signed_by_desk(GOOD.encode(), Namespace.MAILBOX, "caseworker-a"), small, "desk")


@pytest.mark.parametrize(
    "publication", [Publication("rehearsal/b", "desk", 7), Publication(ORIGIN, "other", 7)]
)
def test_a_manifest_for_another_origin_or_publisher_is_refused(publication: Publication) -> None:
    signed = signed_by_desk(manifest(publication=publication).encode(), Namespace.MAILBOX)
    with pytest.raises(ManifestMalformed):
        open_manifest(signed, head(), "desk")


def test_an_unknown_publisher_is_refused() -> None:
    with pytest.raises(EpochUnknown):
        open_manifest(SIGNED, head(), "other")


@pytest.mark.parametrize(
    "changes",
    [
        {"slices": 0},
        {"slices": SLICES_MAX + 1},
        {"key": bytes(32)},
        {"key": b"\xff" * 32},
        {"root": bytes(31)},
        {"day": "2026-02-30"},
        {"publication": Publication("x", "desk", 7)},
        {"publication": Publication(ORIGIN, "desk", -1)},
    ],
)
def test_what_is_no_manifest(changes: dict[str, Any]) -> None:
    with pytest.raises(ManifestMalformed):
        decode_manifest(replace(GOOD, **changes).encode())


def test_a_manifest_is_bounded() -> None:
    with pytest.raises(ManifestMalformed):
        open_manifest(b"x" * (SIGNED_MANIFEST_MAX + 1), head(), "desk")
    with pytest.raises(ManifestMalformed):
        decode_manifest(GOOD.encode() + b"more\n")


def test_the_index_is_the_one_of_the_manifest() -> None:
    fitting = manifest(index=hashlib.sha256(bytes(4)).digest())
    assert fitting.check_index(bytes(4)) == bytes(4)
    with pytest.raises(IndexMalformed):
        manifest(index=seed("x")).check_index(bytes(4))
