"""The derivation of a day: a duty, the punches in its window and the leave over it become a record.

What a punch counts for depends on the duty alone, and where it may count for one of two, the better counts. Leave moves
or removes what is due and can add a reading, never take one away: so it can never make a day worse.
"""

from collections.abc import Sequence

from domain.attendance.day_record import WEIGHTS, Absence, DayRecord, Edge, Mark, Status, Verdict
from domain.attendance.duty import Duty, DutyKind, Part
from domain.attendance.rules import Rule, Tolerance
from domain.attendance.stretches import merged, within
from domain.punches import Side

Edges = tuple[Edge, ...]
Reading = tuple[int, Edges]

_STATUS = {
    Verdict.NORMAL: Status.NORMAL,
    Verdict.EXCUSED: Status.NORMAL,
    Verdict.LATE: Status.LATE,
    Verdict.LEFT_EARLY: Status.LEFT_EARLY,
    Verdict.VERY_LATE: Status.VERY_LATE,
    Verdict.ABSENT: Status.ABSENT,
}


def derive(duty: Duty, marks: Sequence[Mark], absences: Sequence[Absence] = ()) -> DayRecord:
    """The day. `marks` are those of the duty's window in their order, `absences` those that share time with it."""
    if duty.kind is not DutyKind.WORK:
        return _unjudged(duty, marks)
    if not absences:
        return _judged(duty, duty.parts, marks, ())
    away = tuple(each for each in absences if each.start < duty.end and each.end > duty.start)
    if not away:
        return _judged(duty, duty.parts, marks, ())
    covered = merged([(each.start, each.end) for each in away])
    left = tuple(part.left_of(covered) for part in duty.parts)
    if not any(part.pieces for part in left):
        status = Status.ON_TRIP if _is_mostly_trip(duty, away) else Status.ON_LEAVE
        return DayRecord(duty=duty, status=status, away=away, unused=tuple(marks))
    return _judged(duty, left, marks, away)


def status_of(edges: Edges) -> Status:
    """The worst of them in one word; of two equal ones the first that was due."""
    worst = max(edges, key=_weight, default=None)
    if worst is None:
        return Status.NORMAL
    if worst.verdict is Verdict.MISSING:
        return Status.MISSING_IN if worst.side is Side.IN else Status.MISSING_OUT
    return _STATUS[worst.verdict]


def _weight(edge: Edge) -> int:
    return WEIGHTS[edge.verdict]


def _unjudged(duty: Duty, marks: Sequence[Mark]) -> DayRecord:
    if duty.kind is DutyKind.FREE:
        return DayRecord(duty=duty, status=Status.FREE, unused=tuple(marks))
    return DayRecord(duty=duty, status=Status.OVERTIME if marks else Status.REST, unused=tuple(marks))


def _is_mostly_trip(duty: Duty, away: Sequence[Absence]) -> bool:
    pieces = [piece for part in duty.parts for piece in part.pieces]
    trips = merged([(each.start, each.end) for each in away if each.is_trip])
    taken = sum(within(pieces, start, end) for start, end in trips)
    return 2 * taken >= sum(end - start for start, end in pieces)


def _judged(duty: Duty, left: tuple[Part, ...], marks: Sequence[Mark], away: tuple[Absence, ...]) -> DayRecord:
    cost, edges = _Judge(duty, left, marks).best()
    if not cost:
        return DayRecord(duty=duty, status=Status.NORMAL, edges=edges, away=away, unused=_unused(edges, marks))
    return DayRecord(
        duty=duty,
        status=status_of(edges),
        edges=edges,
        absent=sum(edge.minutes for edge in edges if edge.verdict is Verdict.ABSENT),
        away=away,
        unused=_unused(edges, marks),
    )


def _unused(edges: Edges, marks: Sequence[Mark]) -> tuple[Mark, ...]:
    used = [edge.mark for edge in edges if edge.mark is not None]
    return () if len(used) == len(marks) else tuple(mark for mark in marks if mark not in used)


class _Judge:
    """Finds the reading of a day's punches that is best for the person."""

    __slots__ = ("_left", "_marks", "_parts", "_rule")

    def __init__(self, duty: Duty, left: tuple[Part, ...], marks: Sequence[Mark]) -> None:
        self._rule: Rule = duty.rule
        self._parts = duty.parts  # as the duty has them: by these a punch belongs to one part or the other
        self._left = left  # as leave leaves them: by these it is judged
        self._marks = marks

    def best(self) -> Reading:
        """By the breaks as they are cut; where leave takes a whole part, by all its break's punches beside it too."""
        if len(self._parts) == 1:
            return self._read(0, self._marks)
        breaks = range(len(self._parts) - 1)
        natural = self._by([self._cut(number) for number in breaks])
        if not natural[0] or all(part.pieces for part in self._left):
            return natural
        return min(natural, self._by([self._cut_beside(number) for number in breaks]), key=_cost)

    def _by(self, inner: list[int]) -> Reading:
        cost, first = 0, 0
        edges: Edges = ()
        for number, end in enumerate((*inner, len(self._marks))):
            read = self._read(number, self._marks[first:end])
            cost, edges, first = cost + read[0], edges + read[1], end
        return cost, edges

    def _cut(self, number: int) -> int:
        """Two punches of the break after a part are an out and an in; one alone belongs to what it is nearer to."""
        end, start = self._parts[number].end, self._parts[number + 1].start
        first, last = self._index(end), self._index(start + 1)
        if last == first:
            return first
        if last - first > 1:
            return min(max(self._index((end + start) // 2), first + 1), last - 1)
        alone = self._marks[first]
        if alone.side is not None:
            return first if alone.side is Side.IN else last
        return last if alone.at < (end + start) // 2 else first

    def _cut_beside(self, number: int) -> int:
        """What lies in the break belongs to the part beside it that leave has left."""
        if not self._left[number].pieces:
            return self._index(self._parts[number].end)
        if not self._left[number + 1].pieces:
            return self._index(self._parts[number + 1].start + 1)
        return self._cut(number)

    def _index(self, minute: int) -> int:
        """How many punches lie before that minute."""
        for place, mark in enumerate(self._marks):
            if mark.at >= minute:
                return place
        return len(self._marks)

    def _read(self, number: int, marks: Sequence[Mark]) -> Reading:
        """One part by the punches that fall to it."""
        part = self._parts[number]
        if not self._left[number].pieces:
            return 0, ()
        came = self._first(part, marks) if part.asks_in else None
        went = self._last(part, marks) if part.asks_out else None
        if came is not None and went is not None and went.at <= came.at:
            return min(self._pair(number, came, None), self._pair(number, None, went), key=_cost)
        return self._pair(number, came, went)

    def _first(self, part: Part, marks: Sequence[Mark]) -> Mark | None:
        opens, ends = part.start - self._rule.earliest, part.end
        for mark in marks:
            if opens <= mark.at < ends and mark.side is not Side.OUT:
                return mark
        return None

    def _last(self, part: Part, marks: Sequence[Mark]) -> Mark | None:
        begins, closes = part.start, part.end + self._rule.latest
        for mark in reversed(marks):
            if begins < mark.at <= closes and mark.side is not Side.IN:
                return mark
        return None

    def _pair(self, number: int, came: Mark | None, went: Mark | None) -> Reading:
        part = self._left[number]
        if came is None and went is None:
            return _absent(number, part)
        if not part.asks_out:
            edges: Edges = (self._in(number, part, came),)
        elif not part.asks_in:
            edges = (self._out(number, part, went, 0),)
        else:
            edges = (self._in(number, part, came), self._out(number, part, went, self._moved(part, came)))
        return _edges_cost(edges), edges

    def _moved(self, part: Part, came: Mark | None) -> int:
        """By how much flexible time moves the end."""
        if came is None or not (self._rule.flex_before or self._rule.flex_after):
            return 0
        return max(-self._rule.flex_before, min(self._rule.flex_after, came.at - part.start))

    def _in(self, number: int, part: Part, mark: Mark | None) -> Edge:
        if mark is None:
            return Edge(Side.IN, number, part.start, None, Verdict.MISSING)
        due = part.start
        if mark.at <= due + self._rule.flex_after:
            return Edge(Side.IN, number, due, mark, Verdict.NORMAL)
        late = within(part.owed, due + self._rule.flex_after, mark.at)
        return Edge(Side.IN, number, due, mark, _late(late, self._rule.tolerance), late)

    def _out(self, number: int, part: Part, mark: Mark | None, moved: int) -> Edge:
        due = part.end + moved
        if mark is None:
            return Edge(Side.OUT, number, due, None, Verdict.MISSING)
        if mark.at >= due:
            return Edge(Side.OUT, number, due, mark, Verdict.NORMAL)
        early = within(part.pieces, mark.at, min(due, part.end)) + max(0, due - max(mark.at, part.end))
        return Edge(Side.OUT, number, due, mark, _early(early, self._rule.tolerance), early)


def _cost(reading: Reading) -> int:
    return reading[0]


def _edges_cost(edges: Edges) -> int:
    cost = 0
    for edge in edges:
        if edge.verdict is not Verdict.NORMAL:
            cost += WEIGHTS[edge.verdict] + edge.minutes
    return cost


def _absent(number: int, part: Part) -> Reading:
    """No sign of the person in the whole part. Its minutes are told with the first punch that was due."""
    minutes = sum(end - start for start, end in part.pieces)
    edges: list[Edge] = []
    if part.asks_in:
        edges.append(Edge(Side.IN, number, part.start, None, Verdict.ABSENT, minutes))
    if part.asks_out:
        edges.append(Edge(Side.OUT, number, part.end, None, Verdict.ABSENT, 0 if edges else minutes))
    return _edges_cost(tuple(edges)), tuple(edges)


def _late(minutes: int, tolerance: Tolerance) -> Verdict:
    if minutes <= tolerance.grace:
        return Verdict.NORMAL
    if 0 < tolerance.absent_after < minutes:
        return Verdict.ABSENT
    return Verdict.VERY_LATE if 0 < tolerance.serious_after < minutes else Verdict.LATE


def _early(minutes: int, tolerance: Tolerance) -> Verdict:
    if minutes <= tolerance.early_grace:
        return Verdict.NORMAL
    return Verdict.ABSENT if 0 < tolerance.absent_after < minutes else Verdict.LEFT_EARLY
