"""Every worked case of leave_cases.toml, the file that HR reads, comes out as it says."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.accrual import Service, due_in
from domain.calendar import calendar_from
from domain.ids import Minutes
from domain.leave_length import length
from domain.leave_types import BY_NAME, Accrual, Carry, ServiceOf, Stock, Tier
from domain.lot_forecast import lapse_on
from domain.lots import Account, Booking, Lot, Pending, Short
from domain.shift import Segment, Shift

ROOT = Path(__file__).parents[2]
CASES: Mapping[str, list[dict[str, Any]]] = tomllib.loads(
    (ROOT / "tests/time/leave_cases.toml").read_text(encoding="utf-8")
)
CAMPUS = ZoneInfo("Asia/Shanghai")
CALENDAR = calendar_from(tomllib.loads((ROOT / "content/calendar/china.toml").read_text(encoding="utf-8")))
DAY = 480
BEGINNING = date(2026, 1, 1)
TIERS = (Tier(1, 10), Tier(10, 20), Tier(20, 30))
STOCKS = {
    "annual": Stock(accrual=Accrual.YEARLY, tiers=TIERS),
    "prorated": Stock(accrual=Accrual.YEARLY, tiers=TIERS, full_step=False),
    "monthly": Stock(accrual=Accrual.MONTHLY, per_month=1),
    "event": Stock(),
    "here": Stock(accrual=Accrual.YEARLY, tiers=TIERS, service=ServiceOf.HERE),
}
CARRYING = Stock(accrual=Accrual.YEARLY, tiers=TIERS, carry=Carry(most=12, until=(6, 30)))
SHIFTS = {
    "": Shift(),
    "night": Shift((Segment(time(22), time(6)),)),
    "single": Shift((Segment(time(8), time(16)),)),
    "morning": Shift((Segment(time(7, 30), time(11, 30)),)),
}
LOT = re.compile(r"([\d.]+) 天(?:到 ([\d-]+))?")


def check_length(case: dict[str, Any]) -> None:
    start, end = (datetime.fromisoformat(case[side]).replace(tzinfo=CAMPUS) for side in ("from", "to"))
    shift = SHIFTS[case.get("shift", "")]

    counted = length(start, end, shift, CALENDAR, BY_NAME[case["type"]])

    assert counted.minutes == case["days"] * shift.minutes


def check_grant(case: dict[str, Any]) -> None:
    stock, _, since = case.get("stock", "annual").partition(" since ")
    begun = date.fromisoformat(since) if since else case["joined"]
    service = Service(since=begun, joined=case["joined"], left=case.get("left"))
    until = case.get("by", date(case["year"], 12, 31))

    granted = sum(due.half_days for due in due_in(STOCKS[stock], service, case["year"]) if due.on <= until)

    assert granted == case["days"] * 2


@dataclass
class Stocks:
    """The lots of a case, step by step."""

    account: Account = field(default_factory=Account)
    last: Booking = field(default_factory=lambda: Booking(()))

    def book(self, booking: Booking) -> None:
        self.account = self.account.after(booking)
        self.last = booking

    @property
    def next(self) -> int:
        return len(self.account.lots) + 1

    def put(self, said: str) -> None:
        match = LOT.fullmatch(said)
        assert match is not None, said
        until = date.fromisoformat(match[2]) if match[2] else None
        minutes = Minutes(int(float(match[1]) * DAY))
        lot = Lot(no=self.next, granted_on=BEGINNING, expires_on=until, left=minutes, year=2026)
        self.book(self.account.grant(lot))

    def step(self, said: str) -> None:
        what, day, *rest = said.split()
        on, minutes = date.fromisoformat(day), Minutes(int(float(rest[0]) * DAY)) if rest else Minutes(0)
        match what:
            case "请" if rest[-1] == "不够":
                with pytest.raises(Short):
                    self.account.take(minutes, on)
            case "请":
                self.book(self.account.take(minutes, on))
            case "撤":
                self.book(self.account.give_back(self.last.uses, on, self.next))
            case "报":
                assert self.account.free(on) >= minutes
                self.account = Account(self.account.lots, (*self.account.pending, Pending(on, minutes)))
            case "问":
                assert self.account.free(on) == minutes
            case "到":
                self.book(Booking(tuple(self.account.lapsing(on))))
            case "转":
                self.account, _ = lapse_on(self.account, CARRYING, on, DAY)
            case _:
                pytest.fail(said)


def check_lots(case: dict[str, Any]) -> None:
    stocks = Stocks()
    for said in case["lots"]:
        stocks.put(said)

    for said in case["steps"]:
        stocks.step(said)

    assert [lot.left / DAY for lot in stocks.account.lots] == case["left"]


CHECKS = {"lengths": check_length, "grants": check_grant, "lots": check_lots}


@pytest.mark.parametrize(
    ("kind", "number"),
    [pytest.param(kind, number, id=f"{kind}-{number}") for kind in CHECKS for number in range(len(CASES[kind]))],
)
def test_a_case_comes_out_as_the_file_says(kind: str, number: int):
    CHECKS[kind](CASES[kind][number])


def test_there_are_as_many_cases_as_were_asked_for():
    assert sum(map(len, CASES.values())) >= 100
