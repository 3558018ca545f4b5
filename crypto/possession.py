"""Proof that the secret halves of a card's keys exist, and in whose hands (docs/spec/possession.md).

The ceremony seals a fresh challenge to the recipient; only who can open both boxes can sign it. A
caseworker's card names one signing key, the recovery card the keys of its shares (docs/spec/recovery.md).
"""

import hashlib
import hmac
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Protocol

from crypto.encoding import b64decode, b64encode, check_name, check_origin
from crypto.errors import EncodingError, PossessionInvalid, SealInvalid, SignatureInvalid, SshsigError
from crypto.keys import PUBLIC_BYTES, SigningKey, check_signing_public
from crypto.labels import Namespace, Purpose, info
from crypto.lines import LineReader, encode_lines
from crypto.recipient import SEAL_OVERHEAD, Identity, Recipient
from crypto.sshsig import check_threshold, join_signed, sign, split_signed

CARD_FIRST_LINE = "inquiry-recipient/v1"
CHALLENGE_FIRST_LINE = "inquiry-challenge/v1"
POSSESSION_FIRST_LINE = "inquiry-possession/v1"
NONCE_BYTES = 32
DOCUMENT_MAX = 8192


class Card(Protocol):
    """What a proof of possession is about: a name, a recipient, and so many of the keys that must sign."""

    @property
    def name(self) -> str: ...

    @property
    def recipient(self) -> Recipient: ...

    @property
    def signers(self) -> Collection[bytes]: ...

    @property
    def threshold(self) -> int: ...

    def encode(self) -> bytes: ...


@dataclass(frozen=True)
class RecipientCard:
    """What somebody hands to a ceremony: a name, a recipient, and a 32-byte Ed25519 signing key."""

    name: str
    recipient: Recipient
    signing: bytes

    @property
    def signers(self) -> tuple[bytes]:
        """The one key that signs the proof."""
        return (self.signing,)

    @property
    def threshold(self) -> int:
        """One signature is enough."""
        return 1

    def encode(self) -> bytes:
        """The card's bytes."""
        keys = [f"recipient {self.recipient.encode()}", f"signing {b64encode(self.signing)}"]
        return encode_lines([CARD_FIRST_LINE, f"name {self.name}", *keys])


def decode_card(document: bytes) -> RecipientCard:
    """The card behind its bytes. Raises EncodingError, KeyDegenerate."""
    reader = LineReader(document, DOCUMENT_MAX)
    reader.literal(CARD_FIRST_LINE)
    name = check_name(reader.field("name"))
    recipient = Recipient.decode(*reader.fields("recipient", 2))
    signing = check_signing_public(b64decode(reader.field("signing"), PUBLIC_BYTES))
    reader.end()
    return RecipientCard(name, recipient, signing)


def make_challenge(card: Card, origin: str, nonce: bytes) -> bytes:
    """A challenge for this card: a 32-byte nonce sealed to its recipient."""
    sealed = card.recipient.seal(nonce, info(Purpose.CHALLENGE, origin, card.name))
    lines = [CHALLENGE_FIRST_LINE, f"origin {check_origin(origin)}", f"name {card.name}"]
    return encode_lines([*lines, f"sealed {b64encode(sealed)}"])


def answer_challenge(challenge: bytes, card: RecipientCard, identity: Identity) -> bytes:
    """A caseworker's proof of possession, signed by the identity's own key. Raises PossessionInvalid."""
    return answer_signed_by(challenge, card, identity, [identity.signing_key])


def answer_signed_by(challenge: bytes, card: Card, identity: Identity, keys: Iterable[SigningKey]) -> bytes:
    """The proof of possession, signed by each of these keys in turn. Raises PossessionInvalid."""
    try:
        reader = LineReader(challenge, DOCUMENT_MAX)
        reader.literal(CHALLENGE_FIRST_LINE)
        origin = check_origin(reader.field("origin"))
        reader.literal(f"name {card.name}")
        sealed = b64decode(reader.field("sealed"), NONCE_BYTES + SEAL_OVERHEAD)
        reader.end()
        nonce = identity.open(sealed, info(Purpose.CHALLENGE, origin, card.name))
    except (EncodingError, SealInvalid) as error:
        raise PossessionInvalid(f"not a challenge for this identity: {error}") from error
    document = _statement(card, origin, nonce)
    namespace = Namespace.POSSESSION.at(origin)
    return join_signed(document, [sign(key, namespace, document) for key in keys])


def check_possession(proof: bytes, card: Card, origin: str, nonce: bytes) -> None:
    """Checks the answer to a challenge: the card's threshold of its keys signed. Raises PossessionInvalid."""
    try:
        document, signatures = split_signed(proof)
        digest = hashlib.sha512(document).digest()
        namespace = Namespace.POSSESSION.at(origin)
        check_threshold(signatures, namespace, digest, card.signers, card.threshold)
    except (SshsigError, SignatureInvalid) as error:
        raise PossessionInvalid(str(error)) from error
    if not hmac.compare_digest(document, _statement(card, origin, nonce)):
        raise PossessionInvalid("the proof answers another challenge, or names other keys")


def _statement(card: Card, origin: str, nonce: bytes) -> bytes:
    """The nonce appears as its hash: the transcript may be public while a challenge is still open."""
    return encode_lines(
        [
            POSSESSION_FIRST_LINE,
            f"origin {check_origin(origin)}",
            f"card {b64encode(hashlib.sha256(card.encode()).digest())}",
            f"nonce {b64encode(hashlib.sha256(nonce).digest())}",
        ]
    )
