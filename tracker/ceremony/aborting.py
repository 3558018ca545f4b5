"""Ending a ceremony before its end: why, on which day, and who was there; nothing made in it is ever used."""

from collections.abc import Iterator
from dataclasses import dataclass

from crypto.encoding import check_name
from crypto.errors import EncodingError
from crypto.lines import LineReader, encode_lines
from crypto.transcript import KeyKind, Made
from tracker.ceremony import folder
from tracker.ceremony.folder import Files
from tracker.ceremony.ground import Ground
from tracker.ceremony.plan import RECOVERY
from tracker.records.errors import DraftAltered

FIRST_LINE = "inquiry-abort/v1"
REASON_MAX = 200
_LIMIT = 8192


@dataclass(frozen=True)
class Abort:
    """Why a ceremony ends, the initials of whoever says so, and who of the participants signs that."""

    reason: str
    initials: str
    present: tuple[str, ...]

    def encode(self) -> bytes:
        """The file ``abort``."""
        names = [f"present {name}" for name in self.present]
        return encode_lines([FIRST_LINE, f"reason {self.reason}", f"initials {self.initials}", *names])


def read_abort(files: Files) -> Abort | None:
    """The decision to abort, if it was taken. Raises DraftAltered."""
    if folder.ABORT not in files:
        return None
    try:
        reader = LineReader(files[folder.ABORT], _LIMIT)
        reader.literal(FIRST_LINE)
        reason, initials = reader.text("reason"), reader.field("initials")
        present = []
        while reader.comes("present"):
            present.append(check_name(reader.field("present")))
        reader.end()
    except EncodingError as error:
        raise DraftAltered(f"'abort' is not what was written here: {error}", file=folder.ABORT) from error
    return Abort(reason, initials, tuple(present))


def burnt_keys(ground: Ground) -> tuple[Made, ...]:
    """The keys that were brought to a ceremony that made nothing: none of them may be used later."""
    return tuple(_brought(ground))


def _brought(ground: Ground) -> Iterator[Made]:
    keys = ground.keys
    for name in ground.plan.change.new_officers:
        if name in keys.officers:
            yield Made(KeyKind.OFFICER, name, keys.officers[name])
    for name, card in keys.cards.items():
        yield Made(KeyKind.RECIPIENT, name, card.recipient.id)
        yield Made(KeyKind.SIGNER, name, card.signing)
    if keys.recovery is not None:
        yield Made(KeyKind.RECIPIENT, RECOVERY, keys.recovery.recipient.id)
        for number, commitment in enumerate(keys.recovery.commitments, 1):
            yield Made(KeyKind.SHARE, f"share-{number}", commitment)
