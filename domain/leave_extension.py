"""续假: a sentence that asks for the same leave from where the old one ends."""

import re
from datetime import datetime, timedelta

from domain.calendar import WorkCalendar
from domain.forms.away import Hours
from domain.forms.typed_times import EVERY_DAY
from domain.leave_return import Absence
from domain.leave_types import Counting
from domain.shift import Half, duty_on
from domain.working_time import worked_by

_LENGTH = re.compile(
    r"(?:再|多)?(?:续|请)?(?P<length>(?:[0-9.]+|[一二两三四五六七八九十半]+)个?(?:半天|天|日|小时|周|星期|个月).*)"
)
_UNTIL = re.compile(r"(?:延长)?(?:至|到)(?P<until>.+)")


def begins(absence: Absence, hours: Hours) -> datetime:
    """The first minute after the leave that would be worked, or, of a type that goes by the calendar, any day's."""
    end, kind = absence.end.astimezone(hours.campus), absence.kind
    if kind is not None and kind.counting is Counting.AWAY:
        return end  # an hour like any other
    is_every_day = kind is None or kind.counting.is_every_day
    calendar: WorkCalendar = EVERY_DAY if is_every_day else hours.calendar
    after = worked_by(end, 1, hours.shift, calendar)
    return after - timedelta(minutes=1) if after else end


def sentence(absence: Absence, said: str, hours: Hours) -> str | None:
    """请事假 3月8日到3月9日; None where it does not say until when or how long."""
    start = begins(absence, hours)
    first = f"{start.month}月{start.day}日{_hour(start, hours)}"
    said = said.strip(" ，,。")
    if found := _UNTIL.fullmatch(said):
        return f"请{absence.name} {first}到{found['until']}"
    if found := _LENGTH.fullmatch(said):
        return f"请{absence.name} 从{first}开始{found['length']}"
    return None


def _hour(start: datetime, hours: Hours) -> str:
    shift = duty_on(hours.shift, start.date())
    afternoon = shift.half(Half.AFTERNOON)
    if start.time() == shift.start:
        return ""
    return "下午" if afternoon and start.time() == afternoon.start else f"{start:%H:%M}"
