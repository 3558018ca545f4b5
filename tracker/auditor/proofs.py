"""Rules of what lies beside a transcript: the script, and proofs that new keys are held."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from crypto.errors import PossessionInvalid
from crypto.possession import Card, RecipientCard, check_possession
from crypto.proceedings import check_handed_over
from crypto.recovery import NAME as RECOVERY
from crypto.recovery import RecoveryCard
from crypto.roster import Roster
from crypto.transcript import Possession
from tracker.auditor.case import Case
from tracker.auditor.source import has
from tracker.records import archive
from tracker.records.errors import ScriptDiffers

SCRIPT_MAX = 512 * 1024
PROOF_MAX = 64 * 1024


def check_scripts(case: Case) -> str:
    """Each script is the announced one; that of a ceremony still to come need not be public yet."""
    records = case.records.get()
    for index, announcement in records.announcements.items():
        path = archive.script(index)
        if index not in records.outcomes and not has(case.source, path, SCRIPT_MAX):
            continue
        script = case.source.read(path, SCRIPT_MAX)
        if hashlib.sha256(script).digest() != announcement.script:
            raise ScriptDiffers(f"'{path}' has another hash than was announced")
    steps = [step for run in case.runs.get() for step in run.transcript.steps]
    deviated = [step.text for step in steps if step.outcome != "done"]
    return f"{len(steps)} steps, {len(deviated)} deviated" + (f": {'; '.join(deviated)}" if deviated else "")


def check_proofs(case: Case) -> str:
    """Whoever got new keys proved to hold them."""
    rosters, proven = case.rosters.get(), []
    for run in case.runs.get():
        cards = _cards(rosters[run.head.epoch])
        for item in run.transcript.possessions:
            if item.name not in cards:
                raise PossessionInvalid(f"{run.said}: '{item.name}' proved keys that are not in the roster")
            proof = read_proof(case, run.index, item)
            _check_possession(proof, cards[item.name], run.head.origin, item.nonce)
            old = _old_signing(rosters, run.head.epoch, item.name)
            if old is not None:
                check_handed_over(run.transcript, proof, old)
            proven.append(f"{item.name} ({run.head.epoch})")
    return f"proven, with the epoch: {', '.join(proven)}"


def read_proof(case: Case, index: int, possession: Possession) -> bytes:
    """The proof that a transcript names. Raises PossessionInvalid, and as ``Source.read``."""
    path = archive.possession(index, possession.name)
    proof = case.source.read(path, PROOF_MAX)
    if hashlib.sha256(proof).digest() != possession.proof_hash:
        raise PossessionInvalid(f"'{path}' is not the proof that the transcript names")
    return proof


def _old_signing(rosters: Sequence[Roster], epoch: int, name: str) -> bytes | None:
    """The key that this caseworker had in the epoch before, if it is another now."""
    after = {item.name: item.signing for item in rosters[epoch].caseworkers}
    before = {item.name: item.signing for item in rosters[epoch - 1].caseworkers} if epoch else {}
    old = before.get(name)
    return None if old == after.get(name) else old


def _cards(roster: Roster) -> dict[str, Card]:
    cards: dict[str, Card] = {
        item.name: RecipientCard(item.name, item.recipient, item.signing) for item in roster.caseworkers
    }
    recovery = roster.recovery
    cards[RECOVERY] = RecoveryCard(recovery.recipient, recovery.threshold, recovery.commitments)
    return cards


def _check_possession(proof: bytes, card: Card, origin: str, nonce: bytes) -> None:
    """A recovery of one undivided share may have been proven by a card of the first form."""
    try:
        check_possession(proof, card, origin, nonce)
    except PossessionInvalid:
        if not isinstance(card, RecoveryCard) or len(card.commitments) > 1:
            raise
        check_possession(proof, replace(card, undivided=True), origin, nonce)
