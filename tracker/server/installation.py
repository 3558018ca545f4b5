"""Making a server, reading what a ceremony hands over, and upgrading the database."""

import os
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tracker.files import OWNER_ONLY, sync_folder, write_file, write_new_file
from tracker.records import archive as archives
from tracker.records.errors import ConfigExists, KeyringMissing
from tracker.server import schema
from tracker.server.config import CONFIG_NAME, ServerConfig, write_config
from tracker.server.office import Office, open_office
from tracker.server.pinning import check_listed, pin_of_listed, pin_of_next
from tracker.server.release import ReleasedFile, make_release
from tracker.server.services.batches import day_of_time, next_closing_day
from tracker.server.services.handed_over import check_handed_over
from tracker.server.sqlite import open_sqlite
from tracker.server.state import StateFolder
from tracker.server.store import calendar, keyring, log
from tracker.server.store.keyring import StoredKeyring


@dataclass(frozen=True)
class Offer:
    """What is to be installed: the bytes of trust root, served keyring and roster.

    ``archive`` is the folder whose public tree is to be served, if it has one.
    """

    trust: bytes
    keyring: bytes
    roster: bytes
    archive: Path | None = None


@dataclass(frozen=True)
class Upgraded:
    """Whether the schema changed, and where the copy from before is (SQLite)."""

    changed: bool
    backup: str | None
    words: str


def create(config: ServerConfig, now: int, draw: Callable[[int], bytes] = os.urandom) -> str:
    """Makes folder, configuration, secrets and database; gives the intake verifier key.

    ``now`` is POSIX seconds, ``draw`` gives so many random bytes. Raises ConfigExists, DatabaseUnreachable,
    DatabaseSetting.
    """
    if (config.folder / CONFIG_NAME).exists():
        raise ConfigExists("this folder already holds a server")
    state = StateFolder(config.folder)
    state.make()
    state.make_secrets(draw)
    office = open_office(config)
    with office.database.write() as connection:
        schema.upgrade(connection)
        calendar.start(connection, day_of_time(now))
        log.start(connection, next_closing_day(now, config.batch_hour))
        office.letters.prepare(connection, 0)
    office.batches.settle()
    office.close()
    if config.is_sqlite:
        state.database.chmod(OWNER_ONLY)
    write_new_file(config.folder / CONFIG_NAME, write_config(config))
    return state.intake_signer(config.origin).verifier.encode()


def read_offer(source: Path, trust: Path | None, roster: Path | None, office: Office) -> Offer:
    """Reads what a ceremony's folder holds: an archive, or keyring, roster and trust root side by side.

    Raises KeyringMissing if a part is absent; the trust root of an archive is always given apart.
    """
    archive = source if (source / archives.KEYRING).is_file() else None
    folder = source if source.is_dir() else source.parent
    served = folder / archives.KEYRING if archive else source / "keyring" if source.is_dir() else source
    beside = folder / archives.ROSTER if archive else folder / "roster"
    with office.database.read() as connection:
        installed = keyring.load(connection)
    if trust is None and installed is not None:
        trusted = installed.trust
    elif trust is None and archive:
        raise KeyringMissing("an archive holds no trust root: give --trust FILE, which a person handed you")
    else:
        trusted = _part(trust or folder / "trust")
    return Offer(trusted, _part(served), _part(roster or beside), archive)


def install(office: Office, offer: Offer, now: int) -> int:
    """Verifies and installs a keyring, and publishes the tree that comes with it; gives the newest epoch.

    Nothing changes unless both hold. Raises as ``Keyrings.verify`` and ``commit``; PublicTreeRefused,
    StorageFull.
    """
    verified = office.keyrings.verify(offer.trust, offer.keyring, offer.roster, now)
    if offer.archive is None:
        return office.keyrings.commit(verified)
    with office.public.copied(offer.archive) as copy:
        check_handed_over(copy, office.public, verified.heads, verified.trust.log)
        epoch = office.keyrings.commit(verified)
        office.public.publish(copy, verified.witnesses)
    return epoch


def release_pages(office: Office, *, unlisted: bool = False) -> bool:
    """Renders the family's pages as the newest head lists them and publishes them; whether any changed.

    What the newest head does not list is published only with ``unlisted``; the pages stay as they are.
    Raises KeyringMissing, ReleaseFailed, ReleaseUnlisted.
    """
    stored = _installed(office)
    files = make_release(pin_of_listed(stored))
    if not unlisted:
        check_listed(stored, files)
    return office.pages.publish(files)


def next_release(office: Office) -> tuple[int, dict[str, ReleasedFile]]:
    """What this program would release under the next head, and the epoch that it pins; nothing is published.

    Raises KeyringMissing, ReleaseFailed.
    """
    stored = _installed(office)
    return stored.newest.epoch, make_release(pin_of_next(stored))


def write_release(files: Mapping[str, ReleasedFile], folder: Path) -> None:
    """Writes a release's files to where an archive has them."""
    for path, file in files.items():
        target = folder / archives.file_of(path.removeprefix("/"))
        target.parent.mkdir(parents=True, exist_ok=True)
        write_file(target, file.body)


def _installed(office: Office) -> StoredKeyring:
    with office.database.read() as connection:
        installed = keyring.load(connection)
    if installed is None:
        raise KeyringMissing("none is installed: tracker server keyring FOLDER")
    return installed


def upgrade(config: ServerConfig) -> Upgraded:
    """Upgrades the schema, SQLite after a copy, and the files that follow the database.

    Raises SchemaNewer, IntakeLogForked, StateUnsafe.
    """
    office = open_office(config)
    office.state.make()
    with office.database.read() as connection:
        found = schema.revision_of(connection)
    if found == schema.NEWEST:
        office.batches.settle()
        office.close()
        return Upgraded(False, None, f"The database already has schema {found}.")
    backup = _copy(config, found) if config.is_sqlite else None
    with office.database.write() as connection:
        schema.upgrade(connection)
    office.batches.settle()
    office.close()
    kept = f"the copy from before is {backup}" if backup else "pg_dump first is your part"
    return Upgraded(True, backup, f"The database now has schema {schema.NEWEST}; {kept}.")


def _copy(config: ServerConfig, revision: str | None) -> str:
    """A consistent copy of the main database, beside it."""
    path = StateFolder(config.folder).database
    copy = path.with_name(f"{path.name}.before-{revision}")
    copy.unlink(missing_ok=True)
    with (
        closing(open_sqlite(path, config.sqlite_journal_mode)) as source,
        closing(open_sqlite(copy, config.sqlite_journal_mode, create=True)) as target,
    ):
        source.backup(target)
    copy.chmod(OWNER_ONLY)
    sync_folder(config.folder)
    return copy.name


def _part(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise KeyringMissing(f"there is no file {path.name} beside the keyring") from error
