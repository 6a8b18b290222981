"""What a month came to: for one person, and added up for a department.

Days are shares of what was due, so that what was due is always what was worked, taken and missed together.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from domain.attendance.day_record import Status, Verdict
from domain.attendance.duty import Duty, DutyKind
from domain.attendance.month_days import LEAVE_NAME, MonthAway, MonthDay, PersonMonth
from domain.attendance.stretches import Stretch, merged, within
from domain.attendance.written import minute_of

NOT_DUE = frozenset({Status.REST, Status.FREE, Status.OVERTIME})
LATE = frozenset({Verdict.LATE, Verdict.VERY_LATE})
NOTHING, WHOLE = Fraction(0), Fraction(1)

Duties = Mapping[date, Duty]


def _shares() -> defaultdict[str, Fraction]:
    return defaultdict(Fraction)


@dataclass(slots=True)
class Sums:
    """Days as fractions, everything else counted. `leave` is by what the leave is called, without trips."""

    due: int = 0
    present: Fraction = NOTHING
    trips: Fraction = NOTHING
    absent: Fraction = NOTHING
    leave: defaultdict[str, Fraction] = field(default_factory=_shares)
    late_times: int = 0
    late_minutes: int = 0
    early_times: int = 0
    early_minutes: int = 0
    missing: int = 0
    overtime: int = 0
    odd_days: int = 0

    @property
    def all_leave(self) -> Fraction:
        """Of all types."""
        return sum(self.leave.values(), NOTHING)

    def add(self, other: "Sums") -> None:
        """Put another's sums in."""
        self.due += other.due
        self.present += other.present
        self.trips += other.trips
        self.absent += other.absent
        for name, days in other.leave.items():
            self.leave[name] += days
        self.late_times += other.late_times
        self.late_minutes += other.late_minutes
        self.early_times += other.early_times
        self.early_minutes += other.early_minutes
        self.missing += other.missing
        self.overtime += other.overtime
        self.odd_days += other.odd_days


def sums_of(month: PersonMonth, duties: Duties) -> Sums:
    """One person's. `duties` are what their days asked for before any leave."""
    sums, whole = Sums(odd_days=len(month.odd)), 0
    for day in month.days:
        _count(sums, day)
        if day.status not in NOT_DUE:
            sums.due += 1
            if day.away or day.status is Status.ABSENT:
                _share(sums, day, _pieces(duties.get(day.day)))
            else:
                whole += 1
    sums.present += whole
    return sums


def _count(sums: Sums, day: MonthDay) -> None:
    if day.status is Status.NORMAL or day.status in NOT_DUE:
        sums.overtime += day.status is Status.OVERTIME
        return
    verdicts = [edge.verdict for edge in day.edges]
    sums.late_times += sum(verdict in LATE for verdict in verdicts)
    sums.early_times += verdicts.count(Verdict.LEFT_EARLY)
    sums.missing += verdicts.count(Verdict.MISSING)
    sums.late_minutes += day.late
    sums.early_minutes += day.early


def _share(sums: Sums, day: MonthDay, pieces: tuple[Stretch, ...]) -> None:
    """One day that was due and not simply worked, divided among what became of it."""
    left = WHOLE
    for away, share in _taken(day, pieces):
        taken = min(share, left)
        left -= taken
        if away.is_trip:
            sums.trips += taken
        else:
            sums.leave[away.type_name] += taken
    if day.status is Status.ABSENT:
        minutes = sum(end - start for start, end in pieces)
        absent = min(left, Fraction(day.absent, minutes) if minutes and day.absent else left)
        sums.absent += absent
        left -= absent
    sums.present += left


def _taken(day: MonthDay, pieces: tuple[Stretch, ...]) -> Iterable[tuple[MonthAway, Fraction]]:
    """How much of the day each leave took; of a day whose duty is not known any more the first took all."""
    minutes = sum(end - start for start, end in pieces)
    if not minutes:
        is_whole = day.status in {Status.ON_LEAVE, Status.ON_TRIP}
        return [(_of(day), WHOLE)] if is_whole else []
    shares = [
        (each, Fraction(within(pieces, minute_of(each.start, day.day), minute_of(each.end, day.day)), minutes))
        for each in day.away
    ]
    return shares or ([(_of(day), WHOLE)] if day.status in {Status.ON_LEAVE, Status.ON_TRIP} else [])


def _of(day: MonthDay) -> MonthAway:
    is_trip = day.status is Status.ON_TRIP
    return day.away[0] if day.away else MonthAway("", "", "", LEAVE_NAME, is_trip)


def _pieces(duty: Duty | None) -> tuple[Stretch, ...]:
    """The worked stretches in minutes since the day's midnight."""
    if duty is None or duty.kind is not DutyKind.WORK:
        return ()
    return merged((s - duty.midnight, e - duty.midnight) for part in duty.parts for s, e in part.pieces)
