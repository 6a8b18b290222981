"""Leave that there is a stock of lies in lots, each with its last day."""

from storage.migrations.scripts import run_script

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    run_script("0021_lots.sql")
