"""What happens to a leave after it was approved."""

from storage.migrations.scripts import run_script

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    run_script("0028_leave_returns.sql")
