"""By which rules the days stand as they are: the file's text, whenever it was new."""

import hashlib

from sqlalchemy import text

from storage.database import Tx

_NEWEST = text("select content from attendance_rules order by id desc limit 1")
_BEFORE = text("select content from attendance_rules order by id desc offset 1 limit 1")
_KEEP = text("""
    insert into attendance_rules (content_hash, content, published_at) values (:hash, :content, :now)
""")
# Replicas that start together keep a file once, one after the other.
_LOCK = text("lock table attendance_rules in exclusive mode")


async def newest_rules(tx: Tx) -> str | None:
    """The text that counts now; locked against everybody else who would change it. None before the first."""
    await tx.conn.execute(_LOCK)
    found: str | None = await tx.conn.scalar(_NEWEST, {})
    return found


async def rules_in_force(tx: Tx) -> str | None:
    """The same only to be read."""
    found: str | None = await tx.conn.scalar(_NEWEST, {})
    return found


async def rules_before(tx: Tx) -> str:
    """The text before the newest; empty if there was none."""
    return str(await tx.conn.scalar(_BEFORE, {}) or "")


async def keep_rules(tx: Tx, content: str) -> None:
    """It counts from now on."""
    digest = hashlib.sha256(content.encode()).hexdigest()
    await tx.conn.execute(_KEEP, {"hash": digest, "content": content, "now": tx.now})
    tx.audit("job:forms", "attendance.rules", f"rules:{digest[:16]}")
