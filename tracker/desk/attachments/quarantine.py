"""Taking an attachment out of the vault, on purpose (docs/spec/attachments.md, "Quarantine").

Into a folder that only its owner can enter, under a name of ours without an ending that any program would
open it by, and with a note beside it that says what it is.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from crypto.encoding import b64encode
from tracker.desk.acting import act
from tracker.desk.acts import AttachmentOut
from tracker.desk.attachments.inspecting import Limits
from tracker.desk.attachments.listing import Examined, attachment, examine
from tracker.desk.attachments.words import trace_words
from tracker.desk.case import Case
from tracker.desk.days import day_of
from tracker.desk.leaving import VERSION, check_typed, write_durably
from tracker.desk.vault import Vault
from tracker.files import FOLDER_OWNER_ONLY, atomic_file
from tracker.records.language import translate

ENDING, NOTE_ENDING = ".quarantine", ".about.txt"


@dataclass(frozen=True)
class TakenOut:
    """What was written: the file, the note beside it, and what the examination found."""

    file: Path
    note: Path
    examined: Examined


def take_out(
    vault: Vault,
    case: Case,
    number: int,
    typed: str,
    folder: Path,
    now: int,
    language: str,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> TakenOut:
    """Writes attachment ``number`` of a case into ``folder``, which is made if it is not there.

    ``typed`` is the case's number, typed. Durable, then recorded, then named. Raises CaseNumberMistyped,
    AttachmentUnknown, CaseClosed, FileExistsError, VaultTampered, OSError.
    """
    check_typed(case, typed)
    examined = examine(vault, attachment(case, number), limits)
    data = vault.open_blob(examined.item.blob)
    digest = hashlib.sha256(data).digest()
    file = folder / f"{case.label}-attachment-{number}{ENDING}"
    note = file.with_name(file.name + NOTE_ENDING)
    for path in (file, note):
        if path.exists() or path.is_symlink():
            raise FileExistsError(17, "will not overwrite", str(path))
    folder.mkdir(FOLDER_OWNER_ONLY, exist_ok=True)
    # The note gets its name first: there is never a file that nobody knows what it is.
    with atomic_file(file) as copy, atomic_file(note) as about:
        write_durably(about, note_text(case, examined, digest, day_of(now), language).encode())
        write_durably(copy, data)
        act(vault, case, AttachmentOut(_told(examined, digest)), now)
    return TakenOut(file, note, examined)


def note_text(case: Case, examined: Examined, digest: bytes, day: str, language: str) -> str:
    """What the note beside the file says."""
    item, found = examined.item, examined.inspection
    lines = [
        translate(language, "attachment.note.title", number=item.number, case=case.label, day=day),
        translate(
            language,
            "attachment.note.is",
            declared=item.declared,
            found=found.kind,
            size=item.size,
            hash=digest.hex(),
        ),
        translate(language, "attachment.note.danger"),
    ]
    if found.failed:
        lines.append(translate(language, "attachment.failed"))
    elif found.traces:
        traces = trace_words(found.traces, language)
        lines.append(translate(language, "attachment.note.traces", traces=traces))
    return "\n\n".join(lines) + "\n"


def _told(examined: Examined, digest: bytes) -> dict[str, object]:
    item, found = examined.item, examined.inspection
    return {
        "envelope": b64encode(item.envelope),
        "place": item.place,
        "size": item.size,
        "sha256": b64encode(digest),
        "declared": item.declared,
        "found": found.kind,
        "traces": list(found.traces),
        "version": VERSION,
    }
