"""Hand-overs: a vault on its way to one other caseworker, sealed and signed (docs/spec/hand-over.md)."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_ABYTES,
    crypto_secretstream_xchacha20poly1305_HEADERBYTES,
    crypto_secretstream_xchacha20poly1305_init_pull,
    crypto_secretstream_xchacha20poly1305_init_push,
    crypto_secretstream_xchacha20poly1305_pull,
    crypto_secretstream_xchacha20poly1305_push,
    crypto_secretstream_xchacha20poly1305_state,
    crypto_secretstream_xchacha20poly1305_TAG_FINAL,
    crypto_secretstream_xchacha20poly1305_TAG_MESSAGE,
)
from nacl.exceptions import CryptoError

from crypto.encoding import HASH_BYTES, b64decode, b64encode, check_name, check_origin, decimal
from crypto.errors import EncodingError, HandOverMalformed, KeyDegenerate
from crypto.keys import PUBLIC_BYTES, check_signing_public
from crypto.labels import Purpose, info
from crypto.lines import LineReader, encode_lines
from crypto.recipient import SEAL_OVERHEAD, Identity, Recipient

FIRST_LINE = "inquiry-hand-over/v1"
KEY_BYTES = 32
VAULT_ID_BYTES = 16
CHUNK_BYTES = 1024 * 1024
DOCUMENT_MAX = 4096
STREAM_HEADER_BYTES: int = crypto_secretstream_xchacha20poly1305_HEADERBYTES
SEALED_CHUNK_BYTES: int = CHUNK_BYTES + crypto_secretstream_xchacha20poly1305_ABYTES
_FINAL: int = crypto_secretstream_xchacha20poly1305_TAG_FINAL
_MESSAGE: int = crypto_secretstream_xchacha20poly1305_TAG_MESSAGE


@dataclass(frozen=True)
class HandOver:
    """The signed document before the sealed vault.

    ``taker_id`` is a recipient id and ``giver_key`` an Ed25519 key, 32 bytes each; ``events`` and ``chain``
    say where the vault's log ends, ``length`` how many bytes the vault has; ``sealed`` is the stream's key
    sealed to the taker.
    """

    origin: str
    publisher: str
    vault: bytes
    giver: str
    giver_key: bytes
    taker: str
    taker_id: bytes
    events: int
    chain: bytes
    length: int
    sealed: bytes

    def encode(self) -> bytes:
        """The document's bytes."""
        return encode_lines(
            [
                FIRST_LINE,
                f"origin {self.origin}",
                f"publisher {self.publisher}",
                f"vault {b64encode(self.vault)}",
                f"from {self.giver} {b64encode(self.giver_key)}",
                f"to {self.taker} {b64encode(self.taker_id)}",
                f"events {self.events} {b64encode(self.chain)}",
                f"length {self.length}",
                f"key {b64encode(self.sealed)}",
            ]
        )

    def key(self, identity: Identity) -> bytes:
        """The stream's key. Raises SealInvalid."""
        return identity.open(self.sealed, _context(self.origin, self.publisher, self.vault))


def seal_key(key: bytes, taker: Recipient, origin: str, publisher: str, vault: bytes) -> bytes:
    """The stream's key sealed to the taker."""
    return taker.seal(key, _context(origin, publisher, vault))


def decode_hand_over(document: bytes) -> HandOver:
    """The document behind its bytes. Raises HandOverMalformed."""
    try:
        hand_over = _read(LineReader(document, DOCUMENT_MAX))
    except (EncodingError, KeyDegenerate) as error:
        raise HandOverMalformed(str(error)) from error
    if hand_over.encode() != document:
        raise HandOverMalformed("another encoding of the same document")
    return hand_over


def seal_stream(key: bytes, document: bytes, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The stream's header, then each chunk sealed (libsodium's secretstream), the last one marked as such.

    The first chunk is bound to the document. Chunks have ``CHUNK_BYTES``, the last one up to as many.
    """
    state = crypto_secretstream_xchacha20poly1305_state()
    yield crypto_secretstream_xchacha20poly1305_init_push(state, key)
    bound, waiting = hashlib.sha256(document).digest(), b""
    for chunk in chunks:
        if waiting:
            yield crypto_secretstream_xchacha20poly1305_push(state, waiting, bound, _MESSAGE)
            bound = b""
        waiting = chunk
    yield crypto_secretstream_xchacha20poly1305_push(state, waiting, bound, _FINAL)


def open_stream(key: bytes, document: bytes, header: bytes, sealed: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks of a stream, none of them before it is authentic. Raises HandOverMalformed."""
    state, bound, tag = (
        crypto_secretstream_xchacha20poly1305_state(),
        hashlib.sha256(document).digest(),
        _MESSAGE,
    )
    try:
        crypto_secretstream_xchacha20poly1305_init_pull(state, header, key)
        for chunk in sealed:
            plaintext, tag = crypto_secretstream_xchacha20poly1305_pull(state, chunk, bound)
            bound = b""
            yield plaintext
    except CryptoError as error:
        raise HandOverMalformed("the sealed vault was altered") from error
    if tag != _FINAL:
        raise HandOverMalformed("the sealed vault was cut off")


def _read(reader: LineReader) -> HandOver:
    reader.literal(FIRST_LINE)
    origin, publisher = check_origin(reader.field("origin")), check_name(reader.field("publisher"))
    vault = b64decode(reader.field("vault"), VAULT_ID_BYTES)
    giver, giver_key = reader.fields("from", 2)
    taker, taker_id = reader.fields("to", 2)
    events, chain = reader.fields("events", 2)
    length, sealed = (
        decimal(reader.field("length")),
        b64decode(reader.field("key"), KEY_BYTES + SEAL_OVERHEAD),
    )
    reader.end()
    return HandOver(
        origin=origin,
        publisher=publisher,
        vault=vault,
        giver=check_name(giver),
        giver_key=check_signing_public(b64decode(giver_key, PUBLIC_BYTES)),
        taker=check_name(taker),
        taker_id=b64decode(taker_id, HASH_BYTES),
        events=decimal(events),
        chain=b64decode(chain, HASH_BYTES),
        length=length,
        sealed=sealed,
    )


def _context(origin: str, publisher: str, vault: bytes) -> bytes:
    return info(Purpose.HAND_OVER, origin, publisher, vault)
