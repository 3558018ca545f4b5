"""What a key under suspicion does to cases: letters that others may read, answers not to be believed (pure).

docs/spec/desk-log.md, "Suspicion". Which keys, and from which leaf on, a ceremony's transcript says.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from crypto.roster import Roster
from crypto.transcript import KeyKind
from tracker.desk.case import Case, ReceivedLetter, WrittenAnswer
from tracker.desk.events import Suspected


def marked(case: Case, suspicions: Sequence[Suspected], rosters: Mapping[int, Roster]) -> Case:
    """The case with its letters and answers judged by all suspicions that are known."""
    stolen = [item for item in suspicions if item.kind == KeyKind.RECIPIENT]
    signers = [item for item in suspicions if item.kind == KeyKind.SIGNER]
    exposed = tuple(
        letter.body.leaf for letter in case.letters if any(_reads(item, letter, rosters) for item in stolen)
    )
    return replace(case, exposed=exposed, answers=tuple(_answer(answer, signers) for answer in case.answers))


def _reads(item: Suspected, letter: ReceivedLetter, rosters: Mapping[int, Roster]) -> bool:
    """Whether a letter since then was sealed to that recipient, as far as its roster is known."""
    roster = rosters.get(letter.body.epoch)
    sealed_to = None if roster is None else {recipient.id for recipient in roster.recipients}
    return letter.body.leaf >= item.start and (sealed_to is None or item.key in sealed_to)


def _answer(answer: WrittenAnswer, signers: Sequence[Suspected]) -> WrittenAnswer:
    """A suspect's confirmation does not count; a suspect's answer waits for somebody else's."""
    doubtful = _is_doubtful(answer.actor, answer.size, signers)
    believed = (by for by, size in answer.confirmations if not _is_doubtful(by, size, signers))
    return replace(answer, suspect=doubtful, confirmed_by=next(believed, None))


def _is_doubtful(key: bytes, size: int, signers: Sequence[Suspected]) -> bool:
    """Whether the key was not to be believed any more when this desk, of so many leaves, heard of the act."""
    return any(item.key == key and size >= item.start for item in signers)
