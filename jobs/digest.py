"""Every few minutes: 今日待办 for those whose hour has come, once a day each, and what was put off until now.

Some people at a time, each time one transaction with rows and cards: a run that is killed goes on where it was, two
that run at once share the work, and a clock that jumps finds the rows of the day already there.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta

import structlog

from domain.duties.reminders import day_of
from domain.events import Source
from domain.ids import PersonId
from handlers.digest_show import refresh_digests
from handlers.digests import is_day_for_digests, make_digests
from handlers.duty_snoozes import tell_woken
from jobs.runs import Run
from storage.budgets import Budget
from storage.crash_points import reach
from storage.database import Tx
from storage.digest_plans import foresee, keep_plan
from storage.digests import stale_digests

AT_ONCE = 500  # people of one transaction
STALE_AT_ONCE = 50  # cards of one transaction that are drawn again
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)

log = structlog.stdlib.get_logger(__name__)


async def send_digests(run: Run) -> None:
    """On working days, outside the quiet hours."""
    office = run.surroundings.office
    await _plan(run)
    if not is_day_for_digests(office, run.now):
        async with _open(run) as tx:
            await run.finish(tx, "现在不发")
        return
    sent = await _send(run)
    redrawn = await _redraw_stale(run)
    async with _open(run) as tx:
        woken = await tell_woken(tx, run.surroundings.office)
        await run.finish(tx, f"今日待办 {sent} 份，再提醒 {woken} 人，更新卡片 {redrawn} 张")


async def _send(run: Run) -> int:
    sent, after = 0, PersonId(0)
    while True:
        async with _open(run) as tx:
            batch = await make_digests(tx, run.surroundings.office, after, AT_ONCE)
            reach("digest.made")
        reach("digest.committed")
        sent += batch.sent
        if batch.last is None:
            return sent
        after = batch.last


async def _redraw_stale(run: Run) -> int:
    """Cards that show a case which was decided elsewhere."""
    drawn, day = 0, day_of(run.now, run.surroundings.office.campus)
    while True:
        async with _open(run) as tx:
            people = await stale_digests(tx, day, STALE_AT_ONCE)
            await refresh_digests(tx, run.surroundings.office, people)
        if not people:
            return drawn
        drawn += len(people)


async def _plan(run: Run) -> None:
    """Before an hour begins: what it will ask of each account, and how long its budget lets that take."""
    office = run.surroundings.office
    hour = run.now.replace(minute=0, second=0, microsecond=0) + HOUR
    there = hour.astimezone(office.campus)
    if not office.calendar.works(there.date()):
        return
    until = (there + HOUR).time() if (there + HOUR).date() == there.date() else None
    async with _open(run) as tx:
        counts = await foresee(tx, there.date(), hour, (there.time(), until), office.reminders.hour)
        if counts:
            accounts = {name: plan_words(count, _budgets(run, name)) for name, count in counts.items()}
            await keep_plan(tx, hour, accounts)
            log.info("digests_planned", hour=hour.isoformat(), accounts=accounts)


def _budgets(run: Run, name: str) -> Sequence[Budget]:
    found: Mapping[Source, Sequence[Budget]] = run.surroundings.budgets
    return next((budgets for source, budgets in found.items() if f"{source.platform}:{source.account}" == name), ())


def plan_words(cards: int, budgets: Sequence[Budget]) -> str:
    """At most so many cards, and how long they take by the tightest budget."""
    longest = max((_lasts(cards, budget) for budget in budgets), default=timedelta())
    minutes = -(-longest // MINUTE) if longest else 0
    limits = "、".join(f"{_span_words(span)}最多 {most} 次" for most, span in budgets)
    return f"最多 {cards} 份" + (f"（{limits}，约 {max(1, minutes)} 分钟发完）" if limits else "")


def _lasts(cards: int, budget: Budget) -> timedelta:
    most, span = budget
    return span * cards / max(1, most)


def _span_words(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    names = {1: "每秒", 60: "每分钟", 3600: "每小时", 86400: "每天"}
    return names.get(seconds, f"每 {seconds} 秒")


def _open(run: Run) -> AbstractAsyncContextManager[Tx]:
    return run.surroundings.database.begin(run.now)


def planned_hour(hour: datetime) -> tuple[datetime, datetime]:
    """From when to when."""
    return hour, hour + HOUR
