"""How a desk stands, and what an outbox will tell, as plain values (pure)."""

from typing import Any

from tracker.desk.case import case_label
from tracker.desk.days import day_of
from tracker.desk.events import Drafted
from tracker.desk.retracted import retracted
from tracker.desk.state import Desk
from tracker.desk.vault import Vault

NEVER_APPLIED = -1


def status_facts(vault: Vault, now: int) -> dict[str, Any]:
    """Whose key, what came in, what went out, what is alarming."""
    desk, store = vault.desk, vault.desk.store
    return {
        "who": store.name_of(vault.identity.signing_key.public),
        "origin": vault.name.origin,
        "publisher": vault.name.publisher,
        "epoch": store.head.epoch,
        "signs": vault.identity.signing_key.public in store.publisher.signers,
        "threshold": store.publisher.threshold,
        "today": day_of(now),
        "events": desk.event_count,
        "size": desk.size,
        "root": desk.frontier.root().hex(),
        "acknowledged": desk.acknowledged,
        "imported": _day(desk.imported_at),
        "backed_up": _day(desk.backed_up_at),
        "next_sequence": desk.next_sequence,
        "owns_sequence": desk.owns_sequence,
        "sequence_owner": desk.sequence_owner,
        "exported": max(desk.exported, default=NEVER_APPLIED),
        "resign": needs_resigning(desk),
        "applied": desk.applied[0] if desk.applied else NEVER_APPLIED,
        "retracted": [case.label for case in retracted(desk)],
        "fates": {fate.name.lower(): count for fate, count in desk.fate_counts.items()},
        "alarms": [
            {"code": alarm.code, "about": alarm.about, "day": day_of(at)} for at, alarm in desk.alarms
        ],
    }


def needs_resigning(desk: Desk) -> bool:
    """Whether the newest outbox was signed under signers or a threshold that the keyring no longer has.

    Families are told that answers are being signed anew, until a new outbox is exported; what the vault of a
    colleague exports is not known here.
    """
    if not desk.owns_sequence:
        return False
    newest = desk.drafts.get(max(desk.exported, default=NEVER_APPLIED))
    head = None if newest is None else desk.store.heads.get(newest.epoch)
    then = None if head is None else head.publisher(desk.store.publisher_name)
    now = desk.store.publisher
    return then is not None and (
        set(then.signers) - set(now.signers) != set() or then.threshold < now.threshold
    )


def draft_summary(desk: Desk, draft: Drafted) -> dict[str, Any]:
    """What an outbox tells, for the person who signs it: how many inquiries, and which tell something new."""
    before = max((number for number in desk.exported if number < draft.sequence), default=None)
    told = desk.drafts[before].cases if before is not None else {}
    changed = [int(case) for case, answer in draft.cases.items() if told.get(case) != answer]
    return {
        "sequence": draft.sequence,
        "day": draft.day,
        "next_day": draft.next_day,
        "inquiries": draft.inquiries,
        "slices": draft.slices,
        "changed": [case_label(number) for number in sorted(changed)],
        "size": draft.size,
        "acknowledged": draft.acknowledged,
        "epoch": draft.epoch,
    }


def _day(at: int | None) -> str:
    return "" if at is None else day_of(at)
