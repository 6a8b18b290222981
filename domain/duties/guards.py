"""Rules that remind nobody and hold all the same: what may not be done when, how long something lasts, who is there."""

from datetime import date, datetime, timedelta

from domain.duties.by_date import SEASON_NAMES
from domain.duties.by_event import CLOCKS, days_on
from domain.duties.due import end_of
from domain.duties.happening import Happening
from domain.duties.rules import MinDuration, NotDuring, OnlyDuring, Retention, Season, ServiceHours, Unit
from domain.duties.world import World

WORKDAYS = "workdays"
SEASONS = {"admission_season": Season.ADMISSION_PUBLICITY}
LASTING = frozenset({"permanent", "long_term"})
CLASS_HOUR = timedelta(minutes=45)  # where the calendar has no bells


def running(event: str, at: datetime, world: World) -> Happening | None:
    """The first of those events that is under way; one without an end lasts until its day ends."""
    for each in world.happenings.get(event, ()):
        until = each.until or end_of(each.at.astimezone(world.campus).date(), world)
        if each.at <= at < until:
            return each
    return None


def is_forbidden(rule: NotDuring | OnlyDuring, at: datetime, world: World) -> bool:
    """Whether what the rule is about may not be done at that instant."""
    is_running = running(rule.event, at, world) is not None
    return is_running if isinstance(rule, NotDuring) else not is_running


def lasts_until(rule: MinDuration, begun: datetime, world: World) -> datetime | None:
    """When the next step is free; days count from the day after. None where the rule gives no number."""
    if rule.lapse.n is None:
        return None
    if rule.lapse.unit in CLOCKS:
        return begun + rule.lapse.n * CLOCKS[rule.lapse.unit]
    if rule.lapse.unit is Unit.CLASS_HOURS:
        return begun + rule.lapse.n * CLASS_HOUR
    return end_of(days_on(begun.astimezone(world.campus).date(), rule.lapse, world.calendar), world)


def is_staffed(rule: ServiceHours, at: datetime, world: World) -> bool | None:
    """Whether somebody must be there at that instant; None where the rule or the calendar does not say."""
    here = at.astimezone(world.campus)
    if rule.since is None or rule.until is None:
        return None
    in_hours = rule.since <= here.time() < rule.until
    on_day = _is_meant(rule.days, here.date(), world)
    return None if on_day is None else in_hours and on_day


def _is_meant(days: str, day: date, world: World) -> bool | None:
    if days == WORKDAYS:
        return world.calendar.works(day)
    season = SEASONS.get(days)
    if season is None:
        return None
    named = [each for each in world.calendar.events if any(name in each.name for name in SEASON_NAMES[season])]
    return any(each.overlaps(day, day) for each in named) if named else None


def is_kept_for_good(rule: Retention) -> bool:
    """Whether what it is about may never be dropped; a long term is never over by itself."""
    return rule.period in LASTING
