"""The college's calendar with its versions."""

from storage.migrations.scripts import run_script

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    run_script("0020_calendar.sql")
