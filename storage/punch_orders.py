"""Approved corrections that a platform is to know too: each is there until it is written, or refused for good."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import text

from domain.events import Source
from domain.ids import PersonId, RequestNo
from domain.punch_reading import PunchCorrection
from storage.channels import Channel
from storage.database import Tx
from storage.plain import storable
from storage.sources import names_of

LEASE = timedelta(minutes=2)

_ORDER = text(f"""
    with ordered as (
        insert into punch_orders
            (request_no, person_id, platform, account, user_id, day, punched_at, duty_at, remark)
        select :no, person_id, platform, account, user_id, :day, :at, :duty_at, :remark
        from accounts
        where person_id = :person and active and platform || ':' || account = any(cast(:sources as text[]))
        on conflict (request_no, platform, account) do update set attempts = punch_orders.attempts
        returning 1
    )
    select pg_notify('{Channel.ATTENDANCE}', '') from ordered limit 1
""")  # noqa: S608 - the channel is ours
_TAKE = text("""
    update punch_orders set attempts = attempts + 1, due_at = now() + cast(:lease as interval)
    where id = (
        select id from punch_orders
        where state = 'pending' and due_at <= now() and platform || ':' || account = any(cast(:sources as text[]))
        order by due_at, id limit 1
        for update skip locked
    )
    returning *
""")
_END = text("""
    update punch_orders set state = :state, trouble = :trouble, ended_at = :now
    where id = :id and attempts = :attempts and state = 'pending'
""")
_PUT_OFF = text("""
    update punch_orders set due_at = now() + cast(:pause as interval), trouble = :trouble
    where id = :id and attempts = :attempts and state = 'pending'
""")
_USED = text("""
    select count(*) from requests
    where applicant_id = :person and form = :form and state in ('pending', 'approved') and no <> :no
      and (fields ->> :field)::timestamptz >= :first and (fields ->> :field)::timestamptz < :after
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """One to be written. `attempts` counts this one too, and fences off whoever wakes up too late."""

    id: int
    request_no: RequestNo
    source: Source
    correction: PunchCorrection
    attempts: int


async def order_correction(
    tx: Tx, no: RequestNo, person: PersonId, sources: Collection[Source], correction: PunchCorrection
) -> None:
    """Have it written to each of these accounts that the person has. Ordered twice it is written once."""
    values = {
        "no": no,
        "person": person,
        "day": correction.day,
        "at": correction.at,
        "duty_at": correction.due_at,
        "remark": storable(correction.remark),
        "sources": names_of(sources),
    }
    await tx.conn.execute(_ORDER, values)


async def take_order(tx: Tx, sources: Collection[Source]) -> Ordered | None:
    """The one that waits longest, for a while nobody else's."""
    names = names_of(sources)
    row = (await tx.conn.execute(_TAKE, {"sources": names, "lease": LEASE})).first()
    if row is None:
        return None
    correction = PunchCorrection(
        user_id=row.user_id, day=row.day, at=row.punched_at, due_at=row.duty_at, remark=row.remark
    )
    source = Source(row.platform, row.account)
    return Ordered(id=row.id, request_no=row.request_no, source=source, correction=correction, attempts=row.attempts)


async def end_order(tx: Tx, ordered: Ordered, *, trouble: str = "") -> bool:
    """It is written, or never will be. False if somebody else has taken it meanwhile."""
    values = {"id": ordered.id, "attempts": ordered.attempts, "trouble": trouble, "now": tx.now}
    return bool((await tx.conn.execute(_END, values | {"state": "refused" if trouble else "done"})).rowcount)


async def put_off_order(tx: Tx, ordered: Ordered, pause: timedelta, trouble: str) -> None:
    """Try again later."""
    values = {"id": ordered.id, "attempts": ordered.attempts, "pause": pause, "trouble": trouble}
    await tx.conn.execute(_PUT_OFF, values)


async def corrections_in(
    tx: Tx, person: PersonId, form: str, field: str, besides: RequestNo, span: tuple[datetime, datetime]
) -> int:
    """How many corrections of that time somebody has asked for or got, besides this one."""
    values = {"person": person, "form": form, "field": field, "no": besides, "first": span[0], "after": span[1]}
    return int(await tx.conn.scalar(_USED, values) or 0)


def first_of(day: date) -> tuple[date, date]:
    """The first of the day's month, and of the next."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)
