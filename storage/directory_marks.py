"""Whom the changes of a transaction are about: said before they are written, so that only these are read again."""

from collections.abc import AsyncGenerator, Collection
from contextlib import asynccontextmanager

from sqlalchemy import text

from storage.database import Tx

MOST = 500  # people; of more the whole college is read again

_SAY = text("select set_config('dutybell.people_changed', :people, true)")


@asynccontextmanager
async def about(tx: Tx, people: Collection[int]) -> AsyncGenerator[None]:
    """Inside, what forms look at changes of these people only, and of departments. After it, nothing is said again."""
    said = "{" + ",".join(map(str, sorted(people))) + "}" if len(people) <= MOST else ""
    await tx.conn.execute(_SAY, {"people": said})
    yield
    await tx.conn.execute(_SAY, {"people": ""})
