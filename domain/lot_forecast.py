"""A balance on a day to come, with its working: what is granted until then, what lapses, what waits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from domain.accrual import Due, minutes_of
from domain.ids import Minutes
from domain.leave_types import Stock
from domain.lots import Account, Booking, Lot, Origin, Use, carried

DAY = timedelta(days=1)


class Change(StrEnum):
    """Why a balance is another one."""

    GRANTED = "granted"
    LAPSED = "lapsed"
    CARRIED = "carried"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the working; signed."""

    on: date
    change: Change
    minutes: Minutes
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Forecast:
    """`now` is what is there today, `free` what a leave that begins on `day` may take."""

    day: date
    now: Minutes
    lines: tuple[Line, ...]
    free: Minutes


def carry_lot(stock: Stock, no: int, lapsed: Lot, left: Minutes) -> Lot | None:
    """The lot that a lapsing one goes over into; its last day lies in the year after."""
    if stock.carry is None or lapsed.expires_on is None:
        return None
    on = lapsed.expires_on + DAY
    until = date(lapsed.expires_on.year + 1, *stock.carry.until)
    return Lot(no=no, granted_on=on, expires_on=until, left=left, origin=Origin.CARRIED, year=lapsed.year)


def forecast(account: Account, stock: Stock, dues: Iterable[Due], today: date, day: date, full_day: int) -> Forecast:
    """`dues` are grants to come; those of today and before are in the account already."""
    lines: list[Line] = [Line(each.day, Change.PENDING, Minutes(-each.minutes)) for each in account.pending]
    coming = sorted((each for each in dues if today < each.on <= day), key=lambda due: due.on)
    here = account
    for due in coming:
        here = _lapse(here, stock, due.on, full_day, lines)
        minutes = minutes_of(due.half_days, full_day)
        lot = Lot(no=_next(here), granted_on=due.on, expires_on=due.expires_on, left=minutes, year=due.on.year)
        here = here.after(here.grant(lot))
        if minutes:
            lines.append(Line(due.on, Change.GRANTED, minutes, due.reason))
    here = _lapse(here, stock, day, full_day, lines)
    return Forecast(day, account.balance, tuple(sorted(lines, key=lambda line: line.on)), here.free(day))


def _lapse(account: Account, stock: Stock, day: date, full_day: int, lines: list[Line]) -> Account:
    """What has lapsed by this day is gone, or carried over; day by day, for what is carried over lapses too."""
    seen = set[date]()
    while ends := sorted(_ends(account, day) - seen):
        seen.add(ends[0])
        account, gone = lapse_on(account, stock, ends[0] + DAY, full_day)
        lines += gone
    return account


def _ends(account: Account, day: date) -> set[date]:
    return {lot.expires_on for lot in account.lots if lot.left and lot.expires_on and lot.expires_on < day}


def lapse_on(account: Account, stock: Stock, today: date, full_day: int) -> tuple[Account, list[Line]]:
    """The account on this day, with what has lapsed out of it and what of that goes over into a lot of its own."""
    uses = account.lapsing(today)
    lines = [Line(today, Change.LAPSED, Booking((use,)).minutes) for use in uses]
    account_after = account.after(Booking(tuple(uses)))
    for lot, minutes in carrying(account, stock, uses, full_day):
        made = carry_lot(stock, _next(account_after), lot, minutes)
        if made is not None and made.serves(today):
            account_after = account_after.after(account_after.grant(made))
            lines.append(Line(today, Change.CARRIED, minutes))
    return account_after, lines


def carrying(account: Account, stock: Stock, uses: Sequence[Use], full_day: int) -> list[tuple[Lot, Minutes]]:
    """Which lapsed lots go over with how much, up to the cap of the year that they were for."""
    if stock.carry is None:
        return []
    by_no = {lot.no: lot for lot in account.lots}
    room = dict[int | None, int]()
    found: list[tuple[Lot, Minutes]] = []
    for use in uses:
        lot = by_no[use.lot]
        most = room.setdefault(lot.year, _room(account, lot.year, minutes_of(stock.carry.most, full_day)))
        minutes = carried([use], account, Minutes(most))
        if minutes > 0:
            room[lot.year] = most - minutes
            found.append((replace(lot, left=Minutes(0)), minutes))
    return found


def _room(account: Account, year: int | None, most: int) -> int:
    """The cap is of a year, also where its lots lapse on several days."""
    return most - sum(lot.left for lot in account.lots if lot.origin is Origin.CARRIED and lot.year == year)


def _next(account: Account) -> int:
    return max((lot.no for lot in account.lots), default=0) + 1
