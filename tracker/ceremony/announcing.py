"""The announcement: what will be done, logged before it happens."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from crypto.attendance import AnnouncementRef, Participant, Role
from crypto.ceremony import Announcement, Release, decode_entry
from crypto.errors import CoolingOffShort
from crypto.succession import COOLED, COOLING_OFF_DAYS
from tracker.ceremony import folder
from tracker.ceremony.folder import Files, needed
from tracker.ceremony.ground import Ground
from tracker.ceremony.kinds.release import ReleaseClient
from tracker.ceremony.kinds.rotate import Rotate
from tracker.ceremony.plan import Plan
from tracker.records.errors import DraftAltered, PlanMalformed, PlanThreshold


@dataclass(frozen=True)
class Announced:
    """The announcement, its bytes, and which entry of the ceremony log it is (None: not logged yet)."""

    document: Announcement
    entry: bytes
    reference: AnnouncementRef | None


def check_room(ground: Ground) -> None:
    """Enough officers will be there to decide. Raises PlanThreshold, PlanMalformed."""
    before, plan = ground.before, ground.plan
    if before is not None and len(plan.officers) < before.head.threshold:
        text = f"{len(plan.officers)} officers in the room where {before.head.threshold} must sign"
        raise PlanThreshold(text, field="room.officers")
    if before is None and plan.officers:
        raise PlanMalformed("at genesis all officers are in the room: name them once", field="room.officers")


def check_rotation(ground: Ground) -> None:
    """A rotation has something to change, and may. Raises ChangeForbidden, PolicyMalformed."""
    if isinstance(ground.plan.change, Rotate):
        ground.plan.change.check(ground.plan.day, ground.before)


def announce(ground: Ground, files: Files, today: str) -> Announced:
    """The announcement that follows from plan, keys and script: the one in the log, or one of today.

    Until it is logged it may change, and its day does. Raises DraftAltered, CoolingOffShort, PlanMalformed,
    CeremonyEntryMalformed.
    """
    drafted, log = files.get(folder.ANNOUNCEMENT), ground.ceremony_log.entries
    script = needed(files, folder.SCRIPT)
    if drafted in log:
        old = decode_entry(drafted)
        day = old.announced if isinstance(old, Announcement) else today
        document = _draft(ground, script, day)
        if document.encode() != drafted:
            raise DraftAltered("plan, keys or script are not as announced", file=folder.ANNOUNCEMENT)
        return Announced(document, drafted, AnnouncementRef.of(log.index(drafted), drafted))
    document = _draft(ground, script, today)
    entry = document.encode()
    _check_days(document)
    decode_entry(entry)
    return Announced(document, entry, None)


def new_entries(ground: Ground, announced: Announced) -> Sequence[bytes]:
    """What is logged on the day of the announcement: itself, and before it what is released."""
    change = ground.plan.change
    if not isinstance(change, ReleaseClient):
        return [announced.entry]
    digest = change.manifest(ground.keys).hash
    release = Release(ground.origin, change.version, digest, change.epoch, announced.document.announced)
    return [release.encode(), announced.entry]


def people(plan: Plan) -> tuple[tuple[Role, str], ...]:
    """Everybody who is to be in the room, and as what."""
    present = [name for name, is_there in plan.change.cards.items() if is_there]
    return (
        *((Role.OFFICER, name) for name in plan.all_officers),
        *((Role.WITNESS, name) for name in plan.witnesses),
        *((Role.CASEWORKER, name) for name in present),
        *((Role.HOLDER, name) for name in plan.change.holders),
    )


def participants(ground: Ground) -> tuple[Participant, ...]:
    """Everybody who is to be in the room, with their keys: whoever stands here signs the transcript."""
    keys = ground.keys
    public: Mapping[Role, Mapping[str, bytes]] = {
        Role.OFFICER: keys.officers,
        Role.WITNESS: keys.witnesses,
        Role.CASEWORKER: {name: card.signing for name, card in keys.cards.items()},
        Role.HOLDER: keys.holders,
    }
    return tuple(Participant(role.value, name, public[role][name]) for role, name in people(ground.plan))


def first_day(document: Announcement) -> str:
    """The first day on which the ceremony may be held."""
    return document.planned


def _draft(ground: Ground, script: bytes, day: str) -> Announcement:
    plan: Plan = ground.plan
    before = ground.before
    return Announcement(
        origin=ground.origin,
        realm=ground.realm,
        kind=plan.kind,
        epoch=ground.epoch,
        announced=day,
        planned=plan.day,
        previous=None if before is None else before.head.hash,
        script=hashlib.sha256(script).digest(),
        reason=plan.reason,
        participants=participants(ground),
    )


def _check_days(document: Announcement) -> None:
    days = (date.fromisoformat(document.planned) - date.fromisoformat(document.announced)).days
    if days < 0:
        raise PlanMalformed(f"{document.planned} is past: today is {document.announced}", field="day")
    if document.kind in COOLED and days < COOLING_OFF_DAYS:
        text = f"planned {days} days after the announcement, where {COOLING_OFF_DAYS} are needed"
        raise CoolingOffShort(text, days=days, need=COOLING_OFF_DAYS)
