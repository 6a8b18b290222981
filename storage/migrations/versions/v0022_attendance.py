"""Punches, the days derived from them, and what is to be derived again."""

from storage.migrations.scripts import run_script

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    run_script("0022_attendance.sql")
