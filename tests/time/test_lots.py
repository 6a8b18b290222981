"""Whatever happens to a stock, in whatever order: its bookings add up to what is left, and no lot is overdrawn."""

from datetime import date, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from domain.accrual import Service, due_in, minutes_of, share, whole_days
from domain.ids import Minutes
from domain.leave_types import Accrual, Carry, Stock, Tier
from domain.lot_forecast import forecast, lapse_on
from domain.lots import RETURNED_DAYS, Account, Booking, Lot, Origin, Pending, Short
from tests.thorough import examples

DAY = timedelta(days=1)
FULL_DAY = 480
BEGINNING = date(2024, 1, 1)
STOCK = Stock(accrual=Accrual.YEARLY, tiers=(Tier(1, 10),), carry=Carry(most=6, until=(6, 30)))
SPANS = st.integers(0, 800)
LENGTHS = st.integers(1, 20).map(lambda quarters: Minutes(quarters * 120))


class Stocks(RuleBasedStateMachine):
    """A stock of leave through three years, with a clock that only goes forward."""

    taken = Bundle("taken")
    asked = Bundle("asked")

    def __init__(self) -> None:
        super().__init__()
        self.account = Account()
        self.ledger: list[Minutes] = []
        self.today = BEGINNING

    def book(self, booking: Booking) -> None:
        self.account = self.account.after(booking)
        self.ledger.append(booking.minutes)

    @property
    def next(self) -> int:
        return max((lot.no for lot in self.account.lots), default=0) + 1

    @rule(days=st.integers(1, 30))
    def time_passes(self, days: int) -> None:
        self.today += days * DAY

    @rule(minutes=LENGTHS, lasts=st.none() | st.integers(0, 60))
    def something_is_granted(self, minutes: Minutes, lasts: int | None) -> None:
        until = None if lasts is None else self.today + lasts * DAY
        lot = Lot(no=self.next, granted_on=self.today, expires_on=until, left=minutes, year=self.today.year)
        self.book(self.account.grant(lot))

    @rule(target=asked, quarters=st.integers(1, 4), ahead=st.integers(-5, 40))
    def leave_is_asked_for(self, quarters: int, ahead: int):
        """For a part of what is free on that day, often all of it; nothing more can be asked for."""
        day = self.today + ahead * DAY
        minutes = Minutes(self.account.free(day) * quarters // 4)
        assert minutes >= 0
        if not minutes:
            return multiple()
        pending = Pending(day, minutes)
        self.account = Account(self.account.lots, (*self.account.pending, pending))
        return pending

    def settle(self, pending: Pending) -> None:
        waiting = list(self.account.pending)
        waiting.remove(pending)
        self.account = Account(self.account.lots, tuple(waiting))

    @rule(target=taken, pending=consumes(asked))
    def leave_is_granted(self, pending: Pending):
        """What was asked for in time can be had, whatever has lapsed or was granted to others meanwhile."""
        self.settle(pending)
        booking = self.account.take(pending.minutes, pending.day)
        assert booking.minutes == -pending.minutes
        self.book(booking)
        return booking

    @rule(pending=consumes(asked))
    def leave_is_refused(self, pending: Pending) -> None:
        self.settle(pending)

    @rule(booking=consumes(taken))
    def leave_is_taken_back(self, booking: Booking) -> None:
        refund = self.account.give_back(booking.uses, self.today, self.next)
        assert refund.minutes == -booking.minutes
        assert all(lot.expires_on == self.today + RETURNED_DAYS * DAY for lot in refund.made)
        self.book(refund)

    @rule()
    def what_is_over_lapses_or_goes_over(self) -> None:
        after, lines = lapse_on(self.account, STOCK, self.today, FULL_DAY)
        self.ledger += [line.minutes for line in lines]
        carried_over = sum(lot.left for lot in after.lots if lot.no > self.next - 1)
        assert carried_over <= minutes_of(6, FULL_DAY) * len({lot.year for lot in self.account.lots})
        self.account = after

    @rule(minutes=LENGTHS)
    def more_than_there_is_cannot_be_taken(self, minutes: Minutes) -> None:
        before = self.account
        try:
            before.take(Minutes(before.balance + minutes), self.today)
        except Short:
            return
        raise AssertionError

    @invariant()
    def the_ledger_adds_up_to_the_lots(self) -> None:
        assert sum(self.ledger) == self.account.balance

    @invariant()
    def no_lot_is_below_nothing(self) -> None:
        assert all(lot.left >= 0 for lot in self.account.lots)

    @invariant()
    def what_waits_can_be_granted_in_any_order(self) -> None:
        for order in (self.account.pending, self.account.pending[::-1]):
            here = self.account
            for pending in order:
                here = here.after(here.take(pending.minutes, pending.day))


TestStocks = Stocks.TestCase
TestStocks.settings = settings(max_examples=examples(150), stateful_step_count=50, deadline=None)


@given(st.integers(0, 60), st.integers(0, 200), st.integers(0, 165))
def test_the_share_of_a_year_does_not_depend_on_how_the_year_is_cut(half_days: int, first: int, second: int):
    assert share(half_days, first) + share(half_days, second) == share(half_days, first + second)


@given(st.integers(0, 60), st.integers(0, 200), st.integers(0, 165))
def test_rounding_to_whole_days_never_gives_more_than_the_share(half_days: int, first: int, second: int):
    parts = whole_days(share(half_days, first)) + whole_days(share(half_days, second))

    assert parts <= whole_days(share(half_days, first + second)) <= half_days
    assert whole_days(share(half_days, first)) % 2 == 0


DATES = st.dates(date(1980, 1, 1), date(2035, 12, 31))
NATIONAL = Stock(accrual=Accrual.YEARLY, tiers=(Tier(1, 10), Tier(10, 20), Tier(20, 30)))


@given(DATES, st.integers(2000, 2036))
def test_a_whole_year_s_grants_are_those_of_the_tier_reached_in_it(joined: date, year: int):
    service = Service(since=joined, joined=joined)
    granted = sum(due.half_days for due in due_in(NATIONAL, service, year))

    last = date(year, 12, 31)
    reached = [tier.half_days for tier in NATIONAL.tiers if service.counts_from(tier.years) <= last]
    assert granted == max(reached, default=0)


@given(DATES, DATES, st.integers(2000, 2036))
def test_nobody_gets_more_for_leaving(joined: date, left: date, year: int):
    assume(joined <= left)
    all_year = due_in(NATIONAL, Service(since=joined, joined=joined), year)
    part = due_in(NATIONAL, Service(since=joined, joined=joined, left=left), year)

    assert sum(due.half_days for due in part) <= sum(due.half_days for due in all_year)
    assert {due.period for due in part} <= {due.period for due in all_year}


@given(st.lists(st.tuples(st.integers(1, 10), st.none() | SPANS), max_size=6), SPANS)
def test_the_balance_of_a_day_to_come_is_its_working_added_up(lots: list[tuple[int, int | None]], ahead: int):
    account = Account(
        tuple(
            Lot(
                no=no,
                granted_on=BEGINNING,
                expires_on=None if lasts is None else BEGINNING + lasts * DAY,
                left=Minutes(days * FULL_DAY),
                origin=Origin.ACCRUED,
                year=2024,
            )
            for no, (days, lasts) in enumerate(lots, 1)
        )
    )
    day = BEGINNING + ahead * DAY
    service = Service(since=date(2010, 1, 1), joined=date(2010, 1, 1))
    dues = [due for year in (2024, 2025, 2026) for due in due_in(NATIONAL, service, year)]

    seen = forecast(account, STOCK, dues, BEGINNING, day, FULL_DAY)

    assert seen.free == seen.now + sum(line.minutes for line in seen.lines)
