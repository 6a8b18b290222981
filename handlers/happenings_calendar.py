"""The college's calendar as events: planned, moved under the same number, cancelled with their entry."""

from datetime import timedelta

from domain.college_calendar import CollegeCalendar
from domain.duties.happening_keys import fact_key
from domain.duties.on_calendar import Planned, changes_of, planned_in
from domain.office import Office
from storage.database import Tx
from storage.happenings import calendar_happenings, cancel, happening_of, lock_calendar_events, move, note

CALENDAR = "calendar"  # the origin of what is planned there
BACK, AHEAD = timedelta(days=60), timedelta(days=400)  # what is followed: nothing is laid out further away
MOST_ALIKE = 9  # entries of one name on one day after moves; more is no calendar


async def follow_calendar(tx: Tx, office: Office, calendar: CollegeCalendar | None = None) -> int:
    """Bring what is planned in line with the calendar, the office's or a newer one; how many events that changed."""
    await lock_calendar_events(tx)
    today = tx.now.astimezone(office.campus).date()
    first, last = today - BACK, today + AHEAD
    wanted = planned_in(office.event_kinds, calendar or office.calendar, first, last, office.campus)
    known = await calendar_happenings(tx, first, last, office.campus)
    changes = changes_of(known, wanted)
    for number in changes.gone:
        await cancel(tx, number, by=CALENDAR)
    for number, planned in changes.moved:
        await move(tx, number, planned.at, planned.until, by=CALENDAR)
    for planned in changes.new:
        await _plan(tx, office, planned)
    return len(changes.gone) + len(changes.moved) + len(changes.new)


async def _plan(tx: Tx, office: Office, planned: Planned) -> None:
    """What somebody has told already stays theirs; another entry that was moved away from here keeps its key."""
    key = fact_key(planned.code, planned.at.astimezone(office.campus).date(), planned.subject)
    for again in range(1, MOST_ALIKE + 1):
        known = await happening_of(tx, key)
        if known is None or known.cancelled_at is not None:
            break
        if known.origin != CALENDAR:
            return
        key = f"{key}#{again}"
    await note(
        tx,
        code=planned.code,
        at=planned.at,
        until=planned.until,
        subject=planned.subject,
        is_planned=planned.at > tx.now,
        origin=CALENDAR,
        key=key,
    )
