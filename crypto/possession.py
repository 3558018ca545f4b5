"""Proof that a caseworker holds the secret halves of a recipient and a signing key (docs/spec/possession.md).

The ceremony seals a fresh challenge to the recipient; only who can open both boxes can sign it.
"""

import hashlib
import hmac
from dataclasses import dataclass

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


@dataclass(frozen=True)
class RecipientCard:
    """What somebody hands to a ceremony: a name, a recipient, and a 32-byte Ed25519 signing key."""

    name: str
    recipient: Recipient
    signing: bytes

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


def make_challenge(card: RecipientCard, origin: str, nonce: bytes) -> bytes:
    """A challenge for this card: a 32-byte nonce sealed to its recipient."""
    sealed = card.recipient.seal(nonce, info(Purpose.CHALLENGE, origin, card.name))
    lines = [CHALLENGE_FIRST_LINE, f"origin {check_origin(origin)}", f"name {card.name}"]
    return encode_lines([*lines, f"sealed {b64encode(sealed)}"])


def answer_challenge(
    challenge: bytes, card: RecipientCard, identity: Identity, share: SigningKey | None = None
) -> bytes:
    """The signed proof of possession. Raises PossessionInvalid.

    ``share`` signs in place of the identity's own key: the recovery card names a share's commitment.
    """
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
    signature = sign(share or identity.signing_key, Namespace.POSSESSION.at(origin), document)
    return join_signed(document, [signature])


def check_possession(proof: bytes, card: RecipientCard, origin: str, nonce: bytes) -> None:
    """Checks the answer to a challenge. Raises PossessionInvalid."""
    try:
        document, signatures = split_signed(proof)
        digest = hashlib.sha512(document).digest()
        namespace = Namespace.POSSESSION.at(origin)
        check_threshold(signatures, namespace, digest, {card.signing}, 1)
    except (SshsigError, SignatureInvalid) as error:
        raise PossessionInvalid(str(error)) from error
    if not hmac.compare_digest(document, _statement(card, origin, nonce)):
        raise PossessionInvalid("the proof answers another challenge, or names other keys")


def _statement(card: RecipientCard, origin: str, nonce: bytes) -> bytes:
    """The nonce appears as its hash: the transcript may be public while a challenge is still open."""
    return encode_lines(
        [
            POSSESSION_FIRST_LINE,
            f"origin {check_origin(origin)}",
            f"card {b64encode(hashlib.sha256(card.encode()).digest())}",
            f"nonce {b64encode(hashlib.sha256(nonce).digest())}",
        ]
    )
