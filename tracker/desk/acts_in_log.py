"""From the log's events to acts, and from acts to answers (pure; docs/spec/desk-log.md, "Acts")."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from crypto.errors import SignatureInvalid
from tracker.desk.acts import Answer, Confirm, SignedAct, Undo, read_act
from tracker.desk.case import WrittenAnswer
from tracker.desk.events import Acted, Event
from tracker.desk.keyring_store import KeyringStore
from tracker.desk.triage import Done, in_force, is_same_person
from tracker.records.errors import ActMalformed, ActNewer, VaultDamaged, VaultTampered

ABOUT_ANSWERS = (Answer, Confirm, Undo)
"""The kinds of acts that can change which answers count."""


@dataclass(frozen=True)
class Pending:
    """Acts of colleagues about an entry that this vault does not have yet, in a row of their own."""

    subject: int
    acts: tuple[Done, ...] = ()


def done_of(event: Event, body: Acted, store: KeyringStore, size: int) -> Done:
    """The act that an event holds, as a desk with ``size`` letters came to know it.

    Raises VaultTampered if its caseworker did not sign it, VaultDamaged if it is none.
    """
    signed = SignedAct(body.actor, body.document.encode(), body.signature)
    if body.actor != event.actor:
        _check_another(signed, store)
    try:
        told = read_act(signed.document)
    except (ActMalformed, ActNewer) as error:
        raise VaultDamaged("an act that this program does not know") from error
    return Done(
        id=signed.id,
        actor=body.actor,
        at=told.at,
        act=told.act,
        person=store.name_of(body.actor),
        turn=told.turn,
        about=told.about,
        group=told.group,
        size=told.size,
        sequence=event.sequence,
        arrived=size,
        signed=signed,
    )


def answers_of(acts: Iterable[Done]) -> tuple[WrittenAnswer, ...]:
    """The answers that count, oldest first; the rule of two people is held here, whoever wrote what."""
    answers: dict[str, WrittenAnswer] = {}
    authors: dict[str, Done] = {}
    for done in in_force(acts):
        if isinstance(done.act, Answer):
            answers[done.id], authors[done.id] = _written(done, done.act), done
        elif isinstance(done.act, Confirm):
            author = authors.get(done.act.answer)
            if author is not None and not is_same_person(author, done):
                answers[author.id] = _confirmed(answers[author.id], done)
    return tuple(answers.values())


def _written(done: Done, act: Answer) -> WrittenAnswer:
    return WrittenAnswer(
        done.sequence,
        done.actor,
        done.at,
        act.content,
        size=done.arrived,
        id=done.id,
        knew=done.size,
        justified=act.justified,
    )


def _confirmed(answer: WrittenAnswer, done: Done) -> WrittenAnswer:
    """With one more confirmation: of several, one that is not believed takes nothing from the others."""
    confirmations = (*answer.confirmations, (done.actor, done.arrived))
    return replace(answer, confirmations=confirmations, confirmed_by=confirmations[0][0])


def _check_another(signed: SignedAct, store: KeyringStore) -> None:
    """The chain vouches for the acts of who wrote it, not for those of others."""
    try:
        signed.check(store.head.origin, store.publisher_name)
    except SignatureInvalid as error:
        raise VaultTampered("an act that its caseworker did not sign") from error
    if signed.actor not in store.members_ever:
        raise VaultTampered("an act by somebody who never was a member")
