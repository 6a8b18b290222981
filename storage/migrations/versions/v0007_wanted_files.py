"""Files sent into a chat, until they are fetched."""

from storage.migrations.scripts import run_script

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    run_script("0007_wanted_files.sql")
