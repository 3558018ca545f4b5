"""The floor of a publication: only the sealed boxes and the HPKE calls, one pair a cell.

Each cell goes to another family, whose key comes as the bytes that a desk keeps.
"""

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PublicKey, Suite
from nacl.bindings import crypto_box_seal

from crypto.cell import ROOM_BYTES, Publication
from crypto.labels import Purpose
from crypto.recipient import Recipient

_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_CONTENT = bytes(ROOM_BYTES)
_MLKEM_BYTES = 1184


def seal_all(recipients: list[Recipient], count: int, publication: Publication) -> None:
    """The loop: so many cells, sealed to these recipients in turn."""
    context = publication.info(Purpose.CELL, bytes(16))
    for number in range(count):
        to = recipients[number % len(recipients)]
        mlkem = MLKEM768PublicKey.from_public_bytes(to.xwing[:_MLKEM_BYTES])
        xwing = MLKEM768X25519PublicKey(mlkem, X25519PublicKey.from_public_bytes(to.xwing[_MLKEM_BYTES:]))
        _SUITE.encrypt(crypto_box_seal(_CONTENT, to.x25519), xwing, info=context)
