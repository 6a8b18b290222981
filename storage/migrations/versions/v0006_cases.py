"""Cases: requests that run on the engine of every form."""

from storage.migrations.scripts import run_script

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    run_script("0006_cases.sql")
