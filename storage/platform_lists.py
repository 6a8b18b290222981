"""Lists of what is to be done in a platform's directory, as rows: compared, shown, decided on."""

from asyncio import to_thread
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from domain.directory_orders import Order
from domain.events import Source
from domain.ids import PersonId
from domain.platform_list import (
    ListCause,
    ListedOrder,
    ListState,
    OrderState,
    PlatformList,
)
from domain.roster_compare import ToDo
from domain.validity import VALID_FOR
from storage.channels import Channel
from storage.database import Tx
from storage.plain import storable, storable_json
from storage.rows import AnyRow
from storage.written_orders import order_from, written

WAYS_KEPT = timedelta(days=1)  # numbers of people who are to be made, while nobody has a stopped list go on
MOST_FAILURES = 5  # that a card names; the page has all

_SELECT = f"""
    select l.*, d.name as decider, coalesce(o.told, '{{}}') as told, coalesce(o.failures, '[]') as failures
    from directory_lists l
    left join people d on d.id = l.decided_by_id
    left join lateral (
        select jsonb_object_agg(state, count) as told,
            (select jsonb_agg(doing || ' ' || subject || '：' || failure) from (
                select doing, subject, failure from directory_orders
                where list_id = l.id and state in ('refused', 'uncertain') order by ordinal limit {MOST_FAILURES}
            ) first) as failures
        from (select state, count(*) from directory_orders where list_id = l.id group by state) counted
    ) o on true
"""  # noqa: S608 - ours
# What is read just now is not read a second time for somebody else. Locked: it may be compared this very moment.
_UNDER_WAY = text("""
    select id from directory_lists
    where platform = :platform and account = :account and state = 'reading' and cause <> 'command'
    order by id limit 1 for update
""")
# With a list goes how to reach the people whom it was to make.
_OVERTAKE = text("""
    with overtaken as (
        update directory_lists set state = 'expired', ended_at = :now
        where platform = :platform and account = :account and state = 'ready'
        returning id
    ), dropped as (
        delete from ways_in where list_id in (select id from overtaken)
    )
    select id from overtaken
""")
_BEGIN = text(f"""
    with begun as (
        insert into directory_lists (
            platform, account, cause, state, takes_newcomers, asked_at, asked_by, asked_by_id, decided_by_id, decided_at
        ) values (
            :platform, :account, :cause, :state, :takes_newcomers, :now, :by, :person,
            case when :state = 'writing' then cast(:person as bigint) end,
            case when :state = 'writing' then cast(:now as timestamptz) end
        )
        returning id
    )
    select id, pg_notify('{Channel.ORDERS}', '') from begun
""")  # noqa: S608 - the channel is ours
_FIND = text(f"{_SELECT} where l.id = :id")
_LOCK = text("select id from directory_lists where id = :id for update")
_ADD_LINES = text("""
    insert into directory_orders (list_id, ordinal, doing, subject, before, after, hint, written, state)
    select :id, ordinal, doing, subject, before, after, hint, written,
        case when written is null then 'by_hand' else 'open' end
    from jsonb_to_recordset(cast(:lines as jsonb)) as line (
        ordinal integer, doing text, subject text, before text, after text, hint text, written jsonb
    )
""")
_COMPARED = text("""
    update directory_lists set state = :state, members = :members, counts = :counts, sample = :sample,
        excesses = :excesses, trouble = :trouble, ready_at = :now
    where id = :id
""")
_DECIDE = text(f"""
    with decided as (
        update directory_lists set state = :state, decided_by_id = :person, decided_at = :now, trouble = '',
            due_at = now()
        where id = :id
        returning id
    )
    select id, pg_notify('{Channel.ORDERS}', '') from decided
""")  # noqa: S608 - the channel is ours
# What has stopped may go on, and what is written may be followed by another list.
_END = text("""
    with dropped as (
        delete from ways_in where list_id = :id and :state not in ('halted', 'written')
    )
    update directory_lists set state = :state, trouble = :trouble, ended_at = :now where id = :id
""")
_OVERDUE = text("""
    with overdue as (
        update directory_lists set state = 'expired', ended_at = :now
        where state = 'ready' and ready_at <= cast(:now as timestamptz) - cast(:valid as interval)
        returning id
    ), dropped as (
        delete from ways_in w using directory_lists l
        where l.id = w.list_id and (l.id in (select id from overdue)
            or l.state = 'halted' and l.ended_at <= cast(:now as timestamptz) - cast(:kept as interval))
    )
    select id from overdue
""")
_LINES = text("""
    select ordinal, doing, subject, before, after, hint, written, state, attempts, failure
    from directory_orders where list_id = :id order by ordinal
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """Why and by whom a list is begun. `by` is a typed reference for the audit."""

    cause: ListCause
    by: str
    person: PersonId | None = None
    takes_newcomers: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a comparison has come to. `counts`, `sample` and `excesses` are shown as they stand."""

    todos: Sequence[ToDo]
    members: int
    counts: Mapping[str, int]
    sample: Sequence[str]
    excesses: Sequence[str]


async def begin_list(tx: Tx, source: Source, beginning: Beginning) -> tuple[PlatformList, list[PlatformList]]:
    """A new list, or the one of this account that is being read; and those whose place it takes."""
    about = {"platform": source.platform, "account": source.account, "now": tx.now}
    under_way = None
    if beginning.cause is not ListCause.COMMAND:
        under_way = await tx.conn.scalar(_UNDER_WAY, {"platform": source.platform, "account": source.account})
    if under_way is not None:
        return await _list(tx, under_way), []
    older = [await _list(tx, number) for number in list(await tx.conn.scalars(_OVERTAKE, about))]
    return await _add(tx, source, beginning, ListState.READING), older


async def begin_writing(tx: Tx, source: Source, beginning: Beginning, comparison: Comparison) -> PlatformList:
    """A list that somebody's word has decided already: it is carried out as soon as its turn comes."""
    begun = await _add(tx, source, beginning, ListState.WRITING)
    return await keep_comparison(tx, begun, comparison, ListState.WRITING)


async def find_list(tx: Tx, number: int) -> PlatformList | None:
    """The list of that number."""
    row = (await tx.conn.execute(_FIND, {"id": number})).first()
    return _from(row) if row else None


async def lock_list(tx: Tx, number: int) -> PlatformList | None:
    """The same; nobody else decides about it until the transaction ends."""
    await tx.conn.execute(_LOCK, {"id": number})
    return await find_list(tx, number)


async def keep_comparison(tx: Tx, listed: PlatformList, comparison: Comparison, state: ListState) -> PlatformList:
    """What has been found, line by line."""
    lines = await to_thread(_lines, comparison.todos)
    await tx.conn.execute(_ADD_LINES, {"id": listed.id, "lines": lines})
    values = {
        "id": listed.id,
        "state": state,
        "members": comparison.members,
        "counts": [[kind, count] for kind, count in comparison.counts.items()],
        "sample": storable_json(list(comparison.sample)),
        "excesses": list(comparison.excesses),
        "trouble": "",
        "now": tx.now,
    }
    await tx.conn.execute(_COMPARED, values)
    return await _list(tx, listed.id)


def _lines(todos: Sequence[ToDo]) -> object:
    """In a thread: a first comparison may have 100,000."""
    return storable_json(
        [
            {
                "ordinal": ordinal,
                "doing": todo.doing.value,
                "subject": todo.subject,
                "before": todo.before,
                "after": todo.after,
                "hint": todo.hint,
                "written": written(todo.order) if todo.order is not None and todo.is_written_by_us else None,
            }
            for ordinal, todo in enumerate(todos, 1)
        ]
    )


async def decide_list(tx: Tx, listed: PlatformList, state: ListState, by: PersonId) -> PlatformList:
    """Somebody's word: write it, or ignore it."""
    await tx.conn.execute(_DECIDE, {"id": listed.id, "state": state, "person": by, "now": tx.now})
    return await _list(tx, listed.id)


async def end_list(tx: Tx, listed: PlatformList, state: ListState, trouble: str = "") -> PlatformList:
    """Nothing more is done about it, or nothing before somebody's next word."""
    await tx.conn.execute(_END, {"id": listed.id, "state": state, "trouble": storable(trouble), "now": tx.now})
    return await _list(tx, listed.id)


async def expire_lists(tx: Tx) -> list[PlatformList]:
    """Those whose time is over."""
    values = {"now": tx.now, "valid": VALID_FOR, "kept": WAYS_KEPT}
    numbers = list(await tx.conn.scalars(_OVERDUE, values))
    return [await _list(tx, number) for number in numbers]


async def lines_of(tx: Tx, number: int) -> list[ListedOrder]:
    """All of a list, in order."""
    return [line_from(row) for row in await tx.conn.execute(_LINES, {"id": number})]


def line_from(row: AnyRow) -> ListedOrder:
    """One row of directory_orders."""
    return ListedOrder(
        ordinal=row.ordinal,
        doing=row.doing,
        subject=row.subject,
        state=OrderState(row.state),
        before=row.before,
        after=row.after,
        hint=row.hint,
        order=_order(row.written),
        attempts=row.attempts,
        failure=row.failure,
    )


def _order(stored: dict[str, Any] | None) -> Order | None:
    return None if stored is None else order_from(stored)


async def _add(tx: Tx, source: Source, beginning: Beginning, state: ListState) -> PlatformList:
    values = {
        "platform": source.platform,
        "account": source.account,
        "cause": beginning.cause,
        "state": state,
        "takes_newcomers": beginning.takes_newcomers,
        "by": beginning.by,
        "person": beginning.person,
        "now": tx.now,
    }
    row = (await tx.conn.execute(_BEGIN, values)).one()
    return await _list(tx, row.id)


async def _list(tx: Tx, number: int) -> PlatformList:
    return _from((await tx.conn.execute(_FIND, {"id": number})).one())


def _from(row: AnyRow) -> PlatformList:
    return PlatformList(
        id=row.id,
        source=Source(row.platform, row.account),
        cause=ListCause(row.cause),
        state=ListState(row.state),
        asked_at=row.asked_at,
        asked_by=row.asked_by,
        asker=None if row.asked_by_id is None else PersonId(row.asked_by_id),
        takes_newcomers=row.takes_newcomers,
        members=row.members,
        counts=dict(row.counts),
        sample=tuple(row.sample),
        excesses=tuple(row.excesses),
        trouble=row.trouble,
        ready_at=row.ready_at,
        decided_by=None if row.decided_by_id is None else PersonId(row.decided_by_id),
        decider=row.decider or "",
        decided_at=row.decided_at,
        ended_at=row.ended_at,
        told={OrderState(state): count for state, count in row.told.items()},
        failures=tuple(row.failures),
    )
