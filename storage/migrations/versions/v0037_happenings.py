"""What happened and is planned, and what owners said about duties without a date."""

from storage.migrations.scripts import run_script

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    run_script("0037_happenings.sql")
