"""SIGKILL while days are derived, an approved leave is taken back and a month is closed: whole, once, or not at all."""

import asyncio
from dataclasses import dataclass, field

import asyncpg

from tests.campus.campus import DEAN, TEACHER, Layout, next_workday
from tests.campus.hands import Hand, at_rest, until
from tests.campus.term import COLLEAGUE, DAY, STUDENT, TermCampus, last_month, said, today
from tests.kill.test_kill import Reviver, founded, press

DEATHS = (("attendance.derived", "handler.decided"), ("attendance.committed", "handler.committed"))
# Balance, reserved time, gate, and the day of attendance are one transaction.
TAKEN_BACK = """
    select r.state, (select array_agg(minutes order by id) from leave_ledger where request_no = r.no) as booked,
        (select bool_or(active) from leave_periods where request_no = r.no) as reserved,
        (select bool_or(ended_at is null) from gate_passes where request_no = r.no) as open,
        (select count(*)::int from audit where action = 'request.withdraw') as acts
    from requests r where form = 'student_leave'
"""
DERIVED = "select count(distinct person_id) from attendance_days where day between $1 and $2"
CLOSED = """
    select (select count(*) from attendance_months where month = $1 and closed_at is not null) as closed,
        (select count(*) from audit where action = 'attendance.close') as acts
"""


@dataclass
class Deaths:
    """The college's program, which is killed at a point and started again by whoever waits."""

    campus: TermCampus
    look: asyncpg.Connection
    restart: Reviver = field(init=False)

    def __post_init__(self) -> None:
        self.restart = Reviver(self.campus.programs[0])

    @property
    def hand(self) -> Hand:
        return self.campus.wecom

    async def start(self, point: str) -> None:
        """It dies when it passes this point for the first time from now on."""
        if not self.restart.program.is_dead:
            await at_rest(self.campus.database)
            await asyncio.to_thread(self.restart.program.stop)
        self.restart.program.start(crash_at=point)

    async def finds(self, query: str, *given: object) -> None:
        """Wait until the query says yes; the program lives again meanwhile."""
        await until(lambda: self.restart() or self.look.fetchval(query, *given))

    async def ended(self, point: str) -> None:
        assert self.restart.deaths == 1, f"{point} was never reached"
        self.restart.deaths = 0


async def test_days_a_withdrawal_and_a_closed_month_survive_a_kill(pg_server, template, tmp_path):
    """Each pair of points in a college of its own, side by side."""

    async def die(deriving: str, deciding: str) -> None:
        async with founded(pg_server, template, tmp_path, Layout(), TermCampus) as campus:
            assert isinstance(campus, TermCampus)
            look = await asyncpg.connect(campus.database.replace("+asyncpg", ""))
            deaths = Deaths(campus, look)
            await die_while_deriving(deaths, deriving)
            await die_while_taking_back(deaths, deciding)
            await die_while_closing(deaths, deciding)
            await at_rest(campus.database)
            await asyncio.to_thread(campus.programs[0].stop)
            await look.close()
            assert await campus.violations() == []

    await asyncio.gather(*(die(*points) for points in DEATHS))


async def die_while_deriving(deaths: Deaths, point: str) -> None:
    """The punches of a file wait to be derived, and another one arrives."""
    await deaths.start(point)
    deaths.hand.say(TEACHER, "打卡")

    await deaths.finds(f"select ({DERIVED}) = 3", last_month(), today().replace(day=1) - DAY)
    await deaths.finds("select 1 from punches where source = 'chat'")
    await deaths.finds("select not exists (select from attendance_touched)")
    await deaths.ended(point)


async def die_while_taking_back(deaths: Deaths, point: str) -> None:
    hand, restart = deaths.hand, deaths.restart
    hand.say(STUDENT, f"请病假 {said(next_workday(today()))}上午 感冒去医院")
    await until(lambda: _is_told(hand, STUDENT, "家长联系人"))
    hand.say(STUDENT, "张先生 13800000000")
    await press(hand, STUDENT, "提交", restart, lambda: hand.offers(COLLEAGUE, "同意"))
    await press(hand, COLLEAGUE, "同意", restart, lambda: _is_told(hand, STUDENT, "离校放行"))
    number = await deaths.look.fetchval("select no from requests where form = 'student_leave'")
    (cost,) = await deaths.look.fetchval("select array_agg(minutes) from leave_ledger where request_no = $1", number)

    await deaths.start(point)
    hand.say(STUDENT, f"撤回 {number}")

    await deaths.finds("select 1 from requests where no = $1 and state = 'withdrawn'", number)
    await until(lambda: restart() or restart.deaths)
    assert tuple(await deaths.look.fetchrow(TAKEN_BACK)) == ("withdrawn", [cost, -cost], False, False, 1)
    await deaths.ended(point)


async def die_while_closing(deaths: Deaths, point: str) -> None:
    hand, restart = deaths.hand, deaths.restart
    hand.say(DEAN, "考勤汇总")
    await press(hand, DEAN, "关账", restart, lambda: hand.offers(DEAN, "确认关账"))

    await deaths.start(point)
    await press(hand, DEAN, "确认关账", restart, lambda: hand.ended(DEAN, "关账"))

    await until(lambda: restart() or restart.deaths)
    assert tuple(await deaths.look.fetchrow(CLOSED, last_month())) == (1, 1)
    await deaths.ended(point)


def _is_told(hand: Hand, user: str, words: str) -> bool:
    return any(words in each for each in hand.texts(user))
