"""Every table of the first release."""

from storage.migrations.scripts import run_script

revision = "0001"
down_revision = None


def upgrade() -> None:
    run_script("0001_tables.sql")
