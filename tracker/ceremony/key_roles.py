"""One key, one person, one role: the same bytes twice are refused, whoever hands them in."""

from collections.abc import Iterable, Mapping

from crypto.note import VerifierKey
from crypto.possession import RecipientCard
from crypto.recipient import Recipient
from tracker.ceremony.plan import Plan
from tracker.records.errors import KeyReused

_XWING_EXCHANGE_BYTES = 32


def check_keys_apart(
    plan: Plan,
    officers: Mapping[str, bytes],
    witnesses: Mapping[str, bytes],
    cards: Mapping[str, RecipientCard],
    log: VerifierKey | None,
) -> None:
    """No signing key twice among all who sign, no recipient key twice on the cards. Raises KeyReused."""
    signing = [(f"officer {name}", key) for name, key in officers.items()]
    signing += [(f"room witness {name}", key) for name, key in witnesses.items()]
    signing += [(f"card {name}", card.signing) for name, card in cards.items()]
    signing += [("the intake key", plan.intake.public)]
    signing += [("the log key", log.public)] if log else []
    signing += [(f"log witness {name}", key.public) for name, key in policy_witnesses(plan)]
    _check_apart(signing)
    _check_apart(
        (f"card {name}", part) for name, card in cards.items() for part in exchange_parts(card.recipient)
    )


def policy_witnesses(plan: Plan) -> Iterable[tuple[str, VerifierKey]]:
    """The witnesses of the log whom the plan's policy names."""
    return plan.policy.witnesses.items()


def exchange_parts(recipient: Recipient) -> tuple[bytes, bytes, bytes]:
    """The X25519 key, the ML-KEM key and the X25519 key inside X-Wing: each may occur once in all."""
    hybrid = recipient.xwing
    return recipient.x25519, hybrid[:-_XWING_EXCHANGE_BYTES], hybrid[-_XWING_EXCHANGE_BYTES:]


def _check_apart(keys: Iterable[tuple[str, bytes]]) -> None:
    seen: dict[bytes, str] = {}
    for whose, key in keys:
        if key in seen:
            raise KeyReused(f"the same key for {seen[key]} and {whose}", first=seen[key], second=whose)
        seen[key] = whose
