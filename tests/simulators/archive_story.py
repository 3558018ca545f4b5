"""A year in the life of a simulated deployment: a ceremony of every kind, an aborted one, a roll-call."""

from dataclasses import replace
from typing import Any

from crypto.ceremony import Kind
from crypto.head import Officer
from crypto.roster import Roster
from crypto.transcript import KeyKind, Suspect
from tests.simulators.archive import Ceremony, Rehearsal
from tests.simulators.archive_cast import (
    RECOVERY,
    at,
    caseworker,
    recovery_of,
    with_caseworkers,
)
from tests.vectors.cast import identity, signing

LETTERS = 300
ROTATED = "caseworker-a again"
# Who is a signer at the end.
SIGNERS = (ROTATED, "caseworker-c")


def whole_story() -> Rehearsal:
    """Genesis, then every kind of ceremony; the newest head pins a released client."""
    story = Rehearsal()
    story.genesis()
    story.take_letters(LETTERS // 2)
    story.add()
    rotate(story)
    revoke(story)
    replace_officer(story)
    recover(story)
    abort(story)
    release(story)
    story.roll_call("2026-04-27")
    story.take_letters(LETTERS)
    story.now = at("2026-04-28")
    story.publish(*SIGNERS)
    return story


def rotate(story: Rehearsal, **otherwise: Any) -> None:
    """caseworker-a gets new keys; the old ones are read with for two weeks more."""
    desk = story.newest.head.publishers[0]
    old, new = identity("caseworker-a"), identity(ROTATED)
    signers = tuple(new.signing_key.public if key == old.signing_key.public else key for key in desk.signers)
    roster = with_caseworkers(
        caseworker("caseworker-a", "2026-03-19", keys=ROTATED),
        caseworker("caseworker-a-old", last_day="2026-04-01", keys="caseworker-a"),
    )
    head = {"publishers": (replace(desk, signers=signers),)}
    usual: dict[str, Any] = {"roster": roster, "head": head, "proves": ("caseworker-a",)}
    _hold(story, Kind.ROTATE, "2026-03-16", "2026-03-19", {**usual, **otherwise})


def revoke(story: Rehearsal, **otherwise: Any) -> None:
    """caseworker-b is removed at once."""
    desk, gone = story.newest.head.publishers[0], identity("caseworker-b")
    signers = tuple(key for key in desk.signers if key != gone.signing_key.public)
    threshold = min(desk.threshold, len(signers))
    usual: dict[str, Any] = {
        "roster": with_caseworkers(without=["caseworker-b"]),
        "head": {"publishers": (replace(desk, signers=signers, threshold=threshold),), "grace": False},
        "suspects": (
            Suspect(KeyKind.RECIPIENT, "caseworker-b", gone.recipient.id, len(story.intake.entries)),
            Suspect(KeyKind.SIGNER, "caseworker-b", gone.signing_key.public, len(story.intake.entries)),
        ),
    }
    _hold(story, Kind.REVOKE, "2026-03-23", "2026-03-23", {**usual, **otherwise})


def replace_officer(story: Rehearsal, **otherwise: Any) -> None:
    """officer-d takes officer-c's place, whose key is suspect from this epoch on."""
    head = story.newest.head
    officers = (*head.officers[:2], Officer("officer-d", signing("officer-d").public))
    usual: dict[str, Any] = {
        "head": {"officers": officers},
        "roster": with_caseworkers(without=["caseworker-a-old"]),
        "also": ("officer-d",),
        "suspects": (Suspect(KeyKind.OFFICER, "officer-c", signing("officer-c").public, head.epoch + 1),),
        "signers": ("officer-a", "officer-b", "officer-d"),
    }
    _hold(story, Kind.REPLACE_OFFICER, "2026-03-30", "2026-04-02", {**usual, **otherwise})


def recover(story: Rehearsal, **otherwise: Any) -> None:
    """Two holders bring their shares; the recovery is made anew."""

    def renewed(roster: Roster) -> Roster:
        return replace(roster, recovery=recovery_of(1))

    usual: dict[str, Any] = {"roster": renewed, "proves": (RECOVERY,), "holders": (0, 2)}
    _hold(story, Kind.RECOVER, "2026-04-06", "2026-04-09", {**usual, **otherwise})


def abort(story: Rehearsal, **otherwise: Any) -> None:
    """caseworker-e was to be added, and the light failed."""
    usual: dict[str, Any] = {
        "roster": with_caseworkers(caseworker("caseworker-e", "2026-04-16")),
        "proves": ("caseworker-e",),
        "is_aborted": True,
    }
    _hold(story, Kind.ADD, "2026-04-13", "2026-04-16", {**usual, **otherwise})


def release(story: Rehearsal, pages: dict[str, bytes] | None = None, **otherwise: Any) -> None:
    """A client is released, and the next head pins it."""
    manifest = story.release("2026-04-20", pages)
    usual: dict[str, Any] = {"head": {"client": manifest}}
    _hold(story, Kind.RELEASE, "2026-04-20", "2026-04-23", {**usual, **otherwise})


def _hold(story: Rehearsal, kind: Kind, announced: str, day: str, details: dict[str, Any]) -> None:
    story.hold(Ceremony(kind, **{"announced": announced, "day": day, **details}))
