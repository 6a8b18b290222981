"""In whose working time a limit runs: that of whoever is asked, without the leave they were granted.

Shift and calendar are the college's; nothing that is read of a person names a shift of their own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from domain.calendar import WorkCalendar
from domain.flow.case import Assignment
from domain.ids import Minutes, PersonId
from domain.shift import Shifts
from domain.working_time import Span, worked_between, worked_by

Away = Mapping[PersonId, Sequence[Span]]
Begun = Mapping[tuple[PersonId, PersonId], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """`away` are the granted leaves of people in their order; `begun` says since when the second acts for the first."""

    campus: tzinfo
    shift: Shifts
    calendar: WorkCalendar
    away: Away = field(default_factory=dict[PersonId, Sequence[Span]])
    begun: Begun = field(default_factory=dict[tuple[PersonId, PersonId], datetime])

    def worked(self, place: Assignment, until: datetime) -> Minutes:
        """Minutes of work since this place was asked."""
        if place.asked_at is None:
            return Minutes(0)
        since = place.asked_at.astimezone(self.campus)
        return worked_between(since, until, self.shift, self.calendar, self._off(place))

    def by(self, place: Assignment, minutes: int) -> datetime | None:
        """When so many minutes of work have passed since this place was asked; None: years later, or not asked."""
        if place.asked_at is None:
            return None
        return worked_by(place.asked_at.astimezone(self.campus), minutes, self.shift, self.calendar, self._off(place))

    def _off(self, place: Assignment) -> tuple[Span, ...]:
        """When nobody could decide it: from the day somebody acts for them, their leave is time of the other's."""
        own = tuple(self.away.get(place.person.id, ()))
        other = place.stand_in
        begun = self.begun.get((place.person.id, other.id)) if other else None
        if other is None or begun is None:
            return own
        alone = ((start, min(end, begun)) for start, end in own if start < begun)
        neither = (_shared(each, gone, begun) for each in own for gone in self.away.get(other.id, ()))
        return (*alone, *_spans(neither))


def _shared(one: Span, other: Span, since: datetime) -> Span:
    return max(one[0], other[0], since), min(one[1], other[1])


def _spans(found: Iterator[Span]) -> Iterator[Span]:
    return ((start, end) for start, end in found if start < end)
