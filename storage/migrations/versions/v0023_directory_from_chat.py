"""Roster files from chat, lists of what is to be done in a platform's directory, and orders that are carried out."""

from storage.migrations.scripts import run_script

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    run_script("0023_directory_from_chat.sql")
