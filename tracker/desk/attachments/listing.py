"""The attachments of a case, numbered (docs/spec/attachments.md, "Listing")."""

from dataclasses import dataclass, field
from typing import Any

from tracker.desk.attachments.inspecting import Inspection, Limits, inspect
from tracker.desk.attachments.words import trace_words
from tracker.desk.blobs import Blob
from tracker.desk.case import Case
from tracker.desk.vault import Vault
from tracker.records.errors import AttachmentUnknown
from tracker.records.language import translate

# The same thing under two names is no contradiction.
_SAME = {"image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "image/heic": "image/heif"}


@dataclass(frozen=True)
class Item:
    """One attachment: its number in the case, which letter (from 1) and where in it (from 1).

    ``envelope`` is the hash of the letter's envelope; ``declared`` the type that the sender gave; ``size``
    in bytes.
    """

    number: int
    letter: int
    place: int
    envelope: bytes
    declared: str
    size: int
    blob: Blob = field(repr=False)


@dataclass(frozen=True)
class Examined:
    """An attachment and what its examination found."""

    item: Item
    inspection: Inspection

    @property
    def is_other_type(self) -> bool:
        """Whether the content is not what the sender said."""
        names = (self.item.declared.lower(), self.inspection.kind.lower())
        declared, found = (_SAME.get(name, name) for name in names)
        return declared != found

    def facts(self) -> dict[str, Any]:
        """For JSON, and for the console's table."""
        return {
            "number": self.item.number,
            "letter": self.item.letter,
            "size": self.item.size,
            "declared": self.item.declared,
            "found": self.inspection.kind,
            "other_type": self.is_other_type,
            "traces": list(self.inspection.traces),
            "failed": self.inspection.failed,
        }


def attachments_of(case: Case) -> list[Item]:
    """Every attachment of a case, in the order of its letters."""
    items: list[Item] = []
    for letter_number, letter in enumerate(case.letters, 1):
        for place, value in enumerate(letter.body.attachments, 1):
            blob = Blob.from_json(value)
            items.append(
                Item(len(items) + 1, letter_number, place, letter.body.hash, value["type"], blob.size, blob)
            )
    return items


def attachment(case: Case, number: int) -> Item:
    """The attachment of this number. Raises AttachmentUnknown."""
    items = attachments_of(case)
    if not 1 <= number <= len(items):
        raise AttachmentUnknown(f"{case.label} has {len(items)} attachments", have=len(items))
    return items[number - 1]


def examine(vault: Vault, item: Item, limits: Limits = Limits()) -> Examined:  # noqa: B008 - frozen
    """Has it examined in a process of its own; this one does not look into it. Raises VaultTampered."""
    return Examined(item, inspect(vault.open_blob(item.blob), limits))


def lines_of(examined: Examined, language: str) -> list[str]:
    """An attachment in words: a line, and a line for each thing to be careful about."""
    item, found = examined.item, examined.inspection
    facts = {"number": item.number, "letter": item.letter, "size": item.size, "found": found.kind}
    lines = [translate(language, "attachment.line", **facts)]
    if examined.is_other_type:
        values = {"declared": item.declared, "found": found.kind}
        lines.append(f"   ! {translate(language, 'attachment.other-type', **values)}")
    if found.failed:
        lines.append(f"   ! {translate(language, 'attachment.failed')}")
    elif found.traces:
        traces = trace_words(found.traces, language)
        lines.append(f"   ! {translate(language, 'attachment.warning', traces=traces)}")
    else:
        lines.append(f"   {translate(language, 'attachment.none')}")
    return lines
