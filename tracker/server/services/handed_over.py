"""Whether what a ceremony hands over agrees with the keyring, with itself, and with what is served already.

It is no audit (`tracker audit` is): it keeps half a copy, another origin's or an older one from being served.
"""

import hashlib
from pathlib import Path

from crypto.checkpoint import Checkpoint, open_checkpoint, parse_checkpoint
from crypto.errors import LogError, TileError
from crypto.head import Head
from crypto.merkle import verify_consistency
from crypto.note import VerifierKey, parse_note
from crypto.tile_audit import verified_entries
from crypto.tiles import prove_consistency
from tracker.records.archive import Log, roster
from tracker.records.errors import PublicTreeRefused
from tracker.server.services.heartbeat import ceremony_key
from tracker.server.services.public_tree import PublicTree
from tracker.tile_folder import TileFolder


def check_handed_over(copy: Path, tree: PublicTree, heads: list[Head], key_log: VerifierKey) -> None:
    """Numbered as in docs/spec/server-api.md, "Static files". Raises PublicTreeRefused.

    ``heads`` are all heads from epoch 0 on, verified.
    """
    try:
        # 1. The key log is signed, whole, and has exactly these heads.
        _check_log(copy, tree, Log.KEYS, key_log, [head.encode() for head in heads])
        # 2. The ceremony log is signed by the key that the newest head names, and whole.
        _check_log(copy, tree, Log.CEREMONY, _ceremony_key(heads[-1]), None)
    except (LogError, TileError) as error:
        raise PublicTreeRefused(f"{error.code}: {error}") from error
    # 4. There is a roster for each head, the one that it names.
    for head in heads:
        path = copy / roster(head.epoch)
        if not path.is_file() or hashlib.sha256(path.read_bytes()).digest() != head.roster:
            raise PublicTreeRefused("not the roster that the head names", path=roster(head.epoch))


def _check_log(
    copy: Path, tree: PublicTree, log: Log, key: VerifierKey, documents: list[bytes] | None
) -> None:
    folder = TileFolder(copy / log.folder)
    if folder.note is None:
        raise PublicTreeRefused("a log has no checkpoint", path=log.checkpoint)
    checkpoint = open_checkpoint(folder.note, key)
    at = 0
    for batch in verified_entries(folder, checkpoint.size, checkpoint.root):
        if documents is not None and batch != documents[at : at + len(batch)]:
            raise PublicTreeRefused("the log has other entries than the keyring", path=log.folder)
        at += len(batch)
    if documents is not None and at != len(documents):
        raise PublicTreeRefused("the log has fewer entries than the keyring", path=log.folder)
    # 3. Either log continues the one that is served.
    served = tree.log(log)
    if served is not None and served.note is not None:
        _check_continues(folder, parse_checkpoint(parse_note(served.note).text), checkpoint, log)


def _check_continues(folder: TileFolder, served: Checkpoint, offered: Checkpoint, log: Log) -> None:
    if served.size > offered.size:
        raise PublicTreeRefused("a log is shorter than the one that is served", path=log.checkpoint)
    proof = prove_consistency(folder, served.size, offered.size)
    verify_consistency(served.size, served.root, offered.size, offered.root, proof)


def _ceremony_key(head: Head) -> VerifierKey:
    found = ceremony_key(head)
    if found is None:
        raise PublicTreeRefused("the newest head names no key of the ceremony log")
    return found
