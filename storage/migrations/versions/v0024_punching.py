"""How punches come in: readings, devices, corrections written back, questions."""

from storage.migrations.scripts import run_script

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    run_script("0024_punching.sql")
