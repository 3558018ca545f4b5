"""The floor of a publication: only the sealed boxes and the HPKE calls, one pair a cell."""

from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PublicKey, Suite
from nacl.bindings import crypto_box_seal

from crypto.cell import ROOM_BYTES, Publication
from crypto.labels import Purpose
from crypto.recipient import Recipient

_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_CONTENT = bytes(ROOM_BYTES)


def loaded_keys(recipients: list[Recipient]) -> list[tuple[bytes, MLKEM768X25519PublicKey]]:
    """Key objects of these recipients, made beforehand."""
    return [(recipient.x25519, recipient._xwing_key) for recipient in recipients]


def seal_all(keys: list[tuple[bytes, MLKEM768X25519PublicKey]], count: int, publication: Publication) -> None:
    """The loop: so many cells, sealed to these keys in turn."""
    context = publication.info(Purpose.CELL, bytes(16))
    for number in range(count):
        x25519, xwing = keys[number % len(keys)]
        _SUITE.encrypt(crypto_box_seal(_CONTENT, x25519), xwing, info=context)
