"""The lots of a person's leave: read as accounts, and written with the ledger's row that changes them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import text

from domain.ids import Minutes, PersonId
from domain.leave_types import BY_CODE
from domain.lots import Account, Booking, Lot, Origin, Pending, Use
from storage.database import Tx
from storage.rows import AnyRow

LOT_LOCK = 0x6C6F_7473  # the advisory locks' class of people whose lots are written
UTC = ZoneInfo("UTC")

_LOCK = text("select pg_advisory_xact_lock(cast(:kind as int), cast(:person as int))")
# One statement, so that a request approved meanwhile is seen either as pending or in the lots, never as neither.
_ACCOUNTS = text("""
    select person_id, leave_type, id, origin, year, granted_on, expires_on, remaining, null::date as day
    from leave_lots where person_id = any(cast(:people as bigint[]))
    union all
    select l.person_id, l.leave_type, null, null, null, null, null, l.minutes,
        (lower(l.during) at time zone cast(:zone as text))::date
    from leave_periods l join requests r on r.no = l.request_no
    where l.person_id = any(cast(:people as bigint[])) and l.active and r.state = 'pending'
      and l.leave_type is not null and l.minutes > 0
    union all
    select b.person_id, b.leave_type, 0, 'opening', null, current_date, null, sum(b.minutes), null
    from leave_ledger b
    where b.person_id = any(cast(:people as bigint[])) and b.leave_type = any(cast(:stocked as text[]))
      and not exists (select from leave_lots l where l.person_id = b.person_id and l.leave_type = b.leave_type)
    group by b.person_id, b.leave_type having sum(b.minutes) > 0
    order by 1, 2, 3
""")
_IS_OPEN = text("select exists (select from leave_lots where person_id = :person and leave_type = :leave_type)")
_BEFORE = text("""
    select coalesce(sum(minutes), 0) from leave_ledger where person_id = :person and leave_type = :leave_type
""")
_OPEN = text("""
    insert into leave_lots (person_id, leave_type, origin, granted_on, opened, remaining, reason)
    values (:person, :leave_type, 'opening', :day, :minutes, :minutes, '分笔计额度以前的余额')
""")
_SETTLE = text("""
    insert into leave_ledger (person_id, leave_type, minutes, reason, cause_key, booked_at)
    values (:person, :leave_type, :minutes, '开始计额度，以前的记录归零', :cause_key, :now)
    on conflict (cause_key) do nothing
""")
_KNOWN = text("select exists (select from leave_ledger where cause_key = :cause_key)")
_MAKE = text("""
    insert into leave_lots (person_id, leave_type, origin, year, granted_on, expires_on, remaining, reason)
    values (:person, :leave_type, :origin, cast(:year as int), :granted_on, cast(:expires_on as date), 0, :reason)
    returning id
""")
_USE = text("""
    with used as (
        select * from unnest(cast(:lots as bigint[]), cast(:minutes as int[])) as u (lot_id, minutes)
    ), changed as (
        update leave_lots set remaining = remaining + used.minutes from used where id = used.lot_id
    )
    insert into leave_uses (ledger_id, lot_id, minutes) select :ledger_id, lot_id, minutes from used
""")
_USES = text("select lot_id, minutes from leave_uses where ledger_id = :ledger_id order by lot_id")


@dataclass(frozen=True, slots=True)
class Holding:
    """Whose lots of which type."""

    person: PersonId
    leave_type: str


async def accounts_of(tx: Tx, person: PersonId, campus: ZoneInfo = UTC) -> dict[str, Account]:
    """Every type of this person that has lots, or that requests wait for."""
    return (await accounts_of_all(tx, [person], campus)).get(person, {})


async def accounts_of_all(tx: Tx, people: Iterable[PersonId], campus: ZoneInfo) -> dict[PersonId, dict[str, Account]]:
    """The same of many."""
    stocked = [code for code, each in BY_CODE.items() if each.has_balance]
    values = {"people": sorted(people), "zone": campus.key, "stocked": stocked}
    lots = defaultdict[Holding, list[Lot]](list)
    pending = defaultdict[Holding, list[Pending]](list)
    for row in await tx.conn.execute(_ACCOUNTS, values):
        holding = Holding(PersonId(row.person_id), row.leave_type)
        if row.day is None:
            lots[holding].append(_lot(row))
        else:
            pending[holding].append(Pending(row.day, Minutes(row.remaining)))
    found = defaultdict[PersonId, dict[str, Account]](dict)
    for holding in {**lots, **pending}:
        account = Account(tuple(lots[holding]), tuple(pending[holding]))
        found[holding.person][holding.leave_type] = account
    return dict(found)


async def open_account(tx: Tx, holding: Holding, day: date, campus: ZoneInfo = UTC) -> Account:
    """The account, to be written to until the transaction ends. What was booked before lots began is settled first."""
    await tx.conn.execute(_LOCK, {"kind": LOT_LOCK, "person": holding.person})
    if not await is_open(tx, holding):
        whose: dict[str, object] = {"person": holding.person, "leave_type": holding.leave_type}
        await _settle(tx, whose, int(await tx.conn.scalar(_BEFORE, whose)), day)
    return (await accounts_of(tx, holding.person, campus)).get(holding.leave_type, Account())


async def is_open(tx: Tx, holding: Holding) -> bool:
    """Whether there are lots of the type, whatever the types are now."""
    whose = {"person": holding.person, "leave_type": holding.leave_type}
    return bool(await tx.conn.scalar(_IS_OPEN, whose))


async def _settle(tx: Tx, whose: dict[str, object], before: int, day: date) -> None:
    """A type that had none gets a stock: what was over is a lot, what was taken without one is balanced."""
    if before > 0:
        await tx.conn.execute(_OPEN, {**whose, "day": day, "minutes": before})
    elif before < 0:
        cause = _settled_by(whose["leave_type"], whose["person"])
        await tx.conn.execute(_SETTLE, {**whose, "minutes": -before, "cause_key": cause, "now": tx.now})


def _settled_by(leave_type: object, person: object) -> str:
    return f"opening:{leave_type}:{person}"


async def settle_again(tx: Tx, holding: Holding, minutes: Minutes, cause_key: str) -> bool:
    """Something from before the type had a stock is taken back; False if it lies in a lot since."""
    settled = _settled_by(holding.leave_type, holding.person)
    if not await tx.conn.scalar(_KNOWN, {"cause_key": settled}):
        return False
    whose = {"person": holding.person, "leave_type": holding.leave_type}
    cause = f"{settled}:{cause_key}"
    await tx.conn.execute(_SETTLE, {**whose, "minutes": -minutes, "cause_key": cause, "now": tx.now})
    return True


async def enter(tx: Tx, holding: Holding, ledger_id: int, booking: Booking, reason: str) -> None:
    """Write how a row of the ledger is split; lots that it makes get their numbers now."""
    numbers: dict[int, int] = {}
    for lot in booking.made:
        values = {
            "person": holding.person,
            "leave_type": holding.leave_type,
            "origin": lot.origin.value,
            "year": lot.year,
            "granted_on": lot.granted_on,
            "expires_on": lot.expires_on,
            "reason": reason,
        }
        numbers[lot.no] = int(await tx.conn.scalar(_MAKE, values))
    uses = [(numbers.get(use.lot, use.lot), use.minutes) for use in booking.uses if use.minutes]
    if uses:
        split = {"lots": [lot for lot, _ in uses], "minutes": [minutes for _, minutes in uses]}
        await tx.conn.execute(_USE, {"ledger_id": ledger_id, **split})


async def uses_of(tx: Tx, ledger_id: int) -> Sequence[Use]:
    """How a row of the ledger was split; none for one of before there were lots."""
    rows = await tx.conn.execute(_USES, {"ledger_id": ledger_id})
    return [Use(row.lot_id, Minutes(row.minutes)) for row in rows]


def _lot(row: AnyRow) -> Lot:
    return Lot(
        no=row.id,
        granted_on=row.granted_on,
        expires_on=row.expires_on,
        left=Minutes(row.remaining),
        origin=Origin(row.origin),
        year=row.year,
    )
