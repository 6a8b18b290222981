"""Where the rows of a directory lead is checked by the statement, and whoever is led to is not taken away meanwhile."""

from storage.migrations.scripts import run_script

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    run_script("0025_directory_references.sql")
