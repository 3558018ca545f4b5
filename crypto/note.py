"""Signed notes (C2SP signed-note): a text and signature lines by named Ed25519 keys (docs/spec/note.md)."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from crypto.encoding import b64decode, b64encode
from crypto.errors import (
    EncodingError,
    KeyDegenerate,
    NoteMalformed,
    NoteSignature,
    SignatureInvalid,
    VerifierKeyMalformed,
)
from crypto.keys import PUBLIC_BYTES, SigningKey, check_signing_public, verify

# Room for sixteen post-quantum signatures of strangers, as C2SP asks.
NOTE_MAX = 128 * 1024
SIGNATURES_MAX = 64
TYPE_ED25519 = 0x01
TYPE_COSIGNATURE = 0x04
_KEY_ID_BYTES = 4
_DASH = "— "
# No white space of Unicode: spelled out, to be the same in every version of every language.
_KEY_NAME = re.compile("[^\0- +\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ud800-\udfff]+")


@dataclass(frozen=True)
class VerifierKey:
    """A named key that may sign notes; ``key_type`` 0x01 signs the text, 0x04 cosigns checkpoints."""

    name: str
    key_type: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The first 4 bytes of SHA-256(name ‖ LF ‖ type ‖ key)."""
        return hashlib.sha256(f"{self.name}\n".encode() + self._typed_key()).digest()[:_KEY_ID_BYTES]

    def encode(self) -> str:
        """The verifier key string ``name+hex id+base64(type ‖ key)``."""
        return f"{self.name}+{self.key_id.hex()}+{b64encode(self._typed_key())}"

    @classmethod
    def decode(cls, text: str) -> "VerifierKey":
        """The key behind a verifier key string. Raises VerifierKeyMalformed."""
        try:
            name, _key_id, encoded = text.split("+", 2)
            typed = b64decode(encoded, 1 + PUBLIC_BYTES)
            key = cls(check_key_name(name), typed[0], check_signing_public(typed[1:]))
        except (ValueError, EncodingError, KeyDegenerate) as error:
            raise VerifierKeyMalformed("not a verifier key") from error
        if key.key_type not in (TYPE_ED25519, TYPE_COSIGNATURE) or key.encode() != text:
            raise VerifierKeyMalformed("a verifier key of an unknown type or with a wrong id")
        return key

    def _typed_key(self) -> bytes:
        return bytes([self.key_type]) + self.public


@dataclass(frozen=True)
class NoteSigner:
    """A name and the Ed25519 key that signs notes under it."""

    name: str
    key: SigningKey

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        return VerifierKey(self.name, TYPE_ED25519, self.key.public)


@dataclass(frozen=True)
class SignatureLine:
    """One signature line: name, key id (4 bytes), and what follows the id."""

    name: str
    key_id: bytes
    signature: bytes

    def encode(self) -> str:
        """The line, ending in LF."""
        return f"{_DASH}{self.name} {b64encode(self.key_id + self.signature)}\n"

    def is_by(self, key: VerifierKey) -> bool:
        """Whether name and id are those of this key."""
        return self.name == key.name and self.key_id == key.key_id


@dataclass(frozen=True)
class Note:
    """A parsed note: its text (ending in LF) and its signature lines, not yet verified."""

    text: bytes
    lines: tuple[SignatureLine, ...]

    def encode(self) -> bytes:
        """The note's bytes."""
        return self.text + b"\n" + "".join(line.encode() for line in self.lines).encode()

    def signed_by(self, known: Sequence[VerifierKey]) -> set[VerifierKey]:
        """Those of the known Ed25519 keys that signed; unknown keys are ignored.

        Raises NoteSignature if a known key's signature fails.
        """
        signed = set()
        for line in self.lines:
            for key in known:
                if line.is_by(key) and key.key_type == TYPE_ED25519:
                    _verify_line(key, self.text, line)
                    signed.add(key)
        return signed


def check_key_name(name: str) -> str:
    """A key name: not empty, no white space, nothing below U+0020, no plus. Raises EncodingError."""
    if not _KEY_NAME.fullmatch(name):
        raise EncodingError("not a key name")
    return name


def sign_note(text: bytes, signer: NoteSigner) -> Note:
    """The note of this text with one signature. Raises NoteMalformed."""
    _check_text(text)
    line = SignatureLine(signer.name, signer.verifier.key_id, signer.key.sign(text))
    return Note(text, (line,))


def parse_note(note: bytes) -> Note:
    """The note behind its bytes. Raises NoteMalformed."""
    if len(note) > NOTE_MAX:
        raise NoteMalformed("the note is too long")
    split = note.rfind(b"\n\n")
    if split < 0 or not note.endswith(b"\n"):
        raise NoteMalformed("no empty line before the signatures")
    text, signatures = note[: split + 1], note[split + 2 :]
    _check_text(text)
    lines = _decode(signatures).split("\n")[:-1]
    if not 1 <= len(lines) <= SIGNATURES_MAX:
        raise NoteMalformed("no signature, or too many")
    return Note(text, tuple(_parse_line(line) for line in lines))


def open_note(note: bytes, key: VerifierKey) -> bytes:
    """The text of a note that this key signed. Raises NoteMalformed, NoteSignature."""
    parsed = parse_note(note)
    if not parsed.signed_by([key]):
        raise NoteSignature(f"no signature by {key.name}")
    return parsed.text


def _verify_line(key: VerifierKey, text: bytes, line: SignatureLine) -> None:
    try:
        verify(key.public, text, line.signature)
    except SignatureInvalid as error:
        raise NoteSignature(f"the signature by {key.name} does not verify") from error


def _parse_line(line: str) -> SignatureLine:
    if not line.startswith(_DASH):
        raise NoteMalformed("not a signature line")
    name, separator, encoded = line[len(_DASH) :].partition(" ")
    try:
        blob = b64decode(encoded)
        check_key_name(name)
    except EncodingError as error:
        raise NoteMalformed("not a signature line") from error
    if not separator or len(blob) <= _KEY_ID_BYTES:
        raise NoteMalformed("not a signature line")
    return SignatureLine(name, blob[:_KEY_ID_BYTES], blob[_KEY_ID_BYTES:])


def _check_text(text: bytes) -> None:
    if not text.endswith(b"\n") or any(byte < 0x20 and byte != 0x0A for byte in text):
        raise NoteMalformed("control characters, or no LF at the end")
    _decode(text)


def _decode(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise NoteMalformed("not UTF-8") from error
