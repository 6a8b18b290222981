"""Whether people agree with their month: once asked, answered by each, asked again when one of their days changes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text

from domain.attendance.day_record import ODD
from domain.ids import DepartmentId, PersonId
from storage.attendance_months import next_month
from storage.database import Tx
from storage.rows import AnyRow

SHOWN_OPEN = 10  # names of those who have not answered

_UNASKED = text("""
    select distinct d.person_id from attendance_days d join people p on p.id = d.person_id
    where d.day >= :month and d.day < :next
        and not exists (select from month_confirmations c where c.person_id = d.person_id and c.month = :month)
    order by d.person_id
""")
_BEGIN = text("""
    insert into month_confirmations (person_id, month, department_id, days, asked_at)
    values (:person, :month, :department, :days, :now)
    on conflict (person_id, month) do nothing returning person_id
""")
_FIND = text("""
    select * from month_confirmations
    where month = :month and person_id = any(cast(:people as bigint[])) order by person_id for update
""")
_ANSWER = text("""
    update month_confirmations set answer = :answer, answered_at = :now where person_id = :person and month = :month
""")
_CHANGE = text("""
    update month_confirmations
    set days = :days, version = version + 1, asked_at = :now, answer = null, answered_at = null
    where person_id = :person and month = :month
""")
_ROWS = text("""
    select person_id, days from month_confirmations
    where month = :month and department_id = :department order by person_id
""")
_KEPT = text("""
    select person_id, days from month_confirmations where month = :month order by asked_at desc, person_id limit :most
""")
_UNDER_WAY = text("""
    select distinct month from month_sheets s
    where not exists (select from attendance_months m where m.month = s.month)
""")
# Whoever has left can answer nothing and is waited for by nobody.
_STANDINGS = text(f"""
    select c.department_id, count(*) as people,
        count(*) filter (where c.answer = 'confirmed') as confirmed,
        count(*) filter (where c.answer = 'disputed') as disputed,
        count(*) filter (where c.answer is null and p.status = 'active') as open,
        (array_agg(p.name order by p.staff_no, p.id) filter (
            where c.answer is null and p.status = 'active'))[1:{SHOWN_OPEN}] as names,
        coalesce(sum(o.days), 0)::int as odd
    from month_confirmations c join people p on p.id = c.person_id
    left join lateral (
        select count(*) as days from attendance_days d
        where d.person_id = c.person_id and d.day >= :month and d.day < :next and d.status = any(cast(:odd as text[]))
    ) o on true
    where c.month = :month and (cast(:department as bigint) is null or c.department_id = cast(:department as bigint))
    group by c.department_id
""")  # noqa: S608 - all of it is ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """`days` are the results as they were told, by day; `answer` is "confirmed", "disputed" or None."""

    person: PersonId
    month: date
    department: DepartmentId | None
    days: Mapping[str, str]
    version: int
    answer: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far a department is: `open` have not answered, `names` are the first of them, `odd` days are exceptions."""

    department: DepartmentId | None
    people: int
    confirmed: int
    disputed: int
    open: int
    names: tuple[str, ...]
    odd: int


async def unasked(tx: Tx, month: date) -> list[PersonId]:
    """Who has a day in the month and was not asked about it yet."""
    values = {"month": month, "next": next_month(month)}
    return [PersonId(one) for one in await tx.conn.scalars(_UNASKED, values)]


async def begin(
    tx: Tx, person: PersonId, month: date, department: DepartmentId | None, days: Mapping[str, str]
) -> bool:
    """They are asked now. False if they were before."""
    values = {"person": person, "month": month, "department": department, "days": dict(days), "now": tx.now}
    return await tx.conn.scalar(_BEGIN, values) is not None


async def lock_confirmations(tx: Tx, month: date, people: Collection[PersonId]) -> dict[PersonId, Confirmation]:
    """Of those who were asked."""
    rows = await tx.conn.execute(_FIND, {"month": month, "people": sorted(people)})
    return {PersonId(row.person_id): _confirmation(row) for row in rows}


async def answer(tx: Tx, asked: Confirmation, said: str) -> None:
    """They have."""
    await tx.conn.execute(_ANSWER, {"person": asked.person, "month": asked.month, "answer": said, "now": tx.now})


async def change(tx: Tx, asked: Confirmation, days: Mapping[str, str]) -> None:
    """Their days are others now, and what they have answered counts no more."""
    values = {"person": asked.person, "month": asked.month, "days": dict(days), "now": tx.now}
    await tx.conn.execute(_CHANGE, values)


async def results_of(tx: Tx, month: date, department: DepartmentId) -> Sequence[tuple[PersonId, Mapping[str, str]]]:
    """What a sheet holds, in a fixed order."""
    rows = await tx.conn.execute(_ROWS, {"month": month, "department": department})
    return [(PersonId(row.person_id), row.days) for row in rows]


async def kept_results(tx: Tx, month: date, most: int) -> Sequence[tuple[PersonId, Mapping[str, str]]]:
    """What people were asked about, those who were asked last."""
    return [(PersonId(row.person_id), row.days) for row in await tx.conn.execute(_KEPT, {"month": month, "most": most})]


async def months_under_way(tx: Tx) -> frozenset[date]:
    """The months that people are asked about and that are not closed."""
    return frozenset(await tx.conn.scalars(_UNDER_WAY, {}))


async def standings(tx: Tx, month: date, department: DepartmentId | None = None) -> list[Standing]:
    """Of every department, or of one."""
    values = {
        "month": month,
        "next": next_month(month),
        "department": department,
        "odd": sorted(status.value for status in ODD),
    }
    return [_standing(row) for row in await tx.conn.execute(_STANDINGS, values)]


def _confirmation(row: AnyRow) -> Confirmation:
    return Confirmation(
        person=PersonId(row.person_id),
        month=row.month,
        department=None if row.department_id is None else DepartmentId(row.department_id),
        days=row.days,
        version=row.version,
        answer=row.answer,
    )


def _standing(row: AnyRow) -> Standing:
    return Standing(
        department=None if row.department_id is None else DepartmentId(row.department_id),
        people=row.people,
        confirmed=row.confirmed,
        disputed=row.disputed,
        open=row.open,
        names=tuple(row.names or ()),
        odd=row.odd,
    )
