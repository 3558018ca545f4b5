"""The schema: everything the server may hold beside letters, as docs/threat-model.md allows it.

No arrival time, no user agent, no serial number; a day is the finest time. ``days`` are counted by the
server itself (tracker/server/store/calendar.py). Letters are in tables of their own per batch.
"""

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, Table, Text

metadata = MetaData()
# SQLite calls only a plain INTEGER the row's own number.
_Number = BigInteger().with_variant(Integer(), "sqlite")


def _number(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, _Number, nullable=nullable, autoincrement=False)


def _key(name: str) -> Column[int]:
    return Column(name, _Number, primary_key=True, autoincrement=False)


# Signed heads, each with its roster if it was ever installed; since which counted day it is superseded.
epochs = Table(
    "epochs",
    metadata,
    _key("epoch"),
    Column("hash", LargeBinary, nullable=False, unique=True),
    Column("signed_head", LargeBinary, nullable=False),
    Column("roster", LargeBinary),
    _number("superseded", nullable=True),
)

# One row: the trust root that the keyring was verified by, and the newest head's proof.
keyring = Table(
    "keyring",
    metadata,
    _key("id"),
    Column("trust", LargeBinary, nullable=False),
    Column("proof", LargeBinary, nullable=False),
)

# One row: the number of the open batch and the day that its receipts promise.
open_batch = Table("open_batch", metadata, _key("id"), _number("number"), Column("day", Text, nullable=False))

# Closed batches. ``state``: moving (letters still in staging), kept, destroyed.
# ``frontier``: the peaks of the tree at ``to_size``; ``acknowledged``: counted day, once all desks have it.
batches = Table(
    "batches",
    metadata,
    _key("number"),
    Column("day", Text, nullable=False),
    _number("from_size"),
    _number("to_size"),
    Column("frontier", LargeBinary, nullable=False),
    Column("checkpoint", LargeBinary, nullable=False),
    Column("state", Text, nullable=False),
    _number("acknowledged", nullable=True),
)

# The intake log: envelope hashes in the order of the log, kept for good.
leaves = Table("leaves", metadata, _key("position"), Column("hash", LargeBinary, nullable=False, unique=True))

# How far each publisher's desk has acknowledged the log.
publishers = Table("publishers", metadata, Column("name", Text, primary_key=True), _number("acknowledged"))

outboxes = Table(
    "outboxes",
    metadata,
    Column("publisher", Text, primary_key=True),
    _key("sequence"),
    Column("hash", LargeBinary, nullable=False),
    Column("day", Text, nullable=False),
)

# Publications whose files are in the mailbox folder; since which counted day one is replaced.
publications = Table(
    "publications",
    metadata,
    Column("publisher", Text, primary_key=True),
    _key("number"),
    _number("replaced", nullable=True),
)

# One row: the last day seen, and how many days were counted.
calendar = Table("calendar", metadata, _key("id"), Column("day", Text, nullable=False), _number("days"))

ONLY_ROW = 1
