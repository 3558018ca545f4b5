"""SSH signatures by Ed25519 keys (OpenSSH PROTOCOL.sshsig), as ``ssh-keygen -Y`` makes and checks them.

docs/spec/sshsig.md. A *signed text* is a document followed by its armored signatures, in the order of
their public keys, then namespaces, then signatures.
"""

import base64
import binascii
import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from crypto.errors import (
    SshsigMalformed,
    SshsigNamespace,
    ThresholdMissing,
)
from crypto.keys import PUBLIC_BYTES, SIGNATURE_BYTES, SigningKey, verify

BEGIN = "-----BEGIN SSH SIGNATURE-----"
END = "-----END SSH SIGNATURE-----"
SIGNATURES_MAX = 32
ARMOR_MAX = 1024
_MAGIC = b"SSHSIG"
_VERSION = (1).to_bytes(4, "big")
_KEY_TYPE = b"ssh-ed25519"
_HASH = b"sha512"
_LINE = 70


@dataclass(frozen=True)
class Signature:
    """An SSHSIG: who signed (32-byte Ed25519 key), for which namespace, and the 64-byte signature."""

    public: bytes
    namespace: str
    signature: bytes

    def armor(self) -> str:
        """The armored text, ending in LF."""
        blob = (
            _MAGIC
            + _VERSION
            + _string(_string(_KEY_TYPE) + _string(self.public))
            + _string(self.namespace.encode())
            + _string(b"")
            + _string(_HASH)
            + _string(_string(_KEY_TYPE) + _string(self.signature))
        )
        text = base64.b64encode(blob).decode()
        lines = [text[i : i + _LINE] for i in range(0, len(text), _LINE)]
        return "\n".join([BEGIN, *lines, END]) + "\n"

    def check(self, namespace: str, digest: bytes) -> None:
        """Checks it over a SHA-512 digest. Raises SshsigNamespace, SignatureInvalid."""
        if self.namespace != namespace:
            raise SshsigNamespace(f"made for another purpose than '{namespace}'")
        verify(self.public, _signed_bytes(namespace, digest), self.signature)


def sign(key: SigningKey, namespace: str, message: bytes) -> Signature:
    """Signs a message (SHA-512 of it)."""
    return sign_digest(key, namespace, hashlib.sha512(message).digest())


def sign_digest(key: SigningKey, namespace: str, digest: bytes) -> Signature:
    """Signs the 64-byte SHA-512 of a message too large to hold."""
    return Signature(key.public, namespace, key.sign(_signed_bytes(namespace, digest)))


def parse_signature(armored: str) -> Signature:
    """One armored signature. Raises SshsigMalformed."""
    lines = armored.split("\n")
    if len(armored) > ARMOR_MAX or lines[0] != BEGIN or lines[-2:] != [END, ""]:
        raise SshsigMalformed("not an armored SSH signature")
    try:
        blob = base64.b64decode("".join(lines[1:-2]), validate=True)
        signature = _parse_blob(blob)
    except (binascii.Error, UnicodeError, ValueError) as error:
        raise SshsigMalformed("not an SSH signature by an Ed25519 key") from error
    if signature.armor() != armored:
        raise SshsigMalformed("another encoding than the one of ssh-keygen")
    return signature


def join_signed(document: bytes, signatures: Iterable[Signature]) -> bytes:
    """The signed text: the document and its distinct signatures in their one order."""
    ordered = sorted(set(signatures), key=lambda item: (item.public, item.namespace, item.signature))
    return document + "".join(item.armor() for item in ordered).encode()


def split_signed(signed: bytes) -> tuple[bytes, list[Signature]]:
    """Document and signatures of a signed text. Raises SshsigMalformed."""
    begin = signed.find(BEGIN.encode())
    if begin < 0:
        return signed, []
    document, signatures = signed[:begin], parse_signatures(signed[begin:])
    if join_signed(document, signatures) != signed:
        raise SshsigMalformed("signatures doubled or out of order")
    return document, signatures


def parse_signatures(armored: bytes) -> list[Signature]:
    """Armored signatures one after the other. Raises SshsigMalformed."""
    try:
        text = armored.decode("ascii")
    except UnicodeDecodeError as error:
        raise SshsigMalformed("signatures are ASCII") from error
    parts = text.split(BEGIN + "\n")
    if parts[0] or len(parts) - 1 > SIGNATURES_MAX:
        raise SshsigMalformed("something before the signatures, or too many of them")
    return [parse_signature(f"{BEGIN}\n{part}") for part in parts[1:]]


def check_threshold(
    signatures: Sequence[Signature],
    namespace: str,
    digest: bytes,
    authorised: Collection[bytes],
    threshold: int,
) -> set[bytes]:
    """The distinct authorised keys that signed; every authorised key's signature must verify.

    Signatures by other keys and for other namespaces do not count. Raises ThresholdMissing,
    SignatureInvalid.
    """
    counted = set()
    for signature in signatures:
        if signature.public in authorised and signature.namespace == namespace:
            signature.check(namespace, digest)
            counted.add(signature.public)
    if len(counted) < threshold:
        raise ThresholdMissing(
            f"{len(counted)} of {threshold} needed signatures", have=len(counted), need=threshold
        )
    return counted


def encode_public_line(public: bytes, comment: str) -> str:
    """An OpenSSH public key line, as in ``id_ed25519.pub``."""
    blob = base64.b64encode(_string(_KEY_TYPE) + _string(public)).decode()
    return f"ssh-ed25519 {blob} {comment}\n"


def parse_public_line(line: str) -> bytes:
    """The 32-byte Ed25519 key of an OpenSSH public key line. Raises SshsigMalformed."""
    fields = line.split()
    try:
        if len(fields) < 2 or fields[0] != "ssh-ed25519":
            raise ValueError("not an Ed25519 key")
        blob = base64.b64decode(fields[1], validate=True)
        return _parse_key(blob)
    except (ValueError, UnicodeError) as error:
        raise SshsigMalformed("not an OpenSSH Ed25519 public key") from error


def _signed_bytes(namespace: str, digest: bytes) -> bytes:
    return _MAGIC + _string(namespace.encode()) + _string(b"") + _string(_HASH) + _string(digest)


def _string(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def _take(blob: bytes) -> tuple[bytes, bytes]:
    length = int.from_bytes(blob[:4], "big")
    if len(blob) < 4 + length:
        raise ValueError("a string ends too early")
    return blob[4 : 4 + length], blob[4 + length :]


def _parse_key(blob: bytes) -> bytes:
    key_type, rest = _take(blob)
    public, rest = _take(rest)
    if key_type != _KEY_TYPE or len(public) != PUBLIC_BYTES or rest:
        raise ValueError("not an Ed25519 key")
    return public


def _parse_blob(blob: bytes) -> Signature:
    if not blob.startswith(_MAGIC + _VERSION):
        raise ValueError("not an SSHSIG of version 1")
    key, rest = _take(blob[len(_MAGIC + _VERSION) :])
    namespace, rest = _take(rest)
    _reserved, rest = _take(rest)
    _hash, rest = _take(rest)
    inner, rest = _take(rest)
    _key_type, inner = _take(inner)
    signature, inner = _take(inner)
    if len(signature) != SIGNATURE_BYTES or inner or rest:
        raise ValueError("not an Ed25519 signature")
    return Signature(_parse_key(key), namespace.decode("ascii"), signature)
