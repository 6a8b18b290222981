"""Where the many rows of a directory lead is checked by the statement."""

from storage.migrations.scripts import run_script

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    run_script("0019_directory_checks.sql")
