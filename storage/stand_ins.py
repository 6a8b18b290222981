"""Who stands in for whom, from when to when, and what has been made of it in the cases of the one they stand in for."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from domain.ids import PersonId
from storage.database import Tx
from storage.rows import AnyRow

_ALL = (
    "select id, principal_id, stand_in_id, starts_at, ends_at, form, most_fen, cause, begun_at, ended_at from stand_ins"
)
IN_FORCE = f"{_ALL} where ended_at is null and starts_at <= :now and ends_at > :now"
_IN_FORCE = text(f"{IN_FORCE} order by id")
_APPOINTED = text(f"""
    {_ALL} where ended_at is null and (ends_at is null or ends_at > :now) order by id
""")
_OF = text(f"""
    {_ALL} where principal_id = :principal and ended_at is null order by starts_at nulls first, id
""")
_TO_BEGIN = text(f"""
    {_ALL} where ended_at is null and begun_at is null and starts_at <= :now and ends_at > :now order by starts_at, id
""")
_TO_END = text(f"""
    {_ALL} where ended_at is null and ends_at <= :now order by ends_at, id
""")
_OF_LEAVERS = text(f"""
    {_ALL} where ended_at is null and (ends_at is null or ends_at > :now)
        and exists (select from people p where p.id in (principal_id, stand_in_id) and p.status = 'left')
    order by id
""")
_APPOINT = text("""
    insert into stand_ins (principal_id, stand_in_id, starts_at, ends_at, form, most_fen, cause, created_at)
    values (
        :principal, :stand_in, cast(:starts_at as timestamptz), cast(:ends_at as timestamptz), cast(:form as text),
        cast(:most_fen as bigint), :cause, :now
    )
    on conflict (cause) do nothing
    returning id
""")
# A period that lies ahead never begins; one that has begun ends, and the clock makes something of that in the cases.
_CUT_SHORT = text("""
    update stand_ins
    set ends_at = case when starts_at <= :at then least(ends_at, :at) else ends_at end,
        ended_at = case when starts_at <= :at then null else cast(:at as timestamptz) end
    where id = :id and ended_at is null
""")
_MARK_BEGUN = text("update stand_ins set begun_at = :now where id = :id and begun_at is null")
_MARK_ENDED = text("update stand_ins set ended_at = :now where id = :id and ended_at is null")


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """One appointment. Without a period it is the standing one, which is asked whenever the principal is away.

    `form` and `most_fen` limit it: None is any form, any amount. `begun_at` and `ended_at` say what the cases know.
    """

    id: int
    principal: PersonId
    stand_in: PersonId
    starts_at: datetime | None
    ends_at: datetime | None
    cause: str
    form: str | None = None
    most_fen: int | None = None
    begun_at: datetime | None = None
    ended_at: datetime | None = None


async def appointed(tx: Tx) -> list[StandIn]:
    """Everybody's whose period is not over: what is in force, what lies ahead, and the standing ones."""
    return [stand_in_from(row) for row in await tx.conn.execute(_APPOINTED, {"now": tx.now})]


async def in_force(tx: Tx) -> list[StandIn]:
    """Everybody's whose period is now."""
    return [stand_in_from(row) for row in await tx.conn.execute(_IN_FORCE, {"now": tx.now})]


async def stand_ins_of(tx: Tx, principal: PersonId) -> list[StandIn]:
    """What this person has arranged and what has not ended, the standing one first."""
    return [stand_in_from(row) for row in await tx.conn.execute(_OF, {"principal": principal})]


async def appoint(
    tx: Tx,
    *,
    principal: PersonId,
    stand_in: PersonId,
    starts_at: datetime | None,
    ends_at: datetime | None,
    cause: str,
    form: str | None = None,
    most_fen: int | None = None,
) -> StandIn | None:
    """Arrange it once per cause ("leave:1024"). None: that cause has been arranged already.

    The table refuses a period that ends before it begins, a second standing one, and somebody who stands in for
    themselves.
    """
    values = {
        "principal": principal,
        "stand_in": stand_in,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "form": form,
        "most_fen": most_fen,
        "cause": cause,
        "now": tx.now,
    }
    row = (await tx.conn.execute(_APPOINT, values)).first()
    if row is None:
        return None
    return StandIn(
        id=row.id,
        principal=principal,
        stand_in=stand_in,
        starts_at=starts_at,
        ends_at=ends_at,
        cause=cause,
        form=form,
        most_fen=most_fen,
    )


async def cut_short(tx: Tx, number: int, at: datetime) -> None:
    """End it at that instant. A period that lies ahead, and the standing one, is over at once."""
    await tx.conn.execute(_CUT_SHORT, {"id": number, "at": at})


async def to_begin(tx: Tx) -> list[StandIn]:
    """Those whose period has begun and of whom the cases do not know yet."""
    return [stand_in_from(row) for row in await tx.conn.execute(_TO_BEGIN, {"now": tx.now})]


async def to_end(tx: Tx) -> list[StandIn]:
    """Those whose period is over and who are still in the cases; also what never began."""
    return [stand_in_from(row) for row in await tx.conn.execute(_TO_END, {"now": tx.now})]


async def of_leavers(tx: Tx) -> list[StandIn]:
    """Those that last on although one of the two has left."""
    return [stand_in_from(row) for row in await tx.conn.execute(_OF_LEAVERS, {"now": tx.now})]


async def mark_begun(tx: Tx, number: int) -> None:
    """Every case of the principal has been seen to. Before that, a program that was killed would lose the rest."""
    await tx.conn.execute(_MARK_BEGUN, {"id": number, "now": tx.now})


async def mark_ended(tx: Tx, number: int) -> None:
    """Every case of the principal has been seen to."""
    await tx.conn.execute(_MARK_ENDED, {"id": number, "now": tx.now})


def stand_in_from(row: AnyRow) -> StandIn:
    """A row of the table."""
    return StandIn(
        id=row.id,
        principal=PersonId(row.principal_id),
        stand_in=PersonId(row.stand_in_id),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        cause=row.cause,
        form=row.form,
        most_fen=row.most_fen,
        begun_at=row.begun_at,
        ended_at=row.ended_at,
    )
