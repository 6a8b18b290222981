"""Every night: drafts that nobody submitted end, and what was dealt with long ago is emptied."""

from dataclasses import replace
from datetime import timedelta

from domain.approval import expire
from domain.ids import RequestNo
from handlers.show import show
from jobs.runs import Run
from storage.database import Tx
from storage.requests import lock_request, save_request
from storage.retention import end_dialogue_about, purge_bodies, purge_counters, purge_payloads, stale_drafts

COUNTERS = timedelta(days=2)  # longer than any budget's stretch of time


async def retain(tx: Tx, run: Run) -> str:
    """Expire and purge; the keys of callbacks and deliveries stay."""
    policy, office = run.surroundings.retention, run.surroundings.office
    expired = await stale_drafts(tx, run.now - timedelta(days=office.leave.draft_days))
    for number in expired:
        await _expire(tx, run, number)
    bodies = await purge_bodies(tx, run.now - policy.callbacks)
    payloads = await purge_payloads(tx, run.now - policy.deliveries)
    await purge_counters(tx, run.now - COUNTERS)
    tx.audit("job:retention", "office.retain", "office", drafts=len(expired), callbacks=bodies, deliveries=payloads)
    return f"草稿过期 {len(expired)} 份，清空回调 {bodies} 条、投递 {payloads} 条"


async def _expire(tx: Tx, run: Run, number: RequestNo) -> None:
    filed = await lock_request(tx, number)
    if filed is None:
        return
    after = expire(filed.request, run.now)
    if after == filed.request:
        return
    await save_request(tx, filed.request, after)
    await end_dialogue_about(tx, number)
    tx.audit("job:retention", "request.expire", f"request:{number}")
    await show(tx, replace(filed, request=after), run.surroundings.office)
