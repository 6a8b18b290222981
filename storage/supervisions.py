"""督办 as they stand, read from their cases; who was told that one runs out."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from sqlalchemy import text

from domain.duties.colours import Colour
from domain.ids import DepartmentId, PersonId, RequestNo
from domain.supervision import ACKNOWLEDGE, CLOSE, FORM, PROGRESS, REPORT, Supervision
from storage.database import Tx
from storage.rows import AnyRow

_READ = """
    select r.no, r.state, r.applicant_id, r.submitted_at, r.finished_at, r.fields ->> 'matter' as matter,
        r.fields -> 'owner_unit' as unit, cast(r.fields ->> 'due' as date) as due_on, f.content ->> 'prefix' as prefix,
        open.steps, open.people, acted.acknowledged_at, acted.reported_at, said.words, said.at as said_at
    from requests r
    left join forms f on f.key = r.form and f.version = r.form_version
    left join lateral (
        select array_agg(step) as steps, array_agg(coalesce(stand_in_id, person_id) order by no) as people
        from places where request_no = r.no
    ) open on true
    left join lateral (
        select max(at) filter (where step = :acknowledge) as acknowledged_at,
            max(at) filter (where step = :report) as reported_at
        from acts where request_no = r.no and kind = 'agree'
    ) acted on true
    left join lateral (
        select substr(words, length(:progress) + 1) as words, at from acts
        where request_no = r.no and kind = 'comment' and starts_with(words, :progress) order by no desc limit 1
    ) said on true
    where r.form = :form and r.plan is not null and r.submitted_at is not null
        and r.fields -> 'owner_unit' ->> 'id' is not null and r.fields ->> 'due' is not null
"""
_OPEN = text(f"{_READ} and r.state in ('pending', 'returned') order by due_on, r.no")
_BETWEEN = text(f"""
    {_READ} and r.state in ('pending', 'returned', 'approved')
        and (r.state <> 'approved' or r.finished_at >= :since
            or cast(r.fields ->> 'due' as date) between :first and :last)
        and r.submitted_at < :until
    order by due_on, r.no
""")
_SOME = text(f"{_READ} and r.no = any(cast(:numbers as bigint[])) order by due_on, r.no")
_NOTE = text("""
    insert into supervision_tellings (request_no, due_on, colour, person_id, told_at)
    select request_no, due_on, colour, person_id, :now
    from unnest(
        cast(:numbers as bigint[]), cast(:days as date[]), cast(:colours as text[]), cast(:people as bigint[])
    ) as given (request_no, due_on, colour, person_id)
    order by request_no, due_on, colour, person_id
    on conflict (request_no, due_on, colour, person_id) do nothing
    returning request_no, due_on, colour, person_id
""")

Telling = tuple[RequestNo, date, Colour, PersonId]


async def open_supervisions(tx: Tx) -> list[Supervision]:
    """Those nobody has closed, the earliest deadline first."""
    return [_supervision(row) for row in await tx.conn.execute(_OPEN, _names())]


async def supervisions_between(tx: Tx, first: date, last: date, since: datetime, until: datetime) -> list[Supervision]:
    """Those that were open, fell due or were closed between these two days."""
    values = {**_names(), "first": first, "last": last, "since": since, "until": until}
    return [_supervision(row) for row in await tx.conn.execute(_BETWEEN, values)]


async def supervisions_among(tx: Tx, numbers: Collection[RequestNo]) -> dict[RequestNo, Supervision]:
    """Those of these cases that are 督办."""
    if not numbers:
        return {}
    rows = await tx.conn.execute(_SOME, {**_names(), "numbers": list(numbers)})
    return {RequestNo(row.no): _supervision(row) for row in rows}


async def note_supervision_tellings(tx: Tx, told: Iterable[Telling]) -> set[Telling]:
    """Which of these were not told of yet; from now on they were."""
    given = sorted(told)
    columns = list(zip(*given, strict=True)) if given else [(), (), (), ()]
    values = {
        "numbers": list(columns[0]),
        "days": list(columns[1]),
        "colours": [Colour(each).value for each in columns[2]],
        "people": list(columns[3]),
        "now": tx.now,
    }
    rows = await tx.conn.execute(_NOTE, values)
    return {(RequestNo(row.request_no), row.due_on, Colour(row.colour), PersonId(row.person_id)) for row in rows}


def _names() -> dict[str, object]:
    return {"form": FORM, "acknowledge": ACKNOWLEDGE, "report": REPORT, "progress": PROGRESS}


def _supervision(row: AnyRow) -> Supervision:
    is_handed_in = row.state == "approved" or CLOSE in (row.steps or ())
    return Supervision(
        no=RequestNo(row.no),
        number=f"{row.prefix}-{row.no}" if row.prefix else f"{row.no}",
        matter=row.matter or "",
        department=DepartmentId(row.unit["id"]),
        name=row.unit["name"],
        due_on=row.due_on,
        setter=PersonId(row.applicant_id),
        set_at=row.submitted_at,
        acknowledged_at=row.acknowledged_at,
        reported_at=row.reported_at if is_handed_in else None,
        closed_at=row.finished_at if row.state == "approved" else None,
        waiting=tuple(PersonId(each) for each in row.people or ()),
        progress=row.words or "",
        progress_at=row.said_at,
    )
