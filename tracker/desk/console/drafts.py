"""What was begun, answers and notes, outlives a lock, sealed to whoever began it; the keys do not (pure).

Nothing of this is written to a disk: it is gone when the program ends.
"""

import json
from collections.abc import Mapping
from typing import Any

from crypto.errors import SealInvalid
from crypto.labels import Purpose, info
from tracker.desk.console.session import ConsoleSession

Drafts = dict[int, dict[str, Any]]


def seal_drafts(session: ConsoleSession) -> dict[bytes, bytes]:
    """What this caseworker began, by the id of their recipient."""
    recipient = session.vault.identity.recipient
    answers = {str(number): draft for number, draft in session.drafts.items()}
    document = json.dumps({"answers": answers, "texts": session.texts})
    return {recipient.id: recipient.seal(document.encode(), _context(session))}


def open_drafts(session: ConsoleSession, kept: Mapping[bytes, bytes]) -> Drafts:
    """The answers this caseworker began before the lock; nothing of others, or of another vault."""
    return {int(number): draft for number, draft in _opened(session, kept).get("answers", {}).items()}


def open_texts(session: ConsoleSession, kept: Mapping[bytes, bytes]) -> dict[str, str]:
    """Their other texts, by the question that asks for them."""
    return dict(_opened(session, kept).get("texts", {}))


def _opened(session: ConsoleSession, kept: Mapping[bytes, bytes]) -> dict[str, dict[str, Any]]:
    identity = session.vault.identity
    sealed = kept.get(identity.recipient.id)
    if sealed is None:
        return {}
    try:
        document = identity.open(sealed, _context(session))
    except SealInvalid:
        # Of another vault that the same caseworker had open.
        return {}
    found: dict[str, dict[str, Any]] = json.loads(document)
    return found


def _context(session: ConsoleSession) -> bytes:
    name = session.vault.name
    return info(Purpose.DESK_DRAFT, name.id, name.origin, name.publisher)
