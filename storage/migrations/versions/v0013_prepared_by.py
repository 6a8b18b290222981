"""Who filled in a request that another submitted."""

from storage.migrations.scripts import run_script

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    run_script("0013_prepared_by.sql")
