"""The floor of an import: only the library calls that verify, open and store these same envelopes.

No parsing, no filing, no log of events: everything that a call needs was taken apart beforehand.
"""

import hashlib
import hmac
import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, Suite
from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
    crypto_box_seal_open,
    crypto_core_ed25519_is_valid_point,
    crypto_sign,
    crypto_sign_open,
    crypto_sign_seed_keypair,
)

from crypto.envelope import open_envelope, parse_header
from crypto.keys import SIGNATURE_BYTES, hkdf
from crypto.labels import Purpose, info
from crypto.recipient import Identity
from tests.vectors import cast

_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_PRAGMAS = ("journal_mode=TRUNCATE", "synchronous=FULL", "secure_delete=ON", "temp_store=MEMORY")
_TRANSACTION = 256
_NONCE_BYTES = 24
_MLKEM_BYTES = 1184


@dataclass(frozen=True)
class TakenApart:
    """An envelope and its parts, as the library calls take them."""

    envelope: bytes
    stanza: bytes
    authenticated: bytes
    header_hash: bytes
    nonce: bytes
    ciphertext: bytes
    author: bytes
    reply_xwing: bytes


def take_apart(envelope: bytes, identity: Identity) -> TakenApart:
    """The parts of an envelope to this identity."""
    header = parse_header(envelope)
    body = envelope[len(header.raw) :]
    family = open_envelope(envelope, identity, header.origin).public
    stanza = header.stanzas[identity.recipient.short_id]
    nonce, ciphertext = body[:_NONCE_BYTES], body[_NONCE_BYTES:]
    about = (header.authenticated, header.hash, nonce, ciphertext)
    return TakenApart(envelope, stanza, *about, family.author, family.reply.xwing)


def open_and_store(letters: list[TakenApart], identity: Identity, path: Path) -> None:
    """The loop: verifies, opens and stores these letters in a new SQLite file."""
    context = info(Purpose.INQUIRY_KEY, cast.ORIGIN)
    xwing = identity._xwing
    public, secret = identity._exchange.public, identity._exchange.secret
    _, signing = crypto_sign_seed_keypair(identity.signing_key.seed)
    with closing(sqlite3.connect(path, isolation_level=None)) as vault:
        for pragma in _PRAGMAS:
            vault.execute(f"PRAGMA {pragma}")
        vault.execute("CREATE TABLE letters (id INTEGER PRIMARY KEY, envelope BLOB, signature BLOB)")
        for start in range(0, len(letters), _TRANSACTION):
            vault.execute("BEGIN IMMEDIATE")
            for letter in letters[start : start + _TRANSACTION]:
                _open(letter, xwing, public, secret, context)
                vault.execute(
                    "INSERT INTO letters (envelope, signature) VALUES (?, ?)", _store(letter, signing)
                )
            vault.execute("COMMIT")


def _open(
    letter: TakenApart, xwing: MLKEM768X25519PrivateKey, public: bytes, secret: bytes, context: bytes
) -> None:
    hashlib.sha256(letter.envelope).digest()
    inquiry_key = crypto_box_seal_open(_SUITE.decrypt(letter.stanza, xwing, info=context), public, secret)
    hmac.digest(hkdf(inquiry_key, info(Purpose.HEADER)), letter.authenticated, "sha256")
    key = hkdf(inquiry_key, info(Purpose.PAYLOAD))
    payload = crypto_aead_xchacha20poly1305_ietf_decrypt(
        letter.ciphertext, letter.header_hash, letter.nonce, key
    )
    padded, signature = payload[:-SIGNATURE_BYTES], payload[-SIGNATURE_BYTES:]
    authored = info(Purpose.AUTHOR) + letter.header_hash + hashlib.sha256(padded).digest()
    crypto_sign_open(signature + authored, letter.author)
    crypto_core_ed25519_is_valid_point(letter.author)
    MLKEM768PublicKey.from_public_bytes(letter.reply_xwing[:_MLKEM_BYTES])


def _store(letter: TakenApart, signing: bytes) -> tuple[bytes, bytes]:
    """The envelope under a fresh key, and a signature over its hash."""
    sealed = crypto_aead_xchacha20poly1305_ietf_encrypt(letter.envelope, b"", os.urandom(24), os.urandom(32))
    return sealed, crypto_sign(hashlib.sha256(sealed).digest(), signing)[:SIGNATURE_BYTES]
