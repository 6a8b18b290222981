"""How a day's record is kept: plain values that a report can be made of, with times as people read them."""

import json
from calendar import isleap
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

from domain.attendance.day_record import ODD, Absence, DayRecord, Edge, Mark, Status, said_of
from domain.attendance.duty import Duty

DAY_MINUTES = 1440
_CLOCK = tuple(f"{minute // 60:02}:{minute % 60:02}" for minute in range(DAY_MINUTES))


NEIGHBOURS = {1: "次日", -1: "前日"}


def clock(duty: Duty, minute: int) -> str:
    """08:00, 次日06:00, 前日23:50 or 05-09 08:00, by the campus's clock."""
    since = minute - duty.midnight
    if 0 <= since < DAY_MINUTES:
        return _CLOCK[since]
    days, rest = divmod(since, DAY_MINUTES)
    if days in NEIGHBOURS:
        return f"{NEIGHBOURS[days]}{_CLOCK[rest]}"
    return f"{duty.day + timedelta(days=days):%m-%d} {_CLOCK[rest]}"


def minute_of(said: str, day: date) -> int:
    """The other way round: minutes since the midnight with which the day begins."""
    head, at = said[:-5].strip(), said[-5:]
    minute = int(at[:2]) * 60 + int(at[3:])
    days = next((days for days, name in NEIGHBOURS.items() if name == head), 0)
    if head and not days:
        month, number = int(head[:2]), int(head[3:])
        candidates = [
            date(year, month, number) for year in (day.year - 1, day.year, day.year + 1) if _is_day(year, head)
        ]
        days = min(((each - day).days for each in candidates), key=abs)
    return days * DAY_MINUTES + minute


def _is_day(year: int, said: str) -> bool:
    return said != "02-29" or isleap(year)


def detail_of(record: DayRecord) -> str:
    """What is kept beside the status, as JSON; what is nothing is left out.

    Written out by hand: nothing but a name can hold a sign that JSON writes otherwise, and a month of a large college
    is a million and a half of them.
    """
    duty = record.duty
    parts = [_head(duty.group, duty.rule.since.isoformat())]
    if record.edges:
        parts.append(f'"edges": [{", ".join([_edge(duty, edge) for edge in record.edges])}]')
    else:
        parts.append(f'"reason": {_quoted(duty.reason)}')
    if record.status in ODD:
        lost = (("late", record.late), ("early", record.early), ("absent", record.absent))
        parts += [f'"{name}": {minutes}' for name, minutes in lost if minutes]
    if record.away:
        parts.append(f'"away": [{", ".join([_away(duty, each) for each in record.away])}]')
    if record.unused:
        parts.append(f'"unused": [{", ".join([_unused(duty, mark) for mark in record.unused])}]')
    return f"{{{', '.join(parts)}}}"


@lru_cache(maxsize=1000)
def _head(group: str, since: str) -> str:
    return f'"group": {_quoted(group)}, "since": "{since}"'


@lru_cache(maxsize=1000)
def _quoted(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)


def _edge(duty: Duty, edge: Edge) -> str:
    side, _, due, mark, verdict, late = edge
    head = _edge_head(side.value, clock(duty, due), verdict.value)
    minutes = f', "minutes": {late}' if late else ""
    if mark is None:
        return f"{head}{minutes}}}"
    return f'{head}, "at": "{clock(duty, mark.at)}", "punch": {mark.id}{minutes}}}'


@lru_cache(maxsize=10_000)
def _edge_head(side: str, due: str, verdict: str) -> str:
    return f'{{"side": "{side}", "due": "{due}", "verdict": "{verdict}"'


def _away(duty: Duty, each: Absence) -> str:
    return f'{{"from": "{clock(duty, each.start)}", "to": "{clock(duty, each.end)}", "cause": {_quoted(each.cause)}}}'


def _unused(duty: Duty, mark: Mark) -> str:
    return f'{{"at": "{clock(duty, mark.at)}", "punch": {mark.id}}}'


def said_in(status: str, detail: Mapping[str, object]) -> str:
    """A kept day's result in words."""
    late, early, absent = (found if isinstance(found := detail.get(each), int) else 0 for each in _MINUTES)
    return said_of(Status(status), late, early, absent)


_MINUTES = ("late", "early", "absent")
