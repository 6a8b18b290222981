"""Which departments the names in the list of posts stand for."""

from storage.migrations.scripts import run_script

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    run_script("0026_post_departments.sql")
