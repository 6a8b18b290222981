"""What a rule lacks for a date, said in Chinese, and what answer would do."""

from dataclasses import dataclass

from domain.duties.by_date import SEASON_MONTHS, SEASON_NAMES, seasons_of
from domain.duties.by_term import terms_meant
from domain.duties.rules import AfterEvent, BeforeEvent, ByEvent, EveryNYears, Season, TermKind
from domain.duties.unscheduled import Reason, Wants
from domain.duties.world import World


@dataclass(frozen=True, slots=True)
class Lack:
    """An `Unscheduled` without its duty."""

    reason: Reason
    wants: Wants
    text: str


OUTSIDE_DATE = Lack(Reason.OUTSIDE_DATE, Wants.DATE, "日期由别人定，还没有填")
NO_NUMBER = Lack(Reason.NO_NUMBER, Wants.LENGTH, "没有写多长时间")
NO_TERM = Lack(Reason.NO_TERM, Wants.CALENDAR_ENTRY, "校历里没有今后的学期")
NO_EVENT = Lack(Reason.NO_EVENT, Wants.EVENT, "起算的事还没有登记过")


def no_period(word: str) -> Lack:
    """定期, and nothing else."""
    return Lack(Reason.NO_PERIOD, Wants.PERIOD, f"只写了“{word}”，没有周期")


def lack_of_event(rule: ByEvent, world: World) -> Lack | None:
    """Of a rule that an event starts: the length, else the event."""
    if isinstance(rule, AfterEvent | BeforeEvent) and rule.lapse.n is None:
        return NO_NUMBER
    return no_event(rule.event, world)


def no_event(event: str, world: World) -> Lack | None:
    """It never happened and is not planned."""
    return None if world.happenings.get(event) else NO_EVENT


def no_term(kind: TermKind, world: World) -> Lack | None:
    """The calendar has no such term, or none that has not ended."""
    terms = terms_meant(kind, world.calendar)
    return None if any(world.today is None or term.last >= world.today for term in terms) else NO_TERM


def no_season(season: Season, world: World) -> Lack | None:
    """年初 and 年终 need no entry of the calendar."""
    if season in SEASON_MONTHS or seasons_of(season, world.calendar):
        return None
    names = "或".join(f"“{name}”" for name in SEASON_NAMES[season])
    return Lack(Reason.NO_SEASON, Wants.CALENDAR_ENTRY, f"校历里没有{names}")


def never_done(rule: EveryNYears) -> Lack:
    """Counted from nothing."""
    years = f"每 {rule.n}{f'–{rule.n_to}' if rule.n_to else ''} 年一次"
    return Lack(Reason.NEVER_DONE, Wants.DATE, f"{years}，不知道从哪一年数起")
