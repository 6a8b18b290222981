"""Events of the college that happened or are planned: noted once by a key of facts, moved, confirmed, cancelled."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import text

from domain.duties.happening import Happening
from domain.ids import PersonId
from storage.database import Tx
from storage.plain import fitted, storable
from storage.rows import AnyRow

LONGEST_KEY = 200  # characters; ours have at most 120, another system's may be anything
CALENDAR_LOCK = 0x6861_7070  # one transaction at a time brings events in line with the calendar
LONGEST_SUBJECT = 100  # characters: a line of a card

# Told again, it writes: a statement that writes nothing may be answered before the first one is safe. What was planned
# becomes a fact when it is told as one, at the time that is told then.
_NOTE = text("""
    insert into happenings (
        code, at, until, subject, duties, deadline, origin, key, is_planned, noted_by_id, noted_at
    ) values (
        :code, :at, :until, :subject, cast(:duties as text[]), :deadline, :origin, :key, :is_planned, :by, :now
    )
    on conflict (key) where cancelled_at is null do update set
        seen = happenings.seen + 1,
        at = case when happenings.is_planned and not excluded.is_planned then excluded.at else happenings.at end,
        until = case when happenings.is_planned and not excluded.is_planned then excluded.until
            else happenings.until end,
        version = happenings.version + (happenings.is_planned and not excluded.is_planned)::integer,
        is_planned = happenings.is_planned and excluded.is_planned
    returning id, xmax = 0 as is_new
""")
_CANCEL = text("""
    update happenings set cancelled_at = :now, version = version + 1 where id = :id and cancelled_at is null
    returning id
""")
_CANCEL_KEY = text("""
    update happenings set cancelled_at = :now, version = version + 1 where key = :key and cancelled_at is null
    returning id
""")
_MOVE = text("""
    update happenings set at = :at, until = :until, asked_at = null, version = version + 1
    where id = :id and cancelled_at is null and (at, until) is distinct from (:at, cast(:until as timestamptz))
    returning id
""")
_TAKE_PLACE = text("""
    update happenings set is_planned = false, version = version + 1
    where id = :id and is_planned and cancelled_at is null returning id
""")
_LOCK = text("select * from happenings where id = :id for update")
_BY_KEY = text("select * from happenings where key = :key order by cancelled_at nulls first, id desc limit 1")
_FROM = text("select * from happenings where origin = :origin order by id desc limit 1")
_SINCE = text("""
    select id, code, at, until, subject, is_planned, duties, deadline from happenings
    where cancelled_at is null and coalesce(until, at) >= :since order by at, id
""")
# Whoever planned it is asked; what comes of the calendar, and what a system planned, goes by its time.
_DUE = text("""
    select * from happenings
    where is_planned and cancelled_at is null and at <= :now and asked_at is null and noted_by_id is not null
      and origin <> 'calendar'
    order by at, id limit :most for update skip locked
""")
_ASKED = text("update happenings set asked_at = :now where id = any(cast(:ids as bigint[]))")
_SETTLE = text("""
    update happenings set is_planned = false, version = version + 1
    where is_planned and cancelled_at is null and at <= :now and (noted_by_id is null or origin = 'calendar')
""")
_CALENDAR_LOCK = text("select pg_advisory_xact_lock(:lock)")
_OF_CALENDAR = text("""
    select * from happenings
    where origin = 'calendar' and cancelled_at is null and coalesce(until, at) >= :first and at < :after
    order by at, id
""")
_MARK = text("select count(*) || ':' || coalesce(sum(version), 0) from happenings")


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """One with how it came to be known."""

    happening: Happening
    origin: str
    key: str
    noted_by: PersonId | None
    noted_at: datetime
    asked_at: datetime | None
    cancelled_at: datetime | None
    version: int

    @property
    def id(self) -> int:
        """The number of its row."""
        return self.happening.id


async def note(
    tx: Tx,
    *,
    code: str,
    at: datetime,
    subject: str = "",
    until: datetime | None = None,
    is_planned: bool = False,
    origin: str,
    key: str,
    by: PersonId | None = None,
    only: Collection[str] = (),
    deadline: date | None = None,
) -> int | None:
    """Keep it; its number, or None where one of this key lives already. What was planned and is told as a fact is one
    from then on. `only`: the duties that it starts, where it does not concern all that wait for such an event.
    """
    values = {
        "code": code,
        "at": at,
        "until": until,
        "subject": storable(subject)[:LONGEST_SUBJECT],
        "origin": origin,
        "key": fitted(key, LONGEST_KEY),
        "duties": sorted(only),
        "deadline": deadline,
        "is_planned": is_planned,
        "by": by,
        "now": tx.now,
    }
    row = (await tx.conn.execute(_NOTE, values)).one()
    if not row.is_new:
        return None
    tx.audit(_actor(by, origin), "happening.note", f"happening:{row.id}", code=code, at=at.isoformat(), origin=origin)
    return int(row.id)


async def cancel(tx: Tx, number: int, *, by: str = "clock") -> bool:
    """It did not happen, or will not; False where it was cancelled before. What it started is void with it."""
    return _ended(tx, await tx.conn.scalar(_CANCEL, {"id": number, "now": tx.now}), by)


async def cancel_key(tx: Tx, key: str, *, by: str) -> bool:
    """The same for what is known by its key alone."""
    return _ended(tx, await tx.conn.scalar(_CANCEL_KEY, {"key": fitted(key, LONGEST_KEY), "now": tx.now}), by)


async def move(tx: Tx, number: int, at: datetime, until: datetime | None = None, *, by: str = "clock") -> bool:
    """It is at another time, under the same number; False where nothing changes."""
    is_moved = await tx.conn.scalar(_MOVE, {"id": number, "at": at, "until": until}) is not None
    if is_moved:
        tx.audit(by, "happening.move", f"happening:{number}", at=at.isoformat())
    return is_moved


async def take_place(tx: Tx, number: int, *, by: str = "clock") -> bool:
    """What was planned is a fact; False where it was one."""
    is_done = await tx.conn.scalar(_TAKE_PLACE, {"id": number}) is not None
    if is_done:
        tx.audit(by, "happening.confirm", f"happening:{number}")
    return is_done


async def lock_happening(tx: Tx, number: int) -> Noted | None:
    """One of them, to be changed in this transaction; None if there is none."""
    row = (await tx.conn.execute(_LOCK, {"id": number})).first()
    return noted_of(row) if row else None


async def happening_of(tx: Tx, key: str) -> Noted | None:
    """The living one of that key, else the one that was cancelled last."""
    row = (await tx.conn.execute(_BY_KEY, {"key": fitted(key, LONGEST_KEY)})).first()
    return noted_of(row) if row else None


async def happening_from(tx: Tx, origin: str) -> Noted | None:
    """What came from there last, for origins that name a single telling."""
    row = (await tx.conn.execute(_FROM, {"origin": origin})).first()
    return noted_of(row) if row else None


async def happenings_since(tx: Tx, since: datetime) -> Mapping[str, list[Happening]]:
    """By their codes, the earliest first, all that end at that time or later; those to come too."""
    found: dict[str, list[Happening]] = {}
    for row in await tx.conn.execute(_SINCE, {"since": since}):
        found.setdefault(row.code, []).append(_happening(row))
    return found


async def take_due(tx: Tx, most: int) -> list[Noted]:
    """Those whose time has come and whose planner was not asked yet whether they took place; now they are."""
    found = [noted_of(row) for row in await tx.conn.execute(_DUE, {"now": tx.now, "most": most})]
    await tx.conn.execute(_ASKED, {"ids": [each.id for each in found], "now": tx.now})
    return found


async def settle_by_time(tx: Tx) -> int:
    """What nobody is asked about took place as its time came; how many that were."""
    return (await tx.conn.execute(_SETTLE, {"now": tx.now})).rowcount


async def lock_calendar_events(tx: Tx) -> None:
    """Nobody else follows the calendar until the transaction ends."""
    await tx.conn.execute(_CALENDAR_LOCK, {"lock": CALENDAR_LOCK})


async def calendar_happenings(tx: Tx, first: date, last: date, campus: ZoneInfo) -> list[Happening]:
    """What comes of the calendar and lies in these days, even in part."""
    begin, after = (datetime.combine(day, time(), campus) for day in (first, last + timedelta(days=1)))
    rows = await tx.conn.execute(_OF_CALENDAR, {"first": begin, "after": after})
    return [_happening(row) for row in rows]


async def happenings_mark(tx: Tx) -> str:
    """Another text whenever one was noted, moved, confirmed or cancelled."""
    return str(await tx.conn.scalar(_MARK))


def _ended(tx: Tx, number: int | None, by: str) -> bool:
    if number is not None:
        tx.audit(by, "happening.cancel", f"happening:{number}")
    return number is not None


def noted_of(row: AnyRow) -> Noted:
    """The value of a whole row."""
    return Noted(
        happening=_happening(row),
        origin=row.origin,
        key=row.key,
        noted_by=None if row.noted_by_id is None else PersonId(row.noted_by_id),
        noted_at=row.noted_at,
        asked_at=row.asked_at,
        cancelled_at=row.cancelled_at,
        version=row.version,
    )


def _happening(row: AnyRow) -> Happening:
    return Happening(
        id=row.id,
        code=row.code,
        at=row.at,
        until=row.until,
        subject=row.subject,
        is_planned=row.is_planned,
        only=frozenset(row.duties),
        deadline=row.deadline,
    )


def _actor(by: PersonId | None, origin: str) -> str:
    return f"person:{by}" if by is not None else origin
