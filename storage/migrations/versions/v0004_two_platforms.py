"""One person on two platforms."""

from storage.migrations.scripts import run_script

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    run_script("0004_two_platforms.sql")
