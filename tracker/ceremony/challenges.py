"""Challenges to the cards, and their answers: who gave a card holds its secret keys.

What a challenge asks for, its nonce, lies in ``private/`` until the transcript is drafted: whoever could
read it there could answer without holding a key.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from crypto.encoding import HASH_BYTES, b64decode, b64encode
from crypto.errors import EncodingError, PossessionInvalid
from crypto.lines import LineReader, encode_lines
from crypto.possession import NONCE_BYTES, Card, check_possession, make_challenge
from crypto.transcript import Possession, decode_transcript
from tracker.ceremony import folder
from tracker.ceremony.enrolment import card_file
from tracker.ceremony.folder import Files
from tracker.records.errors import CardChanged, ChallengeAltered, DraftAltered

FIRST_LINE = "inquiry-nonce/v1"
_LIMIT = 512


@dataclass(frozen=True)
class Round:
    """Where the challenges stand: answers by name, who has yet to answer, and new files to write."""

    answers: Mapping[str, Possession]
    unanswered: tuple[str, ...]
    files: Files


def hold_round(
    origin: str, cards: Mapping[str, Card], files: Files, draw_nonce: Callable[[], bytes]
) -> Round:
    """Checks every answer that is there and makes a challenge for every card that has none.

    Raises ParticipantUnknown, ChallengeAltered, CardChanged, PossessionInvalid, DraftAltered.
    """
    for part in ("challenges", "possession", "private"):
        folder.check_strangers(files, part, set(cards))
    nonces = _nonces(files, cards)
    answers = {name: _answer(origin, cards[name], nonces.get(name), files) for name in cards}
    new: dict[str, bytes] = {}
    for name in sorted(cards.keys() - nonces.keys()):
        new |= _issue(origin, cards[name], files[card_file(name)], draw_nonce())
    given = {name: answer for name, answer in answers.items() if answer is not None}
    return Round(given, tuple(sorted(cards.keys() - given.keys())), new)


def _answer(origin: str, card: Card, nonce: bytes | None, files: Files) -> Possession | None:
    proof = files.get(folder.proof(card.name))
    if proof is None:
        return None
    if nonce is None:
        raise PossessionInvalid(f"'{card.name}' answers a challenge that was never made here")
    try:
        check_possession(proof, card, origin, nonce)
    except PossessionInvalid as error:
        raise PossessionInvalid(f"{folder.proof(card.name)}: {error}", who=card.name) from error
    return Possession(card.name, nonce, hashlib.sha256(proof).digest())


def _nonces(files: Files, cards: Mapping[str, Card]) -> dict[str, bytes]:
    """The nonces by name: once there is a transcript they are public and stand in it."""
    if folder.TRANSCRIPT in files:
        drafted = decode_transcript(files[folder.TRANSCRIPT]).possessions
        nonces = {item.name: item.nonce for item in drafted}
        if nonces.keys() != cards.keys():
            raise DraftAltered("the transcript has other proofs of possession than there are cards")
        return nonces
    asked = {name: _asked(name, files) for name in cards}
    return {name: nonce for name, nonce in asked.items() if nonce is not None}


def _asked(name: str, files: Files) -> bytes | None:
    """The nonce of a challenge that lies there whole; None if it has yet to be made."""
    note, challenge = files.get(folder.nonce(name)), files.get(folder.challenge(name))
    if note is None or challenge is None:
        return None
    try:
        reader = LineReader(note, _LIMIT)
        reader.literal(FIRST_LINE)
        card_hash = b64decode(reader.field("card"), HASH_BYTES)
        challenge_hash = b64decode(reader.field("challenge"), HASH_BYTES)
        nonce = b64decode(reader.field("nonce"), NONCE_BYTES)
        reader.end()
    except EncodingError as error:
        raise ChallengeAltered(f"{folder.nonce(name)}: {error}", who=name) from error
    if hashlib.sha256(files[card_file(name)]).digest() != card_hash:
        raise CardChanged(f"{card_file(name)} is not the card that was challenged", who=name)
    if hashlib.sha256(challenge).digest() != challenge_hash:
        raise ChallengeAltered(f"{folder.challenge(name)} is not what was written here", who=name)
    return nonce


def _issue(origin: str, card: Card, document: bytes, nonce: bytes) -> dict[str, bytes]:
    challenge = make_challenge(card, origin, nonce)
    note = encode_lines(
        [
            FIRST_LINE,
            f"card {b64encode(hashlib.sha256(document).digest())}",
            f"challenge {b64encode(hashlib.sha256(challenge).digest())}",
            f"nonce {b64encode(nonce)}",
        ]
    )
    return {folder.nonce(card.name): note, folder.challenge(card.name): challenge}
