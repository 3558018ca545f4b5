"""Alembic's entry: runs the migrations within the transaction that it is handed."""

from alembic import context

from tracker.server.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    transaction_per_migration=False,
)
context.run_migrations()
