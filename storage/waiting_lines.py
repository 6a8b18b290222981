"""What waits for many people at once: cases to decide, and differences of the directory, as a line needs them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text

from domain.ids import PersonId, RequestNo
from domain.supervision import CLOSE, FORM
from storage.database import Tx

_CASES = text("""
    select asked.person_id, l.request_no, min(l.label) as label, min(l.asked_at) as asked_at, p.name as applicant,
        coalesce(f.content ->> 'title', r.form) as title, f.content ->> 'prefix' as prefix,
        lower(leave.during) as starts_at,
        min(r.fields ->> 'matter') filter (where r.form = :supervision) as matter,
        min(r.fields ->> 'due') filter (where r.form = :supervision and l.step <> :close) as due_on
    from unnest(cast(:people as bigint[])) as asked (person_id)
    join places l on asked.person_id in (l.person_id, l.stand_in_id)
    join requests r on r.no = l.request_no
    join people p on p.id = r.applicant_id
    left join forms f on f.key = r.form and f.version = r.form_version
    left join leave_periods leave on leave.request_no = r.no and leave.active
    group by asked.person_id, l.request_no, p.name, f.content ->> 'title', f.content ->> 'prefix', r.form,
        lower(leave.during)
    order by asked.person_id, l.request_no
""")
_RUNS = text("select id, platform, account from org_runs where state = 'ready' order by id")


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingCase:
    """A case that somebody may decide now; `starts_at` is when the leave begins that it asks for. Of a 督办 `matter` is
    what it is about, and `due_on` its day, for whom it waits in time.
    """

    person: PersonId
    no: RequestNo
    label: str
    title: str
    prefix: str
    applicant: str
    starts_at: datetime | None
    matter: str = ""
    due_on: date | None = None


async def waiting_cases(tx: Tx, people: Collection[PersonId]) -> list[WaitingCase]:
    """Theirs, and those they stand in for."""
    return [
        WaitingCase(
            person=PersonId(row.person_id),
            no=RequestNo(row.request_no),
            label=row.label,
            title=row.title,
            prefix=row.prefix or "",
            applicant=row.applicant,
            starts_at=row.starts_at,
            matter=row.matter or "",
            due_on=date.fromisoformat(row.due_on) if row.due_on else None,
        )
        for row in await tx.conn.execute(_CASES, {"people": list(people), "supervision": FORM, "close": CLOSE})
    ]


async def waiting_runs(tx: Tx) -> list[tuple[int, str, str]]:
    """Differences of the directory that wait for HR's word: number, platform, account."""
    return [(row.id, row.platform, row.account) for row in await tx.conn.execute(_RUNS, {})]
