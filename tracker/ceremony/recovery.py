"""The recovery identity from its making to its use (docs/spec/recovery.md): pure but for the polynomial."""

from collections.abc import Sequence

from crypto.errors import EncodingError, KeyDegenerate
from crypto.possession import answer_signed_by
from crypto.recipient import Identity, Recipient
from crypto.recovery import RecoveryCard, check_recombined, commitment, read_card, share_key
from crypto.roster import FIRST_LINE as ROSTER_FIRST_LINE
from crypto.roster import Recovery, decode_roster
from tracker.ceremony.shares import Share, combine_shares, split_seed
from tracker.records.errors import CardMalformed


def make_recovery(seed: bytes, threshold: int, count: int) -> tuple[RecoveryCard, list[Share]]:
    """Card and shares of a fresh 32-byte seed, once all shares were seen to give it back.

    Raises EncodingError for a shape that shares cannot have.
    """
    shares = split_seed(seed, threshold, count)
    recipient = Identity(seed).recipient
    recombine(shares, recipient)
    return RecoveryCard(recipient, threshold, tuple(commitment(share.text) for share in shares)), shares


def recombine(shares: Sequence[Share], recipient: Recipient) -> Identity:
    """The recovery identity out of its shares.

    Raises ShareTwice, SharesMixed, SharesMissing, RecoveryMismatch.
    """
    return check_recombined(combine_shares(shares), recipient)


def prove_possession(card: RecoveryCard, challenge: bytes, shares: Sequence[Share]) -> bytes:
    """The proof that these holders' shares give the card's recipient, signed with each share's key.

    Raises PossessionInvalid, and as ``recombine``.
    """
    identity = recombine(shares, card.recipient)
    return answer_signed_by(challenge, card, identity, [share_key(share.text) for share in shares])


def read_recovery(document: bytes) -> Recovery:
    """What a roster or a recovery card says of it. Raises RosterMalformed, CardMalformed."""
    if document.startswith(ROSTER_FIRST_LINE.encode()):
        return decode_roster(document).recovery
    return read_recovery_card(document).entry


def read_recovery_card(document: bytes) -> RecoveryCard:
    """The recovery card. Raises CardMalformed."""
    try:
        return read_card(document)
    except (EncodingError, KeyDegenerate) as error:
        raise CardMalformed(f"not a recovery card: {error}") from error
