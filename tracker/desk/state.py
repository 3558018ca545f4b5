"""The desk's state as a fold over its events (pure; docs/spec/desk-log.md).

``apply`` is the only thing that changes a ``Desk``. The same events give the same desk, on every console.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple, Self

from tracker.desk import events
from tracker.desk.acts_in_log import ABOUT_ANSWERS, Pending, answers_of, done_of
from tracker.desk.blobs import Blob
from tracker.desk.case import (
    Case,
    ReceivedLetter,
    leaf_reference,
)
from tracker.desk.events import Event
from tracker.desk.intake_state import Doubt as Doubt
from tracker.desk.intake_state import Fate as Fate
from tracker.desk.intake_state import IntakeState
from tracker.desk.keyring_store import KeyringStore
from tracker.desk.lists.list_events import ListMapped, ListTaken
from tracker.desk.lists.taken import TakenList, apply_list
from tracker.desk.suspicion import marked
from tracker.desk.triage import Done
from tracker.records.errors import VaultDamaged

BY_HAND = "by hand"


class Burial(NamedTuple):
    """When an entry was erased (POSIX seconds), and why."""

    at: int
    reason: str


@dataclass
class Desk(IntakeState):
    """Everything that follows from the log.

    ``acknowledged`` is how many leaves of the intake log are safe on a second medium. ``erased`` maps the
    subject of an erased row to its reason; ``custody`` are the events about who has, or had, this vault or
    a key of it; ``lists`` are those taken in, by subject.
    ``by_reference`` has the case number behind each reference (docs/spec/desk-log.md, "References"), and
    ``acts`` that of each act (0: of none here yet); ``pending`` what colleagues did about entries that this
    vault lacks (``awaited``: the reference of each such row); ``buried`` when an entry was erased, by the
    hash of its reference. ``copy`` names this copy among those handed over, or restored. In POSIX seconds:
    ``owns_since`` is when this copy came to own the sequence, 0 if it was made with it; ``taken_at`` when the
    newest keyring was taken over; ``last_at`` when the last event was.
    """

    keyring: KeyringStore | None = None
    cases: dict[int, Case] = field(default_factory=dict)
    by_subject: dict[int, int] = field(default_factory=dict)
    by_inquiry: dict[bytes, int] = field(default_factory=dict)
    by_reference: dict[str, int] = field(default_factory=dict)
    acts: dict[str, int] = field(default_factory=dict)
    pending: dict[str, Pending] = field(default_factory=dict)
    awaited: dict[int, str] = field(default_factory=dict)
    buried: dict[str, Burial] = field(default_factory=dict)
    saved_queries: dict[str, str] = field(default_factory=dict)
    erased: dict[int, str] = field(default_factory=dict)
    exported: set[int] = field(default_factory=set)
    acknowledged: int = 0
    backed_up_at: int | None = None
    suspicions: list[events.Suspected] = field(default_factory=list)
    custody: list[Event] = field(default_factory=list)
    lists: dict[int, TakenList] = field(default_factory=dict)
    owns_since: int = 0
    copy: str = ""
    taken_at: int = 0
    event_count: int = 0
    last_at: int = 0

    @property
    def store(self) -> KeyringStore:
        """The keyrings in use. Raises VaultDamaged for a log that does not begin with its making."""
        if self.keyring is None:
            raise VaultDamaged("the log does not begin with the making of the vault")
        return self.keyring

    def kept(self) -> Self:
        """The same desk as it is now: an event that is applied to one of them does not change the other."""
        kept = replace(self, frontier=replace(self.frontier, peaks=self.frontier.peaks.copy()))
        for name, value in vars(self).items():
            if isinstance(value, dict | list | set):
                setattr(kept, name, value.copy())
        return kept

    def apply(self, event: Event) -> None:
        """Takes in the next event. Raises VaultDamaged if it cannot follow those before."""
        match event.body:
            case events.Made() | events.KeyringTaken() | events.Recovered() | events.Suspected():
                self._apply_keyring(event)
            case (
                events.HandedOver()
                | events.TakenOver()
                | events.IdentityDestroyed()
                | events.SequenceTaken()
                | events.Restored()
                | events.NotesRead()
            ):
                self._apply_custody(event)
            case events.Letter() | events.Unreadable() | events.Remainder():
                self._apply_arrival(event)
            case events.Acted() as acted:
                self._apply_act(event, acted)
            case events.SavedQuery(name, query, on):
                self._save_query(name, query, on)
            case ListTaken() | ListMapped():
                apply_list(self.lists, event)
            case events.Leaves() | events.Mended() | events.Imported() | events.Alarm():
                self.apply_intake(event)
            case _:
                self._apply_outgoing(event)
        self.event_count += 1
        self.last_at = event.at

    def _apply_keyring(self, event: Event) -> None:
        match event.body:
            case events.Made(trust, keyring, roster, publisher):
                self.keyring = KeyringStore.from_documents(trust, keyring, roster, publisher)
                self.taken_at = event.at
            case events.KeyringTaken(keyring, roster) | events.Recovered(_, keyring, roster):
                self.keyring = self.store.extended(keyring, roster)
                self.taken_at = event.at
            case events.Suspected() as suspected:
                self.suspicions.append(suspected)
                self.cases = {number: self._judged(case) for number, case in self.cases.items()}
        if isinstance(event.body, events.Made | events.Recovered):
            self.copy = _copy_name(event)
        if isinstance(event.body, events.Recovered):
            self.custody.append(event)

    def _apply_arrival(self, event: Event) -> None:
        """What may begin a case: a letter, an envelope that did not open, what is left of a withdrawn one."""
        body = event.body
        number = self._number_for(event)
        case = self.cases.get(number) or Case(number, event.subject, created_at=event.at)
        match body:
            case events.Remainder(_, keys, content):
                case = replace(case, keys=keys, remainder=content)
            case events.Unreadable():
                case = replace(case, unreadable=body)
            case events.Letter():
                received = ReceivedLetter(event.sequence, event.at, body)
                case = replace(case, keys=case.keys or body.keys, letters=(*case.letters, received))
        case = self._judged(case)
        self.by_subject[event.subject] = number
        self.cases[number] = case
        if isinstance(body, events.Letter | events.Remainder) and body.keys:
            self.by_inquiry[case.inquiry] = number
            self.by_reference[case.reference] = number
        if isinstance(body, events.Letter | events.Unreadable):
            self.by_reference[leaf_reference(body.leaf)] = number

    def _number_for(self, event: Event) -> int:
        """The number of the case that an arrival is about: of a new one, its first leaf and one.

        So it is the same in every vault of the desk: colleagues may say it over the telephone.
        """
        if isinstance(event.body, events.Remainder):
            return event.body.case
        if isinstance(event.body, events.Letter | events.Unreadable):
            return self.by_subject.get(event.subject, event.body.leaf + 1)
        raise VaultDamaged("an arrival of another kind")

    def _apply_act(self, event: Event, body: events.Acted) -> None:
        done = done_of(event, body, self.store, self.size)
        if done.id in self.acts:
            raise VaultDamaged("an act twice")
        case = self.cases.get(self.by_subject.get(event.subject, -1))
        if case is None:
            self._keep_pending(event.subject, done)
        elif self.by_reference.get(done.about) != case.number:
            raise VaultDamaged("an act about another case than the one that holds it")
        else:
            acts = (*case.acts, done)
            answers = answers_of(acts) if isinstance(done.act, ABOUT_ANSWERS) else case.answers
            self.cases[case.number] = self._judged(replace(case, acts=acts, answers=answers))
        self.acts[done.id] = 0 if case is None else case.number

    def _keep_pending(self, subject: int, done: Done) -> None:
        known = self.pending.get(done.about) or Pending(subject)
        if known.subject != subject or done.about in self.by_reference:
            raise VaultDamaged("an act to no case")
        self.pending[done.about] = replace(known, acts=(*known.acts, done))
        self.awaited[subject] = done.about

    def _save_query(self, name: str, query: str, on: bool) -> None:
        self.saved_queries.pop(name, None)
        if on:
            self.saved_queries[name] = query

    def _apply_custody(self, event: Event) -> None:
        """Who has this vault, and from which one outboxes are exported."""
        match event.body:
            case events.HandedOver(name, _, sequence) if sequence:
                self.owns_sequence, self.sequence_owner = False, name
            case events.TakenOver(name):
                self._take_over(name)
            case events.SequenceTaken():
                self.owns_sequence, self.sequence_owner = True, ""
        if isinstance(event.body, events.TakenOver | events.Restored):
            self.copy = _copy_name(event)
        if isinstance(event.body, events.TakenOver | events.Restored | events.SequenceTaken):
            self.owns_since = event.at
        self.custody.append(event)

    def _take_over(self, giver: str) -> None:
        """This vault is a copy: it exports only if that went with it."""
        given = self.custody[-1].body if self.custody else None
        if isinstance(given, events.HandedOver) and given.sequence:
            self.owns_sequence, self.sequence_owner = True, ""
        elif self.owns_sequence:
            self.owns_sequence, self.sequence_owner = False, giver

    def _judged(self, case: Case) -> Case:
        return marked(case, self.suspicions, self.store.rosters) if self.suspicions else case

    def is_same_person(self, one: bytes, other: bytes) -> bool:
        """Whether two signing keys are of one caseworker: the same key, or the same name in the rosters."""
        return one == other or self.store.name_of(one) == self.store.name_of(other)

    def _apply_outgoing(self, event: Event) -> None:
        match event.body:
            case events.Drafted() as drafted:
                self.drafts[drafted.sequence] = drafted
            case events.Exported(sequence):
                self.exported.add(sequence)
            case events.BackedUp(size):
                self.acknowledged, self.backed_up_at = max(self.acknowledged, size), event.at
            case events.Erased() as erased:
                self._erase(erased, event.at)

    def _erase(self, erased: events.Erased, at: int) -> None:
        self.erased[erased.subject] = erased.reason
        self.by_subject.pop(erased.subject, None)
        self.lists.pop(erased.subject, None)
        self.buried |= dict.fromkeys(erased.buried, Burial(at, erased.reason))
        gone = self.cases.pop(erased.case, None)
        if gone is not None:
            self._forget(gone)
        reference = self.awaited.pop(erased.subject, None)
        if reference is not None:
            self._forget_acts(self.pending.pop(reference).acts)

    def _forget(self, gone: Case) -> None:
        if gone.keys:
            self.by_inquiry.pop(gone.inquiry, None)
        for reference in references_of(gone):
            self.by_reference.pop(reference, None)
        self._forget_acts(gone.acts)

    def _forget_acts(self, acts: Iterable[Done]) -> None:
        for done in acts:
            self.acts.pop(done.id, None)


def references_of(case: Case) -> tuple[str, ...]:
    """Every reference by which other vaults may name a case."""
    leaves = [letter.body.leaf for letter in case.letters]
    leaves += [case.unreadable.leaf] if case.unreadable is not None else []
    return tuple(dict.fromkeys([case.reference, *map(leaf_reference, leaves)]))


def blobs_of(desk: Desk) -> Iterator[tuple[int, Blob]]:
    """Every blob that the log names, each with the subject to which it belongs."""
    for case in desk.cases.values():
        for blob in case.blobs:
            yield case.subject, blob
    for taken in desk.lists.values():
        for blob in taken.blobs:
            yield taken.subject, blob


def _copy_name(event: Event) -> str:
    """Tells copies of a vault apart by the event with which each begins."""
    began = event.sequence.to_bytes(8, "big") + event.at.to_bytes(8, "big") + event.actor
    return hashlib.sha256(began).hexdigest()[:16]


def fold(history: Iterable[Event]) -> Desk:
    """The desk after these events."""
    desk = Desk()
    for event in history:
        desk.apply(event)
    return desk
