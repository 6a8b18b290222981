"""What systems hold: who answers for it, what is checked and found, and how people have their own put right."""

from storage.migrations.scripts import run_script

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    run_script("0036_quality.sql")
