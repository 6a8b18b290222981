"""What fell due in a stretch of days: what was handed in on time by duty and owner, and what was not, one by one."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text

from domain.ids import PersonId
from storage.database import Tx

# One of those that share a duty stands for all. What a checker looks at counts from when it was claimed; what its owner
# says is not theirs counts for nobody until that is decided.
_DUE = """
    select distinct on (duty, period, case when is_shared then 0 else id end) *,
        coalesce(done_at, claimed_at) as handed_at
    from obligations
    where state <> 'void' and disowned_at is null and due_at <= :now
        and (due_on between :first and :last
            or due_on < :first and state = 'open' and claimed_at is null and :with_earlier)
    order by duty, period, case when is_shared then 0 else id end, done_at nulls last, id
"""
_ON_TIME = text(f"""
    select duty, owner_id, count(*) as times,
        count(*) filter (where evidence <> '' or exists (
            select from obligation_files f where f.obligation_id = due.id
        )) as shown
    from ({_DUE}) due
    where handed_at <= due_at group by duty, owner_id order by duty, owner_id
""")  # noqa: S608 - all of it is ours
_MISSED = text(f"""
    select id, duty, label, owner_id, due_on, due_at, handed_at, due_on < :first as is_earlier,
        evidence <> '' or exists (select from obligation_files f where f.obligation_id = due.id) as is_shown
    from ({_DUE}) due
    where handed_at is null or handed_at > due_at order by due_on, id
""")  # noqa: S608 - the same
_OWNERS = text("select id, owner_id from obligations where id = any(cast(:ids as bigint[]))")
_SENT_BACK = text("""
    select o.duty, o.owner_id, count(*) as times
    from audit a join obligations o on a.object = 'obligation:' || o.id
    where a.action = 'duty.check' and not (a.detail ->> 'is_true')::boolean and a.at >= :since and a.at < :until
    group by o.duty, o.owner_id order by o.duty, o.owner_id
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTime:
    """So many of one duty by one owner; `shown` of them with something that shows it."""

    duty: str
    owner: PersonId
    times: int
    shown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """One that was not handed in by its day."""

    id: int
    duty: str
    label: str
    owner: PersonId
    due_on: date
    handed_at: datetime | None
    is_earlier: bool
    is_shown: bool


async def on_time(tx: Tx, first: date, last: date) -> list[OnTime]:
    """What was due on these days, as far as it was handed in by then."""
    values = {"first": first, "last": last, "now": tx.now, "with_earlier": False}
    return [
        OnTime(duty=row.duty, owner=PersonId(row.owner_id), times=row.times, shown=row.shown)
        for row in await tx.conn.execute(_ON_TIME, values)
    ]


async def missed(tx: Tx, first: date, last: date, *, with_earlier: bool) -> list[Missed]:
    """What was not; with what is open from before."""
    values = {"first": first, "last": last, "now": tx.now, "with_earlier": with_earlier}
    return [
        Missed(
            id=row.id,
            duty=row.duty,
            label=row.label,
            owner=PersonId(row.owner_id),
            due_on=row.due_on,
            handed_at=row.handed_at,
            is_earlier=row.is_earlier,
            is_shown=row.is_shown,
        )
        for row in await tx.conn.execute(_MISSED, values)
    ]


async def owners_of_lines(tx: Tx, ids: list[int]) -> dict[int, PersonId]:
    """Whose these obligations are."""
    return {row.id: PersonId(row.owner_id) for row in await tx.conn.execute(_OWNERS, {"ids": ids})}


async def sent_back(tx: Tx, since: datetime, until: datetime) -> list[tuple[str, PersonId, int]]:
    """How often a checker has sent back which duty of whom."""
    rows = await tx.conn.execute(_SENT_BACK, {"since": since, "until": until})
    return [(row.duty, PersonId(row.owner_id), row.times) for row in rows]
