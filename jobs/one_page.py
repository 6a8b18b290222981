"""Morning and evening: departments are asked for the month's one page, chased, and the month is closed."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime

from domain.office import Office
from domain.one_page.clock import closing_instant, page_days
from handlers.one_pages import ask_departments, chase_departments, close_month_of_pages
from jobs.runs import Run
from storage.database import Tx
from storage.one_pages import unclosed_months

EVENING = 18  # the hour from which on the last day is over for whoever works

Step = Callable[[Tx, Office, date], Awaitable[int]]


async def see_to_pages(run: Run) -> None:
    """Every piece a transaction of its own, and every piece may be done twice."""
    office = run.surroundings.office
    there = run.now.astimezone(office.campus)
    today, month = there.date(), there.date().replace(day=1)
    days = page_days(month, office.calendar)
    asked = chased = closed = 0
    if office.calendar.works(today) and today <= days.closes_on and there.hour < EVENING:
        if today >= days.asked_on:
            asked = await _do(run, ask_departments, month)
        if days.chased_on is not None and today >= days.chased_on:
            chased = await _do(run, chase_departments, month)
    async with _open(run) as tx:
        due = [each for each in await unclosed_months(tx) if is_over(office, each, there)]
    for each in due:
        closed += await _do(run, close_month_of_pages, each)
    async with _open(run) as tx:
        await run.finish(tx, f"一页纸：请 {asked} 个部门填，催 {chased} 个，汇总 {closed} 个月")


def is_over(office: Office, month: date, there: datetime) -> bool:
    """Whether nothing more is waited for: from the evening of the last day on."""
    last = page_days(month, office.calendar).closes_on
    is_evening = there.date() == last and there.hour >= EVENING
    return is_evening or there >= closing_instant(month, office.calendar, office.campus)


async def _do(run: Run, step: Step, month: date) -> int:
    async with _open(run) as tx:
        return int(await step(tx, run.surroundings.office, month))


def _open(run: Run) -> AbstractAsyncContextManager[Tx]:
    return run.surroundings.database.begin(run.now)
