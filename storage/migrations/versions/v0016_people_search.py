"""People are found by the forms of their names."""

from storage.migrations.scripts import run_script

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    run_script("0016_people_search.sql")
