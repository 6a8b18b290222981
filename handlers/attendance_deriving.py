"""Days of attendance derived again from what is known now; whoever has seen another result is told what changed."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from domain.attendance.day_record import DayRecord, Status, said
from domain.attendance.deriving import (
    Facts,
    has_allowance,
    in_order,
    judge_days,
    last_of_month,
    own_duties,
    whole_month,
)
from domain.attendance.duty import Campus, Duty, duties_of, minutes_of
from domain.attendance.grouping import GroupBook
from domain.attendance.rules import Group
from domain.attendance.settling import is_settled
from domain.attendance.written import detail_of
from domain.ids import PersonId
from domain.office import Office
from domain.texts import attendance as words
from handlers.month_confirming import follow_changes
from handlers.roles import Role
from handlers.tell import tell, tell_role
from storage.attendance_days import Changed, Derived, clear_days, known_days, mark_shown, write_days
from storage.attendance_facts import Stretch, facts_of
from storage.attendance_groups import book_of, campus_of
from storage.attendance_months import Withheld, first_of, rely_on_months, withhold
from storage.attendance_queue import Touch
from storage.database import Tx, plan_for_many

BESIDE = 200  # person-days; more are derived beside the loop, which has others to serve
MANY = 500  # rows of one statement from which on it is planned for them

Key = tuple[PersonId, date]


@dataclass(slots=True)
class Wanted:
    """Days of one person, and by what they were touched last."""

    first: date
    last: date
    causes: dict[date, str] = field(default_factory=dict[date, str])


async def derive_touched(tx: Tx, office: Office, touches: Sequence[Touch]) -> int:
    """Derive what was touched; how many days were written."""
    today = tx.now.astimezone(office.campus).date()
    book = await book_of(tx, office)
    wanted = {person: each for person, each in _wanted(touches, book, today).items() if each.first <= each.last}
    if not wanted:
        return 0
    stretches = [Stretch(person, _known_from(book, person, each.first), each.last) for person, each in wanted.items()]
    size = sum((each.last - each.first).days + 1 for each in stretches)
    if size > MANY:
        await plan_for_many(tx)
    facts = await facts_of(tx, office, book, stretches)
    bench = _Bench(campus_of(office), book, minutes_of(tx.now), today)
    derived = (
        await asyncio.to_thread(bench.derive, stretches, facts) if size > BESIDE else bench.derive(stretches, facts)
    )
    return await _keep(tx, office, wanted, derived)


def _wanted(touches: Sequence[Touch], book: GroupBook, today: date) -> dict[PersonId, Wanted]:
    """One stretch per person; to the month's end where a day decides about those after it."""
    found: dict[PersonId, Wanted] = {}
    for touch in touches:
        last = min(touch.last, today)
        each = found.setdefault(touch.person, Wanted(touch.first, last))
        each.first, each.last = min(each.first, touch.first), max(each.last, last)
        for number in range((last - touch.first).days + 1):
            each.causes[touch.first + timedelta(days=number)] = touch.cause
    for person, each in found.items():
        group = book.group_of(person)
        if group is not None and has_allowance(group, each.last):
            each.last = min(last_of_month(each.last), today)
    return found


def _known_from(book: GroupBook, person: PersonId, day: date) -> date:
    group = book.group_of(person)
    return whole_month(group, day) if group else day


@dataclass(slots=True)
class _Bench:
    """Derives many people's days; duties that many share are worked out once."""

    campus: Campus
    book: GroupBook
    now: int
    today: date
    _shared: dict[tuple[str, date, date], list[Duty]] = field(default_factory=dict[tuple[str, date, date], list[Duty]])

    def derive(self, stretches: Iterable[Stretch], facts: Mapping[PersonId, Facts]) -> list[Derived]:
        found: list[Derived] = []
        for each in stretches:
            group = self.book.group_of(each.person)
            if group is not None:
                known = facts[each.person]
                records = judge_days(self._duties(group, each, known), in_order(known.marks), known.absences)
                found += [
                    _derived(each.person, record) for record in records if is_settled(record, self.now, self.today)
                ]
        return found

    def _duties(self, group: Group, each: Stretch, known: Facts) -> list[Duty]:
        if known.has_own_duty:
            return own_duties(self.campus, group, each.first, each.last, known)
        key = (group.name, each.first, each.last)
        if key not in self._shared:
            self._shared[key] = duties_of(self.campus, group, each.first, each.last)
        return self._shared[key]


def _derived(person: PersonId, record: DayRecord) -> Derived:
    return Derived(person, record.day, record.status, detail_of(record), said(record))


async def _keep(tx: Tx, office: Office, wanted: Mapping[PersonId, Wanted], derived: Sequence[Derived]) -> int:
    """Write what is of the wanted days and of open months."""
    mine = [each for each in derived if wanted[each.person].first <= each.day <= wanted[each.person].last]
    closed, emptied = await rely_on_months(tx)
    shut = [each for each in mine if first_of(each.day) in closed - emptied]
    free = [each for each in mine if first_of(each.day) not in closed] if closed else mine
    written, changed = await write_days(tx, free)
    there = {(each.person, each.day) for each in mine}
    await clear_days(tx, [key for key in _keys(wanted) if key not in there and first_of(key[1]) not in closed])
    asked = await follow_changes(tx, office, frozenset(_keys(wanted)))
    now = {(each.person, each.day): each for each in free}
    await _tell_changes(tx, office, wanted, now, changed, asked)
    await _withhold(tx, office, wanted, shut)
    return written


def _keys(wanted: Mapping[PersonId, Wanted]) -> Iterable[Key]:
    for person, each in wanted.items():
        for number in range((each.last - each.first).days + 1):
            yield person, each.first + timedelta(days=number)


async def _tell_changes(
    tx: Tx,
    office: Office,
    wanted: Mapping[PersonId, Wanted],
    derived: Mapping[Key, Derived],
    changed: Sequence[Changed],
    asked: frozenset[Key],
) -> None:
    """One text to each who had seen another result; who is asked about the month anew has it on that card."""
    today = tx.now.astimezone(office.campus).date()
    news: defaultdict[PersonId, list[tuple[date, str, str, str]]] = defaultdict(list)
    for each in changed:
        now = derived[each.person, each.day].words
        if now != each.told:
            cause = wanted[each.person].causes.get(each.day, "")
            news[each.person].append((each.day, each.told, now, cause))
    for person, days in news.items():
        days.sort()
        if all((person, first_of(day)) in asked for day, *_ in days):
            continue
        await tell(tx, person, words.changed(days, today), key=f"attendance:{person}:{tx.now.isoformat()}")
    await mark_shown(tx, [(person, day, now) for person, days in news.items() for day, _, now, _ in days])


async def _withhold(tx: Tx, office: Office, wanted: Mapping[PersonId, Wanted], shut: Sequence[Derived]) -> None:
    """What a closed month would have otherwise is kept for HR, who are told once."""
    known = await known_days(tx, [(each.person, each.day) for each in shut])
    other = [each for each in shut if not _is_as_known(each, known)]
    found = [
        Withheld(each.person, each.day, each.status, each.detail, wanted[each.person].causes.get(each.day, ""))
        for each in other
    ]
    if await withhold(tx, found):
        months = sorted({f"{each.day.year}年{each.day.month}月" for each in found})
        text = words.withheld(len(found), months)
        await tell_role(tx, office, Role.HR, text, key=f"attendance-closed:{tx.now.isoformat()}")


def _is_as_known(each: Derived, known: Mapping[Key, object]) -> bool:
    row = known.get((each.person, each.day))
    if row is None:
        return each.status in {Status.REST, Status.FREE}  # that nothing was due then is no news
    return (getattr(row, "status", ""), getattr(row, "detail", None)) == (
        each.status,
        json.loads(each.detail),
    )
