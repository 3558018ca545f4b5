"""Opening: the newest cosigned checkpoints of both logs, and the day; then everybody checks in."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from crypto.attendance import AnnouncementRef, Participant, checkin_document
from crypto.encoding import b64decode, b64encode, check_day, check_name
from crypto.errors import CheckinInvalid, EncodingError
from crypto.lines import LineReader, encode_lines
from tracker.ceremony import folder
from tracker.ceremony.folder import Files
from tracker.ceremony.ground import Ground
from tracker.records.errors import DraftAltered, ParticipantUnknown, PlanThreshold

FIRST_LINE = "inquiry-opening/v1"
NONE = "none"
_LIMIT = 256 * 1024


@dataclass(frozen=True)
class Opened:
    """The day, the notes of both logs (the key log's is None at genesis), and who did not come."""

    day: str
    keys: bytes | None
    ceremony: bytes
    absent: tuple[str, ...]

    def encode(self) -> bytes:
        """The file ``opening``."""
        keys = NONE if self.keys is None else b64encode(self.keys)
        lines = [FIRST_LINE, f"day {self.day}", f"keys {keys}", f"ceremony {b64encode(self.ceremony)}"]
        return encode_lines([*lines, *(f"absent {name}" for name in self.absent)])


def open_now(ground: Ground, day: str, absent: tuple[str, ...]) -> Opened:
    """The opening on this day. Raises ParticipantUnknown, PlanThreshold."""
    for name in absent:
        if name not in ground.plan.present:
            raise ParticipantUnknown(f"'{name}' was not announced", who=name)
    officers = [name for name in ground.plan.all_officers if name not in absent]
    need = len(ground.plan.all_officers) if ground.before is None else ground.before.head.threshold
    if len(officers) < need:
        text = f"{len(officers)} officers came where {need} must sign: hold it another day, or abort it"
        raise PlanThreshold(text, field="room.officers")
    return Opened(day, ground.key_log.note, ground.ceremony_log.note or b"", tuple(sorted(set(absent))))


def end_of_day(day: str) -> int:
    """POSIX time of the midnight that ends a UTC day: until then its opening must be fresh."""
    return int((datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(days=1)).timestamp())


def read_opening(files: Files) -> Opened:
    """The opening that lies there. Raises DraftAltered."""
    try:
        reader = LineReader(files[folder.OPENING], _LIMIT)
        reader.literal(FIRST_LINE)
        day, keys = check_day(reader.field("day")), reader.field("keys")
        note = b64decode(reader.field("ceremony"))
        absent = []
        while reader.comes("absent"):
            absent.append(check_name(reader.field("absent")))
        reader.end()
    except EncodingError as error:
        raise DraftAltered(f"'opening' is not what was written here: {error}", file=folder.OPENING) from error
    return Opened(day, None if keys == NONE else b64decode(keys), note, tuple(absent))


def checkin(origin: str, reference: AnnouncementRef, opened: Opened) -> bytes:
    """The file ``checkin``, which everybody signs on entering."""
    return checkin_document(origin, reference, opened.ceremony)


def attending(participants: tuple[Participant, ...], opened: Opened) -> tuple[Participant, ...]:
    """Those who came. Raises CheckinInvalid if nobody did."""
    came = tuple(item for item in participants if item.name not in opened.absent)
    if not came:
        raise CheckinInvalid("nobody is in the room", who="")
    return came
