"""Alembic's entry. The connection, its lock and its transaction belong to `storage/migrate.py`."""

from alembic import context

from storage import tables, tables_of_roster, tables_of_runs

# One description, made by all of them.
described = {tables.inbox.metadata, tables_of_runs.org_runs.metadata, tables_of_roster.roster.metadata}
context.configure(connection=context.config.attributes["connection"], target_metadata=[*described])
with context.begin_transaction():
    context.run_migrations()
