"""One id from a callback to what was sent because of it."""

from storage.migrations.scripts import run_script

revision = "0046"
down_revision = "0045"


def upgrade() -> None:
    run_script("0046_request_ids.sql")
