"""Vectors of cells, slices and manifests."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

from crypto.cell import CELL_BYTES, CONTENT_MAX, Publication, find_address, seal_cell
from crypto.head import Publisher
from crypto.keys import ExchangeKey
from crypto.labels import Namespace, Purpose
from crypto.mailbox import RECORD_BYTES, Record, Slice, cut, encode_index, find_slice
from crypto.merkle import inclusion_proofs, tree_root
from crypto.sshsig import join_signed
from tests.vectors.cast import (
    ORIGIN,
    PUBLICATION,
    desk_signatures,
    family,
    head,
    identity,
    manifest,
    publication_key,
    seed,
    signed_by_desk,
    stream,
)
from tracker.records.cells import split_answer

HERE = asdict(PUBLICATION)


def make(workshop: Any) -> None:
    """All files of this page."""
    _addresses(workshop)
    _cells(workshop)
    _answers(workshop)
    _index(workshop)
    _slices(workshop)
    _manifests(workshop)


def _addresses(workshop: Any) -> None:
    file = workshop.file("cell/address", "Place and tags of an inquiry in one publication.")
    file.accept(
        "as the family finds it",
        publication=HERE,
        secret=family().address.secret,
        public=publication_key().public,
    )
    file.accept(
        "as the desk finds it",
        publication=HERE,
        secret=publication_key().secret,
        public=family().public.address,
    )
    for field, value in {"origin": "rehearsal/else", "publisher": "other", "number": 8}.items():
        elsewhere = HERE | {field: value}
        file.accept(
            f"another {field}",
            publication=elsewhere,
            secret=family().address.secret,
            public=publication_key().public,
        )
    fresh = ExchangeKey(seed("another publication key")).public
    file.accept("another key E", publication=HERE, secret=family().address.secret, public=fresh)
    file.refuse(
        "a key E of small order",
        "key-degenerate",
        publication=HERE,
        secret=family().address.secret,
        public=bytes(32),
    )


def _cells(workshop: Any) -> None:
    file = workshop.file("cell/open", "Cells, opened by the family with this root.")
    tag = find_address(PUBLICATION, family().address, publication_key().public).tags[0]
    reply = workshop.boxes.recipient(family().reply)
    content = b"\1\0" + b'{"work":"received"}'
    good = file.blob("cell", seal_cell(PUBLICATION, tag, reply, content))
    usual = {"publication": HERE, "tag": tag, "root": family().root}
    file.accept("good", **usual, cell_bytes=good)
    file.accept("nothing within", **usual, cell_bytes=seal_cell(PUBLICATION, tag, reply, b""))
    file.accept(
        "full", **usual, cell_bytes=seal_cell(PUBLICATION, tag, reply, stream("content", CONTENT_MAX))
    )
    for name, altered in {
        "a bit turned": good.flip(2000),
        "a bit of the tag turned": good.flip(-1),
        "a byte less": good.cut(4095),
        "nothing": good.cut(0),
        "random bytes": good.edit(0, CELL_BYTES, stream("no cell", CELL_BYTES)),
    }.items():
        file.refuse(name, "cell-invalid", **usual, cell_bytes=altered)
    for name, change in {
        "another origin": {"publication": HERE | {"origin": "rehearsal/else"}},
        "another publisher": {"publication": HERE | {"publisher": "other"}},
        "another publication": {"publication": HERE | {"number": 8}},
        "another tag": {"tag": bytes(16)},
        "another family": {"root": seed("other")},
    }.items():
        file.refuse(name, "cell-invalid", **usual | change, cell_bytes=good)
    context = PUBLICATION.info(Purpose.CELL, tag)
    for name, inner in {
        "a length that does not fit": b"\xff" * 2912,
        "something in the zeros": bytes(2911) + b"\1",
    }.items():
        file.refuse(name, "cell-invalid", **usual, cell_bytes=reply.seal(inner, context))


def _answers(workshop: Any) -> None:
    file = workshop.file("cell/join", "The contents of an inquiry's cells, put together.")
    short, long = split_answer({"work": "received"}), split_answer({"note": "x" * 6000})
    file.accept("one cell", parts=short)
    file.accept("three cells", parts=long)
    for name, parts in {
        "no cell": [],
        "a cell missing": long[:2],
        "the first missing": long[1:],
        "out of order": [long[1], long[0], long[2]],
        "a cell twice": [long[0], long[0], long[2]],
        "an empty part": [b""],
        "no JSON": [b"\1\0x"],
        "not canonical": [b"\1\0{} "],
        "cut where one cell would do": [b"\2\0{", b"\2\1}"],
        "an empty second cell": [b"\2\0{}", b"\2\1"],
        "cut elsewhere": [
            long[0][:-1],
            long[1][:2] + long[0][-1:] + long[1][2:-1],
            long[2][:2] + long[1][-1:] + long[2][2:],
        ],
    }.items():
        file.refuse(name, "cell-invalid", parts=parts)


def _index(workshop: Any) -> None:
    file = workshop.file("mailbox/find", "Which slice holds a place, by the index of first places.")
    index = b"".join(number.to_bytes(4, "big") for number in (0, 5, 0x40000000, 0xFFFFFFFF))
    for place in (
        "0000000000000000",
        "00000004ffffffff",
        "0000000500000000",
        "3fffffffffffffff",
        "4000000000000000",
        "fffffffeffffffff",
        "ffffffff00000000",
        "ffffffffffffffff",
    ):
        file.accept(f"place {place}", index=index, slices=4, place=bytes.fromhex(place))
    file.accept("one slice", index=bytes(4), slices=1, place=b"\xff" * 8)
    for name, wrong, slices in [
        ("more than the manifest says", index, 3),
        ("less than it says", index, 5),
        ("nothing", b"", 0),
        ("cut off", index[:-1], 4),
        ("does not begin at zero", index[4:], 3),
        ("a first place twice", bytes(4) * 2, 2),
        ("descending", bytes(4) + index[8:12] + index[4:8], 3),
    ]:
        file.refuse(name, "index-malformed", index=wrong, slices=slices, place=bytes(8))


def _decoys() -> Iterator[Record]:
    number = 0
    while True:
        yield Record(stream(f"decoy {number}", 16), stream("decoy cell", CELL_BYTES))
        number += 1


def _slices(workshop: Any) -> None:
    # Cells of the cast are not opened here: their bytes repeat, so that the file stays small.
    address = find_address(PUBLICATION, family().address, publication_key().public)
    ours = [Record(tag, stream("our cell", CELL_BYTES)) for tag in address.tags[:2]]
    others = [
        (seed(f"place {number}")[:8], [Record(stream(f"tag {number}", 16), stream("decoy cell", CELL_BYTES))])
        for number in range(40)
    ]
    decoys = _decoys()
    slices = cut([(address.place, ours), *others], lambda: next(decoys))
    leaves, index = [item.leaf for item in slices], encode_index(slices)
    number = find_slice(index, len(slices), address.place)
    paths = inclusion_proofs(leaves)

    file = workshop.file("mailbox/look-up", "Our cells in a served slice: proof, bounds, order, tags.")
    other = (number + 1) % len(slices)
    good = file.blob("slice", slices[number].encode(paths[number]))
    wrong = file.blob("another slice", slices[other].encode(paths[other]))
    usual = {
        "slices": len(slices),
        "seats": 32,
        "root": tree_root(leaves),
        "place": address.place,
        "tags": list(address.tags),
    }
    file.accept("two cells", served=good, number=number, **usual)
    file.accept("no cell under our tags", served=good, number=number, **usual | {"tags": [bytes(16)]})
    file.accept(
        "the first tag missing hides the rest",
        served=good,
        number=number,
        **usual | {"tags": [bytes(16), *address.tags]},
    )
    file.refuse(
        "a true slice that does not cover our place", "slice-bounds", served=wrong, number=other, **usual
    )
    for name, altered in {
        "a bit of a cell turned": good.flip(-1),
        "a bit of the proof turned": good.flip(20),
        "the first place altered": good.flip(7),
        "the last place altered": good.flip(15),
        "no proof": good.edit(16, 33, bytes(33)),
        "another slice": wrong,
    }.items():
        file.refuse(name, "slice-proof", served=altered, number=number, **usual)
    file.refuse("another root", "slice-proof", served=good, number=number, **usual | {"root": seed("root")})
    file.refuse("another number", "slice-proof", served=good, number=other, **usual)
    file.refuse("a number beyond the last", "slice-proof", served=good, number=len(slices), **usual)
    for name, altered in {
        "a byte less": good.cut(len(good.data) - 1),
        "a byte more": good.add(b"\0"),
        "nothing": good.cut(0),
        "a path of 21": good.edit(16, 1, b"\x15"),
        "something behind the path": good.edit(16 + 1 + 20 * 32 - 1, 1, b"\1"),
    }.items():
        file.refuse(name, "slice-malformed", served=altered, number=number, **usual)
    records = slices[number].records
    swapped = records[RECORD_BYTES : 2 * RECORD_BYTES] + records[:RECORD_BYTES] + records[2 * RECORD_BYTES :]
    for name, disordered in {
        "records out of order": swapped,
        "a record twice": records[:RECORD_BYTES] + records[:-RECORD_BYTES],
    }.items():
        signed = Slice(bytes(8), b"\xff" * 8, disordered)
        served = good.become(signed.encode([]))
        file.refuse(
            name, "slice-malformed", served=served, number=0, **usual | {"slices": 1, "root": signed.leaf}
        )


def _manifests(workshop: Any) -> None:
    file = workshop.file("manifest/open", "Manifests, signed by the publisher's threshold.")
    document = manifest().encode()
    good = file.blob("signed", signed_by_desk(document, Namespace.MAILBOX))
    head_bytes = file.blob("head", head().encode())
    usual = {"head_bytes": head_bytes, "publisher": "desk"}
    file.accept("good", signed=good, **usual)
    one = Publisher("desk", 1, (identity("caseworker-a").signing_key.public,))
    alone = signed_by_desk(document, Namespace.MAILBOX, "caseworker-a")
    file.accept(
        "a threshold of one", signed=alone, head_bytes=head(publishers=(one,)).encode(), publisher="desk"
    )
    for name, code, signed in [
        ("not signed", "threshold-missing", document),
        ("signed by one of two", "threshold-missing", alone),
        ("signed as an outbox", "threshold-missing", signed_by_desk(document, Namespace.OUTBOX)),
        (
            "signed by strangers",
            "signer-retired",
            signed_by_desk(document, Namespace.MAILBOX, "retired-a", "retired-b"),
        ),
        (
            "signatures of another document",
            "signature-invalid",
            join_signed(document, desk_signatures(b"other\n", Namespace.MAILBOX)),
        ),
        ("the publication altered", "signature-invalid", good.swap(b"publication 7", b"publication 8")),
        ("a signature twice", "sshsig-malformed", alone + alone[len(document) :]),
        ("cut off", "sshsig-malformed", good.cut(len(good.data) - 1)),
        ("too long", "manifest-malformed", b"x" * 40_000),
    ]:
        file.refuse(name, code, signed=signed, **usual)
    file.refuse(
        "an unknown publisher", "epoch-unknown", signed=good, head_bytes=head_bytes, publisher="other"
    )
    for name, changes in {
        "another origin": {"publication": Publication("rehearsal/else", "desk", 7)},
        "another publisher": {"publication": Publication(ORIGIN, "other", 7)},
        "no slices": {"slices": 0},
        "too many slices": {"slices": (1 << 20) + 1},
        "a key E of small order": {"key": bytes(32)},
        "no such day": {"day": "2026-02-30"},
        "a short root": {"root": bytes(31)},
    }.items():
        signed = signed_by_desk(replace(manifest(), **changes).encode(), Namespace.MAILBOX)
        file.refuse(name, "manifest-malformed", signed=signed, **usual)
    file.refuse(
        "a line more",
        "manifest-malformed",
        signed=signed_by_desk(document + b"more x\n", Namespace.MAILBOX),
        **usual,
    )
