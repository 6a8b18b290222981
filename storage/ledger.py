"""The leave ledger: signed minutes per person and type, one booking per cause; of a stock split over its lots."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text

from domain.ids import Minutes, PersonId, RequestNo
from domain.leave_types import BY_CODE
from domain.lots import Account, Booking, Lot, Origin, Use, last_drawn
from storage.alerts import raise_alert
from storage.database import Tx
from storage.lots import Holding, enter, is_open, open_account, settle_again, uses_of

NEW = 0  # of a lot that has no number yet


_BOOK = text("""
    insert into leave_ledger (person_id, leave_type, minutes, reason, cause_key, request_no, booked_at)
    values (:person, :leave_type, :minutes, :reason, :cause_key, cast(:request_no as bigint), :booked_at)
    on conflict (cause_key) do nothing
    returning id
""")
# What was booked is taken from the booking itself: rules and calendar may have changed since.
_REVERSE = text("""
    insert into leave_ledger (person_id, leave_type, minutes, reason, cause_key, request_no, booked_at)
    select person_id, leave_type, -minutes, :reason, :cause_key, request_no, :booked_at
    from leave_ledger where cause_key = :reversed
    on conflict (cause_key) do nothing
    returning id, person_id, leave_type, minutes,
        (select before.id from leave_ledger before where before.cause_key = :reversed) as reversed_id
""")
# A request may have been charged in several rows, and been given back a part of it already.
_CHARGED = text("""
    select person_id, leave_type, -sum(minutes) as minutes, bool_or(cause_key like 'adjust:%') as is_adjusted
    from leave_ledger where request_no = :no group by person_id, leave_type
""")
_USES_OF_REQUEST = text("""
    select u.lot_id, sum(u.minutes) as minutes from leave_uses u join leave_ledger b on b.id = u.ledger_id
    where b.request_no = :no group by u.lot_id having sum(u.minutes) < 0 order by u.lot_id
""")
_BOOKED = text("select cause_key, minutes from leave_ledger where cause_key = any(cast(:causes as text[]))")
_NUMBER = text("select id from leave_ledger where cause_key = :cause_key")
_KNOWN = text("select exists (select from leave_ledger where cause_key = :cause_key)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a lot is that a booking makes. `year` is of what was accrued for one."""

    expires_on: date | None = None
    origin: Origin = Origin.GIVEN
    year: int | None = None


async def book(
    tx: Tx,
    person: PersonId,
    leave_type: str,
    minutes: Minutes,
    *,
    reason: str,
    cause_key: str,
    request_no: RequestNo | None = None,
    day: date | None = None,
    grant: Grant | None = None,
) -> bool:
    """Book once per cause; whether it was the first time. Signed minutes: a leave taken is negative.

    `cause_key` is made of facts ("debit:1024"). Of a type with a stock a leave draws on the lots that serve its first
    `day`, and anything else makes a lot as `grant` says, on that day.
    """
    holding, on = Holding(person, leave_type), day or tx.now.date()
    account = await open_account(tx, holding, on) if _has_stock(leave_type) else None
    row = _Row(leave_type, minutes, reason, cause_key, request_no)
    if account is None:
        return await _insert(tx, person, row) is not None
    if minutes < 0:
        account = await _make_good(tx, holding, account, row, on)
    ledger_id = await _insert(tx, person, row)
    if ledger_id is not None:
        booking = account.take(Minutes(-minutes), on) if minutes < 0 else account.grant(_lot(minutes, on, grant))
        await enter(tx, holding, ledger_id, booking, reason)
    return ledger_id is not None


@dataclass(frozen=True, slots=True)
class _Row:
    leave_type: str
    minutes: Minutes
    reason: str
    cause_key: str
    request_no: RequestNo | None = None


async def _insert(tx: Tx, person: PersonId, row: _Row) -> int | None:
    values = {
        "person": person,
        "leave_type": row.leave_type,
        "minutes": row.minutes,
        "reason": row.reason,
        "cause_key": row.cause_key,
        "request_no": row.request_no,
        "booked_at": tx.now,
    }
    found: int | None = await tx.conn.scalar(_BOOK, values)
    return found


async def _make_good(tx: Tx, holding: Holding, account: Account, row: _Row, day: date) -> Account:
    """What was approved is booked, even where its lots have gone since: what is missing is granted, and HR hears of it.

    It was asked for when there was enough, and nothing takes from a lot what a request waits for; so this is a way out
    of what cannot be, and not a way to more leave.
    """
    missing = -row.minutes - sum(lot.left for lot in account.serving(day))
    if missing <= 0 or await tx.conn.scalar(_KNOWN, {"cause_key": row.cause_key}):
        return account
    cause = f"missing:{row.cause_key}"
    granted = _Row(row.leave_type, Minutes(missing), "额度不足，补记差额", cause)
    ledger_id = await _insert(tx, holding.person, granted)
    if ledger_id is not None:
        await enter(tx, holding, ledger_id, account.grant(_lot(Minutes(missing), day, None)), granted.reason)
        told = f"单号 {row.request_no} 批准时额度已不够，差 {missing} 分钟，已补记后扣除。请人事核对这个人的额度。"
        await raise_alert(tx, f"leave:{row.cause_key}", told)
    return await open_account(tx, holding, day)


def _has_stock(leave_type: str) -> bool:
    kind = BY_CODE.get(leave_type)
    return kind is not None and kind.has_balance


def _lot(minutes: Minutes, day: date, grant: Grant | None) -> Lot:
    grant = grant or Grant()
    return Lot(no=NEW, granted_on=day, expires_on=grant.expires_on, left=minutes, origin=grant.origin, year=grant.year)


async def reverse(tx: Tx, reversed_key: str, *, reason: str, cause_key: str, today: date | None = None) -> None:
    """Book the opposite of one booking, once per cause; nothing if there was none. It goes back where it came from."""
    values = {"reversed": reversed_key, "reason": reason, "cause_key": cause_key, "booked_at": tx.now}
    row = (await tx.conn.execute(_REVERSE, values)).first()
    if row is None:
        return
    holding, on = Holding(PersonId(row.person_id), row.leave_type), today or tx.now.date()
    back = _Back(row.id, holding, Minutes(row.minutes), reason, cause_key, on)
    await _put_back(tx, back, await uses_of(tx, row.reversed_id))


@dataclass(frozen=True, slots=True)
class _Back:
    """A row of the ledger that gives something back."""

    ledger_id: int
    holding: Holding
    minutes: Minutes
    reason: str
    cause_key: str
    on: date


async def _put_back(tx: Tx, back: _Back, uses: Sequence[Use]) -> None:
    """Into the lots that `uses` say it came out of; what came out of none makes a lot where the type has some."""
    holding, on = back.holding, back.on
    if uses:
        account = await open_account(tx, holding, on)
        await enter(tx, holding, back.ledger_id, account.give_back(uses, on, NEW), back.reason)
    elif not await settle_again(tx, holding, back.minutes, back.cause_key) and await is_open(tx, holding):
        account = await open_account(tx, holding, on)
        lot = _lot(back.minutes, on, Grant(origin=Origin.RETURNED))
        await enter(tx, holding, back.ledger_id, account.grant(lot), back.reason)


@dataclass(frozen=True, slots=True)
class Charge:
    """What a request has cost so far. `is_adjusted`: it is no longer the one booking of its approval."""

    minutes: Minutes
    is_adjusted: bool


async def charge_of(tx: Tx, number: RequestNo) -> Charge:
    """Nothing for a request that booked none."""
    row = (await tx.conn.execute(_CHARGED, {"no": number})).first()
    return Charge(Minutes(row.minutes), bool(row.is_adjusted)) if row else Charge(Minutes(0), is_adjusted=False)


async def give_back(
    tx: Tx, number: RequestNo, minutes: Minutes, *, reason: str, cause_key: str, today: date | None = None
) -> Minutes:
    """So much of what a request was charged, never more than that; once per cause. How much it was.

    A cause that begins with "adjust:" leaves the request booked, with less.
    """
    row = (await tx.conn.execute(_CHARGED, {"no": number})).first()
    minutes = Minutes(min(minutes, row.minutes)) if row else Minutes(0)
    if row is None or minutes <= 0:
        return Minutes(0)
    holding, on = Holding(PersonId(row.person_id), row.leave_type), today or tx.now.date()
    ledger_id = await _insert(tx, holding.person, _Row(row.leave_type, minutes, reason, cause_key, number))
    if ledger_id is None:
        return Minutes(0)
    drawn = [
        Use(each.lot_id, Minutes(each.minutes)) for each in await tx.conn.execute(_USES_OF_REQUEST, {"no": number})
    ]
    account = await open_account(tx, holding, on) if drawn else Account()
    back = _Back(ledger_id, holding, minutes, reason, cause_key, on)
    await _put_back(tx, back, last_drawn(drawn, account, minutes))
    return minutes


async def take_away(
    tx: Tx,
    holding: Holding,
    uses: Sequence[Use],
    *,
    reason: str,
    cause_key: str,
    request_no: RequestNo | None = None,
) -> bool:
    """Book out of lots what has lapsed or was not due; once per cause. The account is open."""
    booking = Booking(tuple(uses))
    row = _Row(holding.leave_type, booking.minutes, reason, cause_key, request_no)
    ledger_id = await _insert(tx, holding.person, row)
    if ledger_id is not None:
        await enter(tx, holding, ledger_id, booking, reason)
    return ledger_id is not None


async def uses_for(tx: Tx, cause_key: str) -> list[Use]:
    """How the row of one cause was split; none where it was not booked."""
    number: int | None = await tx.conn.scalar(_NUMBER, {"cause_key": cause_key})
    return [] if number is None else list(await uses_of(tx, number))


async def booked_for(tx: Tx, causes: Sequence[str]) -> dict[str, Minutes]:
    """What was booked for each of these causes; none for one that was not."""
    rows = await tx.conn.execute(_BOOKED, {"causes": list(causes)})
    return {row.cause_key: Minutes(row.minutes) for row in rows}
