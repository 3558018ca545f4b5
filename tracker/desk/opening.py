"""Opening letters: what a worker process does with one envelope (docs/spec/inbox.md, "Opening").

Everything here reads what strangers wrote. An envelope that cannot be opened gives a result with a code;
nothing that it holds may raise.
"""

from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any

from crypto.envelope import OpenedEnvelope, open_with_header
from crypto.errors import EnvelopeError, EnvelopeNotForUs, TrackerError
from crypto.keys import hkdf
from crypto.labels import Purpose, info
from crypto.recipient import Identity
from tracker.desk.blobs import KEY_AND_NONCE_BYTES, SealedBlob, seal_blob
from tracker.desk.shared_envelopes import SharedEnvelopes, Task
from tracker.records.form_check import form_faults

FAULT = "letter-fault"
_FLAGS_MAX = 8


@dataclass(frozen=True)
class OpenedLetter:
    """What became of the envelope of a task. With ``code`` it did not open, and the rest is empty.

    ``recipients`` are the short ids of its stanzas; ``flags`` the codes of faults in the form.
    """

    task: Task
    code: str = ""
    kind: str = ""
    day: str = ""
    inquiry: bytes = b""
    keys: dict[str, str] = field(default_factory=dict, repr=False)
    form: dict[str, Any] = field(default_factory=dict, repr=False)
    attachments: tuple[tuple[str, SealedBlob], ...] = ()
    epoch: int = 0
    head_hash: bytes = b""
    recipients: frozenset[bytes] = frozenset()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Opener:
    """Opens batches of shared envelopes; each of ``seeds`` (32 bytes) is an identity to try."""

    envelopes: SharedEnvelopes
    origin: str
    seeds: tuple[bytes, ...] = field(repr=False)

    def __call__(self, tasks: list[Task]) -> list[OpenedLetter]:
        """A result per task."""
        return [
            open_letter(self.envelopes.envelope(task), task, self._identities, self.origin) for task in tasks
        ]

    def crashed(self, task: Task) -> OpenedLetter:
        """The result of an envelope that killed its worker process."""
        return OpenedLetter(task, FAULT)

    @cached_property
    def _identities(self) -> tuple[Identity, ...]:
        # Kept: expanding a seed for each batch would cost as much as opening some letters.
        return tuple(Identity(seed) for seed in self.seeds)


def open_letter(envelope: bytes, task: Task, identities: tuple[Identity, ...], origin: str) -> OpenedLetter:
    """Opens one envelope with the first identity that it names, and seals its attachments for the vault."""
    try:
        return _describe(_open(envelope, identities, origin), task)
    except TrackerError as error:
        return OpenedLetter(task, error.code)
    except Exception:  # noqa: BLE001 - no letter, whatever is in it, may stop the others
        return OpenedLetter(task, FAULT)


def _open(envelope: bytes, identities: tuple[Identity, ...], origin: str) -> OpenedEnvelope:
    fault: EnvelopeError = EnvelopeNotForUs("no identity was given")
    for identity in identities:
        try:
            return open_with_header(envelope, identity, origin)
        except EnvelopeNotForUs as error:
            fault = error
    raise fault


def _describe(opened: OpenedEnvelope, task: Task) -> OpenedLetter:
    header, letter = opened.header, opened.letter
    attachments = tuple(
        (item.media_type, seal_blob(item.data, _randomness(task.seed, number)))
        for number, item in enumerate(letter.attachments, 1)
    )
    # Opening it held its form to the size.
    faults = form_faults(letter.form, letter.kind.value, len(attachments), is_measured=True)
    return OpenedLetter(
        task,
        kind=letter.kind.value,
        day=letter.day,
        inquiry=letter.public.inquiry_id,
        keys=letter.public.as_json(),
        form=letter.form,
        attachments=attachments,
        epoch=header.epoch,
        head_hash=header.head_hash,
        recipients=frozenset(header.stanzas),
        flags=tuple(dict.fromkeys(fault.code for fault in islice(faults, _FLAGS_MAX))),
    )


def _randomness(seed: bytes, number: int) -> bytes:
    """What is derived for an attachment, numbered from 1: the seed itself is for the envelope."""
    return hkdf(seed, info(Purpose.VAULT_ROW, "blob", number), KEY_AND_NONCE_BYTES)
