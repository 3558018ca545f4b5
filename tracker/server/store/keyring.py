"""The installed keyring: signed heads, rosters, the newest head's proof, and the trust root they stand on."""

from dataclasses import dataclass

from sqlalchemy import Connection, Row, delete, insert, select, update

from crypto.head import Head, decode_head
from crypto.sshsig import split_signed
from tracker.server.tables import ONLY_ROW, epochs, keyring


@dataclass(frozen=True)
class StoredEpoch:
    """An epoch: signed head, roster if it was ever installed, and since which counted day superseded."""

    epoch: int
    hash: bytes
    signed_head: bytes
    roster: bytes | None
    superseded: int | None

    @property
    def head(self) -> Head:
        """The head, verified when it was installed."""
        return decode_head(split_signed(self.signed_head)[0])


@dataclass(frozen=True)
class StoredKeyring:
    """Trust root and proof, as they were given, and all epochs in order."""

    trust: bytes
    proof: bytes
    epochs: tuple[StoredEpoch, ...]

    @property
    def newest(self) -> StoredEpoch:
        """The epoch that is in force."""
        return self.epochs[-1]


def load(connection: Connection) -> StoredKeyring | None:
    """The installed keyring; None before the first installation."""
    row = connection.execute(select(keyring.c.trust, keyring.c.proof)).one_or_none()
    if row is None:
        return None
    stored = connection.execute(select(epochs).order_by(epochs.c.epoch))
    return StoredKeyring(bytes(row.trust), bytes(row.proof), tuple(_epoch(item) for item in stored))


def replace_proof(connection: Connection, trust: bytes, proof: bytes) -> None:
    """Sets trust root and proof."""
    connection.execute(delete(keyring))
    connection.execute(insert(keyring).values(id=ONLY_ROW, trust=trust, proof=proof))


def add(connection: Connection, epoch: StoredEpoch) -> None:
    """A new epoch."""
    connection.execute(
        insert(epochs).values(
            epoch=epoch.epoch,
            hash=epoch.hash,
            signed_head=epoch.signed_head,
            roster=epoch.roster,
            superseded=epoch.superseded,
        )
    )


def set_roster(connection: Connection, epoch: int, roster: bytes) -> None:
    """The roster of an epoch that was installed without."""
    connection.execute(update(epochs).where(epochs.c.epoch == epoch).values(roster=roster))


def supersede(connection: Connection, before: int, days: int) -> None:
    """All epochs before this one are superseded, from this counted day on unless they were already."""
    older = (epochs.c.epoch < before, epochs.c.superseded.is_(None))
    connection.execute(update(epochs).where(*older).values(superseded=days))


def _epoch(row: Row[tuple[object, ...]]) -> StoredEpoch:
    roster = None if row.roster is None else bytes(row.roster)
    return StoredEpoch(row.epoch, bytes(row.hash), bytes(row.signed_head), roster, row.superseded)
