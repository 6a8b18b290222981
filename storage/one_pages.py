"""The departments' one page of a month: who was asked, what was handed in, and all of them as they were closed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text

from domain.ids import DepartmentId, PersonId, RequestNo
from domain.one_page.prefill import FORM
from storage.database import Tx
from storage.plain import storable_json

_ASKED = text("""
    insert into one_pages (month, department_id, person_id, request_no, asked_at)
    values (:month, :department, :person, :number, :now)
""")
_CHASED = text("update one_pages set chased_at = :now where month = :month and department_id = :department")
# Handed in is what its person has submitted for the month, in whichever case; what was sent back is not, until it comes
# again, and then that is when it came.
_PAGES = text("""
    select o.*, r.no as handed_no, r.fields, r.submitted_at, acted.last_at
    from one_pages o
    left join lateral (
        select no, fields, submitted_at from requests
        where form = :form and applicant_id = o.person_id and fields ->> 'month' = to_char(o.month, 'YYYY-MM')
            and state in ('pending', 'approved')
        order by submitted_at, no limit 1
    ) r on true
    left join lateral (
        select max(at) as last_at from acts where request_no = r.no and kind in ('submit', 'resubmit')
    ) acted on true
    where o.month = :month order by o.department_id
""")
_OWN = text("""
    select no from requests
    where form = :form and applicant_id = :person and fields ->> 'month' = :month
        and state in ('draft', 'pending', 'returned', 'approved')
    order by no desc limit 1
""")
_WORK = text("""
    select duty, owner_id, count(*) as due, count(handed_at) as done,
        count(*) filter (where coalesce(handed_at, :now) > due_at) as late
    from (
        select distinct on (duty, period, case when is_shared then 0 else id end) *,
            coalesce(done_at, claimed_at) as handed_at
        from obligations
        where state <> 'void' and disowned_at is null and due_on between :first and :last
        order by duty, period, case when is_shared then 0 else id end, done_at nulls last, id
    ) found
    group by duty, owner_id order by duty, owner_id
""")
_CLOSE = text("""
    insert into one_page_reports (month, closed_at, content, fingerprint)
    values (:month, :now, cast(:content as jsonb), :mark)
    on conflict (month) do nothing returning month
""")
_REPORT = text("select * from one_page_reports where month = :month")
_UNCLOSED = text("""
    select distinct month from one_pages o
    where not exists (select from one_page_reports r where r.month = o.month) order by month
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class OnePage:
    """`number` is the case that was prepared, `handed` the one that was handed in: first and last time it came."""

    month: date
    department: DepartmentId
    person: PersonId
    number: RequestNo
    chased_at: datetime | None
    handed: RequestNo | None
    first_at: datetime | None
    last_at: datetime | None
    fields: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A month as it was closed."""

    month: date
    closed_at: datetime
    content: Mapping[str, object]
    fingerprint: str


async def note_page_asked(tx: Tx, month: date, department: DepartmentId, person: PersonId, number: RequestNo) -> None:
    """Its person was asked, and has a draft."""
    values = {"month": month, "department": department, "person": person, "number": number, "now": tx.now}
    await tx.conn.execute(_ASKED, values)


async def note_page_chased(tx: Tx, page: OnePage) -> None:
    """Its person was reminded."""
    await tx.conn.execute(_CHASED, {"month": page.month, "department": page.department, "now": tx.now})


async def pages_of(tx: Tx, month: date) -> list[OnePage]:
    """Every department that was asked."""
    return [
        OnePage(
            month=row.month,
            department=DepartmentId(row.department_id),
            person=PersonId(row.person_id),
            number=RequestNo(row.request_no),
            chased_at=row.chased_at,
            handed=None if row.handed_no is None else RequestNo(row.handed_no),
            first_at=row.submitted_at,
            last_at=row.last_at,
            fields=row.fields or {},
        )
        for row in await tx.conn.execute(_PAGES, {"month": month, "form": FORM})
    ]


async def own_page(tx: Tx, person: PersonId, month: date) -> RequestNo | None:
    """What somebody has begun or handed in of themselves."""
    found = await tx.conn.scalar(_OWN, {"form": FORM, "person": person, "month": f"{month:%Y-%m}"})
    return None if found is None else RequestNo(found)


async def work_of_month(tx: Tx, first: date, last: date) -> list[tuple[str, PersonId, int, int, int]]:
    """By duty and owner: how often due, done, and late or overdue by now."""
    rows = await tx.conn.execute(_WORK, {"first": first, "last": last, "now": tx.now})
    return [(row.duty, PersonId(row.owner_id), row.due, row.done, row.late) for row in rows]


async def close_pages(tx: Tx, month: date, content: Mapping[str, object], mark: str) -> bool:
    """What it is from now on. False: it was closed already."""
    values = {"month": month, "now": tx.now, "content": storable_json(dict(content)), "mark": mark}
    is_new = await tx.conn.scalar(_CLOSE, values) is not None
    if is_new:
        tx.audit("job:one-page", "one_page.close", f"month:{month:%Y-%m}", sha256=mark)
    return is_new


async def report_of_month(tx: Tx, month: date) -> Report | None:
    """None before it is closed."""
    row = (await tx.conn.execute(_REPORT, {"month": month})).first()
    if row is None:
        return None
    return Report(month=row.month, closed_at=row.closed_at, content=row.content, fingerprint=row.fingerprint)


async def unclosed_months(tx: Tx) -> list[date]:
    """Those that were asked about and not put together yet."""
    return list(await tx.conn.scalars(_UNCLOSED, {}))
