"""A vault full of fictional inquiries, made without sealing a letter: for what is measured after the import.

Every event is a real one, signed and sealed; the envelopes beside them are a hundred bytes instead of 64 KiB,
as unlocking reads of an envelope only how long it is.
"""

import base64
import os
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.fictional_people import Truth, people
from crypto.keyfile import KeyfileRandomness, SeedUse, seal_keyfile
from tests.vectors import cast
from tracker.desk.acting import append_act
from tracker.desk.acts import Assign, Note
from tracker.desk.case import inquiry_id
from tracker.desk.filing import file_letter
from tracker.desk.opening import OpenedLetter
from tracker.desk.shared_envelopes import SEED_BYTES, Task
from tracker.desk.vault import Documents, Vault

PASSWORD = "benchmark"  # noqa: S105 - of a vault of fictional letters
_TRANSACTION = 2_000
_ENVELOPE_BYTES = 60
_CATEGORIES = (
    "civilian",
    "civilian",
    "prisoner-of-war",
    "prisoner-of-war",
    "child",
    "convict",
    "patient",
    "anti-war",
)
_WORDS = (
    "востаннє", "дзвонив", "бачили", "відтоді", "нічого", "невідомо", "сусіди", "казали", "повезли", "разом",
    "з", "іншими", "просимо", "допомогти", "ліки", "хворіє", "адвокат", "відповіді", "немає", "писали",
)  # fmt: skip
_HALVES = {"reply-x25519": 32, "reply-xwing": 1216, "address": 32, "author": 32}


@dataclass(frozen=True)
class FullVault:
    """Where the vault and the key file of its caseworker lie; ``PASSWORD`` opens it."""

    vault: Path
    identity: Path


def fill(folder: Path, count: int, seed: int) -> FullVault:
    """So many inquiries; a fifth is answered, a third belongs to somebody, some have notes."""
    rng = random.Random(seed)
    me = cast.SIGNERS[0]
    made = FullVault(folder / "vault", folder / "caseworker.identity")
    randomness = KeyfileRandomness(rng.randbytes(16), rng.randbytes(24))
    made.identity.write_bytes(seal_keyfile(SeedUse.CASEWORKER, cast.seed(me), PASSWORD, randomness))
    documents = Documents(
        cast.trust().encode(), cast.served(cast.history(1)).encode(), cast.roster().encode()
    )
    with Vault.create(made.vault, cast.identity(me), documents, "desk", cast.NOW, os.urandom) as vault:
        truths = people(rng, count)
        for first in range(0, count, _TRANSACTION):
            with vault.transaction():
                for leaf, truth in enumerate(truths[first : first + _TRANSACTION], first):
                    _file(vault, rng, leaf, truth)
    return made


def _file(vault: Vault, rng: random.Random, leaf: int, truth: Truth) -> None:
    now = cast.NOW + rng.randrange(60) * 86_400
    keys = {name: base64.b64encode(rng.randbytes(size)).decode() for name, size in _HALVES.items()}
    store = vault.desk.store
    opened = OpenedLetter(
        Task(leaf, rng.randbytes(32), 0, _ENVELOPE_BYTES, rng.randbytes(SEED_BYTES)),
        kind="inquiry",
        day=cast.DAY,
        inquiry=inquiry_id(keys),
        keys=keys,
        form=_form(rng, truth),
        epoch=store.head.epoch,
        head_hash=store.head.hash,
        recipients=store.short_ids[store.head.epoch],
    )
    file_letter(vault, opened, rng.randbytes(_ENVELOPE_BYTES), now)
    case = vault.desk.cases[vault.desk.by_inquiry[opened.inquiry]]
    if rng.random() < 0.33:
        append_act(vault, case, Assign(rng.choice(cast.SIGNERS)), now)
    if rng.random() < 0.1:
        append_act(vault, case, Note(" ".join(rng.choices(_WORDS, k=12))), now)


def _form(rng: random.Random, truth: Truth) -> dict[str, Any]:
    language = rng.choice(("uk", "uk", "ru"))
    year, month, day = truth.born
    form: dict[str, Any] = {
        "language": language,
        "holder": "russia",
        "category": rng.choice(_CATEGORIES),
        "full-name": " ".join(truth.name(language)),
        "birth": f"{year}-{month:02d}-{day:02d}",
        "sex": "female" if truth.female else "male",
        "home": truth.town,
        "last-seen": {"when": f"2024-{rng.randint(1, 12):02d}", "where": truth.town},
        "relation": "close-family",
        "sharing": {"match": True},
        "text": " ".join(rng.choices(_WORDS, k=rng.randint(5, 60))),
    }
    if rng.random() < 0.15:
        form["urgent"] = ["medicine"]
    return form
