"""A server for a rehearsed deployment: with its intake key, ready to be handed the rehearsal's archive."""

import shutil
from pathlib import Path

from tests.simulators.archive import ORIGIN, Rehearsal, write
from tests.simulators.deployment import Deployment, free_port
from tests.simulators.throwaway_keys import ThrowawayKeys
from tests.vectors import cast
from tracker.server.config import make_config
from tracker.server.installation import create, install, read_offer
from tracker.server.office import clock


def rehearsed() -> Rehearsal:
    """A genesis and one more caseworker, cosigned just now."""
    rehearsal = Rehearsal()
    rehearsal.genesis()
    rehearsal.add()
    rehearsal.now = clock()
    return rehearsal


def empty_server(folder: Path, **settings: object) -> Deployment:
    """A server of the rehearsals' origin and intake key, without a keyring yet."""
    chosen = {"workers": 1, "disk_reserve_bytes": 0, "housekeeping_seconds": 3600} | settings
    texts = {key: str(value) for key, value in chosen.items()}
    create(make_config(folder.resolve(), {"origin": ORIGIN}), clock(), lambda _size: cast.seed("log intake"))
    keys = ThrowawayKeys(cast.log_signer("intake", ORIGIN).verifier)
    return Deployment(folder, keys, free_port(), "", texts)


def hand_over(deployment: Deployment, rehearsal: Rehearsal, now: int | None = None) -> int:
    """Installs the rehearsal's archive as it stands, by the trust root of its genesis; gives the epoch."""
    archive = deployment.folder.parent / "handed-over"
    shutil.rmtree(archive, ignore_errors=True)
    write(rehearsal.archive(), archive)
    trust = deployment.folder.parent / "trust"
    trust.write_bytes(rehearsal.trust().encode())
    with deployment.office() as office:
        return install(office, read_offer(archive, trust, None, office), now or clock())
