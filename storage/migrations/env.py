"""Alembic's entry. The connection, its lock and its transaction belong to `storage/migrate.py`."""

from alembic import context

from storage.described import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()
