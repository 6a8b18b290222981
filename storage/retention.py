"""What is forgotten after a while: bodies and payloads, never the keys by which a repeat is known."""

from datetime import datetime

from sqlalchemy import TextClause, text

from storage.database import Tx
from storage.reply_rights import purge

BODIES = text("update inbox set body = null where state <> 'pending' and body is not null and handled_at < :before")
PAYLOADS = text("""
    update outbox set payload = '{}' where state = 'done' and payload <> '{}' and finished_at < :before
""")
WINDOWS = text("delete from budget_windows where window_start < :before")
HANDLES = text("delete from card_handles where expires_at < :before")
# A stream's last beat tells from when on something was missed, however long ago that is.
HEARTBEATS = text("""
    delete from heartbeats where beat_at < :before and name <> 'schedule' and name not like 'stream:%'
""")
# What runs every few minutes would outgrow everything else; what it said is on record as a delivery.
ERRANDS = text("delete from job_runs where job in ('errands', 'escalation', 'digest') and finished_at < :before")
# That there was nothing to do is of no interest any more.
DIGESTS = text("delete from digests where card_id is null and made_at < :before")
PLANS = text("delete from digest_plans where made_at < :before")
# What was attached to a draft that came to nothing is nobody's any more.
ATTACHMENTS = text("""
    delete from attachments using requests
    where requests.no = attachments.request_no and requests.submitted_at is null and requests.finished_at < :before
""")
# Of a roster file there remain its counts and who decided what about it.
ROSTER_FILES = text("""
    update roster_files set content = null, marked = null, faults = '[]', sample = '[]'
    where sent_at < :before and (marked is not null or faults <> '[]' or sample <> '[]')
""")


async def purge_bodies(tx: Tx, before: datetime) -> int:
    """Empty the callbacks that were handled before then. How many."""
    return await _count(tx, BODIES, before)


async def purge_payloads(tx: Tx, before: datetime) -> int:
    """Empty the deliveries that were done before then. How many."""
    return await _count(tx, PAYLOADS, before)


async def purge_counters(tx: Tx, before: datetime) -> None:
    """Forget budget windows, rights to redraw and to answer that have ended, and loops and errands of long ago."""
    await purge(tx, tx.now)
    await _count(tx, WINDOWS, before)
    await _count(tx, HANDLES, before)
    await _count(tx, HEARTBEATS, before)
    await _count(tx, ERRANDS, before)
    await _count(tx, DIGESTS, before)
    await _count(tx, PLANS, before)
    await _count(tx, ATTACHMENTS, before)
    await _count(tx, ROSTER_FILES, before)


async def _count(tx: Tx, statement: TextClause, before: datetime) -> int:
    return (await tx.conn.execute(statement, {"before": before})).rowcount
