"""Taking deliveries for a while. The database's clock decides; a token fences off whoever wakes up too late.

Leasing is done by one courier of an account at a time: the lock makes order and budgets exact instead of nearly so.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, text
from sqlalchemy.dialects.postgresql import JSONB

from domain.address import Address
from domain.events import Source
from domain.ids import CardId, RequestNo
from storage.budgets import BUDGETS, ROOM, SPEND, Budget, budget_values
from storage.connection import Connection
from storage.database import Database
from storage.drafts import Kind

# How long a killed courier holds up its deliveries. A living one prolongs while its call lasts, however slow that is.
LEASE = timedelta(seconds=15)

# A courier that stands still inside this transaction stops its account's others; the server ends that after 5 seconds.
ALONE = text("""
    select set_config('idle_in_transaction_session_timeout', '5s', true),
           pg_advisory_xact_lock(hashtextextended(:name, 0))
""")

# `room`: what the account's budgets leave. `due`: the first delivery of each member, unless one of his is on its way.
# `checked`: when the member's budget has room again, if it has none now: the n-th last call must have left each of its
# stretches of time. `offset 0` keeps the planner from joining all of an account's deliveries with each other when it
# underestimates how many wait.
TAKE = text(f"""
    with budget as materialized ({BUDGETS}), room as ({ROOM}), due as (
        select o.id, o.recipient
        from outbox o
        where o.platform = :platform and o.account = :account and o.state = 'pending'
          and o.available_at <= now()
          and (o.lease_until is null or o.lease_until < now())
          and not exists (
              select from outbox e
              where e.platform = o.platform and e.account = o.account and e.recipient = o.recipient
                and e.state = 'pending' and e.id <> o.id
                and (e.lease_until >= now() or (e.lane, e.id) < (o.lane, o.id))
              offset 0
          )
        order by o.lane, o.id
        limit (select most from room)
        for update of o skip locked
    ), checked as materialized (
        select due.id, (
            select max(last.called_at + own.span)
            from unnest(cast(:limits as int[]), cast(:spans as interval[])) as own (most, span)
            cross join lateral (
                select c.called_at from outbox c
                where c.platform = :platform and c.account = :account and c.recipient = due.recipient
                  and c.called_at > now() - own.span
                order by c.called_at desc
                offset own.most - 1 limit 1
            ) last
        ) as free_at
        from due
    ), taken as (
        update outbox o
        set lease_token = case when checked.free_at is null then cast(:token as uuid) end,
            lease_until = case when checked.free_at is null then now() + cast(:lease as interval) end,
            available_at = coalesce(checked.free_at, o.available_at)
        from checked
        where o.id = checked.id
        returning o.*
    ), spent as ({SPEND})
    select
        o.id, o.lease_token, o.lane, o.recipient, o.person_id, o.kind, o.payload, o.card_id, o.request_no, o.attempts,
        o.request_id, now() - o.called_at as called_for, now() - o.created_at as age,
        coalesce(o.deadline <= now(), false) as is_late,
        case when o.kind = 'text' then (
            select r.value from reply_rights r
            where r.platform = o.platform and r.account = o.account and r.user_key = lower(o.recipient)
              and r.expires_at > now() + interval '30 seconds'
        ) end as reply_right
    from taken o
    where o.lease_token = :token
    order by o.lane, o.id
""").columns(payload=JSONB())  # noqa: S608 - all of it is ours


PROLONG = text("""
    update outbox set lease_until = now() + cast(:lease as interval)
    from unnest(cast(:ids as bigint[]), cast(:tokens as uuid[])) as held (id, token)
    where outbox.id = held.id and outbox.lease_token = held.token and outbox.state = 'pending'
""")


class LeaseLost(Exception):
    """Somebody else has the delivery by now: whatever this courier learned is not recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leased:
    """A delivery that one courier has for a while. `called_for` is how long ago an earlier courier called and never
    recorded an answer, None if nobody did; `attempts` counts the calls so far. `reply_right` is the recipient's latest,
    if it lives long enough for a call.
    """

    id: int
    token: UUID
    to: Address
    kind: Kind
    payload: dict[str, object]
    card_id: CardId | None
    request_no: RequestNo | None
    attempts: int
    called_for: timedelta | None
    age: timedelta
    is_late: bool
    reply_right: str | None = field(default=None, repr=False)
    request_id: str = ""


async def lease(
    conn: Connection,
    source: Source,
    most: int,
    *,
    member_budgets: Sequence[Budget] = (),
    account_budgets: Sequence[Budget] = (),
) -> list[Leased]:
    """Take up to so many deliveries that are due and that the budgets allow, in the order in which they were queued.

    They are taken when the transaction is committed; until then the account's other couriers wait.
    """
    name = f"{source.platform}:{source.account}"
    await conn.execute(ALONE, {"name": f"outbox:{name}"})
    values = {
        "platform": source.platform,
        "account": source.account,
        "limits": [limit for limit, _ in member_budgets],
        "spans": [span for _, span in member_budgets],
        "token": uuid4(),
        "lease": LEASE,
        **budget_values(name, account_budgets, most),
    }
    return [_leased(row, source) for row in await conn.execute(TAKE, values)]


async def prolong(database: Database, held: Collection[Leased]) -> None:
    """Say that these calls are still under way. A lease that has passed to somebody else stays his."""
    values = {"ids": [leased.id for leased in held], "tokens": [leased.token for leased in held], "lease": LEASE}
    async with database.work() as conn:
        await conn.execute(PROLONG, values)


def _leased(row: Row[Any], source: Source) -> Leased:
    return Leased(
        id=row.id,
        token=row.lease_token,
        to=Address(source, row.recipient, row.person_id),
        kind=Kind(row.kind),
        payload=row.payload,
        card_id=row.card_id,
        request_no=row.request_no,
        attempts=row.attempts,
        called_for=row.called_for,
        age=row.age,
        is_late=row.is_late,
        reply_right=row.reply_right,
        request_id=row.request_id,
    )
