"""History and custody of one inquiry, as entries in order (docs/spec/evidence.md, "History", "Custody")."""

from collections.abc import Iterator, Set
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from crypto.encoding import b64encode
from tracker.desk.acts import LASTING, Act, Evidence, Judge, Link, Undo
from tracker.desk.case import Case, ReceivedLetter
from tracker.desk.events import Event
from tracker.desk.state import Desk
from tracker.desk.triage import Done
from tracker.desk.vault import Vault

_OF_INQUIRIES = ("inquiry:", "leaf:")


def history_of(desk: Desk, case: Case, shown: Set[str]) -> list[dict[str, Any]]:
    """Letters and acts, oldest first; acts that were taken back too, and said to be.

    ``shown`` are the references of the inquiries in the same folder: nothing tells that there is another.
    """
    entries = [(letter.at, letter.sequence, _letter_entry(letter)) for letter in case.letters]
    hidden = _hidden(case, shown)
    acts = (done for done in case.triage.history if done.id not in hidden)
    entries += [(done.at, done.sequence, _act_entry(desk, done, shown)) for done in acts]
    return [entry for _, _, entry in sorted(entries, key=lambda item: item[:2])]


def custody_of(
    vault: Vault, case: Case, shown: Set[str], actor: str, now: int, version: str
) -> list[dict[str, Any]]:
    """Who had the originals: who took them in, who was given the vault, what left it, and this export.

    ``shown`` as in ``history_of``.
    """
    entries = [*_taken_in(vault, case), *map(_of_vault(vault.desk), vault.desk.custody)]
    entries += [
        _left(vault.desk, done, shown) for done in case.triage.history if isinstance(done.act, LASTING)
    ]
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
    return {
        "when": moment(done.at),
        "who": desk.store.name_of(done.actor),
        "what": done.act.kind,
        "told": _told(done.act, shown),
        "act": done.id,
        "taken_back": done.is_undone,
    }


def _is_about_another(act: Act, shown: Set[str]) -> bool:
    """Whoever reads this may be told of lists, never that somebody else asked."""
    named = act.other if isinstance(act, Link) else act.entry if isinstance(act, Judge) else ""
    return named.startswith(_OF_INQUIRIES) and named not in shown


def _hidden(case: Case, shown: Set[str]) -> set[str]:
    """The ids of the acts about another inquiry, and of whatever took them back or brought them again."""
    history = case.triage.history
    hidden = {done.id for done in history if _is_about_another(done.act, shown)}
    undos = {done.id: done.act.act for done in history if isinstance(done.act, Undo)}
    while more := {undo for undo, target in undos.items() if target in hidden} - hidden:
        hidden |= more
    return hidden


def _told(act: Act, shown: Set[str]) -> dict[str, Any]:
    """What an act says; of an earlier export only which of the inquiries that are shown it held."""
    told = asdict(act)
    if isinstance(act, Evidence):
        # A colleague's program wrote it, and may have written anything.
        cases = act.export.get("cases")
        held = cases if isinstance(cases, list) else []
        told["export"]["cases"] = [each for each in held if isinstance(each, str) and each in shown]
    return told


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


def _left(desk: Desk, done: Done, shown: Set[str]) -> dict[str, Any]:
    told = next(iter(_told(done.act, shown).values()))
    return {
        "when": moment(done.at),
        "who": desk.store.name_of(done.actor),
        "what": done.act.kind,
        "told": told,
        "act": done.id,
        "version": told.get("version", ""),
    }
