"""Bulletins, 督办 that run out, the departments' one page of a month."""

from storage.migrations.scripts import run_script

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    run_script("0035_bulletins.sql")
