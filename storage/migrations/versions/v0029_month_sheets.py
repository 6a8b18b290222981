"""The month of attendance: who has confirmed it, and whose sheet is signed."""

from storage.migrations.scripts import run_script

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    run_script("0029_month_sheets.sql")
