"""What somebody is to be granted, and when: by years of service or month by month, pro rata for part of a year."""

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from domain.ids import Minutes
from domain.leave_types import Accrual, ServiceOf, Stock, Tier, Void

YEAR_DAYS = 365  # 企业职工带薪年休假实施办法（人社部令第1号）第五条、第十二条: by calendar days over 365, in every year
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Since when somebody works, and from when to when here; both ends are days of work."""

    since: date
    joined: date
    left: date | None = None

    def years(self, day: date) -> int:
        """Full years by that day; a 29 February comes round on 1 March."""
        is_reached = (day.month, day.day) >= (self.since.month, self.since.day)
        return max(0, day.year - self.since.year - (not is_reached))

    def counts_from(self, years: int) -> date:
        """人事部令第9号第二条: so many full years count from the month after the last day of them."""
        last = same_day(self.since, self.since.year + years) - DAY
        return months_after(last.replace(day=1), 1)

    def within(self, first: date, last: date) -> tuple[date, date] | None:
        """The days of this stretch on which they belong to the college."""
        begin, end = max(first, self.joined), min(last, self.left or last)
        return (begin, end) if begin <= end else None


@dataclass(frozen=True, slots=True)
class Due:
    """A grant: `period` names it once for a person and a type, `half_days` may be none."""

    period: str
    on: date
    expires_on: date | None
    half_days: int
    reason: str


def same_day(day: date, year: int) -> date:
    """The day of another year; 1 March where that year has no 29 February."""
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    place = day.year * 12 + day.month - 1 + months
    year, month = place // 12, place % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def minutes_of(half_days: int, full_day: int) -> Minutes:
    """Half days of somebody's working day."""
    return Minutes(half_days * full_day // 2)


def share(half_days: int, days: int) -> Fraction:
    """What so many calendar days of a year are worth; additive, and never more than the whole."""
    return half_days * min(Fraction(days, YEAR_DAYS), Fraction(1))


def whole_days(half_days: Fraction) -> int:
    """Less than a whole day is not enjoyed: 第五条."""
    return int(half_days / 2) * 2


def due_in(stock: Stock, service: Service, year: int) -> list[Due]:
    """Everything of this year, in its order."""
    if stock.service is ServiceOf.HERE:
        service = replace(service, since=service.joined)
    match stock.accrual:
        case Accrual.YEARLY:
            return list(_yearly(stock, service, year))
        case Accrual.MONTHLY:
            return list(_monthly(stock, service, year))
        case Accrual.EVENT:
            return []


def expiry(stock: Stock, on: date) -> date | None:
    """Until when what is granted on this day lasts."""
    if stock.lasts_months is not None:
        return months_after(on, stock.lasts_months) - DAY
    return None if stock.accrual is Accrual.EVENT else date(on.year, 12, 31)


def entitled(tiers: Sequence[Tier], years: int) -> int:
    """Half days a year after so many years of service."""
    return max((tier.half_days for tier in tiers if tier.years <= years), default=0)


def void_of(stock: Stock, years: int, taken: Mapping[str, int]) -> Void | None:
    """What takes the year's stock away: long leaves of other types, `taken` in half days by type. 条例第四条."""
    for type_code in {void.type for void in stock.voids}:
        fitting = [void for void in stock.voids if void.type == type_code and void.years <= years]
        void = max(fitting, key=lambda each: each.years, default=None)
        if void is not None and taken.get(type_code, 0) >= void.half_days:
            return void
    return None


def _yearly(stock: Stock, service: Service, year: int) -> Iterator[Due]:
    first, last = date(year, 1, 1), date(year, 12, 31)
    here = service.within(first, last)
    if here is None:
        return
    begin, end = here
    held = entitled(stock.tiers, _effective_years(service, begin))
    if held:
        yield _grant(stock, f"{year}", begin, _part(held, begin, end), f"{year} 年额度")
    for tier in stock.tiers:
        on = service.counts_from(tier.years)
        if begin < on <= end and tier.half_days > held:
            more = tier.half_days - held
            # one who stays all year has the new tier's days in full; whoever leaves has their part
            is_full = stock.full_step and end == last
            yield _grant(
                stock, f"{year}+{tier.years}", on, more if is_full else _part(more, on, end), f"工龄满 {tier.years} 年"
            )
            held = tier.half_days


def _effective_years(service: Service, day: date) -> int:
    years = service.years(day)
    if service.counts_from(years + 1) <= day:
        return years + 1
    return years if years == 0 or service.counts_from(years) <= day else years - 1


def _part(half_days: int, begin: date, end: date) -> int:
    days = (end - begin).days + 1
    return half_days if days >= YEAR_DAYS else whole_days(share(half_days, days))


def _monthly(stock: Stock, service: Service, year: int) -> Iterator[Due]:
    for month in range(1, 13):
        first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
        here = service.within(first, last)
        if here is not None:
            days = Fraction((here[1] - here[0]).days + 1, (last - first).days + 1)
            half_days = int(stock.per_month * days)
            yield _grant(stock, f"{year}-{month:02}", here[0], half_days, f"{year} 年 {month} 月额度")


def _grant(stock: Stock, period: str, on: date, half_days: int, reason: str) -> Due:
    return Due(period, on, expiry(stock, on), half_days, reason)
