"""The views that other systems may read."""

from storage.migrations.scripts import run_script

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    run_script("0003_report.sql")
