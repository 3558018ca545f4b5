"""The keys of one inquiry (docs/spec/passphrase.md, "Keys of a family")."""

import hashlib

import pytest

from crypto.errors import EncodingError, KeyDegenerate
from crypto.family import FamilyKeys, FamilyPublic
from tests.vectors.cast import family, seed


def test_one_root_gives_the_same_keys_every_time() -> None:
    assert FamilyKeys(seed("family")).public == family().public


def test_another_root_gives_other_keys() -> None:
    one, two = family("one").public, family("two").public
    pairs = [(one.reply, two.reply), (one.address, two.address), (one.author, two.author)]
    assert all(first != second for first, second in pairs)
    assert one.inquiry_id != two.inquiry_id


def test_the_inquiry_id_names_all_public_halves() -> None:
    public = family().public
    halves = public.reply.x25519 + public.reply.xwing + public.address + public.author
    assert public.inquiry_id == hashlib.sha256(halves).digest()[:16]


def test_public_halves_come_back_from_json() -> None:
    assert FamilyPublic.from_json(family().public.as_json()) == family().public


@pytest.mark.parametrize("key", ["reply-x25519", "reply-xwing", "address", "author"])
def test_degenerate_and_misspelled_keys_are_refused(key: str) -> None:
    value = family().public.as_json()
    with pytest.raises(EncodingError):
        FamilyPublic.from_json(value | {key: value[key] + "="})
    if key != "reply-xwing":
        with pytest.raises(KeyDegenerate):
            FamilyPublic.from_json(value | {key: "A" * 43 + "="})


def test_the_root_does_not_show() -> None:
    assert repr(family()) == "FamilyKeys()"
