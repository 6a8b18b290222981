"""Requests for changes of the directory that wait to be done, and the changes that have come since they were asked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text

from domain.asked_change import FORM, STEP, SeenChange
from domain.directory_plan import Kind
from domain.ids import DepartmentId, PersonId, RequestNo
from storage.database import Tx

# Few things wait at any time, of all requests there are.
_WAITING = text("""
    select r.no, r.fields, r.submitted_at from requests r
    where r.no in (select request_no from places where step = :step) and r.form = :form and r.shown_change_id is null
    order by r.no
""")
_GONE_AGAIN = text("""
    update requests r set shown = '', shown_change_id = null
    from org_changes c
    where r.no in (select request_no from places where step = :step) and r.form = :form
        and c.id = r.shown_change_id and c.undone_at is not null
    returning r.no
""")
# Ids of departments as forms have them: the platform's are looked up where they are.
_SINCE = text("""
    select c.id, c.kind, c.subject, c.before, c.after, c.person_id, c.becomes ->> 'name' as name,
        d.id as department, d.parent_id as above,
        coalesce((
            select array_agg(p.id) from departments p
            where p.platform = c.platform and p.account = c.account
                and p.external_id in (select jsonb_array_elements_text(c.becomes -> 'departments'))
        ), '{}') as places
    from org_changes c left join departments d
        on c.person_id is null and (d.platform, d.account, d.external_id) = (c.platform, c.account, c.key)
    where c.undone_at is null and c.applied_at >= :since and c.kind = any(cast(:kinds as text[]))
        and (c.person_id is null or c.person_id = any(cast(:people as bigint[]))
            or c.becomes ->> 'name' = any(cast(:names as text[])))
    order by c.id desc
""")
_SHOW = text("update requests set shown = :line, shown_change_id = :change where no = :no")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request whose step of doing it is under way."""

    no: RequestNo
    fields: Mapping[str, Any]
    since: datetime


async def waiting_changes(tx: Tx) -> list[Waiting]:
    """Those of which nothing was seen yet; mostly none."""
    rows = await tx.conn.execute(_WAITING, {"form": FORM, "step": STEP})
    return [Waiting(RequestNo(row.no), row.fields, row.submitted_at) for row in rows]


async def changes_since(
    tx: Tx, since: datetime, kinds: Collection[Kind], people: Sequence[int], names: Sequence[str]
) -> list[SeenChange]:
    """Changes of these kinds of departments, and of these people or of whoever is called so; the newest first."""
    values = {"since": since, "kinds": sorted(kinds), "people": list(people), "names": list(names)}
    return [
        SeenChange(
            id=row.id,
            kind=Kind(row.kind),
            line=_line(row.kind, row.subject, row.before, row.after),
            person=None if row.person_id is None else PersonId(row.person_id),
            name=row.name or "",
            department=None if row.department is None else DepartmentId(row.department),
            above=None if row.above is None else DepartmentId(row.above),
            places=frozenset(map(DepartmentId, row.places)),
        )
        for row in await tx.conn.execute(_SINCE, values)
    ]


async def keep_shown(tx: Tx, no: RequestNo, change: SeenChange) -> None:
    """From now on the request's cards say so."""
    await tx.conn.execute(_SHOW, {"no": no, "line": change.line, "change": change.id})


async def forget_undone(tx: Tx) -> list[RequestNo]:
    """Requests whose change was seen and has been undone since: they wait for it as before."""
    return [RequestNo(no) for no in await tx.conn.scalars(_GONE_AGAIN, {"form": FORM, "step": STEP})]


def _line(kind: str, subject: str, before: str, after: str) -> str:
    change = " → ".join(part for part in (before, after) if part)
    return f"{kind}：{subject}{'，' if change else ''}{change}"
