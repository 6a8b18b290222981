"""What is written once is refused every change, whoever asks."""

from storage.migrations.scripts import run_script

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    run_script("0002_guards.sql")
