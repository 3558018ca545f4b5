"""Desk notes: what the vaults of one desk tell each other, in files and in every outbox's block.

docs/spec/notes.md. All acts that a vault knows go out, each with its author's signature; what comes in is
added to the set. Nobody's notes can take anything away.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracker.desk.acts import SignedAct, is_signed
from tracker.desk.leaving import spare_vault
from tracker.desk.notes_file import (
    VERSION,
    NotesHead,
    encode_summary,
    length_for,
    room,
    seal,
    size_of,
)
from tracker.desk.state import BY_HAND, Desk
from tracker.desk.triage import Done
from tracker.desk.vault import Vault
from tracker.files import atomic_file
from tracker.records.outbox import NOTES_BYTES

_BURIED_MAX = 10_000
_BURIED_IN_BLOCK = 200
_VERIFIED_AT_ONCE = 64


@dataclass(frozen=True)
class Written:
    """Notes that were written: how many acts, how many bytes, how many acts nobody signed (left out)."""

    acts: int
    bytes: int
    unsigned: int


def write_notes(vault: Vault, path: Path, now: int) -> Written:
    """Writes everything that this vault knows its caseworkers did, for all caseworkers of the newest roster.

    Raises NotesMalformed if it is too much, FileExistsError, OSError.
    """
    spare_vault(vault, path)
    acts, unsigned = _signed(vault, _newest_first(vault.desk))
    summary = encode_summary(_summary(vault, now, _BURIED_MAX, is_whole=True))
    members = [worker.recipient for worker in vault.desk.store.members]
    head = _head(vault, len(members), length_for(len(members), summary, acts))
    key = vault.randomness(32)
    sealed = seal(head, (summary, acts), vault.identity.signing_key, members, key)
    with atomic_file(path) as file:
        file.write(head.encode() + sealed)
    return Written(len(acts), len(head.encode()) + len(sealed), unsigned)


def notes_block(vault: Vault, now: int) -> bytes:
    """The 256 KiB that every outbox carries: the newest acts that fit, or none; nothing shows which."""
    members = [worker.recipient for worker in vault.desk.store.members]
    head = _head(vault, len(members), NOTES_BYTES)
    summary = encode_summary(_summary(vault, now, _BURIED_IN_BLOCK, is_whole=False))
    newest = list(_fitting(_newest_first(vault.desk), room(len(members), NOTES_BYTES) - len(summary)))
    chosen, _ = _signed(vault, newest)
    key = vault.randomness(32)
    return seal(head, (summary, chosen), vault.identity.signing_key, members, key)


def known_acts(desk: Desk) -> list[Done]:
    """Every act that the vault has: of cases that were not withdrawn, and of entries still to come."""
    held = [done for case in desk.cases.values() if not case.is_withdrawn for done in case.acts]
    return held + [done for kept in desk.pending.values() for done in kept.acts]


def _newest_first(desk: Desk) -> list[SignedAct]:
    known = sorted(known_acts(desk), key=lambda done: (done.at, done.id), reverse=True)
    return [done.signed for done in known if done.signed is not None]


def _signed(vault: Vault, acts: list[SignedAct]) -> tuple[list[SignedAct], int]:
    """The acts that their authors signed, and how many are left out because they did not."""
    good = signed_by_authors(acts, vault.name.origin, vault.name.publisher)
    return [act for act, holds in zip(acts, good, strict=True) if holds], good.count(False)


def signed_by_authors(acts: Iterable[SignedAct], origin: str, publisher: str) -> list[bool]:
    """Which acts their authors signed for this desk."""
    # libsodium lets go of the interpreter's lock while it verifies: threads use all cores.
    with ThreadPoolExecutor() as pool:
        checked = pool.map(lambda act: is_signed(act, origin, publisher), acts, chunksize=_VERIFIED_AT_ONCE)
        return list(checked)


def _fitting(acts: Iterable[SignedAct], free: int) -> Iterator[SignedAct]:
    for act in acts:
        free -= size_of(act)
        if free < 0:
            return
        yield act


def _head(vault: Vault, members: int, length: int) -> NotesHead:
    return NotesHead(vault.name.origin, vault.name.publisher, vault.desk.store.head.epoch, members, length)


def _summary(vault: Vault, now: int, buried_max: int, is_whole: bool) -> dict[str, Any]:
    """What a reader should know beside the acts."""
    desk = vault.desk
    buried = sorted(desk.buried.items(), key=lambda item: item[1], reverse=True)
    return {
        "version": VERSION,
        "at": now,
        "copy": desk.copy,
        "whole": is_whole,
        "owns-sequence": desk.owns_sequence,
        "erased": [name for name, burial in buried if burial.reason == BY_HAND][:buried_max],
    }
