"""The audit chain is continued in one round trip."""

from storage.migrations.scripts import run_script

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    run_script("0011_audit_append.sql")
