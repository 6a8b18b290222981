"""What the clock does to the stocks of leave of one person: grants what is due, lets lapse, carries over, and warns."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.accrual import Due, Service, due_in, minutes_of, void_of
from domain.ids import Minutes, PersonId
from domain.leave_types import Accrual, LeaveType, Stock
from domain.lot_forecast import carry_lot, carrying
from domain.lots import Account, Booking, Lot, Origin, Use
from domain.office import Office
from domain.texts import balance as words
from handlers.tell import tell
from storage import ledger
from storage.database import Tx
from storage.leave_takers import granted_in
from storage.ledger import Grant
from storage.lots import Holding, accounts_of, open_account

WARNED = (30, 7)  # days before something lapses


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Somebody with the types they may have a stock of. Without a service nothing is granted by it."""

    person: PersonId
    position: str
    service: Service | None
    kinds: tuple[LeaveType, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What was done, for the run's outcome."""

    granted: int = 0
    lapsed: int = 0
    warned: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(
            granted=self.granted + other.granted,
            lapsed=self.lapsed + other.lapsed,
            warned=self.warned + other.warned,
        )


async def see_to_stocks(tx: Tx, office: Office, holder: Holder) -> Count:
    """All that is due by today, each thing once however often this is called."""
    done = Count()
    for kind in holder.kinds:
        if kind.stock is not None:
            keeper = _Keeper(tx, office, holder, kind, kind.stock)
            done += Count(granted=await keeper.grant(), lapsed=await keeper.lapse())
            await keeper.take_back()
    return done + Count(warned=await _warn(tx, office, holder))


@dataclass(frozen=True, slots=True)
class _Keeper:
    """One type of one person today."""

    tx: Tx
    office: Office
    holder: Holder
    kind: LeaveType
    stock: Stock

    @property
    def today(self) -> date:
        """The day on campus."""
        return self.tx.now.astimezone(self.office.campus).date()

    @property
    def holding(self) -> Holding:
        """Whose lots."""
        return Holding(self.holder.person, self.kind.code)

    @property
    def full_day(self) -> int:
        """Minutes of a usual day."""
        return self.office.shift.minutes

    def cause(self, what: str, period: str) -> str:
        """One per person, type and period."""
        return f"{what}:{self.kind.code}:{period}:{self.holder.person}"

    def _dues(self) -> list[Due]:
        service = self.holder.service
        if service is None or self.holder.position in self.stock.without:
            return []
        return [due for due in due_in(self.stock, service, self.today.year) if due.on <= self.today and due.half_days]

    async def grant(self) -> int:
        """What is due in this year and was not granted yet."""
        dues = self._dues()
        known = await ledger.booked_for(self.tx, [self.cause("accrual", due.period) for due in dues]) if dues else {}
        open_ones = [due for due in dues if self.cause("accrual", due.period) not in known]
        if not open_ones or await self._is_lost():
            return 0
        for due in open_ones:
            await ledger.book(
                self.tx,
                self.holder.person,
                self.kind.code,
                minutes_of(due.half_days, self.full_day),
                reason=due.reason,
                cause_key=self.cause("accrual", due.period),
                day=due.on,
                grant=Grant(expires_on=due.expires_on, origin=Origin.ACCRUED, year=due.on.year),
            )
        return len(open_ones)

    async def _is_lost(self) -> bool:
        """Void this year, or in the last one when it had been used already: then this year's is not enjoyed."""
        year = self.today.year
        voided, before = (self.cause("void", f"{each}") for each in (year, year - 1))
        known = await ledger.booked_for(self.tx, [voided, before])
        return voided in known or (before not in known and await self._is_void(year - 1))

    async def _is_void(self, year: int) -> bool:
        if not self.stock.voids or self.holder.service is None:
            return False
        since, until = (datetime(each, 1, 1, tzinfo=self.office.campus) for each in (year, year + 1))
        granted = await granted_in(self.tx, self.holder.person, since, until)
        taken = {code: minutes * 2 // self.full_day for code, minutes in granted.items()}
        return void_of(self.stock, self.holder.service.years(date(year, 12, 31)), taken) is not None

    async def lapse(self) -> int:
        """What has lapsed is booked out, and what of it goes over is booked in again."""
        account = (await accounts_of(self.tx, self.holder.person, self.office.campus)).get(self.kind.code, Account())
        if not account.lapsing(self.today):
            return 0
        account = await open_account(self.tx, self.holding, self.today, self.office.campus)
        uses = account.lapsing(self.today)
        cause = self.cause("lapse", self.today.isoformat())
        if not await ledger.take_away(self.tx, self.holding, uses, reason="到期", cause_key=cause):
            return 0
        for lot, minutes in carrying(account, self.stock, uses, self.full_day):
            await self._carry(lot, minutes)
        return len(uses)

    async def _carry(self, lot: Lot, minutes: Minutes) -> None:
        made = carry_lot(self.stock, ledger.NEW, lot, minutes)
        if made is not None and made.serves(self.today):
            await ledger.book(
                self.tx,
                self.holder.person,
                self.kind.code,
                minutes,
                reason="上年结转",
                cause_key=self.cause("carry", f"{lot.no}:{self.today.isoformat()}"),
                day=made.granted_on,
                grant=Grant(expires_on=made.expires_on, origin=Origin.CARRIED, year=made.year),
            )

    async def take_back(self) -> None:
        """Of this year's grants what a leaver is not due, and all that is unused where long leave makes it void."""
        if self.stock.accrual is not Accrual.YEARLY or self.holder.service is None:
            return
        if self.holder.service.left is not None and self.holder.service.left.year == self.today.year:
            await self._take_back_from_leaver(self.holder.service)
        if await self._is_void(self.today.year):
            await self._void()

    async def _take_back_from_leaver(self, service: Service) -> None:
        """第十二条: what was taken beyond it is not asked back."""
        full = due_in(self.stock, Service(since=service.since, joined=service.joined), self.today.year)
        granted = await ledger.booked_for(self.tx, [self.cause("accrual", due.period) for due in full])
        due = sum(each.half_days for each in due_in(self.stock, service, self.today.year))
        excess = sum(granted.values()) - minutes_of(due, self.full_day)
        if excess > 0:
            cause = self.cause("leaver", f"{self.today.year}:{service.left}")
            await self._take(Minutes(excess), "离职，按当年已过日历天数折算", cause)

    async def _void(self) -> None:
        """Only where nothing of it was used yet; else next year's is withheld."""
        lots = self._unheld(await open_account(self.tx, self.holding, self.today, self.office.campus))
        this_year = [lot for lot in lots if lot.year == self.today.year and lot.origin is Origin.ACCRUED]
        dues = [self.cause("accrual", due.period) for due in self._dues()]
        granted = sum((await ledger.booked_for(self.tx, dues)).values())
        left = sum(lot.left for lot in this_year)
        if left and left == granted:
            cause = self.cause("void", f"{self.today.year}")
            await self._take(Minutes(left), "当年病假、事假累计达到规定，不享受年休假", cause)

    def _unheld(self, account: Account) -> tuple[Lot, ...]:
        return () if account.pending else account.lots

    async def _take(self, most: Minutes, reason: str, cause: str) -> None:
        account = await open_account(self.tx, self.holding, self.today, self.office.campus)
        free = min(most, max(0, account.free(date(self.today.year, 12, 31))))
        lots = [lot for lot in account.lots if lot.year == self.today.year and lot.origin is Origin.ACCRUED]
        booking = Account(tuple(lots)).take(Minutes(min(free, sum(lot.left for lot in lots))), self.today)
        if booking.uses:
            await ledger.take_away(self.tx, self.holding, booking.uses, reason=reason, cause_key=cause)


async def _warn(tx: Tx, office: Office, holder: Holder) -> int:
    """30 and 7 days before something lapses that does not go over."""
    today = tx.now.astimezone(office.campus).date()
    accounts = await accounts_of(tx, holder.person, office.campus)
    warned = 0
    for kind in holder.kinds:
        account = accounts.get(kind.code, Account())
        for end, minutes in _losing(account, kind, today, office.shift.minutes):
            step = min(days for days in WARNED if (end - today).days <= days)
            key = f"lapse:{kind.code}:{holder.person}:{end}:{step}"
            text = words.lapse_warning(kind, minutes, end, today, office.shift.minutes)
            warned += await tell(tx, holder.person, text, key=key)
    return warned


def _losing(account: Account, kind: LeaveType, today: date, full_day: int) -> Iterable[tuple[date, Minutes]]:
    """What will be lost, by its last day, within the time of a warning; what requests wait for is not."""
    if kind.stock is None:
        return
    ends = {lot.expires_on for lot in account.lots if lot.left and lot.expires_on and lot.serves(today)}
    for end in sorted(ends):
        if (end - today).days <= max(WARNED):
            uses = _of_day(account.lapsing(end + timedelta(days=1)), account, end)
            kept = sum(minutes for _, minutes in carrying(account, kind.stock, uses, full_day))
            lost = Minutes(-Booking(tuple(uses)).minutes - kept)
            if lost > 0:
                yield end, lost


def _of_day(uses: Collection[Use], account: Account, end: date) -> list[Use]:
    lots = {lot.no for lot in account.lots if lot.expires_on == end}
    return [use for use in uses if use.lot in lots]
