"""Key files: a 32-byte seed under a password (docs/spec/identity.md).

Text of four lines: format, what the seed is for, salt and nonce, the sealed seed. The password is
stretched with Argon2id (t=3, m=256 MiB, p=1).
"""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from argon2.low_level import Type, hash_secret_raw

from crypto import aead
from crypto.encoding import b64decode, b64encode
from crypto.errors import EncodingError, KeyfileInvalid, PasswordWrong, SealInvalid
from crypto.keys import SEED_BYTES
from crypto.labels import Purpose, info
from crypto.lines import LineReader, encode_lines

FIRST_LINE = "inquiry-keyfile/v1"
SALT_BYTES = 16
TIME_COST = 3
MEMORY_KIB = 256 * 1024
_LIMIT = 1024


class SeedUse(StrEnum):
    """What the seed in a key file is for; a file of another use is refused."""

    CASEWORKER = "caseworker"
    RECOVERY = "recovery"
    LOG = "log"
    WITNESS = "witness"


@dataclass(frozen=True)
class KeyfileRandomness:
    """Fresh randomness for one key file: a 16-byte salt and a 24-byte nonce."""

    salt: bytes
    nonce: bytes


def seal_keyfile(use: SeedUse, seed: bytes, password: str, randomness: KeyfileRandomness) -> bytes:
    """The key file's bytes for a 32-byte seed. Raises EncodingError for a password that is not Unicode."""
    key = _stretch(password, randomness.salt)
    sealed = aead.encrypt(key, randomness.nonce, seed, info(Purpose.KEYFILE, use.value))
    return encode_lines(
        [
            FIRST_LINE,
            f"use {use.value}",
            f"argon2id {b64encode(randomness.salt)} {b64encode(randomness.nonce)}",
            f"seed {b64encode(sealed)}",
        ]
    )


def open_keyfile(use: SeedUse, keyfile: bytes, password: str) -> bytes:
    """The 32-byte seed. Raises KeyfileInvalid (malformed, other use) and PasswordWrong."""
    try:
        reader = LineReader(keyfile, _LIMIT)
        reader.literal(FIRST_LINE)
        reader.literal(f"use {use.value}")
        salt_text, nonce_text = reader.fields("argon2id", 2)
        salt, nonce = b64decode(salt_text, SALT_BYTES), b64decode(nonce_text, aead.NONCE_BYTES)
        sealed = b64decode(reader.field("seed"), SEED_BYTES + aead.TAG_BYTES)
        reader.end()
    except EncodingError as error:
        raise KeyfileInvalid(f"not a key file for '{use.value}': {error}") from error
    try:
        context = info(Purpose.KEYFILE, use.value)
        return aead.decrypt(_stretch(password, salt), nonce, sealed, context)
    except (SealInvalid, EncodingError) as error:
        raise PasswordWrong("the password does not open this key file") from error


def _stretch(password: str, salt: bytes) -> bytes:
    # One keyboard composes й, another sends и and a breve: the same password to whoever types it.
    try:
        typed = unicodedata.normalize("NFC", password).encode()
    except UnicodeEncodeError as error:
        raise EncodingError("a password with a lone surrogate") from error
    return hash_secret_raw(typed, salt, TIME_COST, MEMORY_KIB, 1, aead.KEY_BYTES, Type.ID, 19)
