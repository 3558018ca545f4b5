"""The outbox bundle (docs/spec/outbox.md)."""

import hashlib
import io
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.cell import CELL_BYTES
from crypto.errors import (
    ManifestMalformed,
    SignatureInvalid,
    SignerRetired,
    SliceProof,
    ThresholdMissing,
    TrackerError,
)
from crypto.labels import Namespace
from crypto.mailbox import Record, cut, encode_index
from crypto.manifest import Manifest
from crypto.merkle import inclusion_proofs, tree_root
from crypto.sshsig import Signature, sign_digest
from tests.vectors.cast import DAY, ORIGIN, SIGNERS, desk_signatures, head, identity, manifest, seed, stream
from tracker.records.errors import OutboxMalformed, OutboxOrigin
from tracker.records.outbox import (
    NOTES_BYTES,
    OutboxHeader,
    OutboxReader,
    Ticket,
    check_outbox,
    check_slice,
    decode_header,
)

DECOYS = iter(range(1000))
SLICES = cut([], lambda: Record(stream(f"outbox decoy {next(DECOYS)}", 16), stream("cell", CELL_BYTES)), 2)
LEAVES = [item.leaf for item in SLICES]
SERVED = [item.encode(path) for item, path in zip(SLICES, inclusion_proofs(LEAVES), strict=True)]
INDEX = encode_index(SLICES)
MANIFEST = manifest(slices=2, root=tree_root(LEAVES), index=hashlib.sha256(INDEX).digest())
REPORT, NOTES = b"report", bytes(NOTES_BYTES)
HEADER = OutboxHeader(
    origin=ORIGIN,
    publisher="desk",
    sequence=7,
    applied=(6, seed("outbox 6")),
    epoch=0,
    head_hash=head().hash,
    acknowledged=10,
    ticket=Ticket(12, MANIFEST.intake_root, DAY),
    manifest_bytes=len(MANIFEST.encode()),
    slices=2,
    report_bytes=len(REPORT),
)


def body(header: OutboxHeader = HEADER, item: Manifest = MANIFEST) -> bytes:
    """Everything before the signatures."""
    return header.encode() + item.encode() + INDEX + b"".join(SERVED) + REPORT + NOTES


def signatures(signed: bytes, item: Manifest = MANIFEST, *names: str) -> list[Signature]:
    """The publisher's signatures over the manifest, and over the whole."""
    digest = hashlib.sha512(signed).digest()
    keys = [identity(name).signing_key for name in names or SIGNERS]
    whole = [sign_digest(key, Namespace.OUTBOX.at(ORIGIN), digest) for key in keys]
    return [*desk_signatures(item.encode(), Namespace.MAILBOX, *names), *whole]


def outbox(header: OutboxHeader = HEADER, item: Manifest = MANIFEST) -> bytes:
    """A whole outbox."""
    signed = body(header, item)
    return signed + "".join(signature.armor() for signature in signatures(signed, item)).encode()


def apply(data: bytes) -> Manifest:
    """What the server does with an outbox before it stores anything."""
    reader = OutboxReader(io.BytesIO(data))
    document, _index = reader.manifest(), reader.index()
    slices = [reader.slice() for _ in range(reader.header.slices)]
    reader.report()
    reader.notes()
    digest = reader.signed_digest
    checked = check_outbox(reader.header, document, digest, reader.signatures(), head())
    for number, served in enumerate(slices):
        check_slice(checked, number, served)
    return checked


def test_an_outbox_comes_across() -> None:
    assert apply(outbox()) == MANIFEST
    assert decode_header(HEADER.encode()) == HEADER
    assert len(body()) == len(HEADER.encode()) + HEADER.body_bytes


def test_its_name_is_the_hash_of_what_was_signed() -> None:
    reader = OutboxReader(io.BytesIO(outbox()))
    reader.manifest(), reader.index(), [reader.slice() for _ in range(2)], reader.report(), reader.notes()
    assert reader.hash == hashlib.sha256(body()).digest()
    assert reader.signed_digest == hashlib.sha512(body()).digest()


@settings(max_examples=60)
@given(st.integers(0, 1500) | st.integers(0, len(outbox()) - 1), st.integers(1, 255))
def test_any_change_of_a_byte_is_refused(position: int, change: int) -> None:
    altered = bytearray(outbox())
    altered[position] ^= change
    with pytest.raises(TrackerError):
        apply(bytes(altered))


@pytest.mark.parametrize("length", [0, 100, 600, 1000, 10_000, 200_000, len(body()) - 1])
def test_an_outbox_cut_off_is_refused(length: int) -> None:
    with pytest.raises(OutboxMalformed):
        apply(outbox()[:length])


def test_an_outbox_without_its_last_signatures_is_refused() -> None:
    for kept in (0, 1, 2, 3):
        armored = "".join(item.armor() for item in signatures(body())[:kept])
        with pytest.raises(ThresholdMissing):
            apply(body() + armored.encode())


def test_bytes_after_the_signatures_are_refused() -> None:
    for more in (b"\n", b"x", b"x" * 100_000):
        with pytest.raises(OutboxMalformed):
            apply(outbox() + more)


def test_signatures_of_one_alone_or_of_others_are_refused() -> None:
    one = signatures(body(), MANIFEST, "caseworker-a")
    with pytest.raises(ThresholdMissing):
        check_outbox(HEADER, MANIFEST.encode(), hashlib.sha512(body()).digest(), one, head())
    others = signatures(body(), MANIFEST, "retired-a", "retired-b")
    with pytest.raises(SignerRetired):
        check_outbox(HEADER, MANIFEST.encode(), hashlib.sha512(body()).digest(), others, head())


def test_the_whole_is_signed_for_its_own_purpose() -> None:
    digest = hashlib.sha512(body()).digest()
    for_mailbox = [
        sign_digest(identity(name).signing_key, Namespace.MAILBOX.at(ORIGIN), digest) for name in SIGNERS
    ]
    with pytest.raises(ThresholdMissing):
        check_outbox(HEADER, MANIFEST.encode(), digest, for_mailbox, head())
    with pytest.raises(SignatureInvalid):
        check_outbox(HEADER, MANIFEST.encode(), bytes(64), signatures(body()), head())


def test_another_origin_is_refused() -> None:
    with pytest.raises(OutboxOrigin):
        apply(outbox(replace(HEADER, origin="rehearsal/other")))


@pytest.mark.parametrize("changes", [{"sequence": 8}, {"ticket": Ticket(13, bytes(32), DAY)}])
def test_header_and_manifest_must_agree(changes: dict[str, Any]) -> None:
    with pytest.raises(OutboxMalformed):
        apply(outbox(replace(HEADER, **changes)))


def test_a_slice_that_the_manifest_does_not_name_is_refused() -> None:
    with pytest.raises(SliceProof):
        apply(outbox(item=replace(MANIFEST, root=seed("other"))))
    with pytest.raises(SliceProof):
        check_slice(MANIFEST, 0, SERVED[1])


def test_a_manifest_of_another_publisher_is_refused() -> None:
    other = replace(MANIFEST, publication=replace(MANIFEST.publication, publisher="bureau"))
    header = replace(HEADER, manifest_bytes=len(other.encode()))
    with pytest.raises(ManifestMalformed):
        apply(outbox(header, other))


@pytest.mark.parametrize(
    "changes",
    [
        {"slices": 0},
        {"slices": (1 << 20) + 1},
        {"manifest_bytes": 2049},
        {"report_bytes": 256 * 1024 + 1},
        {"acknowledged": 13},
        {"applied": (7, bytes(32))},
        {"origin": "x"},
        {"publisher": "X"},
        {"head_hash": bytes(31)},
        {"ticket": Ticket(12, bytes(32), "2026-02-30")},
    ],
)
def test_what_is_no_header(changes: dict[str, Any]) -> None:
    with pytest.raises(OutboxMalformed):
        OutboxReader(io.BytesIO(replace(HEADER, **changes).encode()))


@given(st.binary(max_size=200))
def test_random_bytes_raise_only_typed_errors(data: bytes) -> None:
    for bytes_read in (data, b"inquiry-outbox/v1\n" + data + b"\nend -\n" + data):
        with pytest.raises(OutboxMalformed):
            apply(bytes_read)
