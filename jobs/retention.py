"""Every night: drafts that nobody submitted end, and what was dealt with long ago is emptied."""

from datetime import timedelta

from domain.device_batch import MOST_DRIFT
from handlers.drafts import expire
from jobs.runs import Run
from storage.api_answers import KEPT, forget_answers
from storage.database import Tx
from storage.devices import purge_nonces
from storage.punch_retention import forget_photos, forget_places, forget_punches
from storage.retention import purge_bodies, purge_counters, purge_payloads
from storage.snapshot import forget_changes
from storage.webhooks import forget_calls

COUNTERS = timedelta(days=2)  # longer than any budget's stretch of time
NONCES = 3 * MOST_DRIFT  # longer than the time that a device has signed lets a copy of it in
CHANGES = timedelta(days=1)  # longer than any transaction


async def retain(tx: Tx, run: Run) -> str:
    """Expire and purge; the keys of callbacks and deliveries stay."""
    policy = run.surroundings.retention
    drafts = await _expire_drafts(tx, run)
    bodies = await purge_bodies(tx, run.now - policy.callbacks)
    payloads = await purge_payloads(tx, run.now - policy.deliveries)
    await purge_counters(tx, run.now - COUNTERS)
    await forget_changes(tx, run.now - CHANGES)
    await purge_nonces(tx, run.now - NONCES)
    await forget_answers(tx, run.now - KEPT)
    await forget_calls(tx, run.now - policy.deliveries)
    punches = await _forget_punches(tx, run)
    tx.audit(
        "job:retention",
        "office.retain",
        "office",
        drafts=drafts,
        callbacks=bodies,
        deliveries=payloads,
        punches=punches,
    )
    forgotten = f"，删除已关账月份的打卡 {punches} 次" if punches else ""
    return f"草稿过期 {drafts} 份，清空回调 {bodies} 条、投递 {payloads} 条{forgotten}"


async def _forget_punches(tx: Tx, run: Run) -> int:
    """Pictures, places, and the punches of months that are closed and long over."""
    policy, campus = run.surroundings.retention, run.surroundings.office.campus
    await forget_photos(tx, run.now - policy.photos)
    await forget_places(tx, run.now - policy.places)
    return await forget_punches(tx, (run.now - policy.punches).astimezone(campus).date(), campus)


async def _expire_drafts(tx: Tx, run: Run) -> int:
    ended = 0
    while count := await expire(tx, run.surroundings.office):
        ended += count
    return ended
