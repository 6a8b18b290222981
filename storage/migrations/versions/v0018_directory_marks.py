"""A change of the directory may say whom it is about."""

from storage.migrations.scripts import run_script

revision = "0018"
down_revision = "0016"


def upgrade() -> None:
    run_script("0018_directory_marks.sql")
