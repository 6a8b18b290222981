"""A real PostgreSQL that the program itself sets up, starts, supervises and stops: `embedded:DIRECTORY`."""

from storage.embedded.errors import EmbeddedError
from storage.embedded.server import EmbeddedServer, embedded, erase
from storage.embedded.settings import DATABASE, USER, Durability

__all__ = ["DATABASE", "USER", "Durability", "EmbeddedError", "EmbeddedServer", "embedded", "erase"]
