"""Which duties lack a date that only their owner can say, in the order in which it is pressing."""

from collections.abc import Collection, Iterable, Sequence

from domain.duties.catalogue import Catalogue, event_of
from domain.duties.duty import Duty
from domain.duties.lacking import NO_NUMBER, OUTSIDE_DATE, Lack, no_period
from domain.duties.occurring import why_not
from domain.duties.rules import ExternalDeadline, PeriodicUnspecified
from domain.duties.unscheduled import Reason
from domain.duties.world import World

ASKED = frozenset({Reason.OUTSIDE_DATE, Reason.NO_PERIOD, Reason.NO_NUMBER})  # what an owner can say


def lack_of(duty: Duty) -> Lack:
    """What the rule itself lacks, whatever was answered."""
    match duty.rule:
        case ExternalDeadline():
            return OUTSIDE_DATE
        case PeriodicUnspecified():
            return no_period(duty.rule.word)
        case _:
            return NO_NUMBER


def to_ask(catalogue: Catalogue, world: World, silent: Collection[str], again: Sequence[str]) -> tuple[Duty, ...]:
    """The most pressing first: what was answered for once and has been used up, what has begun or is planned, dates,
    then rhythms. `silent` are those about which nobody is to be asked now.
    """
    used_up = [catalogue.duties[code] for code in again if code in catalogue.duties]
    lacking = [duty for duty in catalogue.duties.values() if _lacks(duty, world)]
    lacking.sort(key=lambda duty: _rank(duty, world))
    return tuple(duty for duty in _once([*used_up, *lacking]) if duty.code not in silent)


def _lacks(duty: Duty, world: World) -> bool:
    lacking = why_not(duty, world)
    return lacking is not None and lacking.reason in ASKED


def _rank(duty: Duty, world: World) -> int:
    if world.happenings.get(event_of(duty.rule)):
        return 0
    return 2 if isinstance(duty.rule, PeriodicUnspecified) else 1


def _once(duties: Iterable[Duty]) -> Iterable[Duty]:
    return {duty.code: duty for duty in duties}.values()
