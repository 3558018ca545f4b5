"""Pictures from files: what they are their content decides; only the picture itself goes along."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from crypto.letter import Attachment
from tracker.records.errors import AttachmentError
from tracker.records.pictures import SOURCE_MAX, check_attachments, strip_picture


@dataclass(frozen=True)
class Taken:
    """A picture ready to be sealed; ``turned``: it may lie on its side without its metadata."""

    attachment: Attachment
    turned: bool


def read_picture(path: Path, position: int = 1) -> Taken:
    """The picture in a file; ``position`` goes into the error. Raises AttachmentError, OSError."""
    with path.open("rb") as file:
        data = file.read(SOURCE_MAX + 1)
    try:
        picture = strip_picture(data)
    except AttachmentError as error:
        error.facts["position"] = position
        raise
    return Taken(Attachment(picture.media_type, picture.data), picture.turned)


def read_pictures(paths: Sequence[Path]) -> list[Taken]:
    """All of them, checked together as the form asks. Raises AttachmentError, OSError."""
    taken = [read_picture(path, position) for position, path in enumerate(paths, 1)]
    check_attachments([picture.attachment for picture in taken])
    return taken
