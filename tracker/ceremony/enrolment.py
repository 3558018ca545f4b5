"""Who takes part, with which keys: what officers, room witnesses, caseworkers and keepers handed in."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from crypto.errors import EncodingError, KeyDegenerate, SshsigMalformed, VerifierKeyMalformed
from crypto.head import Head
from crypto.keys import check_signing_public
from crypto.note import TYPE_ED25519, VerifierKey
from crypto.possession import RecipientCard, decode_card
from crypto.recovery import RecoveryCard, read_card
from crypto.sshsig import parse_public_line
from tracker.ceremony import folder
from tracker.ceremony.folder import Files
from tracker.ceremony.key_roles import check_keys_apart
from tracker.ceremony.plan import RECOVERY, Keys, Plan
from tracker.records.archive import Log
from tracker.records.errors import CardMalformed, LogKeyMismatch, ParticipantUnknown

_Card = TypeVar("_Card")


def card_file(name: str) -> str:
    """Where a card lies: the recovery card at the top, for it is of no person."""
    return folder.RECOVERY_CARD if name == RECOVERY else folder.card(name)


def enrol(plan: Plan, origin: str, before: Head | None, files: Files) -> Keys:
    """All keys that are there, each checked, and all of them together.

    Raises ParticipantUnknown, SshsigMalformed, KeyDegenerate, CardMalformed, LogKeyMismatch, KeyReused.
    """
    change = plan.change
    caseworkers = change.cards.keys() - {RECOVERY}
    for part, names in (
        ("officers", change.new_officers),
        ("witnesses", plan.witnesses),
        ("holders", change.holders),
        ("shares", change.holders),
        ("cards", caseworkers),
    ):
        folder.check_strangers(files, part, set(names))
    keys = Keys(
        officers=_officers(plan, before) | _present(files, change.new_officers, folder.officer_key),
        witnesses=_present(files, plan.witnesses, folder.witness_key),
        holders=_present(files, change.holders, folder.holder_key),
        cards=_cards(files, sorted(caseworkers)),
        recovery=_recovery_card(files) if RECOVERY in change.cards else None,
        logs=_log_keys(origin, files) if before is None else {},
        manifest=files.get(folder.CLIENT_MANIFEST),
    )
    check_keys_apart(keys, before)
    return keys


def missing_participants(plan: Plan, keys: Keys) -> list[str]:
    """The files that everybody in the room has yet to hand in, and the keys of the logs at genesis."""
    wanted = {folder.officer_key(name): name in keys.officers for name in plan.all_officers}
    wanted |= {folder.witness_key(name): name in keys.witnesses for name in plan.witnesses}
    wanted |= {folder.holder_key(name): name in keys.holders for name in plan.change.holders}
    present = [name for name, is_there in plan.change.cards.items() if is_there]
    wanted |= {card_file(name): name in keys.cards for name in present}
    if plan.needs_log_keys:
        wanted |= {folder.LOG_KEY: Log.KEYS in keys.logs, folder.CEREMONY_KEY: Log.CEREMONY in keys.logs}
    return [path for path, there in wanted.items() if not there]


def missing_rest(plan: Plan, keys: Keys) -> list[str]:
    """The files that have yet to be handed in on the day: cards of those who are not in the room."""
    wanted = {card_file(name): name in keys.cards for name in plan.change.cards if name != RECOVERY}
    if RECOVERY in plan.change.cards:
        wanted[folder.RECOVERY_CARD] = keys.recovery is not None
    return [path for path, there in wanted.items() if not there]


def read_verifier(line: bytes, name: str, path: str) -> VerifierKey:
    """A log's verifier key out of a file. Raises LogKeyMismatch."""
    try:
        key = VerifierKey.decode(line.decode("ascii", errors="replace").strip())
    except VerifierKeyMalformed as error:
        raise LogKeyMismatch(f"{path} is not a verifier key") from error
    if (key.name, key.key_type) != (name, TYPE_ED25519):
        raise LogKeyMismatch(f"{path} is '{key.name}' where '{name}' belongs")
    return key


def _officers(plan: Plan, before: Head | None) -> dict[str, bytes]:
    known = {} if before is None else {item.name: item.public for item in before.officers}
    for name in plan.officers:
        if before is not None and name not in known:
            raise ParticipantUnknown(f"'{name}' is no officer of epoch {before.epoch}", who=name)
    return known


def _present(files: Files, names: Iterable[str], where: Callable[[str], str]) -> dict[str, bytes]:
    return {name: _public_key(where(name), files[where(name)]) for name in names if where(name) in files}


def _public_key(path: str, line: bytes) -> bytes:
    try:
        return check_signing_public(parse_public_line(line.decode("utf-8", errors="replace")))
    except SshsigMalformed as error:
        raise SshsigMalformed(f"{path}: {error}", file=path) from error


def _cards(files: Files, names: Iterable[str]) -> Mapping[str, RecipientCard]:
    cards = {}
    for name in names:
        path = folder.card(name)
        if path in files:
            cards[name] = _read(decode_card, path, files[path])
            if cards[name].name != name:
                raise CardMalformed(f"{path} is the card of '{cards[name].name}'", file=path)
    return cards


def _recovery_card(files: Files) -> RecoveryCard | None:
    path = folder.RECOVERY_CARD
    card = _read(read_card, path, files[path]) if path in files else None
    if card is not None and card.undivided:
        raise CardMalformed("a recovery card of the first form: make one with `recovery new`", file=path)
    return card


def _read(decode: Callable[[bytes], _Card], path: str, document: bytes) -> _Card:
    try:
        return decode(document)
    except EncodingError as error:
        raise CardMalformed(f"{path}: {error}", file=path) from error
    except KeyDegenerate as error:
        raise KeyDegenerate(f"{path}: {error}", file=path) from error


def _log_keys(origin: str, files: Files) -> Mapping[str, VerifierKey]:
    return {
        log: read_verifier(files[path], log.origin(origin), path)
        for log, path in ((Log.KEYS, folder.LOG_KEY), (Log.CEREMONY, folder.CEREMONY_KEY))
        if path in files
    }
