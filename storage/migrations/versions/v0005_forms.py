"""Published forms."""

from storage.migrations.scripts import run_script

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    run_script("0005_forms.sql")
