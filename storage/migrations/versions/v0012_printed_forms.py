"""The list of forms that was last printed for a person."""

from storage.migrations.scripts import run_script

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    run_script("0012_printed_forms.sql")
