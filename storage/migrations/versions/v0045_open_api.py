"""Answers by Idempotency-Key, webhooks, what is sent to them, and the log of that."""

from storage.migrations.scripts import run_script

revision = "0045"
down_revision = "0037"


def upgrade() -> None:
    run_script("0045_open_api.sql")
