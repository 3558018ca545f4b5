"""What the vectors of the recovery identity ask for (tests/vectors/README.md). A share is its words."""

from collections.abc import Mapping
from typing import Any

from shamir_mnemonic import combine_mnemonics

from crypto import recovery
from crypto.recovery import RollCall, ShareSignature
from crypto.roster import Recovery
from tests.simulators.shares import shares_of
from tests.vectors.notation import Operation
from tracker.ceremony.recovery import read_recovery_card, recombine
from tracker.ceremony.shares import combine_shares, read_share


def split(seed: bytes, threshold: int, shares: int, randomness: str) -> Mapping[str, Any]:
    """Shares by randomness that belongs to a name, and the card."""
    card, made = shares_of(seed, threshold, shares, randomness)
    return {"shares": [share.text for share in made], "card": card.encode()}


def share(typed: bytes) -> Mapping[str, Any]:
    """A share as it was typed: its words whole, what it says of itself, its commitment."""
    read = read_share(typed.decode().split())
    facts = {"number": read.number, "threshold": read.threshold}
    return {"share": read.text, **facts, "commitment": recovery.commitment(read.text)}


def combine(shares: list[bytes]) -> Mapping[str, Any]:
    """The seed of some shares."""
    return {"seed": combine_shares([read_share(item.decode().split()) for item in shares])}


def recombined(shares: list[bytes], card: bytes) -> Mapping[str, Any]:
    """Some shares, held to the recipient on a card."""
    read = [read_share(item.decode().split()) for item in shares]
    return {"recipient": recombine(read, read_recovery_card(card).recipient).recipient.id}


def card(card: bytes) -> Mapping[str, Any]:
    """A recovery card of either form."""
    read = recovery.read_card(card)
    return {
        "recipient": read.recipient.id,
        "threshold": read.threshold,
        "commitments": list(read.commitments),
        "undivided": read.undivided,
    }


def commitment(share: bytes) -> Mapping[str, Any]:
    """The commitment to any share, and the key behind it."""
    return {"seed": recovery.share_key(share).seed, "commitment": recovery.commitment(share)}


def answer(share: bytes, origin: str, epoch: int, nonce: bytes) -> Mapping[str, Any]:
    """A holder's answer to a roll-call."""
    call = RollCall(origin, epoch, nonce)
    return {"message": call.message, "signature": call.answer(share).signature}


def roll_call(
    origin: str, epoch: int, nonce: bytes, answers: list[list[bytes]], card: bytes, retired: list[bytes]
) -> Mapping[str, Any]:
    """The answers to a roll-call, each a commitment and a signature, held to a card's commitments."""
    known: Recovery = read_recovery_card(card).entry
    given = [ShareSignature(public, signature) for public, signature in answers]
    RollCall(origin, epoch, nonce).check(given, known, retired)
    return {"answered": len(given)}


def slip_39(mnemonics: list[bytes], passphrase: bytes) -> Mapping[str, Any]:
    """Shares with any settings, as the library that we use combines them."""
    return {"seed": combine_mnemonics([item.decode() for item in mnemonics], passphrase)}


RECOVERY: dict[str, Operation] = {
    "recovery/split": split,
    "recovery/share": share,
    "recovery/combine": combine,
    "recovery/recombined": recombined,
    "recovery/card": card,
    "recovery/commitment": commitment,
    "recovery/answer": answer,
    "recovery/roll-call": roll_call,
    "recovery/slip-39": slip_39,
}
