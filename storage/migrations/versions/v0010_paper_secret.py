"""The codes on printed records are signed with a secret of their own."""

from storage.migrations.scripts import run_script

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    run_script("0010_paper_secret.sql")
