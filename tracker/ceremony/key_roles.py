"""One key, one person, one role: the same bytes twice are refused, whoever hands them in."""

from collections.abc import Iterable, Iterator

from crypto.head import Head
from crypto.note import VerifierKey
from crypto.recipient import Recipient
from tracker.ceremony.plan import RECOVERY, Keys
from tracker.records.errors import KeyReused

_XWING_EXCHANGE_BYTES = 32


def check_keys_apart(keys: Keys, before: Head | None) -> None:
    """No signing key twice among all who sign, no recipient key twice on the cards. Raises KeyReused.

    What a key may not have been in an earlier epoch is for the rules of succession to say.
    """
    _check_apart(_signing(keys, before))
    _check_apart(
        (f"card {name}", part) for name, recipient in _recipients(keys) for part in exchange_parts(recipient)
    )


def check_others_apart(keys: Keys, intake: VerifierKey, witnesses: Iterable[VerifierKey]) -> None:
    """Nor does anybody hand in the intake key or the key of a log's witness. Raises KeyReused."""
    others = [("the intake key", intake.public)]
    others += [(f"log witness {key.name}", key.public) for key in witnesses]
    _check_apart([*_signing(keys, None), *others])


def exchange_parts(recipient: Recipient) -> tuple[bytes, bytes, bytes]:
    """The X25519 key, the ML-KEM key and the X25519 key inside X-Wing: each may occur once in all."""
    hybrid = recipient.xwing
    return recipient.x25519, hybrid[:-_XWING_EXCHANGE_BYTES], hybrid[-_XWING_EXCHANGE_BYTES:]


def _signing(keys: Keys, before: Head | None) -> Iterator[tuple[str, bytes]]:
    yield from ((f"officer {name}", key) for name, key in keys.officers.items())
    yield from ((f"room witness {name}", key) for name, key in keys.witnesses.items())
    yield from ((f"holder {name}", key) for name, key in keys.holders.items())
    yield from ((f"card {name}", card.signing) for name, card in keys.cards.items())
    if keys.recovery is not None:
        commitments = enumerate(keys.recovery.commitments, 1)
        yield from ((f"share {number}", commitment) for number, commitment in commitments)
    yield from ((f"the key of {key.name}", key.public) for key in keys.logs.values())
    if before is not None:
        yield "the intake key", before.intake.public
        yield from ((f"the key of {key.name}", key.public) for key in before.policy.logs)
        yield from ((f"log witness {name}", key.public) for name, key in before.policy.witnesses.items())


def _recipients(keys: Keys) -> Iterator[tuple[str, Recipient]]:
    yield from ((name, card.recipient) for name, card in keys.cards.items())
    if keys.recovery is not None:
        yield RECOVERY, keys.recovery.recipient


def _check_apart(keys: Iterable[tuple[str, bytes]]) -> None:
    seen: dict[bytes, str] = {}
    for whose, key in keys:
        if key in seen:
            raise KeyReused(f"the same key for {seen[key]} and {whose}", first=seen[key], second=whose)
        seen[key] = whose
