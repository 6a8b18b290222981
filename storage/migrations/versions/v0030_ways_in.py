"""How to reach new people, while a platform is being asked to make them."""

from storage.migrations.scripts import run_script

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    run_script("0030_ways_in.sql")
