"""Rules of what a server serves besides keys: answers, the log of letters, the family's client."""

import hashlib

from crypto.checkpoint import Checkpoint
from crypto.errors import ReleaseUnlogged
from crypto.manifest import SIGNED_MANIFEST_MAX, open_manifest
from crypto.note import NOTE_MAX
from tracker.auditor.case import Case
from tracker.auditor.finding import NotApplicable
from tracker.auditor.logs import check_prefix
from tracker.auditor.logs import check_signed as check_log_signed
from tracker.auditor.source import has
from tracker.records import archive
from tracker.records.client_manifest import (
    CLIENT_MANIFEST_MAX,
    FILE_BYTES_MAX,
    PAGES,
    ClientManifest,
    decode_client_manifest,
)
from tracker.records.errors import (
    ArchiveMissing,
    IntakeDiffers,
    LogForked,
    LogRolledBack,
    ReleasedFileDiffers,
)


def check_manifests(case: Case) -> str:
    """Each publisher's newest answers are signed by its threshold of signers."""
    head, said, manifests = case.heads.get()[-1], [], []
    if not case.source.is_live and not _has_mailbox(case):
        raise NotApplicable("this folder has no mailbox: nothing is said of answers")
    for publisher in head.publishers:
        signed = case.source.read(archive.mailbox_manifest(publisher.name), SIGNED_MANIFEST_MAX)
        manifest = open_manifest(signed, head, publisher.name)
        manifests.append(manifest)
        due = f"next due {manifest.next_day}"
        said.append(f"'{publisher.name}' number {manifest.publication.number} of {manifest.day}, {due}")
    case.manifests.put(tuple(manifests))
    return "; ".join(said)


def check_intake_signed(case: Case) -> str:
    """The intake log's checkpoint is signed by the key in the newest head."""
    case.intake.key.get()
    _check_is_servers(case)
    return check_log_signed(case, case.intake)


def check_read(case: Case) -> str:
    """What each desk has read is the beginning of the public log of letters."""
    newest = case.intake.signed.get().checkpoint
    said = []
    for manifest in case.manifests.get():
        read = Checkpoint(newest.origin, manifest.intake_size, manifest.intake_root)
        try:
            check_prefix(case.intake.tiles.get(), read, newest)
        except (LogForked, LogRolledBack) as error:
            name = manifest.publication.publisher
            raise IntakeDiffers(f"'{name}' read another log than the public one: {error}") from error
        name, up_to = manifest.publication.publisher, manifest.read_up_to
        said.append(f"'{name}' read {manifest.intake_size} of {newest.size} letters, up to {up_to}")
    return "; ".join(said)


def check_release(case: Case) -> str:
    """The served client's manifest is the one that the newest head names, and was logged as released."""
    client = case.heads.get()[-1].client
    if client is None:
        raise NotApplicable("no client has been released: the genesis cannot name one")
    if not has(case.source, archive.CLIENT_MANIFEST, CLIENT_MANIFEST_MAX):
        _check_is_servers(case)
    document = case.source.read(archive.CLIENT_MANIFEST, CLIENT_MANIFEST_MAX)
    if hashlib.sha256(document).digest() != client:
        raise ReleasedFileDiffers(
            "the manifest is not the one that the head names", path=archive.CLIENT_MANIFEST
        )
    logged = {release.manifest: release.version for _, release in case.records.get().releases}
    if client not in logged:
        raise ReleaseUnlogged("no logged release has this manifest")
    manifest = case.client.put(decode_client_manifest(document))
    for page in PAGES:
        if manifest.file(page) is None:
            raise ReleasedFileDiffers(f"the release has no page '{page}'", path=page)
    return f"version {logged[client]}, {len(manifest.files)} files, manifest {client.hex()}"


def check_client_files(case: Case) -> str:
    """Every byte of every file is as it was released."""
    manifest = case.client.get()
    differing = [file.path for file in manifest.files if not _is_released(case, manifest, file.path)]
    if differing:
        named = ", ".join(differing)
        raise ReleasedFileDiffers(f"not as released: {named}", path=named)
    return f"{sum(file.length for file in manifest.files)} bytes in {len(manifest.files)} files"


def _is_released(case: Case, manifest: ClientManifest, path: str) -> bool:
    file = manifest.file(path)
    try:
        if file is not None:
            file.check(case.source.read(path, FILE_BYTES_MAX))
    except (ReleasedFileDiffers, ArchiveMissing):
        return False
    return file is not None


def _has_mailbox(case: Case) -> bool:
    paths = [archive.mailbox_manifest(item.name) for item in case.heads.get()[-1].publishers]
    return any(has(case.source, path, SIGNED_MANIFEST_MAX) for path in paths)


def _check_is_servers(case: Case) -> None:
    """Log of letters and client are there where anything is that a server adds. Raises NotApplicable."""
    has_letters = has(case.source, case.intake.log.checkpoint, NOTE_MAX)
    if not (case.source.is_live or has_letters or _has_mailbox(case)):
        raise NotApplicable("this folder holds ceremonies alone: nothing is said of what a server serves")
