"""Attendance kept up to date: what was touched is derived again, and every evening the day of everybody on duty."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from domain.office import Office
from handlers.attendance_deriving import derive_touched
from jobs.backoff import backoff
from jobs.runs import Run
from storage.alerts import clear_alert, raise_alert
from storage.attendance_days import SHARDS, touch_days
from storage.attendance_groups import book_of
from storage.attendance_queue import Touch, drop_touches, put_off_touches, take_touches
from storage.crash_points import reach
from storage.database import Database, Tx
from storage.failures import Failure, classify
from storage.punches import has_punches

DAY = timedelta(days=1)
ALERT = "attendance:underived"
NO_GROUP = "attendance:groups"
LOUD_AFTER = 3  # failures of the same days; before, it may have been the moment's fault
SHOWN_NAMES = 5
UNDERIVED = "有人的考勤一直算不出来（{count} 次），已放到一边稍后再试，其他人不受影响。原因见日志。"
UNUSED = "还没有任何打卡记录，没有推算"
WITHOUT_GROUP = "有 {count} 人不在任何考勤组，不计考勤：{names}。请在 content/attendance.toml 里给他们一个组。"

log = structlog.stdlib.get_logger(__name__)


class Deriver:
    """Of all people. Any number of replicas may run it, and one may run it several times over."""

    def __init__(self, database: Database, office: Office, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._office = office
        self._clock = clock

    async def derive_next(self) -> bool:
        """Derive some of what was touched, in one transaction. False if nothing is due."""
        async with self._database.begin(self._clock()) as tx:
            touches = await take_touches(tx, SHARDS)
            if touches:
                await self._derive(tx, touches)
                reach("attendance.derived")
        if touches:
            reach("attendance.committed")
        return bool(touches)

    async def _derive(self, tx: Tx, touches: list[Touch]) -> None:
        try:
            async with tx.undoable():
                await derive_touched(tx, self._office, touches)
                await drop_touches(tx, touches)
        except Exception as error:
            if classify(error) is not Failure.OTHER:
                raise
            log.exception("attendance_underived", days=len(touches))
            await self._put_off(tx, touches)

    async def _put_off(self, tx: Tx, touches: list[Touch]) -> None:
        """Each alone next time, so that one person's facts cannot stand in the way of the others'."""
        tried = max(touch.attempts for touch in touches) + 1
        await put_off_touches(tx, touches, backoff(tried) if tried > 1 else timedelta())
        if tried >= LOUD_AFTER:
            await raise_alert(tx, ALERT, UNDERIVED.format(count=tried))


async def touch_the_day(tx: Tx, run: Run) -> str:
    """The day of everybody in a group, so that absences are derived too, and the night before it.

    A college where nobody has ever punched does not use attendance, whatever its rules say.
    """
    if not await has_punches(tx):
        return UNUSED
    office = run.surroundings.office
    today = run.now.astimezone(office.campus).date()
    book = await book_of(tx, office)
    people = [member.person.id for member in book.directory.active if book.group_of(member.person.id)]
    await touch_days(tx, people, today - DAY, today, "daily")
    return f"{len(people)} 人{await _tell_ungrouped(tx, office)}"


async def _tell_ungrouped(tx: Tx, office: Office) -> str:
    """Whoever is in no group is nobody's fault but the file's; where there are no groups at all, nothing is judged."""
    left_out = (await book_of(tx, office)).without_group()
    if not left_out or not office.attendance.groups:
        await clear_alert(tx, NO_GROUP)
        return "" if office.attendance.groups else "，没有考勤组"
    names = "、".join(member.person.name for member in left_out[:SHOWN_NAMES])
    await raise_alert(tx, NO_GROUP, WITHOUT_GROUP.format(count=len(left_out), names=names))
    return f"，{len(left_out)} 人不在任何考勤组"
