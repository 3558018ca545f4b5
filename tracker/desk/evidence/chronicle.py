"""History and custody of one inquiry, as entries in order (docs/spec/evidence.md, "History", "Custody")."""

from collections.abc import Iterator, Set
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from crypto.encoding import b64encode
from tracker.desk.acts import LASTING, Judge, Link
from tracker.desk.case import Case, ReceivedLetter
from tracker.desk.events import Event
from tracker.desk.state import Desk
from tracker.desk.triage import Done
from tracker.desk.vault import Vault

ANOTHER = "another inquiry"
_OF_INQUIRIES = ("inquiry:", "leaf:")


def history_of(desk: Desk, case: Case, shown: Set[str]) -> list[dict[str, Any]]:
    """Letters and acts, oldest first; acts that were taken back too, and said to be.

    ``shown`` are the references of the inquiries in the same folder: another one is not named.
    """
    entries = [(letter.at, letter.sequence, _letter_entry(letter)) for letter in case.letters]
    entries += [(done.at, done.sequence, _act_entry(desk, done, shown)) for done in case.triage.history]
    return [entry for _, _, entry in sorted(entries, key=lambda item: item[:2])]


def custody_of(vault: Vault, case: Case, actor: str, now: int, version: str) -> list[dict[str, Any]]:
    """Who had the originals: who took them in, who was given the vault, what left it, and this export."""
    entries = [*_taken_in(vault, case), *map(_of_vault(vault.desk), vault.desk.custody)]
    entries += [_left(vault.desk, done) for done in case.triage.history if isinstance(done.act, LASTING)]
    entries.sort(key=lambda entry: str(entry["when"]))
    exported = {"when": moment(now), "who": actor, "what": "evidence", "version": version}
    return [*entries, exported]


def moment(at: int) -> str:
    """A time as people and machines read it: ``2026-09-21T14:13:20Z``."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _letter_entry(letter: ReceivedLetter) -> dict[str, Any]:
    body = letter.body
    return {
        "when": moment(letter.at),
        "what": "letter",
        "kind": body.kind,
        "day": body.day,
        "envelope": b64encode(body.hash),
        "leaf": body.leaf,
        "epoch": body.epoch,
        "flags": body.flags,
    }


def _act_entry(desk: Desk, done: Done, shown: Set[str]) -> dict[str, Any]:
    told = asdict(done.act)
    if isinstance(done.act, Link | Judge):
        key = "other" if isinstance(done.act, Link) else "entry"
        # Whoever reads this may be told of lists, never that somebody else asked.
        if told[key].startswith(_OF_INQUIRIES) and told[key] not in shown:
            told[key] = ANOTHER
    return {
        "when": moment(done.at),
        "who": desk.store.name_of(done.actor),
        "what": done.act.kind,
        "told": told,
        "act": done.id,
        "taken_back": done.is_undone,
    }


def _taken_in(vault: Vault, case: Case) -> Iterator[dict[str, Any]]:
    """Who imported each envelope: the caseworker who signed that event of the log."""
    arrived = {letter.sequence: (letter.at, letter.body.hash) for letter in case.letters}
    if case.unreadable is not None:
        # An envelope that did not open begins a subject of its own.
        first = next(sealed for sealed in vault.file.events() if sealed.subject == case.subject)
        arrived[first.sequence] = (case.created_at, case.unreadable.hash)
    for sealed in vault.file.events():
        if sealed.sequence in arrived:
            at, envelope = arrived[sealed.sequence]
            yield {
                "when": moment(at),
                "who": vault.desk.store.name_of(sealed.actor),
                "what": "imported",
                "envelope": b64encode(envelope),
                "event": sealed.sequence,
                "event_digest": b64encode(sealed.digest),
            }


def _of_vault(desk: Desk) -> Any:
    def entry(event: Event) -> dict[str, Any]:
        return {
            "when": moment(event.at),
            "who": desk.store.name_of(event.actor),
            "what": event.body.type,
            "name": getattr(event.body, "name", ""),
            "event": event.sequence,
        }

    return entry


def _left(desk: Desk, done: Done) -> dict[str, Any]:
    told = next(iter(asdict(done.act).values()))
    return {
        "when": moment(done.at),
        "who": desk.store.name_of(done.actor),
        "what": done.act.kind,
        "told": told,
        "act": done.id,
        "version": told.get("version", ""),
    }
