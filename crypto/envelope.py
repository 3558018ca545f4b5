"""Envelopes: one letter sealed to every recipient of the roster (docs/spec/envelope.md)."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from crypto import aead
from crypto.encoding import HASH_BYTES, b64decode, b64encode, check_origin, decimal
from crypto.errors import (
    EncodingError,
    EnvelopeCiphertext,
    EnvelopeHeaderMac,
    EnvelopeMalformed,
    EnvelopeNotForUs,
    EnvelopeOrigin,
    EnvelopeRecipients,
    EnvelopeSize,
    EnvelopeVersion,
    LetterSignature,
    LetterTooLarge,
    SealInvalid,
    SignatureInvalid,
)
from crypto.keys import SIGNATURE_BYTES, SigningKey, hkdf, verify
from crypto.labels import Purpose, info
from crypto.letter import Letter, decode_letter
from crypto.lines import LineReader, encode_lines
from crypto.recipient import SEAL_OVERHEAD, SHORT_ID_BYTES, Identity, Recipient

FIRST_LINE = "inquiry-envelope/v1"
SIZES = (64 * 1024, 512 * 1024, 4 * 1024 * 1024)
# How long envelopes under an epoch are still taken after it was superseded, unless the newest head refuses.
GRACE_DAYS = 14
RECIPIENTS_MAX = 24
HEADER_MAX = 40 * 1024
INQUIRY_KEY_BYTES = 32
_MAC_MARK = b"---"
_END_OF_STANZAS = b"\n--- "


@dataclass(frozen=True)
class SealingKeyring:
    """What an envelope is sealed under: origin, epoch, hash of that head, all recipients of its roster."""

    origin: str
    epoch: int
    head_hash: bytes
    recipients: tuple[Recipient, ...]


@dataclass(frozen=True)
class EnvelopeRandomness:
    """Fresh randomness for one envelope: the 32-byte inquiry key and a 24-byte nonce."""

    inquiry_key: bytes = field(repr=False)
    nonce: bytes


@dataclass(frozen=True)
class Header:
    """An envelope's header: fields, the recipients' stanzas, and its bytes up to the MAC line's LF."""

    origin: str
    epoch: int
    head_hash: bytes
    stanzas: dict[bytes, bytes]
    mac: bytes
    raw: bytes

    @property
    def authenticated(self) -> bytes:
        """What the HMAC covers: all lines above, and ``---``."""
        return self.raw[: self.raw.rindex(_MAC_MARK) + len(_MAC_MARK)]

    @cached_property
    def hash(self) -> bytes:
        """SHA-256 of the header."""
        return hashlib.sha256(self.raw).digest()


@dataclass(frozen=True)
class OpenedEnvelope:
    """An envelope that opened: its header, which is authentic, and its letter."""

    header: Header
    letter: Letter


def envelope_hash(envelope: bytes | memoryview) -> bytes:
    """SHA-256 of the whole envelope: its name on the server, and its entry in the intake log."""
    return hashlib.sha256(envelope).digest()


def seal_envelope(
    letter: Letter, author: SigningKey, keyring: SealingKeyring, randomness: EnvelopeRandomness
) -> bytes:
    """The envelope, of the smallest of the three sizes that holds the letter.

    Raises LetterTooLarge, LetterMalformed, EnvelopeRecipients.
    """
    header = _seal_header(keyring, randomness.inquiry_key)
    content = letter.content()
    overhead = len(header) + aead.NONCE_BYTES + aead.TAG_BYTES + SIGNATURE_BYTES
    size = _size_for(overhead + len(content))
    padded = content.ljust(size - overhead, b"\0")
    header_hash = hashlib.sha256(header).digest()
    payload = padded + author.sign(_authored(header_hash, padded))
    key = hkdf(randomness.inquiry_key, info(Purpose.PAYLOAD))
    return header + randomness.nonce + aead.encrypt(key, randomness.nonce, payload, header_hash)


def parse_header(start: bytes) -> Header:
    """The header at the start of an envelope, of which at least the first 40 KiB (or all) are given.

    Raises EnvelopeVersion, EnvelopeMalformed, EnvelopeRecipients.
    """
    if not start.startswith(FIRST_LINE.encode() + b"\n"):
        raise EnvelopeVersion("not an envelope of version 1")
    mark = start.find(_END_OF_STANZAS, 0, HEADER_MAX)
    end = start.find(b"\n", mark + len(_END_OF_STANZAS), HEADER_MAX) + 1
    if mark < 0 or end == 0:
        raise EnvelopeMalformed("the header does not end")
    try:
        return _parse_lines(start[:end])
    except EncodingError as error:
        raise EnvelopeMalformed(str(error)) from error


def open_envelope(envelope: bytes, identity: Identity, origin: str) -> Letter:
    """The letter, for one of its recipients. Raises subclasses of EnvelopeError."""
    return open_with_header(envelope, identity, origin).letter


def open_with_header(envelope: bytes, identity: Identity, origin: str) -> OpenedEnvelope:
    """Header and letter, for one of its recipients.

    Numbered as in docs/spec/envelope.md. Raises subclasses of EnvelopeError.
    """
    # 1. The size is one of three.
    if len(envelope) not in SIZES:
        raise EnvelopeSize(f"{len(envelope)} bytes")
    # 2. The header is in its one encoding and for this origin.
    header = parse_header(envelope)
    if header.origin != origin:
        raise EnvelopeOrigin("made for another origin")
    # 3. Our stanza opens, and the inquiry key authenticates all stanzas.
    inquiry_key = _open_stanza(header, identity)
    # 4. The payload opens under a key and a header hash that only this header gives.
    payload = _open_payload(envelope, header, inquiry_key)
    # 5. The letter is in its one encoding.
    padded, signature = payload[:-SIGNATURE_BYTES], payload[-SIGNATURE_BYTES:]
    letter = decode_letter(padded)
    # 6. The author signed this header with this letter.
    try:
        verify(letter.public.author, _authored(header.hash, padded), signature)
    except SignatureInvalid as error:
        raise LetterSignature("the author key did not sign this letter") from error
    return OpenedEnvelope(header, letter)


def _seal_header(keyring: SealingKeyring, inquiry_key: bytes) -> bytes:
    recipients = sorted(keyring.recipients, key=lambda recipient: recipient.short_id)
    ids = [recipient.short_id for recipient in recipients]
    _check_recipients(ids)
    context = info(Purpose.INQUIRY_KEY, keyring.origin)
    lines = [
        FIRST_LINE,
        f"origin {check_origin(keyring.origin)}",
        f"keyring {keyring.epoch} {b64encode(keyring.head_hash)}",
    ]
    for recipient in recipients:
        sealed = recipient.seal(inquiry_key, context)
        lines.append(f"-> {b64encode(recipient.short_id)} {b64encode(sealed)}")
    above = encode_lines(lines) + _MAC_MARK
    return above + f" {b64encode(_mac(inquiry_key, above))}\n".encode()


def _parse_lines(raw: bytes) -> Header:
    reader = LineReader(raw, HEADER_MAX)
    reader.literal(FIRST_LINE)
    origin = check_origin(reader.field("origin"))
    epoch, head_hash = reader.fields("keyring", 2)
    stanzas = []
    while reader.comes("->"):
        recipient, sealed = reader.fields("->", 2)
        size = INQUIRY_KEY_BYTES + SEAL_OVERHEAD
        stanzas.append((b64decode(recipient, SHORT_ID_BYTES), b64decode(sealed, size)))
    mac = b64decode(reader.field("---"), HASH_BYTES)
    reader.end()
    _check_recipients([short_id for short_id, _ in stanzas])
    return Header(origin, decimal(epoch), b64decode(head_hash, HASH_BYTES), dict(stanzas), mac, raw)


def _check_recipients(ids: Sequence[bytes]) -> None:
    if not 1 <= len(ids) <= RECIPIENTS_MAX or sorted(set(ids)) != list(ids):
        raise EnvelopeRecipients("1 to 24 distinct recipients in ascending order")


def _open_stanza(header: Header, identity: Identity) -> bytes:
    sealed = header.stanzas.get(identity.recipient.short_id)
    if sealed is None:
        raise EnvelopeNotForUs("no stanza for this identity")
    try:
        inquiry_key = identity.open(sealed, info(Purpose.INQUIRY_KEY, header.origin))
    except SealInvalid as error:
        raise EnvelopeHeaderMac("the stanza does not open") from error
    if not hmac.compare_digest(_mac(inquiry_key, header.authenticated), header.mac):
        raise EnvelopeHeaderMac("the header was altered")
    return inquiry_key


def _open_payload(envelope: bytes, header: Header, inquiry_key: bytes) -> bytes:
    start = len(header.raw) + aead.NONCE_BYTES
    nonce, ciphertext = envelope[len(header.raw) : start], envelope[start:]
    try:
        return aead.decrypt(hkdf(inquiry_key, info(Purpose.PAYLOAD)), nonce, ciphertext, header.hash)
    except SealInvalid as error:
        raise EnvelopeCiphertext("the payload was altered") from error


def _mac(inquiry_key: bytes, authenticated: bytes) -> bytes:
    return hmac.digest(hkdf(inquiry_key, info(Purpose.HEADER)), authenticated, "sha256")


def _authored(header_hash: bytes, padded: bytes) -> bytes:
    return info(Purpose.AUTHOR) + header_hash + hashlib.sha256(padded).digest()


def _size_for(needed: int) -> int:
    for size in SIZES:
        if needed <= size:
            return size
    raise LetterTooLarge(f"the letter needs {needed} bytes of {SIZES[-1]}", limit=SIZES[-1])
