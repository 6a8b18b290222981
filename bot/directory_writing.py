"""The writer of directories, with every account that is open."""

from collections.abc import Mapping

from bot.clock import read_clock
from bot.platforms import Account
from domain.events import Source
from domain.office import Office
from jobs.directory_writing import DirectoryWriter
from storage.database import Database


def directory_writer(database: Database, accounts: Mapping[Source, Account], office: Office) -> DirectoryWriter:
    """For the loop of the server and for the command."""
    platforms = {source: account.platform for source, account in accounts.items()}
    contacts = {source: account.contacts for source, account in accounts.items() if account.contacts is not None}
    return DirectoryWriter(database, platforms, contacts, office, read_clock)
