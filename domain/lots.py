"""The stock of one leave type of one person: lots that lapse, and what each booking takes from them or puts back.

Every operation is a *booking*: signed minutes, split over lots to the minute. So the sum of all bookings is the sum of
what is left in the lots, in whatever order things happen, and no lot ever goes below nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from domain.ids import Minutes

RETURNED_DAYS = 90  # how long time lasts that comes back after its lot has lapsed; ADR 0028


class Origin(StrEnum):
    """Where a lot comes from."""

    ACCRUED = "accrued"
    CARRIED = "carried"
    GIVEN = "given"  # by the personnel office
    RETURNED = "returned"  # of a leave that was taken back when its lot had lapsed
    OPENING = "opening"  # what the ledger had before there were lots


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """`expires_on` is the last day of a leave's beginning that may draw on it; None: it does not lapse."""

    no: int
    granted_on: date
    expires_on: date | None
    left: Minutes
    origin: Origin = Origin.ACCRUED
    year: int | None = None  # of what it was accrued for

    def serves(self, day: date) -> bool:
        """Whether a leave that begins on this day may draw on it."""
        return self.expires_on is None or day <= self.expires_on


@dataclass(frozen=True, slots=True)
class Use:
    """Signed: what went into the lot, or out of it."""

    lot: int
    minutes: Minutes


@dataclass(frozen=True, slots=True)
class Pending:
    """A request that waits: it will draw on lots that serve its first day."""

    day: date
    minutes: Minutes


@dataclass(frozen=True, slots=True)
class Booking:
    """One row of the ledger with its uses, and the lots that it makes, empty before it."""

    uses: tuple[Use, ...]
    made: tuple[Lot, ...] = ()

    @property
    def minutes(self) -> Minutes:
        """As the ledger has it."""
        return Minutes(sum(use.minutes for use in self.uses))


class Short(Exception):
    """The lots do not have as much."""


@dataclass(frozen=True, slots=True)
class Account:
    """All lots of one type of one person, and what requests wait for."""

    lots: tuple[Lot, ...] = ()
    pending: tuple[Pending, ...] = ()

    @property
    def balance(self) -> Minutes:
        """The sum of all bookings."""
        return Minutes(sum(lot.left for lot in self.lots))

    def serving(self, day: date) -> list[Lot]:
        """Lots that a leave of this day may draw on; what lapses first is drawn on first."""
        return sorted((lot for lot in self.lots if lot.left and lot.serves(day)), key=_order)

    def free(self, day: date) -> Minutes:
        """How much a new request for this day may take, so that it and all that wait can be granted.

        Whoever begins later can draw on fewer lots. So all is well if, from each day on, what is asked for does not
        exceed what then still serves; the tightest of these days decides.
        """
        days = {day, *(each.day for each in self.pending if each.day < day)}
        return Minutes(min(self._slack(each) for each in days))

    def _slack(self, since: date) -> int:
        asked = sum(each.minutes for each in self.pending if each.day >= since)
        return sum(lot.left for lot in self.lots if lot.serves(since)) - asked

    def after(self, booking: Booking) -> "Account":
        """The account with the booking in it."""
        by_lot: dict[int, int] = {}
        for use in booking.uses:
            by_lot[use.lot] = by_lot.get(use.lot, 0) + use.minutes
        lots = (*self.lots, *booking.made)
        return replace(self, lots=tuple(replace(lot, left=Minutes(lot.left + by_lot.get(lot.no, 0))) for lot in lots))

    def grant(self, lot: Lot) -> Booking:
        """A new lot with what is in it."""
        return Booking((Use(lot.no, lot.left),), (replace(lot, left=Minutes(0)),))

    def take(self, minutes: Minutes, day: date) -> Booking:
        """For a leave that begins on this day.

        Raises:
            Short: there is not as much.
        """
        uses = tuple(_drawn(self.serving(day), minutes))
        if -sum(use.minutes for use in uses) < minutes:
            raise Short
        return Booking(uses)

    def give_back(self, uses: Sequence[Use], today: date, no: int) -> Booking:
        """The opposite of what was taken, into the lots it came from; what came out of a lapsed one makes a new lot."""
        serving = {lot.no for lot in self.lots if lot.serves(today)}
        kept = tuple(Use(use.lot, Minutes(-use.minutes)) for use in uses if use.lot in serving)
        lost = Minutes(-sum(use.minutes for use in uses if use.lot not in serving))
        if not lost:
            return Booking(kept)
        until = today + timedelta(days=RETURNED_DAYS)
        lot = Lot(no=no, granted_on=today, expires_on=until, left=Minutes(0), origin=Origin.RETURNED)
        return Booking((*kept, Use(no, lost)), (lot,))

    def lapsing(self, today: date) -> list[Use]:
        """What has lapsed by today, without what requests still wait for that were made in time."""
        held = self._held()
        gone = (lot for lot in self.lots if not lot.serves(today))
        lapsed = ((lot, lot.left - held.get(lot.no, 0)) for lot in sorted(gone, key=_order))
        return [Use(lot.no, Minutes(-minutes)) for lot, minutes in lapsed if minutes > 0]

    def _held(self) -> dict[int, int]:
        """What each lot must keep for requests that wait; what begins last has the least choice, and draws first."""
        left, held = self, dict[int, int]()
        for each in sorted(self.pending, key=lambda pending: pending.day, reverse=True):
            uses = tuple(_drawn(left.serving(each.day), each.minutes))
            for use in uses:
                held[use.lot] = held.get(use.lot, 0) - use.minutes
            left = left.after(Booking(uses))
        return held


def carried(uses: Iterable[Use], account: Account, most: Minutes) -> Minutes:
    """How much of what lapses goes over; what was carried over or returned before does not a second time."""
    accrued = {lot.no for lot in account.lots if lot.origin is Origin.ACCRUED}
    return Minutes(min(most, -sum(use.minutes for use in uses if use.lot in accrued)))


def last_drawn(uses: Iterable[Use], account: Account, minutes: Minutes) -> tuple[Use, ...]:
    """So much of what was taken, from the lots that lapse last: as if less had been taken from the beginning."""
    by_no = {lot.no: lot for lot in account.lots}
    found: list[Use] = []
    for use in sorted(uses, key=lambda use: _order(by_no[use.lot]), reverse=True):
        part = min(minutes - sum(-each.minutes for each in found), -use.minutes)
        if part > 0:
            found.append(Use(use.lot, Minutes(-part)))
    return tuple(found)


def _order(lot: Lot) -> tuple[date, date, int]:
    return lot.expires_on or date.max, lot.granted_on, lot.no


def _drawn(lots: Sequence[Lot], minutes: int) -> Iterable[Use]:
    for lot in lots:
        taken = min(lot.left, minutes)
        if taken:
            yield Use(lot.no, Minutes(-taken))
        minutes -= taken
