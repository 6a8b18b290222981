"""What other systems are shown: people, departments and requests, a page at a time, each by one statement."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache

from sqlalchemy import TextClause, text

from domain.flow.case import State
from domain.ids import PersonId, RequestNo
from storage.database import Tx
from storage.plain import storable
from storage.rows import AnyRow

UNFINISHED = (State.PENDING, State.RETURNED)

_PEOPLE = text("""
    select p.id, p.staff_no, p.name, p.position, p.main_department_id, p.status = 'active' as is_active,
        case when cast(:accounts as boolean) then (
            select coalesce(jsonb_agg(jsonb_build_object(
                'platform', a.platform, 'account', a.account, 'user_id', a.user_id) order by a.id), '[]')
            from accounts a where a.person_id = p.id and a.active
        ) end as accounts
    from people p
    where p.id > :after
        and (cast(:staff_no as text) is null or p.staff_no = :staff_no)
        and (cast(:active as boolean) is null or (p.status = 'active') = :active)
        and (cast(:department as bigint) is null or exists (
            select from memberships m where m.person_id = p.id and m.department_id = :department))
    order by p.id limit :most
""")
_DEPARTMENTS = text("""
    select d.id, d.name, d.parent_id, d.active, (
        select coalesce(jsonb_agg(jsonb_build_object('staff_no', p.staff_no, 'name', p.name) order by p.id), '[]')
        from memberships m join people p on p.id = m.person_id
        where m.department_id = d.id and m.leads and p.status = 'active'
    ) as leaders
    from departments d where d.id > :after order by d.id limit :most
""")
# `{source}` is where the requests come from, `{wanted}` which of them.
_SHOWN = """
    select r.no, r.form, r.form_version, r.state, r.version, r.submitted_at, r.finished_at,
        a.staff_no, a.name, (
            select coalesce(jsonb_agg(jsonb_build_object(
                'step', w.step, 'label', w.label, 'since', w.asked_at, 'staff_no', p.staff_no, 'name', p.name)
                order by w.no), '[]')
            from places w join people p on p.id = w.person_id where w.request_no = r.no
        ) as waiting
    from {source} r join people a on a.id = r.applicant_id
    where r.submitted_at is not null and {wanted}
"""
# Somebody's own are few: they are read by the index of applicants, never by going through all from the newest on.
_OWN = "(select * from requests where applicant_id = (select id from people where staff_no = :applicant) offset 0)"
_FILTERS = {
    "state": "r.state = :state",
    "form": "r.form = :form",
    "since": "r.submitted_at >= :since",
    "until": "r.submitted_at < :until",
}
_OPEN = "(r.state = :state and r.finished_at is null)"  # by the index of what is not finished
_REQUEST = text(_SHOWN.format(source="requests", wanted="r.no = :no"))
_FIELDS = text("select fields from requests where no = :no")
_ACTS = text("""
    select t.at, t.kind, t.step, t.words, a.name, a.staff_no, b.name as for_name, b.staff_no as for_staff_no
    from acts t left join people a on a.id = t.actor_id left join people b on b.id = t.on_behalf_of_id
    where t.request_no = :no order by t.no
""")
_PERSON = text("select id from people where staff_no = :staff_no")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which requests; None: whichever."""

    state: str | None = None
    form: str | None = None
    applicant: str | None = None
    since: datetime | None = None
    until: datetime | None = None


async def people_page(
    tx: Tx,
    *,
    after: int,
    most: int,
    accounts: bool,
    department: int | None = None,
    active: bool | None = None,
    staff_no: str | None = None,
) -> Sequence[AnyRow]:
    """People by the order in which they came, or the one of this number."""
    values = {
        "after": after,
        "most": most,
        "accounts": accounts,
        "department": department,
        "active": active,
        "staff_no": None if staff_no is None else storable(staff_no),
    }
    return (await tx.conn.execute(_PEOPLE, values)).all()


async def departments_page(tx: Tx, *, after: int, most: int) -> Sequence[AnyRow]:
    """Departments with whoever leads them."""
    return (await tx.conn.execute(_DEPARTMENTS, {"after": after, "most": most})).all()


async def requests_page(tx: Tx, wanted: Wanted, *, before: int, most: int) -> Sequence[AnyRow]:
    """What was submitted, newest first, with whom it waits for."""
    given = {field.name: getattr(wanted, field.name) for field in fields(wanted)}
    values = {name: storable(value) if isinstance(value, str) else value for name, value in given.items()}
    values = {name: value for name, value in values.items() if value is not None}
    statement = _listing(frozenset(values), is_open=wanted.state in UNFINISHED)
    return (await tx.conn.execute(statement, {**values, "before": before, "most": most})).all()


@cache
def _listing(names: frozenset[str], *, is_open: bool) -> TextClause:
    """One statement per set of filters, so that each is planned for what it asks."""
    filters = _FILTERS | ({"state": _OPEN} if is_open else {})
    wanted = " and ".join(["r.no < :before", *(filters[name] for name in sorted(names & filters.keys()))])
    shown = _SHOWN.format(source=_OWN if "applicant" in names else "requests", wanted=wanted)
    return text(f"{shown} order by r.no desc limit :most")


async def request_shown(tx: Tx, no: RequestNo) -> AnyRow | None:
    """One of them. A draft is its applicant's alone, and is not among them."""
    return (await tx.conn.execute(_REQUEST, {"no": no})).first()


async def fields_shown(tx: Tx, no: RequestNo) -> dict[str, object]:
    """What was filled in."""
    found: dict[str, object] = (await tx.conn.execute(_FIELDS, {"no": no})).scalar_one()
    return found


async def acts_shown(tx: Tx, no: RequestNo) -> Sequence[AnyRow]:
    """What was done to it, in its order."""
    return (await tx.conn.execute(_ACTS, {"no": no})).all()


async def person_numbered(tx: Tx, staff_no: str) -> PersonId | None:
    """Whose staff number this is, also of somebody who has left."""
    found = await tx.conn.scalar(_PERSON, {"staff_no": storable(staff_no)})
    return None if found is None else PersonId(found)
