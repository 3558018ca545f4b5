"""Who takes part, with which keys: what officers, room witnesses and caseworkers handed in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from crypto.errors import EncodingError, KeyDegenerate, VerifierKeyMalformed
from crypto.keys import check_signing_public
from crypto.note import TYPE_ED25519, VerifierKey
from crypto.possession import RecipientCard, decode_card
from crypto.sshsig import parse_public_line
from tracker.ceremony import folder
from tracker.ceremony.folder import Files
from tracker.ceremony.key_roles import check_keys_apart
from tracker.ceremony.plan import RECOVERY, Plan
from tracker.records.errors import CardMalformed, LogKeyMismatch


@dataclass(frozen=True)
class Enrolment:
    """What is there of the keys so far; Ed25519 keys are 32 bytes, by the names of the plan."""

    officers: Mapping[str, bytes]
    witnesses: Mapping[str, bytes]
    cards: Mapping[str, RecipientCard]
    log: VerifierKey | None

    def missing(self, plan: Plan) -> list[str]:
        """The files that have yet to be handed in, in the order of the script."""
        wanted = {folder.officer_key(name): name in self.officers for name in plan.officers}
        wanted |= {folder.witness_key(name): name in self.witnesses for name in plan.witnesses}
        wanted |= {folder.card(item.name): item.name in self.cards for item in plan.caseworkers}
        wanted |= {folder.RECOVERY_CARD: RECOVERY in self.cards, folder.LOG_KEY: self.log is not None}
        return [path for path, there in wanted.items() if not there]


def card_file(name: str) -> str:
    """Where a card lies: the recovery card at the top, for it is of no person."""
    return folder.RECOVERY_CARD if name == RECOVERY else folder.card(name)


def enrol(plan: Plan, files: Files) -> Enrolment:
    """All keys that are there, each checked, and all of them together.

    Raises ParticipantUnknown, SshsigMalformed, KeyDegenerate, CardMalformed, LogKeyMismatch, KeyReused.
    """
    caseworkers = {item.name for item in plan.caseworkers}
    for part, names in (("officers", plan.officers), ("witnesses", plan.witnesses), ("cards", caseworkers)):
        folder.check_strangers(files, part, set(names))
    enrolment = Enrolment(
        officers=_present(files, plan.officers, folder.officer_key, _public_key),
        witnesses=_present(files, plan.witnesses, folder.witness_key, _public_key),
        cards=_cards(files, [*sorted(caseworkers), RECOVERY]),
        log=_log_key(plan, files),
    )
    check_keys_apart(plan, enrolment.officers, enrolment.witnesses, enrolment.cards, enrolment.log)
    return enrolment


def _present(
    files: Files, names: tuple[str, ...], where: Callable[[str], str], read: Callable[[bytes], bytes]
) -> dict[str, bytes]:
    return {name: read(files[where(name)]) for name in names if where(name) in files}


def _public_key(line: bytes) -> bytes:
    return check_signing_public(parse_public_line(line.decode("utf-8", errors="replace")))


def _cards(files: Files, names: list[str]) -> dict[str, RecipientCard]:
    return {name: _card(name, files[card_file(name)]) for name in names if card_file(name) in files}


def _card(name: str, document: bytes) -> RecipientCard:
    try:
        card = decode_card(document)
    except EncodingError as error:
        raise CardMalformed(f"{card_file(name)}: {error}", file=card_file(name)) from error
    except KeyDegenerate as error:
        raise KeyDegenerate(f"{card_file(name)}: {error}", file=card_file(name)) from error
    if card.name != name:
        raise CardMalformed(f"{card_file(name)} is the card of '{card.name}'", file=card_file(name))
    return card


def _log_key(plan: Plan, files: Files) -> VerifierKey | None:
    if folder.LOG_KEY not in files:
        return None
    try:
        key = VerifierKey.decode(files[folder.LOG_KEY].decode("ascii", errors="replace").strip())
    except VerifierKeyMalformed as error:
        raise LogKeyMismatch("log.vkey is not a verifier key") from error
    if (key.name, key.key_type) != (plan.log_name, TYPE_ED25519):
        raise LogKeyMismatch(f"log.vkey is '{key.name}' where '{plan.log_name}' belongs")
    return key
