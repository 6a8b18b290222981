"""What many people's days are made of, read by the thousand in a few statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import text

from domain.attendance.day_record import Absence, Mark
from domain.attendance.deriving import Facts
from domain.attendance.duty import minutes_of
from domain.attendance.grouping import GroupBook
from domain.ids import PersonId
from domain.leave_types import OFFICIAL
from domain.office import Office
from domain.punches import Side
from storage.attendance_teaching import teachers_of
from storage.database import Tx

REACH = timedelta(hours=36)  # a window never reaches further beyond its day, whatever the clock of the campus

# One number per punch, its minute and its side: six million of them are read for a month.
_PUNCHES = text("""
    select asked.person_id, found.ids, found.codes
    from unnest(cast(:people as bigint[]), cast(:sinces as timestamptz[]), cast(:untils as timestamptz[]))
        as asked (person_id, since, until)
    cross join lateral (
        select array_agg(p.id) as ids, array_agg(p.code) as codes from (
            select id, floor(date_part('epoch', punched_at) / 60)::int * 4
                + case side when 'in' then 1 when 'out' then 2 else 0 end as code
            from punches
            where person_id = asked.person_id and punched_at >= asked.since and punched_at < asked.until
            order by punched_at, id
        ) p
    ) found
    where found.ids is not null
""")
_LEAVE = text("""
    select l.person_id, l.request_no, l.leave_type, lower(l.during) as begins, upper(l.during) as ends
    from leave_periods l join requests r on r.no = l.request_no
    where l.person_id = any(cast(:people as bigint[])) and l.active and r.state = 'approved'
        and l.during && tstzrange(:since, :until)
    order by l.person_id, l.during
""")
_ASSIGNED = text("""
    select person_id, day, shift from assigned_shifts
    where person_id = any(cast(:people as bigint[])) and day between :first and :last
""")
_SIDES = (None, Side.IN, Side.OUT, None)
TRIP = OFFICIAL.code


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days of one person."""

    person: PersonId
    first: date
    last: date


async def facts_of(tx: Tx, office: Office, book: GroupBook, stretches: Sequence[Stretch]) -> dict[PersonId, Facts]:
    """What is known of each."""
    start_of = datetime.combine(stretches[0].first, time(), office.campus)
    marks = await _marks(tx, stretches, start_of)
    people = [each.person for each in stretches]
    first = min(each.first for each in stretches) - timedelta(days=1)
    last = max(each.last for each in stretches) + timedelta(days=1)
    absences = await _absences(tx, people, _at(first, start_of) - REACH, _at(last, start_of) + REACH)
    assigned = await _assigned(tx, people, first, last)
    teachers = await teachers_of(tx, office, book, people)
    return {
        person: Facts(marks.get(person, ()), absences.get(person, ()), assigned.get(person, {}), teachers.get(person))
        for person in people
    }


async def own_facts_of(
    tx: Tx, office: Office, book: GroupBook, people: Sequence[PersonId], first: date, last: date
) -> dict[PersonId, Facts]:
    """Without punches, and only of those whose duty may differ from what is due of the others in their group."""
    assigned = await _assigned(tx, people, first, last)
    teachers = await teachers_of(tx, office, book, people)
    start_of = datetime.combine(first, time(), office.campus)
    since, until = _at(first, start_of) - REACH, _at(last, start_of) + REACH
    absences = await _absences(tx, list(teachers), since, until) if teachers else {}
    return {
        person: Facts((), absences.get(person, ()), assigned.get(person, {}), teachers.get(person))
        for person in {*assigned, *teachers}
    }


def _at(day: date, start_of: datetime) -> datetime:
    return start_of + (day - start_of.date())


async def _marks(tx: Tx, stretches: Sequence[Stretch], start_of: datetime) -> dict[PersonId, list[Mark]]:
    values = {
        "people": [each.person for each in stretches],
        "sinces": [_at(each.first, start_of) - REACH for each in stretches],
        "untils": [_at(each.last, start_of) + REACH + timedelta(days=1) for each in stretches],
    }
    return {
        PersonId(row.person_id): list(_decoded(row.ids, row.codes)) for row in await tx.conn.execute(_PUNCHES, values)
    }


def _decoded(ids: Iterable[int], codes: Iterable[int]) -> Iterable[Mark]:
    for number, code in zip(ids, codes, strict=True):
        yield Mark(code >> 2, _SIDES[code & 3], number)


async def _absences(
    tx: Tx, people: Sequence[PersonId], since: datetime, until: datetime
) -> Mapping[PersonId, list[Absence]]:
    found: defaultdict[PersonId, list[Absence]] = defaultdict(list)
    for row in await tx.conn.execute(_LEAVE, {"people": list(people), "since": since, "until": until}):
        begins, ends = minutes_of(row.begins), minutes_of(row.ends)
        absence = Absence(begins, ends, row.leave_type == TRIP, f"leave:{row.request_no}")
        found[PersonId(row.person_id)].append(absence)
    return found


async def _assigned(tx: Tx, people: Sequence[PersonId], first: date, last: date) -> dict[PersonId, dict[date, str]]:
    found: defaultdict[PersonId, dict[date, str]] = defaultdict(dict)
    for row in await tx.conn.execute(_ASSIGNED, {"people": list(people), "first": first, "last": last}):
        found[PersonId(row.person_id)][row.day] = row.shift
    return found
