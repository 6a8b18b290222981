"""Tokens of other systems: made, ended, found by their public part, and when they were used last."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text

from domain.api_tokens import Token
from storage.connection import Connection
from storage.database import Tx

NOTED_EVERY = timedelta(minutes=1)  # a use is written down at most so often: a gate asks hundreds of times a second

_ADD = text("""
    insert into api_tokens (name, public_part, hash, scopes, made_at, expires_at)
    values (:name, :public_part, :hash, :scopes, :now, :expires_at)
    on conflict (name) do nothing returning name
""")
_END = text("update api_tokens set ended_at = :now where name = :name and ended_at is null returning name")
_LIST = text("select name, scopes, made_at, expires_at, ended_at, last_used_at from api_tokens order by name")
_FIND = text("""
    select name, hash, scopes, expires_at, ended_at, last_used_at from api_tokens where public_part = :public_part
""")
_USED = text("""
    update api_tokens set last_used_at = :now where name = :name and (last_used_at is null or last_used_at < :before)
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One line of the list."""

    name: str
    scopes: tuple[str, ...]
    made_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Found:
    """A token and whether its use is to be written down once more."""

    token: Token
    last_used_at: datetime | None

    def is_to_note(self, now: datetime) -> bool:
        return self.last_used_at is None or self.last_used_at < now - NOTED_EVERY


async def add_token(tx: Tx, token: Token, public_part: str) -> bool:
    """False if the name was given before, even to one that is ended: passages bear it."""
    values = {
        "name": token.name,
        "public_part": public_part,
        "hash": token.hash,
        "scopes": sorted(token.scopes),
        "now": tx.now,
        "expires_at": token.expires_at,
    }
    return bool(await tx.conn.scalar(_ADD, values))


async def end_token(tx: Tx, name: str) -> bool:
    """Refuse it from now on. False if there is none that is not ended."""
    return bool(await tx.conn.scalar(_END, {"name": name, "now": tx.now}))


async def list_tokens(tx: Tx) -> Collection[Listed]:
    """All of them, also those that are ended."""
    return [
        Listed(
            name=row.name,
            scopes=tuple(row.scopes),
            made_at=row.made_at,
            expires_at=row.expires_at,
            ended_at=row.ended_at,
            last_used_at=row.last_used_at,
        )
        for row in await tx.conn.execute(_LIST)
    ]


async def find_token(conn: Connection, public_part: str) -> Found | None:
    """As it is kept at this moment: one that was ended is known to be so at once."""
    row = (await conn.execute(_FIND, {"public_part": public_part})).first()
    if row is None:
        return None
    token = Token(
        name=row.name,
        hash=row.hash,
        scopes=frozenset(row.scopes),
        expires_at=row.expires_at,
        ended_at=row.ended_at,
    )
    return Found(token, row.last_used_at)


async def note_use(conn: Connection, name: str, now: datetime) -> None:
    """It was used."""
    await conn.execute(_USED, {"name": name, "now": now, "before": now - NOTED_EVERY})
