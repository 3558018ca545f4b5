"""Opening letters: what a worker process does with one envelope (docs/spec/inbox.md, "Opening").

Everything here reads what strangers wrote. An envelope that cannot be opened gives a result with a code;
nothing that it holds may raise.
"""

from binascii import a2b_base64
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from crypto.envelope import envelope_hash, open_envelope
from crypto.errors import EnvelopeError, EnvelopeNotForUs, TrackerError
from crypto.keys import hkdf
from crypto.labels import Purpose, info
from crypto.letter import Letter
from crypto.recipient import Identity
from tracker.desk.blobs import KEY_AND_NONCE_BYTES, SealedBlob, seal_blob
from tracker.desk.incoming import Place
from tracker.records.errors import InboxChanged
from tracker.records.form_check import form_faults

FAULT = "letter-fault"
SEED_BYTES = KEY_AND_NONCE_BYTES
_FLAGS_MAX = 8


@dataclass(frozen=True)
class Task:
    """Where an envelope lies in the inbox file, its hash as verified, and ``SEED_BYTES`` fresh bytes."""

    leaf: int
    hash: bytes
    offset: int
    length: int
    seed: bytes = field(repr=False)


@dataclass(frozen=True)
class OpenedLetter:
    """What became of an envelope. With ``code`` it did not open, and the rest is empty.

    ``seed`` is its task's: who stores the envelope seals it with that. ``recipients`` are the short ids of
    its stanzas; ``flags`` the codes of faults in the form.
    """

    leaf: int
    hash: bytes
    seed: bytes = field(repr=False)
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
    """Opens batches of envelopes from a file; each of ``seeds`` (32 bytes) is an identity to try."""

    path: Path
    origin: str
    seeds: tuple[bytes, ...] = field(repr=False)

    def __call__(self, tasks: list[Task]) -> list[OpenedLetter]:
        """A result per task. Raises OSError if the medium fails, InboxChanged if it changed meanwhile."""
        with self.path.open("rb") as file:
            return [
                open_letter(read_envelope(file, task), task, self._identities, self.origin) for task in tasks
            ]

    def crashed(self, task: Task) -> OpenedLetter:
        """The result of an envelope that killed its worker process."""
        return OpenedLetter(task.leaf, task.hash, task.seed, FAULT)

    @cached_property
    def _identities(self) -> tuple[Identity, ...]:
        # Kept: expanding a seed for each batch would cost as much as opening some letters.
        return tuple(Identity(seed) for seed in self.seeds)


def read_envelope(file: BinaryIO, where: Place | Task) -> bytes:
    """An envelope of a verified inbox again. Raises OSError if the medium fails, InboxChanged."""
    file.seek(where.offset)
    envelope = file.read(where.length)
    if envelope_hash(envelope) != where.hash:
        raise InboxChanged("the medium changed while it was read")
    return envelope


def open_letter(envelope: bytes, task: Task, identities: tuple[Identity, ...], origin: str) -> OpenedLetter:
    """Opens one envelope with the first identity that it names, and seals its attachments for the vault."""
    try:
        return _describe(_open(envelope, identities, origin), envelope, task)
    except TrackerError as error:
        return OpenedLetter(task.leaf, task.hash, task.seed, error.code)
    except Exception:  # noqa: BLE001 - no letter, whatever is in it, may stop the others
        return OpenedLetter(task.leaf, task.hash, task.seed, FAULT)


def _open(envelope: bytes, identities: tuple[Identity, ...], origin: str) -> Letter:
    fault: EnvelopeError = EnvelopeNotForUs("no identity was given")
    for identity in identities:
        try:
            return open_envelope(envelope, identity, origin)
        except EnvelopeNotForUs as error:
            fault = error
    raise fault


def _describe(letter: Letter, envelope: bytes, task: Task) -> OpenedLetter:
    epoch, head_hash, recipients = _header_fields(envelope)
    attachments = tuple(
        (item.media_type, seal_blob(item.data, _randomness(task.seed, number)))
        for number, item in enumerate(letter.attachments, 1)
    )
    faults = islice(form_faults(letter.form, letter.kind.value, len(attachments)), _FLAGS_MAX)
    return OpenedLetter(
        task.leaf,
        task.hash,
        task.seed,
        kind=letter.kind.value,
        day=letter.day,
        inquiry=letter.public.inquiry_id,
        keys=letter.public.as_json(),
        form=letter.form,
        attachments=attachments,
        epoch=epoch,
        head_hash=head_hash,
        recipients=recipients,
        flags=tuple(dict.fromkeys(fault.code for fault in faults)),
    )


def _header_fields(envelope: bytes) -> tuple[int, bytes, frozenset[bytes]]:
    """Epoch, hash of the head, short ids of the recipients, of an envelope that opened.

    Opening has held the header to its one encoding: here it is enough to take the fields out.
    """
    _, _, keyring, *stanzas = envelope[: envelope.index(b"\n--- ")].decode("ascii").split("\n")
    _, epoch, head_hash = keyring.split(" ")
    short_ids = frozenset(a2b_base64(stanza.split(" ", 2)[1]) for stanza in stanzas)
    return int(epoch), a2b_base64(head_hash), short_ids


def _randomness(seed: bytes, number: int) -> bytes:
    """What is derived for an attachment, numbered from 1: the seed itself is for the envelope."""
    return hkdf(seed, info(Purpose.VAULT_ROW, "blob", number), KEY_AND_NONCE_BYTES)
