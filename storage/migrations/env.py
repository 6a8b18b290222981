"""Alembic's entry. The connection, its lock and its transaction belong to `storage/migrate.py`."""

from alembic import context

from storage import tables

context.configure(connection=context.config.attributes["connection"], target_metadata=tables.inbox.metadata)
with context.begin_transaction():
    context.run_migrations()
