"""A month that is over: its people are asked, then their heads, then HR is told who is missing.

One transaction for each piece, so that a run that is killed goes on where it was; every piece may be done twice.
"""

from contextlib import AbstractAsyncContextManager
from datetime import date

from domain.attendance.month_clock import LAST_ASKED, SECOND, deadline, month_before, workdays_so_far
from handlers.month_closing import tell_unsigned
from handlers.month_confirming import ask_people
from handlers.month_signing import ask_heads, remind_heads
from jobs.runs import Run
from storage.attendance_months import closed_months
from storage.database import Tx
from storage.month_confirmations import standings, unasked
from storage.month_sheets import MonthSheet, lock_sheet, sheets_of

AT_ONCE = 50  # people of one transaction


async def see_to_month(run: Run) -> None:
    """On working days, from the first of the month after until its twentieth day or the month is closed."""
    office = run.surroundings.office
    today = run.now.astimezone(office.campus).date()
    month, number = month_before(today), workdays_so_far(office.calendar, today)
    async with _open(run) as tx:
        is_over = month in await closed_months(tx)
    asked, shown = 0, 0
    if number and today.day <= LAST_ASKED and not is_over:
        asked = await _ask_everybody(run, month)
        shown = await _ask_all_heads(run, month, today, number)
    async with _open(run) as tx:
        late = 0
        if number and not is_over and deadline(office.calendar, today) < today and today.day <= LAST_ASKED:
            late = await tell_unsigned(tx, office, month)
        await run.finish(tx, f"{month:%Y-%m}：请 {asked} 人确认，{shown} 个部门签字，逾期 {late} 个部门")


async def _ask_everybody(run: Run, month: date) -> int:
    async with _open(run) as tx:
        people = await unasked(tx, month)
    asked = 0
    for first in range(0, len(people), AT_ONCE):
        async with _open(run) as tx:
            asked += await ask_people(tx, run.surroundings.office, month, people[first : first + AT_ONCE])
    return asked


async def _ask_all_heads(run: Run, month: date, today: date, number: int) -> int:
    async with _open(run) as tx:
        sheets = await sheets_of(tx, month)
        complete = {each.department for each in await standings(tx, month) if each.confirmed == each.people}
    shown = 0
    for sheet in sheets:
        if number >= SECOND or sheet.department in complete or sheet.asked_at is not None:
            shown += await _ask_head(run, sheet, today)
    return shown


async def _ask_head(run: Run, known: MonthSheet, today: date) -> bool:
    async with _open(run) as tx:
        sheet = await lock_sheet(tx, known.id)
        if sheet is None or sheet.signed_at is not None or sheet.reminded_on == today:
            return False
        if sheet.asked_at is not None:
            await remind_heads(tx, run.surroundings.office, sheet)
            return True
        return bool(await ask_heads(tx, run.surroundings.office, sheet))


def _open(run: Run) -> AbstractAsyncContextManager[Tx]:
    return run.surroundings.database.begin(run.now)
