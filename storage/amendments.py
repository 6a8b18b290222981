"""What people want to have put right of their own, until the source shows it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import text

from domain.ids import PersonId, RequestNo
from domain.quality.amendment import WAITING, Amendment, Stage
from storage.database import Tx
from storage.rows import AnyRow

_COLUMNS = "a.*, p.name, p.staff_no from amendments a join people p on p.id = a.person_id"
_ASK = text("""
    insert into amendments (person_id, field, label, value, request_no, state, asked_at, agreed_at)
    values (:person, :field, :label, :value, :no, :state, :now, :agreed)
    on conflict (request_no) do update set value = excluded.value
    returning id
""")
_MOVE = text("""
    update amendments set state = :state, value = coalesce(cast(:value as text), value),
        agreed_at = case when :state = 'agreed' then cast(:now as timestamptz) else agreed_at end,
        reopened_at = case when :state = 'reopened' then cast(:now as timestamptz) else reopened_at end,
        ended_at = case when :state in ('shown', 'refused') then cast(:now as timestamptz) end
    where id = :id and state <> :state
""")
_OF_REQUEST = text(f"select {_COLUMNS} where a.request_no = :no for update of a")
_WAITING = text(f"""
    select {_COLUMNS} where a.state = any(cast(:states as text[])) order by a.id for update of a
""")
_OF_PERSON = text(f"select {_COLUMNS} where a.person_id = :person and a.ended_at is null order by a.id")
# When the last reading was begun of a source that tells of this person; and the last roster.
_READ = text("""
    select
        (
            select max(r.asked_at) from org_runs r
            join accounts a on a.platform = r.platform and a.account = r.account
            where a.person_id = :person and a.active and r.state in ('unchanged', 'applied')
        ) as platform,
        (select max(imported_at) from roster_imports) as roster
""")


async def ask(
    tx: Tx, person: PersonId, *, field: str, label: str, value: str, no: RequestNo | None, stage: Stage
) -> int:
    """From now on it is followed; its number."""
    values = {
        "person": person,
        "field": field,
        "label": label,
        "value": value,
        "no": no,
        "state": stage.value,
        "now": tx.now,
        "agreed": tx.now if stage is Stage.AGREED else None,
    }
    number: int = await tx.conn.scalar(_ASK, values)
    return number


async def move(tx: Tx, amendment: Amendment, stage: Stage, value: str | None = None) -> bool:
    """Whether it was somewhere else before. `value` is what was agreed in the end."""
    values = {"id": amendment.id, "state": stage.value, "value": value, "now": tx.now}
    return bool((await tx.conn.execute(_MOVE, values)).rowcount)


async def of_request(tx: Tx, no: RequestNo) -> Amendment | None:
    """The one that this form asks for."""
    row = (await tx.conn.execute(_OF_REQUEST, {"no": no})).first()
    return _amendment(row) if row else None


async def waiting(tx: Tx, stages: Collection[Stage] = WAITING) -> list[Amendment]:
    """Those that are agreed and not shown yet."""
    rows = await tx.conn.execute(_WAITING, {"states": [each.value for each in stages]})
    return [_amendment(row) for row in rows]


async def open_of(tx: Tx, person: PersonId) -> list[Amendment]:
    """A person's own that are not over."""
    return [_amendment(row) for row in await tx.conn.execute(_OF_PERSON, {"person": person})]


async def last_readings(tx: Tx, person: PersonId) -> tuple[datetime | None, datetime | None]:
    """When the platforms of this person were read last as a whole, and when the roster was."""
    row = (await tx.conn.execute(_READ, {"person": person})).one()
    return row.platform, row.roster


def _amendment(row: AnyRow) -> Amendment:
    return Amendment(
        id=row.id,
        person=PersonId(row.person_id),
        name=row.name,
        staff_no=row.staff_no,
        field=row.field,
        label=row.label,
        value=row.value,
        request=None if row.request_no is None else RequestNo(row.request_no),
        stage=Stage(row.state),
        asked_at=row.asked_at,
        agreed_at=row.agreed_at,
    )
