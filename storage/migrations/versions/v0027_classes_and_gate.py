"""The timetable with its covers, the gate's passes, and the tokens of other systems."""

from storage.migrations.scripts import run_script

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    run_script("0027_classes_and_gate.sql")
