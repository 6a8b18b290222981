"""Rights to answer in the chat a text came from: the newest of each account or group, a secret until it ends."""

from datetime import datetime, timedelta

from sqlalchemy import text

from domain.address import GROUP
from domain.events import ReplyRight, Source
from storage.database import Tx
from storage.plain import storable

STILL_ALIVE = timedelta(seconds=30)  # what is left of a right that is used now: the courier needs some of it

# An older right that arrives late does not take the place of a newer one.
_KEEP = text("""
    insert into reply_rights as held (platform, account, user_key, value, expires_at)
    values (:platform, :account, :user_key, :value, :expires_at)
    on conflict (platform, account, user_key) do update set value = excluded.value, expires_at = excluded.expires_at
    where held.expires_at <= excluded.expires_at
""")
_FIND = text("""
    select value from reply_rights
    where platform = :platform and account = :account and user_key = :user_key
        and expires_at >= cast(:until as timestamptz)
""")
_PURGE = text("delete from reply_rights where expires_at < :before")


async def keep(tx: Tx, source: Source, user_id: str, right: ReplyRight) -> None:
    """Keep it for what will be said to this account, or to a group where `user_id` starts with `GROUP`."""
    value = {"value": storable(right.value), "expires_at": right.expires_at}
    await tx.conn.execute(_KEEP, _whose(source, user_id) | value)


async def find(tx: Tx, source: Source, user_id: str, now: datetime) -> str | None:
    """The right that lives long enough to be used, if there is one."""
    found = await tx.conn.scalar(_FIND, _whose(source, user_id) | {"until": now + STILL_ALIVE})
    return None if found is None else str(found)


async def purge(tx: Tx, before: datetime) -> None:
    """Forget those that ended before then."""
    await tx.conn.execute(_PURGE, {"before": before})


def _whose(source: Source, user_id: str) -> dict[str, object]:
    """A group's id is no user id: its case means something."""
    key = user_id if user_id.startswith(GROUP) else user_id.lower()
    return {"platform": source.platform, "account": source.account, "user_key": storable(key)}
