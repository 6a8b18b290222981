"""Runs of the directory: readings, their differences, who watches them, what they changed."""

from storage.migrations.scripts import run_script

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    run_script("0014_org_runs.sql")
