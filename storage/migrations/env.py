"""Alembic's entry. The connection, its lock and its transaction belong to `storage/migrate.py`."""

from alembic import context

from storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
