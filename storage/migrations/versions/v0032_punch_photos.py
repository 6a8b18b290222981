"""Pictures of punches, and how long punches, their places and pictures are kept."""

from storage.migrations.scripts import run_script

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    run_script("0032_punch_photos.sql")
