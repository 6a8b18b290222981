"""Access tokens that all replicas share. One fetches, the others go on with the old one; the database's clock decides.

A refresh replaces exactly the generation it was begun for: a token that somebody else has fetched meanwhile is never
overwritten by an older one.
"""

from datetime import timedelta

from sqlalchemy import text

from domain.tokens import StoredToken
from storage.crash_points import reach
from storage.database import Database

READ = text("""
    select sealed, generation, expires_at - now() as remaining from platform_tokens where name = :name and sealed <> ''
""")
# Ten seconds: the longest that fetching a token may take. Who is killed while fetching blocks the others no longer.
BEGIN = text("""
    insert into platform_tokens (name, sealed, generation, expires_at, refreshing_until)
    values (:name, '', :generation, now(), now() + interval '10 seconds')
    on conflict (name) do update set refreshing_until = excluded.refreshing_until
    where platform_tokens.generation = excluded.generation
      and (platform_tokens.refreshing_until is null or platform_tokens.refreshing_until <= now())
    returning true
""")
FINISH = text("""
    update platform_tokens
    set sealed = :sealed, generation = generation + 1, expires_at = now() + :expires_in, refreshing_until = null
    where name = :name and generation = :generation
""")
# Whose ten seconds are over may free somebody else's right by this. Then two may fetch, and FINISH takes the first.
GIVE_UP = text("""
    update platform_tokens set refreshing_until = null where name = :name and generation = :generation
""")


class Tokens:
    """The `TokenStore` that adapters are given."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, name: str) -> StoredToken | None:
        """The present token, expired or not."""
        async with self._database.work() as conn:
            row = (await conn.execute(READ, {"name": name})).first()
        return StoredToken(row.sealed, row.generation, row.remaining) if row else None

    async def begin_refresh(self, name: str, generation: int) -> bool:
        """Whether the caller may fetch a successor of `generation` now; 0 if there is none yet."""
        async with self._database.work() as conn:
            return bool(await conn.scalar(BEGIN, {"name": name, "generation": generation}))

    async def finish_refresh(self, name: str, generation: int, sealed: bytes, expires_in: timedelta) -> None:
        """Store the successor of `generation`; nothing happens when somebody else was first."""
        reach("token.fetched")
        values = {"name": name, "generation": generation, "sealed": sealed, "expires_in": expires_in}
        async with self._database.work() as conn:
            await conn.execute(FINISH, values)
        reach("token.stored")

    async def give_up_refresh(self, name: str, generation: int) -> None:
        """Nothing was fetched: whoever comes next may try at once."""
        async with self._database.work() as conn:
            await conn.execute(GIVE_UP, {"name": name, "generation": generation})
