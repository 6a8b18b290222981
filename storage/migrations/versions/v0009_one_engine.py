"""Leave of staff runs as a case."""

from storage.migrations.scripts import run_script

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    run_script("0009_one_engine.sql")
