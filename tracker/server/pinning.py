"""Which epoch the pages pin, and whether the newest head lists them (docs/spec/pages.md, "Manifest").

A head's line ``client`` names the release that is served from that epoch on. The pages of that release were
rendered before there was this head, so they pin the epoch before it.
"""

from collections.abc import Mapping
from dataclasses import replace

from crypto.trust import decode_trust
from tracker.records.errors import ReleaseUnlisted
from tracker.server.release import ReleasedFile, client_manifest
from tracker.server.store.keyring import StoredKeyring


def pin_of_next(stored: StoredKeyring) -> bytes:
    """The trust root that pages for the next head pin: it knows the newest epoch."""
    return _pinned(stored, stored.newest.epoch)


def pin_of_listed(stored: StoredKeyring) -> bytes:
    """The trust root that those pages pin that the newest head lists; as it was given if it lists none."""
    client = stored.newest.head.client
    if client is None:
        return stored.trust
    first = stored.newest.epoch
    for item in reversed(stored.epochs):
        if item.head.client != client:
            break
        first = item.epoch
    return _pinned(stored, first - 1)


def check_listed(stored: StoredKeyring, files: Mapping[str, ReleasedFile]) -> None:
    """These files are the client that the newest head names, if it names one. Raises ReleaseUnlisted."""
    client = stored.newest.head.client
    if client is not None and manifest_hash(files) != client:
        raise ReleaseUnlisted(f"epoch {stored.newest.epoch} names another released client than these pages")


def manifest_hash(files: Mapping[str, ReleasedFile]) -> bytes:
    """What a head would name these files by, from each of them. Raises ClientManifestMalformed."""
    return client_manifest(files).hash


def _pinned(stored: StoredKeyring, epoch: int) -> bytes:
    """The trust root, which knows at least this epoch. It asks for no less than the one that was given."""
    trust = decode_trust(stored.trust)
    known = {item.epoch: item.hash for item in stored.epochs}
    if epoch <= trust.known_epoch or epoch not in known:
        return stored.trust
    return replace(trust, known_epoch=epoch, known_head=known[epoch]).encode()
