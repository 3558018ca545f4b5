"""XChaCha20-Poly1305-IETF, as libsodium has it (docs/spec/keys.md)."""

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
)
from nacl.exceptions import CryptoError

from crypto.errors import SealInvalid

KEY_BYTES = 32
NONCE_BYTES = 24
TAG_BYTES = 16


def encrypt(key: bytes, nonce: bytes, plaintext: bytes, aad: bytes) -> bytes:
    """Ciphertext and tag: 16 bytes longer than the plaintext. Key of 32 bytes, nonce of 24."""
    return crypto_aead_xchacha20poly1305_ietf_encrypt(plaintext, aad, nonce, key)


def decrypt(key: bytes, nonce: bytes, ciphertext: bytes, aad: bytes) -> bytes:
    """The plaintext. Raises SealInvalid if key, nonce, ciphertext and aad do not belong together."""
    if len(ciphertext) < TAG_BYTES:
        raise SealInvalid("shorter than a tag")
    try:
        return crypto_aead_xchacha20poly1305_ietf_decrypt(ciphertext, aad, nonce, key)
    except CryptoError as error:
        raise SealInvalid("the ciphertext does not authenticate") from error
