"""What a family's browser meets in rows 1 to 3: the real server, twelve recipients, ten epochs of history."""

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from crypto.cell import Publication
from crypto.family import FamilyKeys
from crypto.keys import ExchangeKey
from crypto.mailbox import encode_index
from crypto.merkle import inclusion_proofs, tree_root
from crypto.note import VerifierKey
from crypto.passphrase import Passphrase, encode, stretch
from tests.simulators.deployment import Deployment, free_port
from tests.simulators.outboxes import Outbox, make_outbox
from tests.simulators.throwaway_keys import ORIGIN, PUBLISHER, ThrowawayKeys
from tests.vectors import cast
from tracker import wordlists
from tracker.desk.days import add_days, day_of
from tracker.desk.publishing import RECEIVED, Told, seal_publication
from tracker.records.answer import received_answer
from tracker.server.config import ServerConfig, load_config, make_config
from tracker.server.installation import create

EPOCHS_BEHIND = 10
# With the recovery recipient twelve.
CASEWORKERS = tuple(f"caseworker-{letter}" for letter in "abcdefghijk")
RECIPIENTS = len(CASEWORKERS) + 1
_KEPT = ("workers", "threads", "disk_reserve_bytes", "housekeeping_seconds")


@dataclass(frozen=True)
class FamilyDeployment:
    """A running server with a publication, and the words of the one family whose answer is in it."""

    deployment: Deployment
    words: Passphrase
    answer: dict[str, Any]
    cells: int

    @cached_property
    def spelled(self) -> list[str]:
        """The family's ten words."""
        return encode(self.words.entropy, wordlists.load()[self.words.language])

    @property
    def signature_checks(self) -> int:
        """How many signatures a browser checks: each head's for both epochs' officers, the log's, and the
        cosignatures for both policies."""
        keys = self.deployment.keys
        officers = sum(2 * len(signed.signatures) for signed in keys.signed[1:])
        return officers + 1 + 2 * len(cast.WITNESSES)


@contextmanager
def family_deployment(folder: Path, cells: int, seed: int) -> Iterator[FamilyDeployment]:
    """The server, until the block ends; ``cells`` inquiries are told something in its publication."""
    now = int(time.time())
    entropy = hashlib.sha256(f"words {seed}".encode()).digest()[:13]
    words = Passphrase("uk", entropy)
    deployment = _prepare(folder / "server", now)
    deployment.start()
    try:
        answer = _answer(now)
        outbox = _outbox(deployment.keys, FamilyKeys(stretch(entropy, ORIGIN)), answer, cells, now)
        applied = deployment.exchange(outbox.encode())
        if applied.status != 200:
            raise RuntimeError(f"the outbox was refused: {applied.body!r}")
        yield FamilyDeployment(deployment, words, answer, cells)
    finally:
        deployment.stop()


def _prepare(folder: Path, now: int) -> Deployment:
    """A server as it usually runs, whose trust root knows the genesis and whose keyring is ten epochs on."""
    config = make_config(folder.resolve(), {"origin": ORIGIN})
    intake = VerifierKey.decode(create(config, now))
    defaults = ServerConfig(folder, "")
    settings = {name: str(getattr(defaults, name)).lower() for name in _KEPT}
    keys = ThrowawayKeys(intake, CASEWORKERS, cosigned_at=now)
    for _ in range(EPOCHS_BEHIND):
        keys.next_epoch()
    deployment = Deployment(folder, keys, free_port(), "", settings)
    deployment.install_keyring()
    return deployment


def _outbox(keys: ThrowawayKeys, family: FamilyKeys, answer: dict[str, Any], cells: int, now: int) -> Outbox:
    """The first publication: this family's answer among many that are told that their letter arrived."""
    today, next_day = day_of(now), add_days(day_of(now), 7)
    others = received_answer("uk", today, next_day)
    told = [Told(0, family.public.as_json(), answer, 0)]
    told += [Told(n, cast.family(f"other {n}").public.as_json(), others, RECEIVED) for n in range(1, cells)]
    secret = ExchangeKey(os.urandom(32))
    slices = seal_publication(
        Publication(ORIGIN, PUBLISHER, 0), secret.secret, told, os.urandom, lambda *_progress: None
    )
    leaves, index = [piece.leaf for piece in slices], encode_index(slices)
    empty = make_outbox(keys, 0)
    manifest = replace(
        empty.manifest, day=today, next_day=next_day, read_up_to=add_days(today, -1), key=secret.public,
        slices=len(slices), root=tree_root(leaves), index=hashlib.sha256(index).digest(),
    )  # fmt: skip
    header = replace(empty.header, slices=len(slices), manifest_bytes=len(manifest.encode()))
    served = [piece.encode(path) for piece, path in zip(slices, inclusion_proofs(leaves), strict=True)]
    signers = keys.identities[: keys.newest.publishers[0].threshold]
    return Outbox(header, manifest, index, served, signers)


def _answer(now: int) -> dict[str, Any]:
    """An answer with a text of the usual length: one cell. Fictional."""
    return {
        "work": "answered",
        "knowledge": {"value": "located", "source": "icrc", "date": "2026-10", "confidence": "high"},
        "text": "Ваша людина в місті Вигаданому. Деталі – через Червоний Хрест. " * 8,
        "language": "uk",
        "answered": day_of(now),
        "again": add_days(day_of(now), 60),
    }


def config_of(deployment: Deployment) -> ServerConfig:
    """The settings that the server has."""
    return load_config(deployment.config, {})
