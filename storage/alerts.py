"""What IT must know: one row per cause, however often it is seen. Whoever tells the administrators reads it here."""

from sqlalchemy import text as sql

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


async def raise_alert(tx: Tx, key: str, text: str) -> None:
    """Note a cause. `key` is made of facts; the Chinese `text` says what happened and what to do, without content."""
    await tx.conn.execute(RAISE, {"key": key, "text": text, "now": tx.now})


async def clear_alert(tx: Tx, key: str) -> None:
    """The cause is gone. If it comes back, it is a new alert."""
    await tx.conn.execute(CLEAR, {"key": key, "now": tx.now})
