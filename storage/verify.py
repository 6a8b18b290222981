"""Recompute every invariant from the facts and say what fails. Reads one snapshot, writes nothing."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.audit import GENESIS, Entry, chain_hash
from storage.database import Database
from storage.invariants import INVARIANTS, Invariant, Scope
from storage.tables import audit

# After everything has come to rest even what is to be tried again in the future should not be there.
PATIENCE = {Scope.LIVE: timedelta(hours=1), Scope.DRAINED: timedelta(days=-36_500)}
MOST = 20  # subjects of one kind; more help nobody
CHAIN = Invariant("audit-chain", "审计链被改动或中断", "")


@dataclass(frozen=True, slots=True)
class Violation:
    """What is wrong, in a sentence for the operator, and with what."""

    check: str
    sentence: str
    subject: str


async def verify(database: Database, scope: Scope = Scope.LIVE) -> list[Violation]:
    """Everything that should not be. Empty on a clean history."""
    async with database.engine.connect() as conn:
        snapshot = await conn.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        found = [violation async for violation in _broken_links(snapshot)]
        for invariant in INVARIANTS:
            found += await _violations(snapshot, invariant, PATIENCE[scope])
        await snapshot.rollback()
    return found


async def _violations(conn: AsyncConnection, invariant: Invariant, patience: timedelta) -> list[Violation]:
    query = f"select * from ({invariant.query}) found limit {MOST}"  # noqa: S608 - all of it is ours
    values = {"patience": patience} if ":patience" in query else {}
    rows = await conn.execute(text(query), values)
    return [Violation(invariant.name, invariant.sentence, str(row[0])) for row in rows]


async def _broken_links(conn: AsyncConnection) -> AsyncIterator[Violation]:
    """The chain from its first row on. After a broken link it goes on from what is there: each break is told once."""
    seq, previous = 0, GENESIS
    async for row in await conn.stream(select(audit).order_by(audit.c.seq)):
        seq += 1
        entry = Entry(row.actor, row.action, row.object, row.detail)
        is_whole = row.seq == seq and row.previous_hash == previous
        if not is_whole or row.hash != chain_hash(row.seq, row.at, entry, row.previous_hash):
            yield Violation(CHAIN.name, CHAIN.sentence, str(row.seq))
        seq, previous = row.seq, row.hash
