"""A database of its own for what is measured without the product's programs."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from storage.database import Database
from storage.embedded import embedded
from storage.migrate import migrate


@asynccontextmanager
async def own_database(place: Path) -> AsyncGenerator[Database]:
    """Embedded, at this version, and gone with the folder."""
    async with embedded(place) as address:
        await migrate(address)
        database = Database(address)
        try:
            yield database
        finally:
            await database.close()
