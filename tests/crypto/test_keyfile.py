"""Key files (docs/spec/identity.md). Each password costs 256 MiB and most of a second: few examples."""

import unicodedata

import pytest

from crypto.errors import EncodingError, KeyfileInvalid, PasswordWrong
from crypto.keyfile import KeyfileRandomness, SeedUse, open_keyfile, seal_keyfile
from tests.vectors.cast import seed, stream

RANDOMNESS = KeyfileRandomness(stream("salt", 16), stream("nonce", 24))
PASSWORD = "чотири й п’ять"


@pytest.fixture(scope="module")
def keyfile() -> bytes:
    return seal_keyfile(SeedUse.CASEWORKER, seed("keyfile"), PASSWORD, RANDOMNESS)


def test_the_password_gives_the_seed_however_a_keyboard_composes_it(keyfile: bytes) -> None:
    typed = unicodedata.normalize("NFD", PASSWORD)
    assert typed != PASSWORD
    assert open_keyfile(SeedUse.CASEWORKER, keyfile, typed) == seed("keyfile")


@pytest.mark.parametrize("password", ["", PASSWORD + " ", "\udcff"])
def test_another_password_does_not(keyfile: bytes, password: str) -> None:
    with pytest.raises(PasswordWrong):
        open_keyfile(SeedUse.CASEWORKER, keyfile, password)


def test_a_file_of_another_use_is_refused(keyfile: bytes) -> None:
    with pytest.raises(KeyfileInvalid):
        open_keyfile(SeedUse.RECOVERY, keyfile, PASSWORD)
    renamed = keyfile.replace(b"use caseworker", b"use recovery")
    with pytest.raises(PasswordWrong):
        open_keyfile(SeedUse.RECOVERY, renamed, PASSWORD)


@pytest.mark.parametrize("field", ["argon2id", "seed"])
def test_altered_bytes_look_like_a_wrong_password(keyfile: bytes, field: str) -> None:
    start = keyfile.index(field.encode()) + len(field) + 1
    altered = keyfile[:start] + (b"B" if keyfile[start : start + 1] == b"A" else b"A") + keyfile[start + 1 :]
    with pytest.raises(PasswordWrong):
        open_keyfile(SeedUse.CASEWORKER, altered, PASSWORD)


def test_every_malformed_file_is_refused_before_stretching(keyfile: bytes) -> None:
    lines = keyfile.splitlines(keepends=True)
    malformed = [b"", b"\xff", keyfile[:-1], keyfile + b"\n", keyfile + b"more\n", b"x" * 2000, *_cut(lines)]
    for document in malformed:
        with pytest.raises(KeyfileInvalid):
            open_keyfile(SeedUse.CASEWORKER, document, PASSWORD)


def _cut(lines: list[bytes]) -> list[bytes]:
    return [b"".join(lines[:number] + lines[number + 1 :]) for number in range(len(lines))]


def test_a_password_that_is_not_unicode_makes_no_file() -> None:
    with pytest.raises(EncodingError):
        seal_keyfile(SeedUse.LOG, seed("keyfile"), "\ud800", RANDOMNESS)
