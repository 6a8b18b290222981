"""销假: when somebody is back from leave, and how much of it they give back by that."""

from dataclasses import dataclass
from datetime import datetime

from domain.accrual import minutes_of
from domain.forms.away import Hours
from domain.forms.fields import Field, FieldType
from domain.forms.typed_times import read_instant, read_span
from domain.forms.values import BadValue
from domain.ids import Minutes, PersonId, RequestNo
from domain.leave_length import length
from domain.leave_types import BY_CODE, STAFF, LeaveType, Unit, catalogue
from domain.shift import Half, Shift

TODAY = frozenset({"", "现在", "刚刚", "今天", "今日"})
BACK = ("回来了", "返校了", "到岗了", "回来", "返校", "到岗")
_FIELD = Field(name="back", label="返回时间", type=FieldType.DATETIME)


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """An approved leave that somebody is to come back from. `minutes` is what it costs; None: nothing is booked.

    `goes_on`: it extends another one.
    """

    no: RequestNo
    person: PersonId
    type: str  # its code, or what a form without a stock calls it
    start: datetime
    end: datetime
    minutes: Minutes | None
    goes_on: bool = False

    @property
    def kind(self) -> LeaveType | None:
        """None for one that only a form knows."""
        if self.minutes is not None:
            return BY_CODE.get(self.type)
        own = (each for each in catalogue().types if STAFF not in each.who)
        return next((each for each in own if each.name == self.type), None)

    @property
    def name(self) -> str:
        """As people call it."""
        kind = self.kind
        return kind.name if kind else self.type

    def needs_return(self, full_day: int) -> bool:
        """Whether its person has to say that they are back."""
        kind = self.kind
        if kind is None or self.minutes is None or self.goes_on:
            return True
        return self.minutes >= minutes_of(kind.returns_from, full_day)


@dataclass(frozen=True, slots=True)
class Return:
    """`until` is the end that counts from now on: that of the unit of the type in which the person came back."""

    back: datetime
    until: datetime
    given_back: Minutes


def give_back(absence: Absence, back: datetime, hours: Hours) -> Return:
    """By the same sums as the booking. `back` lies after the leave's beginning; a late one gives nothing back."""
    start, end = (each.astimezone(hours.campus) for each in (absence.start, absence.end))
    back, kind = back.astimezone(hours.campus), absence.kind
    if back >= end:
        return Return(back, end, Minutes(0))
    if absence.minutes is None or kind is None:
        return Return(back, back, Minutes(0))
    until = max(start, min(end, _edge(back, kind.unit, hours)))
    taken = length(start, until, hours.shift, hours.calendar, kind).minutes
    smallest = kind.smallest if kind.unit is Unit.HOUR else 1
    charged = -(-taken // smallest) * smallest
    return Return(back, until, Minutes(max(0, absence.minutes - charged)))


def _edge(back: datetime, unit: Unit, hours: Hours) -> datetime:
    """The end of the piece that has begun: a half day, a day, a period is taken whole or not at all."""
    shift = hours.shift.of(back.date())
    for start, end in _pieces(shift, unit, back):
        if start < back < end:
            return end
    return back


def _pieces(shift: Shift, unit: Unit, at: datetime) -> list[tuple[datetime, datetime]]:
    day, zone = at.date(), at.tzinfo
    match unit:
        case Unit.HOUR:
            return []
        case Unit.HALF_DAY:
            halves = (shift.half(half) for half in Half)
            return [each.on(day, zone) for each in halves if each]
        case Unit.DAY:
            return [(shift.segments[0].on(day, zone)[0], shift.segments[-1].on(day, zone)[1])] if shift.segments else []
        case Unit.PERIOD:
            return [each.on(day, zone) for each in shift.lessons]


def read_back(said: str, now: datetime, hours: Hours) -> datetime | None:
    """今天下午, 3月5日 14:00, nothing: when somebody is back; None where it cannot be read.

    `now` is in campus time. A half day is meant from its beginning on, today alone as now.
    """
    said = said.strip()
    for word in BACK:
        said = said.removesuffix(word).strip()
    if said in TODAY:
        return now.replace(second=0, microsecond=0)
    try:
        return read_instant(_FIELD, said, now, hours.shift)
    except BadValue:
        return _beginning(said, now, hours)


def _beginning(said: str, now: datetime, hours: Hours) -> datetime | None:
    try:
        return read_span(_FIELD, said, now, hours.shift)["start"].replace(second=0, microsecond=0)
    except BadValue:
        return None
