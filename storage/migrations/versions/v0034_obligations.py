"""What people owe in a period, and how they are told of it."""

from storage.migrations.scripts import run_script

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    run_script("0034_obligations.sql")
