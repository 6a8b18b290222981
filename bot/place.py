"""The configured database, opened: the embedded one is started and migrated, a given one must be there."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from enum import StrEnum

from bot.office import content_folder
from bot.publishing import publish_forms
from bot.sentences import Unable, sentence_for
from bot.settings import Settings
from storage.database import Database
from storage.embedded import embedded
from storage.schema import is_migrated

EMBEDDED = "embedded:"
NOT_MIGRATED = "数据库还不是这个版本的结构。请先运行 run.py migrate。"
BAD_ADDRESS = "数据库地址不能用。请检查 database.url 的写法，例如 postgresql://user:password@127.0.0.1:5432/dutybell。"


class Schema(StrEnum):
    """What a command needs of the database."""

    MIGRATED = "migrated"
    ANY = "any"


@asynccontextmanager
async def open_database(settings: Settings, schema: Schema = Schema.MIGRATED) -> AsyncGenerator[Database]:
    """The database, reachable and, unless told otherwise, migrated. The embedded one is always brought up to date.

    Raises:
        Unable: it is not, and why.
    """
    async with open_address(settings) as address:
        database = Database(address, pool_size=settings.database.pool_size)
        try:
            if _is_embedded(settings) and not await look_at(database):
                await _migrate(address)
            if schema is Schema.MIGRATED and not await look_at(database):
                raise Unable(NOT_MIGRATED)
            yield database
        finally:
            await database.close()


async def bring_up_to_date(settings: Settings) -> bool:
    """Migrate, and publish the forms; whether there was anything to migrate."""
    async with open_address(settings) as address:
        database = Database(address)
        try:
            was_behind = not await look_at(database)
            if was_behind:
                await _migrate(address)
            await publish_forms(database, content_folder(settings))
        finally:
            await database.close()
        return was_behind


@asynccontextmanager
async def open_address(settings: Settings) -> AsyncGenerator[str]:
    """The address of a database that is there for as long as the block runs, whatever is in it."""
    url = settings.database.url.get_secret_value()
    if not _is_embedded(settings):
        yield url
        return
    async with embedded(settings.path(url.removeprefix(EMBEDDED))) as address:
        yield address


async def _migrate(address: str) -> None:
    from storage.migrate import migrate

    await migrate(address)


def _is_embedded(settings: Settings) -> bool:
    return settings.database.url.get_secret_value().startswith(EMBEDDED)


async def look_at(database: Database) -> bool:
    """Whether the database is migrated. Raises Unable if it cannot be reached."""
    try:
        return await is_migrated(database)
    except Exception as error:
        sentence = sentence_for(error) or (BAD_ADDRESS if isinstance(error, ValueError) else None)
        if sentence is None:
            raise
        raise Unable(sentence) from error
