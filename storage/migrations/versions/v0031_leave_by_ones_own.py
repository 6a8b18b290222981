"""Years of service are counted from the first day of work anywhere; who allowed a leave in closed weeks is kept."""

from storage.migrations.scripts import run_script

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    run_script("0031_leave_by_ones_own.sql")
