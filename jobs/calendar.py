"""Keeps the office's calendar the one that counts: in every replica, within seconds of a change."""

import structlog

from domain.calendar_changes import changed_days
from domain.calendar_document import CalendarFileError
from domain.college_calendar import CollegeCalendar
from domain.office import Office
from jobs.runs import Clock
from storage.alerts import clear_alert, raise_alert
from storage.attendance_days import touch_derived
from storage.attendance_groups import book_of
from storage.attendance_teaching import touch_taught
from storage.calendar_versions import newest_id, newest_version
from storage.channels import Channel
from storage.database import Database, Tx
from storage.failures import Failure, classify, sqlstate
from storage.wakeups import Wakeups

POLL = 10.0  # seconds; a notification is only a hint
ALERT = "calendar:unreadable"
NO_TABLE = "42P01"  # before the first migration

log = structlog.stdlib.get_logger(__name__)


class CalendarKeeper:
    """A loop that looks whether there is a newer version and puts it into the office."""

    def __init__(self, database: Database, office: Office, clock: Clock, wakeups: Wakeups) -> None:
        self._database = database
        self._office = office
        self._clock = clock
        self._wakeups = wakeups
        self._known = 0
        self._is_stopping = False

    async def run(self) -> None:
        """Until stopped."""
        while not self._is_stopping:
            since = self._wakeups.rung(Channel.CALENDAR)
            await self.try_look()
            await self._wakeups.wait(Channel.CALENDAR, since, POLL)

    def stop(self) -> None:
        """Look no more."""
        self._is_stopping = True
        self._wakeups.ring(Channel.CALENDAR)

    async def try_look(self) -> None:
        """As `look`; a database that is away, or not migrated yet, is looked at again."""
        try:
            await self.look()
        except Exception as error:  # noqa: BLE001 - the calendar at hand goes on counting
            _complain(error)

    async def look(self) -> None:
        """Take over the newest version, if it is another one; IT is told of one that cannot be read."""
        async with self._database.begin(self._clock()) as tx:
            newest = await newest_id(tx)
            if newest == self._known:
                return
            try:
                version = await newest_version(tx)
                if version is not None:
                    await self._renew(tx, self._office.calendar_with(version.document))
            except CalendarFileError as error:
                await raise_alert(
                    tx,
                    ALERT,
                    f"校历第 {newest} 版和校历文件对不上，仍用原来的校历：{error}。请改好 calendar 目录后重启。",
                )
            else:
                await clear_alert(tx, ALERT)
            self._known = newest

    async def _renew(self, tx: Tx, calendar: CollegeCalendar) -> None:
        """Days that were judged by the calendar before are judged again. At the start there was none."""
        before = self._office.calendar
        self._office.renew_calendar(calendar)
        changed = [each.day for each in changed_days(before, calendar) if each.counts_otherwise] if self._known else []
        if changed:
            today = tx.now.astimezone(self._office.campus).date()
            await touch_derived(tx, min(changed), min(max(changed), today), "calendar")
        if self._known and _lessons_of(before) != _lessons_of(calendar) and calendar.terms:
            book = await book_of(tx, self._office)
            first, last = (min(term.first for term in calendar.terms), max(term.last for term in calendar.terms))
            await touch_taught(tx, self._office, book, first, last, "calendar")


def _lessons_of(calendar: CollegeCalendar) -> tuple[object, ...]:
    """By what it is told when lessons take place, besides the days that are worked."""
    return calendar.terms, calendar.events, calendar.seasons


def _complain(error: Exception) -> None:
    if classify(error) is Failure.OTHER and sqlstate(error) != NO_TABLE:
        log.error("calendar_not_renewed", error=type(error).__name__)
