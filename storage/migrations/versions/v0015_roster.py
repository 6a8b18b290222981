"""The personnel office's roster, who owns which field, and corrections by hand."""

from storage.migrations.scripts import run_script

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    run_script("0015_roster.sql")
