"""One writer per account over all replicas: a lease in the database, and a token that fences off who wakes too late.

The database's clock decides. A list is worked on order by order, each under the account's lease, the oldest list first.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import text

from domain.directory_orders import MakeMember
from domain.events import Source
from domain.platform_list import ListedOrder, ListState, OrderState, PlatformList
from storage.database import Tx
from storage.platform_lists import find_list, line_from, lock_list
from storage.sources import names_of
from storage.ways_in import way_in_of

# How long a killed replica holds up an account; a living one prolongs while it reads or the platform makes it wait.
LEASE = timedelta(seconds=15)

_TAKE = text("""
    with oldest as (
        select distinct on (l.platform, l.account) l.id, l.platform, l.account, l.due_at
        from directory_lists l
        where l.state in ('reading', 'writing') and l.platform || ':' || l.account = any(cast(:sources as text[]))
        order by l.platform, l.account, l.id
    ),
    free as (
        select o.id, o.platform, o.account from oldest o
        left join directory_writers w on (w.platform, w.account) = (o.platform, o.account)
        where o.due_at <= now() and (w.lease_until is null or w.lease_until < now())
        order by o.id limit 1
    ),
    taken as (
        insert into directory_writers (platform, account, lease_token, lease_until)
        select platform, account, :token, now() + cast(:lease as interval) from free
        on conflict (platform, account) do update
        set lease_token = excluded.lease_token, lease_until = excluded.lease_until
        where directory_writers.lease_until is null or directory_writers.lease_until < now()
        returning platform, account
    )
    select f.id from free f join taken using (platform, account)
""")
_PROLONG = text("""
    update directory_writers set lease_until = now() + cast(:lease as interval)
    where platform = :platform and account = :account and lease_token = :token
""")
_HELD = text("""
    select 1 from directory_writers
    where platform = :platform and account = :account and lease_token = :token for update
""")
_FREE = text("""
    update directory_writers set lease_token = null, lease_until = null
    where platform = :platform and account = :account and lease_token = :token
""")
_NEXT = text("""
    select ordinal, doing, subject, before, after, hint, written, state, attempts, failure
    from directory_orders where list_id = :id and state in ('open', 'called') order by ordinal limit 1
""")
_CALL = text("""
    update directory_orders set state = 'called', attempts = attempts + 1 where list_id = :id and ordinal = :ordinal
""")
_RECORD = text("""
    update directory_orders set state = :state, failure = :failure,
        done_at = case when :state = 'done' then cast(:now as timestamptz) end
    where list_id = :id and ordinal = :ordinal
""")
_PUT_OFF = text("update directory_lists set due_at = now() + cast(:pause as interval) where id = :id")


@dataclass(frozen=True, slots=True)
class Working:
    """A list whose account one replica has for a while, and its next order as it was found, if it is being written."""

    listed: PlatformList
    order: ListedOrder | None
    token: UUID

    @property
    def is_doubtful(self) -> bool:
        """Whether the platform was asked before, and nobody knows what it did."""
        return self.order is not None and self.order.state is OrderState.CALLED


class WriterLost(Exception):
    """Somebody else has the account by now: nothing of ours is recorded."""


async def take_list(tx: Tx, sources: Collection[Source]) -> Working | None:
    """The next list of these accounts that is due and nobody works on. Its next order counts as called from now on."""
    token = uuid4()
    number = await tx.conn.scalar(_TAKE, {"token": token, "lease": LEASE, "sources": names_of(sources)})
    listed = None if number is None else await find_list(tx, number)
    if listed is None:
        return None
    if listed.state is ListState.READING:
        return Working(listed, None, token)
    row = (await tx.conn.execute(_NEXT, {"id": listed.id})).first()
    if row is None:
        return Working(listed, None, token)
    await tx.conn.execute(_CALL, {"id": listed.id, "ordinal": row.ordinal})
    return Working(listed, await _with_way_in(tx, listed, line_from(row)), token)


async def _with_way_in(tx: Tx, listed: PlatformList, line: ListedOrder) -> ListedOrder:
    """Who is to be made is reached by what lies apart from the order."""
    if not isinstance(line.order, MakeMember):
        return line
    way = await way_in_of(tx, listed.id, line.order.staff_no)
    return replace(line, order=replace(line.order, mobile=way.mobile, email=way.email))


async def prolong_writer(tx: Tx, working: Working) -> None:
    """It is still being worked on."""
    await tx.conn.execute(_PROLONG, _about(working) | {"lease": LEASE})


async def hold_writer(tx: Tx, working: Working) -> PlatformList:
    """Lock the account to record what came of it, and let it go with the transaction's end.

    Raises:
        WriterLost: the lease has passed to somebody else.
    """
    if await tx.conn.scalar(_HELD, _about(working)) is None:
        raise WriterLost
    await tx.conn.execute(_FREE, _about(working))
    listed = await lock_list(tx, working.listed.id)
    if listed is None:
        raise WriterLost
    return listed


async def record_order(tx: Tx, working: Working, state: OrderState, failure: str = "") -> None:
    """What became of the order."""
    if working.order is not None:
        values = {"id": working.listed.id, "ordinal": working.order.ordinal, "state": state, "failure": failure}
        await tx.conn.execute(_RECORD, values | {"now": tx.now})


async def put_off_list(tx: Tx, working: Working, pause: timedelta) -> None:
    """The platform must recover: not before that time."""
    await tx.conn.execute(_PUT_OFF, {"id": working.listed.id, "pause": pause})


def _about(working: Working) -> dict[str, object]:
    source = working.listed.source
    return {"platform": source.platform, "account": source.account, "token": working.token}
