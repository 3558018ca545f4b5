"""Keys, boxes, addresses, cells and slices: what one side makes the other finds and opens."""

import hashlib
import random
from collections import Counter

from crypto.cell import CONTENT_MAX, Publication, find_address, open_cell, seal_cell
from crypto.family import FamilyKeys
from crypto.keys import ExchangeKey
from crypto.mailbox import Record, SliceLayout, cut, encode_index, seats_for
from crypto.merkle import inclusion_proofs, tree_root
from crypto.recipient import Identity
from tests.interop.twin import Twin, attempt
from tests.vectors.operations import OPERATIONS

FAMILIES = 400
BOXES = 300
CELLS = 400
PUBLICATIONS = 30
ORIGINS = ["rehearsal/test", "a/b"]


def publication(rng: random.Random) -> Publication:
    """A publication of any number."""
    number = rng.choice([0, 1, rng.randrange(2**53)])
    return Publication(rng.choice(ORIGINS), rng.choice(["desk", "d-2"]), number)


def as_given(item: Publication) -> dict[str, object]:
    """A publication as operations take it."""
    return {"origin": item.origin, "publisher": item.publisher, "number": item.number}


def test_both_derive_the_same_family(twin: Twin, rng: random.Random) -> None:
    for _ in range(FAMILIES):
        root = rng.randbytes(32)
        assert twin.ask("passphrase/family", root=root) == attempt(OPERATIONS["passphrase/family"], root=root)


def test_both_open_each_others_boxes(twin: Twin, rng: random.Random) -> None:
    for _ in range(BOXES):
        identity = Identity(rng.randbytes(32))
        context, plaintext = (rng.randbytes(rng.choice([0, 1, 32, 100])) for _ in range(2))
        recipient = {"x25519": identity.recipient.x25519, "xwing": identity.recipient.xwing}
        asked = {"recipient": recipient, "context": context, "plaintext": plaintext}
        sealed = twin.do("twin/seal", **asked)["sealed"]
        assert identity.open(sealed, context) == plaintext
        ours = identity.recipient.seal(plaintext, context)
        opened = twin.do("recipient/open", seed=identity.seed, context=context, sealed=ours)
        assert opened["plaintext"] == plaintext


def test_both_find_the_same_address_and_open_each_others_cells(twin: Twin, rng: random.Random) -> None:
    seen: Counter[str | None] = Counter()
    for _ in range(CELLS):
        where, family, key = publication(rng), FamilyKeys(rng.randbytes(32)), ExchangeKey(rng.randbytes(32))
        found = twin.do(
            "cell/address", publication=as_given(where), secret=family.address.secret, public=key.public
        )
        address = find_address(where, key, family.address.public)
        assert (found["place"], found["tags"]) == (address.place, list(address.tags))

        tag = rng.choice(address.tags)
        content = rng.randbytes(rng.choice([0, 1, rng.randrange(CONTENT_MAX), CONTENT_MAX, CONTENT_MAX + 1]))
        ours = attempt(lambda: {"cell": seal_cell(where, tag, family.reply.recipient, content)})  # noqa: B023
        reply = {"x25519": family.reply.recipient.x25519, "xwing": family.reply.recipient.xwing}
        theirs = twin.ask(
            "twin/seal-cell", publication=as_given(where), tag=tag, reply=reply, content=content
        )
        seen[ours.code] += 1
        assert theirs.code == ours.code
        if ours.code is None:
            assert open_cell(where, tag, family.reply, theirs.output["cell"]) == content
            cell, root = ours.output["cell"], family.root
            asked = {"publication": as_given(where), "tag": tag, "root": root, "cell_bytes": cell}
            assert twin.do("cell/open", **asked)["content"] == content
    assert set(seen) == {None, "cell-too-large"}


def test_the_browser_finds_every_cell_of_a_publication(twin: Twin, rng: random.Random) -> None:
    for _ in range(PUBLICATIONS):
        placed = []
        for _ in range(rng.choice([0, 1, 5, 40, 150])):
            tags = [rng.randbytes(16) for _ in range(rng.randrange(1, 5))]
            placed.append((rng.randbytes(8), [Record(tag, tag * 256) for tag in tags]))
        decoy = lambda: Record(rng.randbytes(16), bytes(4096))  # noqa: E731
        slices = cut(placed, decoy, rng.choice([1, 2, 8]))
        leaves = [item.leaf for item in slices]
        layout = SliceLayout(len(slices), seats_for(len(slices)), tree_root(leaves))
        paths, index = inclusion_proofs(leaves), encode_index(slices)
        absent = [(rng.randbytes(8), [Record(rng.randbytes(16), b"")])]
        for place, records in rng.sample(placed, min(3, len(placed))) + absent:
            number = twin.do("mailbox/find", index=index, slices=len(slices), place=place)["number"]
            given = {
                "slices": layout.slices,
                "seats": layout.seats,
                "root": layout.root,
                "place": place,
                "tags": [record.tag for record in records],
            }
            look = {"served": slices[number].encode(paths[number]), "number": number} | given
            cells = [hashlib.sha256(record.cell).digest() for record in records if record.cell]
            assert twin.do("mailbox/look-up", **look)["cells"] == cells
            # A slice before or behind, though proven, is not ours.
            other = rng.randrange(len(slices))
            look = {"served": slices[other].encode(paths[other]), "number": other} | given
            assert twin.ask("mailbox/look-up", **look).code == (None if other == number else "slice-bounds")
