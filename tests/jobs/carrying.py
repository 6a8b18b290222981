"""Deliveries that wait, somebody who carries them, and what the database says of both."""

from collections.abc import Sequence

from domain.address import Address
from domain.events import Source
from jobs.outbox import Courier
from storage.database import Database
from storage.drafts import Lane
from storage.leases import Leased, lease
from storage.outbox import say
from storage.wakeups import Wakeups
from tests.jobs.scripted import STAFF, ScriptedPlatform, clock

ZHANG, LI = Address(STAFF, "zhang3", None), Address(STAFF, "li4", None)


async def queue(database: Database, *said: tuple[Address, str], lane: Lane = Lane.SEND) -> None:
    async with database.begin(clock()) as tx:
        for to, words in said:
            await say(tx, to, words, key=f"{to.user_id}:{words}", lane=lane)


def courier(database: Database, platform: ScriptedPlatform, *, workers: int = 16, budgets: Sequence = ()) -> Courier:
    return Courier(database, platform, clock, Wakeups(database), workers=workers, account_budgets=budgets)


async def lease_of(database: Database, source: Source, most: int, **budgets: Sequence) -> list[Leased]:
    async with database.work() as conn:
        return await lease(conn, source, most, **budgets)


async def outbox(database: Database, columns: str = "state, error") -> list[tuple]:
    async with database.engine.connect() as conn:
        return [tuple(row) for row in await conn.exec_driver_sql(f"select {columns} from outbox order by id")]


async def change(database: Database, statement: str) -> None:
    async with database.engine.begin() as conn:
        await conn.exec_driver_sql(statement)


async def alerts(database: Database) -> list[tuple[str, int, bool]]:
    async with database.engine.connect() as conn:
        found = await conn.exec_driver_sql("select key, times, cleared_at is not null from alerts order by key")
        return [tuple(row) for row in found]


async def called_and_lost(database: Database, ago: str) -> None:
    """As a courier leaves it that is killed between calling and recording."""
    await lease_of(database, STAFF, 10)
    lost = f"called_at = now() - interval '{ago}', attempts = 1, lease_until = now() - interval '1 second'"
    await change(database, f"update outbox set {lost}")
