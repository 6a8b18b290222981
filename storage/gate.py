"""Passes that open the gate, and who went through it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text

from domain.gate import AROUND, Asked, Pass, Passage
from domain.ids import PersonId, RequestNo
from storage.connection import Connection
from storage.database import Tx
from storage.plain import storable
from storage.rows import AnyRow

MISSED_WITHIN = timedelta(days=2)  # a pass that ended earlier is not told of any more

# One statement, because a gate waits: the person and their passes around the instant.
_ASK = text("""
    select p.id as person_id, p.status, g.request_no, g.starts_at, g.ends_at
    from people p
    left join gate_passes g on g.person_id = p.id and g.ended_at is null
        and g.starts_at <= :latest and g.ends_at > :earliest
    where p.id = case when cast(:card as text) <> ''
        then (select person_id from campus_cards where number = :card)
        else (select id from people where staff_no = :staff_no) end
    order by g.starts_at
""")
_MAKE = text("""
    insert into gate_passes (request_no, person_id, starts_at, ends_at, made_at)
    values (:request_no, :person_id, :starts_at, :ends_at, :now)
    on conflict (request_no) do update
    set starts_at = excluded.starts_at, ends_at = excluded.ends_at, ended_at = null, missed_at = null
""")
_END = text("update gate_passes set ended_at = :now where request_no = :request_no and ended_at is null")
_MOVE_END = text("""
    update gate_passes set ends_at = :ends_at, missed_at = null
    where request_no = :request_no and ended_at is null and starts_at < :ends_at returning request_no
""")
# Told again, it writes: a statement that writes nothing may be answered before the first one is safe.
_NOTE = text("""
    insert into gate_passages (source, key, person_id, request_no, side, at, place, received_at)
    values (:source, :key, :person_id, :request_no, :side, :at, :place, :now)
    on conflict (source, key) do update set seen = gate_passages.seen + 1
    returning xmax = 0 as is_new, person_id, side, at
""")
_MISSING = text("""
    select g.request_no, g.person_id, g.ends_at, p.name, o.at as out_at from gate_passes g
    join people p on p.id = g.person_id
    join lateral (
        select side, at from gate_passages
        where person_id = g.person_id and at >= g.starts_at order by at desc, id desc limit 1
    ) o on o.side = 'out'
    where g.ended_at is null and g.missed_at is null and g.ends_at <= :now and g.ends_at > :since
      and not exists (
          select from gate_passes other where other.person_id = g.person_id and other.ended_at is null
              and other.starts_at <= :now and other.ends_at > :now
      )
    order by g.ends_at, g.request_no
    for update of g skip locked
""")
_TOLD = text("update gate_passes set missed_at = :now where request_no = :request_no")
_RETURNED = text("""
    select request_no, starts_at, ends_at from gate_passes
    where person_id = :person_id and missed_at is not null and ended_at is null and ends_at <= :at and ends_at > :since
    order by ends_at desc limit 1
""")


@dataclass(frozen=True, slots=True)
class Known:
    """Whom a gate asks about; `passes` are theirs around the instant."""

    person: PersonId
    is_active: bool
    passes: Sequence[Pass]


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Somebody who went out and has not come back, as far as the gates have told."""

    request_no: RequestNo
    person: PersonId
    name: str
    ends_at: datetime
    out_at: datetime


async def known_at(conn: Connection, who: Asked, at: datetime) -> Known | None:
    """The person with their passes; None for nobody."""
    values = {"staff_no": who.staff_no, "card": who.card, "latest": at + AROUND, "earliest": at - AROUND}
    rows = (await conn.execute(_ASK, values)).all()
    if not rows:
        return None
    passes = tuple(_pass(row) for row in rows if row.request_no is not None)
    return Known(PersonId(rows[0].person_id), rows[0].status == "active", passes)


async def make_pass(tx: Tx, number: RequestNo, person: PersonId, start: datetime, end: datetime) -> None:
    """The request opens the gate from now on, within its time; one that was ended does so again."""
    values = {"request_no": number, "person_id": person, "starts_at": start, "ends_at": end, "now": tx.now}
    await tx.conn.execute(_MAKE, values)


async def end_pass(tx: Tx, number: RequestNo) -> None:
    """It opens nothing any more."""
    await tx.conn.execute(_END, {"request_no": number, "now": tx.now})


async def move_end(tx: Tx, number: RequestNo, ends_at: datetime) -> bool:
    """The leave ends then: earlier, since they are back, or later. False without a pass that this could be."""
    return bool(await tx.conn.scalar(_MOVE_END, {"request_no": number, "ends_at": ends_at}))


async def note_passage(
    tx: Tx, source: str, passage: Passage, person: PersonId, number: RequestNo | None
) -> bool | None:
    """Keep it. True where it is new, False where it was told before, None where its key belongs to something else."""
    values = {
        "source": source,
        "key": passage.key,
        "person_id": person,
        "request_no": number,
        "side": passage.side.value,
        "at": passage.at,
        "place": storable(passage.place),
        "now": tx.now,
    }
    row = (await tx.conn.execute(_NOTE, values)).one()
    if (row.person_id, row.side, row.at) != (person, passage.side.value, passage.at):
        return None
    return bool(row.is_new)


async def missing_now(tx: Tx) -> list[Missing]:
    """Everybody whose pass is over and who is still out; their passes are locked. Each is told of once."""
    values = {"now": tx.now, "since": tx.now - MISSED_WITHIN}
    return [
        Missing(
            request_no=RequestNo(row.request_no),
            person=PersonId(row.person_id),
            name=row.name,
            ends_at=row.ends_at,
            out_at=row.out_at,
        )
        for row in await tx.conn.execute(_MISSING, values)
    ]


async def mark_missed(tx: Tx, number: RequestNo) -> None:
    """It was told."""
    await tx.conn.execute(_TOLD, {"request_no": number, "now": tx.now})


async def missed_pass(tx: Tx, person: PersonId, at: datetime) -> Pass | None:
    """The pass after whose end they were missed, for whoever comes back now."""
    values = {"person_id": person, "at": at, "since": at - MISSED_WITHIN}
    row = (await tx.conn.execute(_RETURNED, values)).first()
    return _pass(row) if row else None


def _pass(row: AnyRow) -> Pass:
    return Pass(row.request_no, row.starts_at, row.ends_at)
