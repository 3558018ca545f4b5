"""The first schema: keyring, intake log, publications."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create every table. What each column means is written in tracker/server/tables.py."""
    _keyring()
    _intake()
    _publications()
    op.create_table("calendar", _key("id"), sa.Column("day", sa.Text, nullable=False), _number("days"))


def _keyring() -> None:
    op.create_table(
        "epochs",
        _key("epoch"),
        sa.Column("hash", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("signed_head", sa.LargeBinary, nullable=False),
        sa.Column("roster", sa.LargeBinary),
        _number("superseded", nullable=True),
    )
    op.create_table(
        "keyring",
        _key("id"),
        sa.Column("trust", sa.LargeBinary, nullable=False),
        sa.Column("proof", sa.LargeBinary, nullable=False),
    )


def _intake() -> None:
    op.create_table("open_batch", _key("id"), _number("number"), sa.Column("day", sa.Text, nullable=False))
    op.create_table(
        "batches",
        _key("number"),
        sa.Column("day", sa.Text, nullable=False),
        _number("from_size"),
        _number("to_size"),
        sa.Column("frontier", sa.LargeBinary, nullable=False),
        sa.Column("checkpoint", sa.LargeBinary, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        _number("acknowledged", nullable=True),
    )
    op.create_table(
        "leaves", _key("position"), sa.Column("hash", sa.LargeBinary, nullable=False, unique=True)
    )


def _publications() -> None:
    op.create_table("publishers", sa.Column("name", sa.Text, primary_key=True), _number("acknowledged"))
    op.create_table(
        "outboxes",
        sa.Column("publisher", sa.Text, primary_key=True),
        _key("sequence"),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.Column("day", sa.Text, nullable=False),
    )
    op.create_table(
        "publications",
        sa.Column("publisher", sa.Text, primary_key=True),
        _key("number"),
        _number("replaced", nullable=True),
    )


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, NUMBER, primary_key=True, autoincrement=False)


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, NUMBER, nullable=nullable, autoincrement=False)
