"""The recovery identity's card, the commitments to its shares, and the roll-call (docs/spec/recovery.md).

A share here is its words, joined by single spaces, in lower-case ASCII. How words spell a part of the
secret is SLIP-39, and `tracker.ceremony.shares` does it: whoever verifies needs the commitments alone.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from crypto.encoding import b64decode, b64encode, decimal
from crypto.errors import (
    CommitmentMismatch,
    EncodingError,
    RecoveryMismatch,
    ShareRetired,
    SharesMissing,
    ShareTwice,
)
from crypto.keys import PUBLIC_BYTES, SigningKey, check_signing_public, hkdf, verify
from crypto.labels import Purpose, info
from crypto.lines import LineReader, encode_lines
from crypto.possession import CARD_FIRST_LINE, DOCUMENT_MAX, RecipientCard, decode_card
from crypto.recipient import Identity, Recipient
from crypto.roster import SHARES_MAX, Recovery

FIRST_LINE = "inquiry-recovery/v1"
NAME = "recovery"


def share_key(share: bytes) -> SigningKey:
    """The Ed25519 key with which the holder of a share answers a roll-call."""
    return SigningKey(hkdf(share, info(Purpose.SHARE)))


def commitment(share: bytes) -> bytes:
    """The commitment to a share: the 32-byte public half of its key."""
    return share_key(share).public


def check_commitment(share: bytes, expected: bytes) -> None:
    """Checks that a share is the committed one. Raises CommitmentMismatch."""
    if commitment(share) != expected:
        raise CommitmentMismatch("the share does not belong to this commitment")


@dataclass(frozen=True)
class RecoveryCard:
    """What a ceremony gets of a recovery identity: all that is public, in the order of the shares.

    ``undivided``: a card of the first form, whose one share is the seed itself.
    """

    recipient: Recipient
    threshold: int
    commitments: tuple[bytes, ...]
    undivided: bool = False

    @property
    def name(self) -> str:
        """Always ``recovery``: it is of no person."""
        return NAME

    @property
    def signers(self) -> tuple[bytes, ...]:
        """The keys that sign a proof of possession: the commitments."""
        return self.commitments

    @property
    def entry(self) -> Recovery:
        """What a roster says of it."""
        return Recovery(self.recipient, self.threshold, self.commitments)

    def encode(self) -> bytes:
        """The card's bytes, in the form in which it was made."""
        if self.undivided:
            return RecipientCard(NAME, self.recipient, self.commitments[0]).encode()
        lines = [FIRST_LINE, f"recipient {self.recipient.encode()}", f"threshold {self.threshold}"]
        return encode_lines([*lines, *(f"share {b64encode(item)}" for item in self.commitments)])


def read_card(document: bytes) -> RecoveryCard:
    """The recovery card behind its bytes, in either form. Raises EncodingError, KeyDegenerate."""
    if document.startswith(CARD_FIRST_LINE.encode()):
        single = decode_card(document)
        if single.name != NAME:
            raise EncodingError(f"the card of '{single.name}', not of the recovery")
        return RecoveryCard(single.recipient, 1, (single.signing,), undivided=True)
    reader = LineReader(document, DOCUMENT_MAX)
    reader.literal(FIRST_LINE)
    recipient = Recipient.decode(*reader.fields("recipient", 2))
    threshold = decimal(reader.field("threshold"))
    commitments = []
    while reader.comes("share"):
        commitments.append(check_signing_public(b64decode(reader.field("share"), PUBLIC_BYTES)))
    reader.end()
    check_shape(threshold, len(commitments))
    if len(set(commitments)) != len(commitments):
        raise EncodingError("a commitment twice")
    return RecoveryCard(recipient, threshold, tuple(commitments))


def check_shape(threshold: int, shares: int) -> None:
    """Whether SLIP-39 can split so: 1 of 1, or 2 or more of at most 16. Raises EncodingError."""
    if not (threshold == shares == 1 or 2 <= threshold <= shares <= SHARES_MAX):
        raise EncodingError(f"a secret is not split so that {threshold} of {shares} rebuild it")


def check_recombined(seed: bytes, recipient: Recipient) -> Identity:
    """The identity of a recombined seed, once it is the published one. Raises RecoveryMismatch."""
    identity = Identity(seed)
    if identity.recipient != recipient:
        raise RecoveryMismatch("the shares gave another identity than the published one")
    return identity


def check_shares(
    shares: Iterable[bytes], recovery: Recovery, retired: Collection[bytes] = (), need: int = 1
) -> None:
    """Whether these are distinct commitments of this epoch's shares, and at least ``need`` of them.

    ``retired`` holds the commitments of earlier epochs. Raises ShareTwice, ShareRetired,
    CommitmentMismatch, SharesMissing.
    """
    counted: set[bytes] = set()
    for share in shares:
        if share in counted:
            raise ShareTwice("one share was counted twice", share=share)
        if share not in recovery.commitments:
            if share in retired:
                raise ShareRetired("a share of an earlier epoch", share=share)
            raise CommitmentMismatch("a share that is on no commitment of this epoch", share=share)
        counted.add(share)
    if len(counted) < need:
        raise SharesMissing(f"{len(counted)} of {need} shares", have=len(counted), need=need)


@dataclass(frozen=True)
class ShareSignature:
    """A holder's answer to a roll-call: the share's commitment and a 64-byte Ed25519 signature."""

    commitment: bytes
    signature: bytes


@dataclass(frozen=True)
class RollCall:
    """What is signed at a roll-call: ``nonce`` is the root of the ceremony log before the entry, 32 bytes."""

    origin: str
    epoch: int
    nonce: bytes

    @property
    def message(self) -> bytes:
        """The signed bytes."""
        return info(Purpose.ROLL_CALL, self.origin, self.epoch, self.nonce)

    def answer(self, share: bytes) -> ShareSignature:
        """The answer of who holds this share; the recovery identity is not rebuilt."""
        key = share_key(share)
        return ShareSignature(key.public, key.sign(self.message))

    def check(
        self, answers: Sequence[ShareSignature], recovery: Recovery, retired: Collection[bytes] = ()
    ) -> None:
        """Checks all answers: shares of this epoch, each once, each signed.

        Raises ShareTwice, ShareRetired, CommitmentMismatch, SharesMissing (none), SignatureInvalid.
        """
        check_shares((answer.commitment for answer in answers), recovery, retired)
        for answer in answers:
            verify(answer.commitment, self.message, answer.signature)
