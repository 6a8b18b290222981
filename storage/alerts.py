"""What IT must know: one row per cause, however often it is seen. Whoever tells the administrators reads it here."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text as sql

from domain.ids import PersonId
from storage.database import Tx

RAISE = sql("""
    insert into alerts (key, text, raised_at, last_seen_at) values (:key, :text, :now, :now)
    on conflict (key) do update set
        text = excluded.text,
        times = alerts.times + 1,
        last_seen_at = excluded.last_seen_at,
        raised_at = case when alerts.cleared_at is null then alerts.raised_at else excluded.raised_at end,
        cleared_at = null
""")
CLEAR = sql("update alerts set cleared_at = :now where key = :key and cleared_at is null")
# Causes that are looked at again and again are cleared by whoever looks. All others have happened and are over, unless
# they go on happening.
CLEAR_SILENT = sql("""
    update alerts set cleared_at = :now
    where cleared_at is null and last_seen_at < :before and split_part(key, ':', 1) <> all(cast(:watched as text[]))
""")
WATCHED = ("stream", "misconfigured", "directory", "job", "calendar", "quality")
# A delivery's key stays for ever, so it tells who was told. An alert that comes back has another instant.
UNTOLD = sql("""
    select open.text, open.telling from (
        select a.raised_at, a.key, a.text,
            format('alert:%s:%s:%s', a.key, (extract(epoch from a.raised_at) * 1000000)::bigint,
                cast(:person as bigint)) as telling
        from alerts a where a.cleared_at is null
    ) open
    where not exists (select from outbox o where o.dedupe_key = open.telling)
    order by open.raised_at, open.key
""")


@dataclass(frozen=True, slots=True)
class Alert:
    """`telling` is the key of the delivery that tells one person of it."""

    text: str
    telling: str


async def raise_alert(tx: Tx, key: str, text: str) -> None:
    """Note a cause. `key` is made of facts; the Chinese `text` says what happened and what to do, without content."""
    await tx.conn.execute(RAISE, {"key": key, "text": text, "now": tx.now})


async def clear_alert(tx: Tx, key: str) -> None:
    """The cause is gone. If it comes back, it is a new alert."""
    await tx.conn.execute(CLEAR, {"key": key, "now": tx.now})


async def clear_silent(tx: Tx, before: datetime) -> None:
    """What has not happened again since then is over: if it comes back, it is a new alert, and told again."""
    await tx.conn.execute(CLEAR_SILENT, {"now": tx.now, "before": before, "watched": list(WATCHED)})


async def untold(tx: Tx, person: PersonId) -> tuple[Alert, ...]:
    """Raised alerts that this person was not told of yet, the oldest first."""
    rows = await tx.conn.execute(UNTOLD, {"person": person})
    return tuple(Alert(row.text, row.telling) for row in rows)
