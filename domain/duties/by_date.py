"""Rules that the calendar of the year alone decides: dates, parts of months, months, weeks, days."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import assert_never

from domain.college_calendar import CollegeCalendar, Event, EventKind
from domain.duties.due import DAY, Due, day_in
from domain.duties.rules import (
    LAST_DAY,
    Annual,
    AnnualPeriod,
    AnnualSeason,
    AnnualSpan,
    ByDate,
    Daily,
    DayEnd,
    Edge,
    Monthly,
    OneOff,
    Part,
    Season,
    Weekly,
)
from domain.duties.world import World

# rules.md, kind annual_period: 初 is told by the 5th, 上旬 by the 10th, 中旬 by the 20th, the others by the last day
DUE_IN_PART = {
    Part.START: 5,
    Part.EARLY: 10,
    Part.MID: 20,
    Part.LATE: LAST_DAY,
    Part.END: LAST_DAY,
    Part.WHOLE: LAST_DAY,
}
BEGIN_OF_PART = {Part.START: 1, Part.EARLY: 1, Part.MID: 11, Part.LATE: 21, Part.END: 26, Part.WHOLE: 1}
WEEK_ENDS = (5, 18)  # Friday 18:00: rules.md, kind weekly
SUNDAY = 7
# What an entry of the college's calendar is called that is this season
SEASON_NAMES = {
    Season.SUMMER_BREAK: ("暑假",),
    Season.ADMISSION_PUBLICITY: ("招生宣传", "招生季"),
    Season.YEAR_START: ("年初",),
    Season.YEAR_END: ("年终", "年末"),
}
SEASON_MONTHS = {Season.YEAR_START: 1, Season.YEAR_END: 12}  # where the calendar has no such entry


def dues_by_date(rule: ByDate, first: date, last: date, world: World) -> Iterator[Due]:
    """Whatever may be due between the two days; some of it is not."""
    match rule:
        case Annual() | AnnualPeriod() | AnnualSpan():
            for year in range(first.year - 1, last.year + 2):
                yield _in_year(rule, year)
        case AnnualSeason():
            yield from _seasons(rule, first, last, world)
        case Monthly():
            yield from _months(rule, first, last, world)
        case Weekly():
            yield from _weeks(rule, first, last, world)
        case Daily():
            yield from _days(rule, first, last, world)
        case OneOff():
            yield _once(rule, world)
        case _:
            assert_never(rule)


def _in_year(rule: Annual | AnnualPeriod | AnnualSpan, year: int) -> Due:
    period = str(year)
    match rule:
        case Annual():
            day = day_in(year, rule.month, rule.day)
            due = day - DAY if rule.edge is Edge.BEFORE else day
            return Due(period=period, label=f"{year}年", due_on=due)
        case AnnualPeriod():
            due = day_in(year, rule.month, DUE_IN_PART[rule.part])
            begin = date(year, rule.month, BEGIN_OF_PART[rule.part] if rule.edge is Edge.ON else 1)
            return Due(period=period, label=f"{year}年{rule.month}月", due_on=due, opens=begin)
        case AnnualSpan():
            ends = year + (rule.to_month < rule.from_month)
            label = f"{year}年{rule.from_month}–{rule.to_month}月"
            begin, due = date(year, rule.from_month, 1), day_in(ends, rule.to_month, LAST_DAY)
            return Due(period=period, label=label, due_on=due, opens=begin, minimum=rule.count or 1)
        case _:
            assert_never(rule)


def seasons_of(season: Season, calendar: CollegeCalendar) -> Sequence[Event]:
    """The entries of the calendar that are this season."""
    return [
        event
        for event in calendar.events
        if any(name in event.name for name in SEASON_NAMES[season])
        and (season is not Season.SUMMER_BREAK or event.kind is EventKind.VACATION)
    ]


def _seasons(rule: AnnualSeason, first: date, last: date, world: World) -> Iterator[Due]:
    entries = {event.first.year: (event.first, event.last) for event in seasons_of(rule.season, world.calendar)}
    month = SEASON_MONTHS.get(rule.season)
    if month:
        for year in range(first.year - 1, last.year + 2):
            entries.setdefault(year, (date(year, month, 1), day_in(year, month, LAST_DAY)))
    for year, (begins, ends) in entries.items():
        label, minimum = f"{year}年", rule.times or 1
        if rule.edge is Edge.BEFORE:
            yield Due(period=str(year), label=label, due_on=begins - DAY, minimum=minimum)
        else:
            yield Due(period=str(year), label=label, due_on=ends, opens=begins, minimum=minimum)


def _months(rule: Monthly, first: date, last: date, world: World) -> Iterator[Due]:
    for count in range(first.year * 12 + first.month - 2, last.year * 12 + last.month + 1):
        year, month = count // 12, count % 12 + 1
        due = day_in(year, month, rule.day or DUE_IN_PART[rule.part or Part.WHOLE])
        if rule.edge is Edge.BEFORE:
            due -= DAY
        if rule.condition and world.calendar.is_vacation(due):
            continue  # "working_period": not while the college is on vacation
        about = f"，办{(month + 10) % 12 + 1}月的" if rule.of else ""
        begin = date(year, month, BEGIN_OF_PART[rule.part or Part.WHOLE])
        label = f"{year}年{month}月{about}"
        opens = min(begin, due)
        yield Due(period=f"{year}-{month:02}", label=label, due_on=due, opens=opens, minimum=rule.times or 1)


def _weeks(rule: Weekly, first: date, last: date, world: World) -> Iterator[Due]:
    since = _since(rule.after_event, world)
    if rule.after_event and since is None:
        return
    monday = first - first.weekday() * DAY
    while monday <= last:
        year, week, _ = monday.isocalendar()
        weekday, hour = (rule.weekday, None) if rule.weekday else WEEK_ENDS
        due = monday + (weekday - 1) * DAY
        if since is None or due > since:
            at = None if hour is None else datetime(due.year, due.month, due.day, hour, tzinfo=world.campus)
            period, label = f"{year}-W{week:02}", f"{year}年第{week}周"
            yield Due(period=period, label=label, due_on=due, opens=monday, at=at, minimum=rule.times)
        monday += timedelta(weeks=1)


def _since(event: str, world: World) -> date | None:
    """The day of the first such event."""
    days = (each.at.astimezone(world.campus).date() for each in world.happenings.get(event, ()))
    return min(days, default=None)


def _days(rule: Daily, first: date, last: date, world: World) -> Iterator[Due]:
    worked = rule.workdays_only or rule.at is DayEnd.OFF_DUTY
    for ahead in range((last - first).days + 1):
        day = first + ahead * DAY
        if worked and not world.calendar.works(day):
            continue
        at = None if rule.by is None else datetime.combine(day, rule.by, world.campus)
        label = f"{day.year}年{day.month}月{day.day}日"
        yield Due(period=day.isoformat(), label=label, due_on=day, opens=day, at=at, minimum=rule.times or 1)


def _once(rule: OneOff, world: World) -> Due:
    if isinstance(rule.at, datetime):
        at, day = rule.at.replace(tzinfo=world.campus), rule.at.date()
    else:
        at, day = None, rule.at
    return Due(period=day.isoformat(), label=f"{day.year}年{day.month}月{day.day}日", due_on=day, at=at)
