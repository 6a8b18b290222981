"""So many small lates a month are let pass: the one thing about a day that other days of its month decide."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from domain.attendance.day_record import DayRecord, Edge, Verdict
from domain.attendance.judging import status_of
from domain.attendance.rules import Tolerance

Month = tuple[int, int]


def month_of(day: date) -> Month:
    return day.year, day.month


def with_allowance(records: Iterable[DayRecord]) -> list[DayRecord]:
    """The records of one person in the order of their days, each month whole from its first day on."""
    used: dict[Month, int] = {}
    return [_excused(record, used) for record in records]


def _excused(record: DayRecord, used: dict[Month, int]) -> DayRecord:
    tolerance, month = record.duty.rule.tolerance, month_of(record.day)
    edges: list[Edge] = []
    for edge in record.edges:
        is_let_pass = _is_small(edge, tolerance) and used.get(month, 0) < tolerance.small_lates
        if is_let_pass:
            used[month] = used.get(month, 0) + 1
        edges.append(edge._replace(verdict=Verdict.EXCUSED) if is_let_pass else edge)
    if tuple(edges) == record.edges:
        return record
    return replace(record, edges=tuple(edges), status=status_of(tuple(edges)))


def _is_small(edge: Edge, tolerance: Tolerance) -> bool:
    return edge.verdict is Verdict.LATE and edge.minutes <= tolerance.small_late
