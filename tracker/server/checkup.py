"""`tracker server check`: every condition the server needs, each with its evidence."""

import stat
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

from crypto.checkpoint import open_checkpoint
from crypto.errors import TrackerError
from crypto.keyring import ServedKeyring, verify_keyring
from crypto.manifest import open_manifest
from crypto.merkle import EMPTY_ROOT
from crypto.note import parse_note
from crypto.tlog_proof import parse_tlog_proof
from crypto.trust import decode_trust
from tracker.records.archive import Log
from tracker.records.errors import CheckFailed
from tracker.server import schema
from tracker.server.config import ServerConfig
from tracker.server.office import Office, open_office
from tracker.server.pinning import check_listed
from tracker.server.postgres import forbid_commit_times, loud_settings
from tracker.server.release import make_release
from tracker.server.services.batches import day_of_time
from tracker.server.services.intake import free_bytes
from tracker.server.services.keyring import signed_head
from tracker.server.services.mailbox import INDEX, MANIFEST, verify_slices
from tracker.server.store import calendar, keyring, log, publications


@dataclass(frozen=True)
class Result:
    """One line of the report."""

    name: str
    passed: bool
    evidence: str

    def as_json(self) -> dict[str, object]:
        """The same for machines."""
        return {"check": self.name, "passed": self.passed, "evidence": self.evidence}


def examine(config: ServerConfig, now: int) -> list[Result]:
    """Runs all checks; one that cannot run has failed. Raises StateUnsafe if there are no keys at all."""
    office = open_office(config)
    checks: list[tuple[str, Callable[[Office, int], str]]] = [
        ("configuration", _configuration),
        ("permissions", _permissions),
        ("database", _database),
        ("keyring", _keyring),
        ("intake log", _intake_log),
        ("published log", _published_log),
        ("cosignatures", _cosignatures),
        ("mailbox", _mailbox),
        ("pages", _pages),
        ("disk", _disk),
        ("clock", _clock),
    ]
    results = [_run(name, check, office, now) for name, check in checks]
    office.close()
    return results


def _run(name: str, check: Callable[[Office, int], str], office: Office, now: int) -> Result:
    try:
        return Result(name, True, check(office, now))
    except TrackerError as error:
        return Result(name, False, f"{error.code}: {error}")
    except Exception as error:  # noqa: BLE001 - whatever it is, the check did not pass
        return Result(name, False, f"{type(error).__name__}")


def _configuration(office: Office, _now: int) -> str:
    config = office.config
    where = "SQLite" if config.is_sqlite else "PostgreSQL"
    return f"origin {config.origin}, {where}, {config.workers} workers of {config.threads} threads"


def _permissions(office: Office, _now: int) -> str:
    state = office.state
    files = (state.intake_key, state.csrf_key, state.path / "server.toml")
    open_to_others = [
        path.name
        for path in (*files, state.path, state.mailbox, state.pages)
        if stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    if open_to_others:
        raise CheckFailed(f"others may read: {', '.join(open_to_others)}")
    return "secrets and folders are for their owner only"


def _database(office: Office, _now: int) -> str:
    with office.database.read() as connection:
        schema.check_schema(connection)
        if office.config.is_sqlite:
            (sound,) = connection.exec_driver_sql("PRAGMA quick_check").one()
            if sound != "ok":
                raise CheckFailed("SQLite finds its file damaged")
            return f"schema {schema.NEWEST}, sound"
    with closing(office.database.engine.raw_connection()) as pooled:
        forbid_commit_times(pooled.driver_connection)
        loud = loud_settings(pooled.driver_connection)
    if loud:
        raise CheckFailed(f"PostgreSQL may log letters' statements: set {', '.join(loud)}")
    return f"schema {schema.NEWEST}, PostgreSQL logs no statements of ours"


def _keyring(office: Office, now: int) -> str:
    with office.database.read() as connection:
        stored = keyring.load(connection)
    if stored is None:
        raise CheckFailed("none is installed: tracker server keyring FOLDER")
    trust = decode_trust(stored.trust)
    heads = tuple(signed_head(item.signed_head) for item in stored.epochs if item.epoch >= trust.known_epoch)
    verified = verify_keyring(trust, ServedKeyring(heads, stored.proof), now)
    if verified.head.intake != office.state.intake_signer(office.config.origin).verifier:
        raise CheckFailed("the newest head names another intake key")
    return f"epoch {verified.head.epoch} holds by the trust root"


def _intake_log(office: Office, _now: int) -> str:
    verifier = office.state.intake_signer(office.config.origin).verifier
    with office.database.read() as connection:
        newest = log.newest(connection)
        size = 0 if newest is None else newest.to_size
        if log.count_leaves(connection) != size:
            raise CheckFailed("leaves and batches do not agree")
        root = log.recomputed_root(connection, size)
    if newest is not None:
        checkpoint = open_checkpoint(newest.checkpoint, verifier)
        if (checkpoint.size, checkpoint.root) != (size, root):
            raise CheckFailed("the leaves do not lead to the signed root")
    elif root != EMPTY_ROOT:
        raise CheckFailed("an empty log with a root")
    return f"{size} leaves lead to the signed root"


def _published_log(office: Office, _now: int) -> str:
    with office.database.read() as connection:
        office.tiles.check_continues(connection)
        size = log.size_of(connection)
    published = office.tiles.check_whole()
    if published < size:
        raise CheckFailed(
            f"tiles of {published} leaves where the database has {size}: close a batch, or serve"
        )
    return f"tiles of {published} leaves, whole"


def _cosignatures(office: Office, now: int) -> str:
    with office.database.read() as connection:
        stored = keyring.load(connection)
    if stored is None:
        raise CheckFailed("no keyring says whose cosignatures are asked for")
    trust, head = decode_trust(stored.trust), stored.newest.head
    notes = {"intake": office.tiles.checkpoint(), "keys": parse_tlog_proof(stored.proof).checkpoint}
    ceremonies = office.public.log(Log.CEREMONY)
    if ceremonies is not None and ceremonies.note is not None:
        notes["ceremony"] = ceremonies.note
    for note in notes.values():
        for policy in (trust.policy, head.policy):
            policy.check(parse_note(note), now, trust.max_age_hours * 3600)
    needed = max(trust.policy.needs_witnesses, head.policy.needs_witnesses)
    return f"{needed} needed, and there, on {', '.join(notes)}"


def _mailbox(office: Office, _now: int) -> str:
    head = office.keyrings.current(0.0).head
    with office.database.read() as connection:
        served = publications.in_mailbox(connection)
    for item in served:
        folder = office.state.mailbox / item.publisher / str(item.number)
        if item.replaced is None:
            manifest = open_manifest((folder / MANIFEST).read_bytes(), head, item.publisher)
            manifest.check_index((folder / INDEX).read_bytes())
            verify_slices(folder, manifest)
    return f"{len(served)} publications, the newest as their manifests say"


def _pages(office: Office, _now: int) -> str:
    with office.database.read() as connection:
        stored = keyring.load(connection)
    release = office.pages.check()
    if stored is None:
        raise CheckFailed("no keyring is installed to hold them against")
    if stored.newest.head.client is not None:
        check_listed(stored, release.files)
        listed = f"as epoch {stored.newest.epoch} lists them"
    elif release.files != make_release(stored.trust):
        raise CheckFailed("other pages than this program makes for the trust root: tracker server pages")
    else:
        listed = "no head lists a client yet"
    return f"{len(release.pages)} files, release {release.name[:16]}, {listed}"


def _disk(office: Office, _now: int) -> str:
    free = free_bytes(office.state.path)
    if free < office.config.disk_reserve_bytes:
        raise CheckFailed("less is free than the reserve for outboxes: no letters are taken")
    return f"{free // 1024**2} MiB free, {office.config.disk_reserve_bytes // 1024**2} MiB of them reserved"


def _clock(office: Office, now: int) -> str:
    today = day_of_time(now)
    with office.database.read() as connection:
        last = calendar.last_day(connection)
    if last > today:
        raise CheckFailed(f"the clock says {today}, and this server has already seen {last}")
    return f"today is {today}; the last day seen is {last}"
