"""The catalogue of duties."""

from storage.migrations.scripts import run_script

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    run_script("0033_duties.sql")
