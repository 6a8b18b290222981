"""A month of attendance, person by person, in the order of their departments: one statement, never all at once."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import text

from domain.attendance.deriving import Facts, own_duties
from domain.attendance.duty import Campus, Duty
from domain.attendance.grouping import GroupBook
from domain.attendance.month_days import MonthDay, PersonMonth, day_of, days_in
from domain.attendance.rules import Group
from domain.forms.directory import Directory
from domain.ids import DepartmentId, PersonId
from domain.leave_types import OFFICIAL
from domain.office import Office
from storage.attendance_facts import own_facts_of
from storage.attendance_groups import book_of, campus_of
from storage.attendance_months import first_of, next_month
from storage.database import Tx
from storage.rows import AnyRow

DAY = timedelta(days=1)

# Whoever has been asked about the month stays on the sheet of the department they were in then.
_PEOPLE = text("""
    select p.id, p.staff_no, p.name, p.main_department_id, c.person_id is not null as is_asked, c.department_id
    from (select distinct person_id from attendance_days where day >= :first and day < :next) d
    join people p on p.id = d.person_id
    left join month_confirmations c on c.person_id = p.id and c.month = :first
""")
_DAYS = text("""
    select d.person_id, d.day, d.status, d.detail
    from unnest(cast(:people as bigint[])) with ordinality as asked (person_id, place)
    join attendance_days d using (person_id)
    where d.day >= :first and d.day < :next
    order by asked.place, d.day
""")
# A month before and after: a day may say "05-31 22:00".
_TYPES = text("""
    select request_no, leave_type from leave_periods where during && tstzrange(:since, :until)
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Somebody who is on a sheet; `department` None for whoever belongs to none."""

    person: PersonId
    staff_no: str
    name: str
    department: DepartmentId | None


@dataclass(slots=True)
class MonthRoom:
    """What a month is read by: who is listed, what leave is called, what the days asked for."""

    month: date
    listed: Sequence[Listed]
    directory: Directory
    types: Mapping[str, str]
    campus: Campus
    book: GroupBook
    own: Mapping[PersonId, Facts]
    _shared: dict[str, dict[date, Duty]] = field(default_factory=dict[str, dict[date, Duty]])

    def duties_of(self, person: PersonId) -> Mapping[date, Duty]:
        """What somebody's days asked for before any leave; worked out once for each group."""
        group = self.book.group_of(person)
        if group is None:
            return {}
        if own := self.own.get(person):
            return self._reckon(group, own)
        if group.name not in self._shared:
            self._shared[group.name] = self._reckon(group, Facts())
        return self._shared[group.name]

    def _reckon(self, group: Group, own: Facts) -> dict[date, Duty]:
        days = days_in(self.month)
        return {each.day: each for each in own_duties(self.campus, group, days[0], days[-1], own)}

    @property
    def type_codes(self) -> frozenset[str]:
        """Of the leaves that lie in the month or beside it, trips apart."""
        return frozenset(self.types.values()) - {OFFICIAL.code}

    def name_of(self, department: DepartmentId | None) -> str:
        """What a department is called; empty for none, and for one that is no more."""
        found = self.directory.departments.get(department) if department is not None else None
        return found.name if found else ""


def sheet_department(directory: Directory, home: DepartmentId | None) -> DepartmentId | None:
    """The department whose head signs for who works there, whatever section or class it is."""
    chain = directory.chain(home)
    return chain[max(0, len(chain) - 1 - directory.posts.department_level)].id if chain else None


async def open_room(tx: Tx, office: Office, month: date) -> MonthRoom:
    """Everybody who has a day in it."""
    first = first_of(month)
    span = {"first": first, "next": next_month(first)}
    book = await book_of(tx, office)
    people = [_listed(book.directory, row) for row in await tx.conn.execute(_PEOPLE, span)]
    own = await own_facts_of(tx, office, book, [each.person for each in people], first, next_month(first) - DAY)
    room = MonthRoom(first, (), book.directory, await _types(tx, first), campus_of(office), book, own)
    room.listed = sorted(
        people, key=lambda each: (each.department is None, room.name_of(each.department), each.staff_no, each.person)
    )
    return room


def _listed(directory: Directory, row: AnyRow) -> Listed:
    department = row.department_id if row.is_asked else sheet_department(directory, _home(directory, row))
    return Listed(
        person=PersonId(row.id),
        staff_no=row.staff_no or "",
        name=row.name,
        department=None if department is None else DepartmentId(department),
    )


def _home(directory: Directory, row: AnyRow) -> DepartmentId | None:
    """Of who left, the department they were in last."""
    member = directory.members.get(PersonId(row.id))
    return member.home if member else row.main_department_id


async def _types(tx: Tx, first: date) -> dict[str, str]:
    since, until = first - 31 * DAY, next_month(first) + 31 * DAY
    rows = await tx.conn.execute(_TYPES, {"since": _midnight(since), "until": _midnight(until)})
    return {f"leave:{row.request_no}": row.leave_type for row in rows}


def _midnight(day: date) -> datetime:
    """By UTC: what is looked for reaches much further than any campus's clock."""
    return datetime.combine(day, time(), UTC)


async def months_of(tx: Tx, room: MonthRoom, people: Sequence[Listed] | None = None) -> AsyncIterator[PersonMonth]:
    """Each one's month, in the order of the list."""
    wanted = room.listed if people is None else people
    values = {"people": [each.person for each in wanted], "first": room.month, "next": next_month(room.month)}
    known = {each.person: each for each in wanted}
    who: PersonId | None = None
    days: list[MonthDay] = []
    async for row in await tx.conn.stream(_DAYS, values):
        if row.person_id != who:
            if who is not None:
                yield _month(known[who], days)
            who, days = PersonId(row.person_id), []
        days.append(day_of(row.day, row.status, row.detail, room.types))
    if who is not None:
        yield _month(known[who], days)


def _month(listed: Listed, days: Iterable[MonthDay]) -> PersonMonth:
    return PersonMonth(
        person=listed.person,
        staff_no=listed.staff_no,
        name=listed.name,
        department=listed.department,
        days=tuple(days),
    )
