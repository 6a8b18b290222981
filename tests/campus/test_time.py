"""Leave, classes, gate, attendance and the month as people live through them, on each platform, with real programs."""

from dataclasses import dataclass
from datetime import datetime, time
from io import BytesIO

import aiohttp
import asyncpg
import openpyxl
import pytest

from bot.api_tokens import add
from bot.load import load_settings
from domain.calendar import WorkCalendar
from tests.campus.campus import DEAN, STAFF_NO, TEACHER, Layout
from tests.campus.hands import Hand, at_rest, browser, until
from tests.campus.term import (
    CAMPUS_TIME,
    COLLEAGUE,
    DAY,
    STUDENT,
    TermCampus,
    day_off_lessons,
    last_month,
    said,
    today,
)

LAYOUTS = [
    pytest.param(Layout(), id="WeCom"),
    pytest.param(Layout(wecom=False, dingtalk="stream"), id="DingTalk over its stream"),
]
NOON = 12
WEEK = WorkCalendar()


@dataclass
class Life:
    """What the stories share."""

    campus: TermCampus
    hand: Hand
    look: asyncpg.Connection

    async def hears(self, user: str, *words: str) -> str:
        """The first text to somebody that says all of it."""
        return await until(lambda: next((t for t in self.hand.texts(user) if all(word in t for word in words)), None))

    async def asks(self, user: str, sentence: str) -> int:
        """Say and submit; the number of the request."""
        before = await self.look.fetchval("select coalesce(max(no), 0) from requests")
        self.hand.say(user, sentence)
        await self.hand.press(user, "提交")
        query = "select no from requests where no > $1 and state = 'pending'"
        return int(await until(lambda: self.look.fetchval(query, before)))

    async def ends(self, number: int, state: str) -> None:
        await until(lambda: self.look.fetchval("select 1 from requests where no = $1 and state = $2", number, state))

    async def granted(self, user: str, sentence: str, approver: str = DEAN) -> int:
        number = await self.asks(user, sentence)
        await self.hand.press(approver, "同意")
        await self.ends(number, "approved")
        return number

    async def charged(self, number: int) -> int:
        query = "select coalesce(-sum(minutes), 0) from leave_ledger where request_no = $1"
        return int(await self.look.fetchval(query, number))


@pytest.fixture
async def life(tmp_path, address, request):
    layout: Layout = request.param
    campus = TermCampus(tmp_path, address, layout)
    look = await asyncpg.connect(address.replace("+asyncpg", ""))
    try:
        await campus.open()
        campus.programs[0].start()
        await campus.ready()
        yield Life(campus, campus.wecom if layout.wecom else campus.dingtalk, look)
    finally:
        await look.close()
        await campus.close()


@pytest.mark.parametrize("life", LAYOUTS, indirect=True)
async def test_a_stretch_of_life_with_leave_lessons_gate_and_the_month(life):
    """One after the other in one program: most of a story's time is the program's start."""
    await a_leave_goes_on_and_ends_early(life)
    await lessons_are_covered_and_made_up(life)
    await a_student_passes_the_gate(life)
    await a_forgotten_punch_is_written_back(life)
    await a_month_is_confirmed_signed_and_handed_over(life)

    await at_rest(life.campus.database)
    assert life.campus.programs[0].stop() == 0
    assert await life.look.fetchval("select count(*) from outbox where state <> 'done'") == 0
    assert await life.campus.violations() == []


async def a_leave_goes_on_and_ends_early(life: Life) -> None:
    begun, until_day = WEEK.previous_workday(today() - DAY), WEEK.next_workday(today() + DAY)
    leave = await life.granted(TEACHER, f"补请病假 {said(begun)}到{said(until_day)} 感冒")
    longer = await life.granted(TEACHER, "续假 1天")
    cost = await life.charged(leave)

    life.hand.say(TEACHER, f"销假 {leave}")
    await life.hand.press(TEACHER, "确认")
    told = await life.hears(TEACHER, "已销假")

    assert "病假少计" in told
    assert 0 < await life.charged(leave) < cost
    assert await life.look.fetchval("select extends_no from leave_extensions where request_no = $1", longer) == leave
    await life.hears(DEAN, "已销假")
    assert not any("无法再刷新" in text for text in life.hand.texts(TEACHER))


async def lessons_are_covered_and_made_up(life: Life) -> None:
    life.hand.say(TEACHER, f"请事假 {said(day_off_lessons())} 家里有事")
    await until(lambda: life.hand.offers(TEACHER, "提交"))
    life.hand.say(TEACHER, "代课 1 教师乙")
    await life.hand.press(COLLEAGUE, "愿意")
    await life.hears(TEACHER, "已问教师乙")
    await until(lambda: life.hand.ended(COLLEAGUE, "您已答应代课"))
    life.hand.say(TEACHER, "补课 2")
    await life.hears(TEACHER, "可以补在")
    life.hand.say(TEACHER, "补课 2 A")
    query = "select count(*) from class_covers where state = 'agreed'"
    await until(lambda: _is(life, query, 2))

    await life.hand.press(TEACHER, "提交")
    await life.hand.press(DEAN, "同意")

    await until(lambda: _is(life, "select count(*) from requests where state = 'approved'", 3))
    kinds = await life.look.fetch("select kind from class_covers where state = 'agreed' order by id")
    assert [row["kind"] for row in kinds] == ["cover", "make_up"]


async def a_student_passes_the_gate(life: Life) -> None:
    settings = load_settings(life.campus.programs[0].configuration, {})
    token = list(await add(settings, "gate-east", ["gate"], 1))[1]
    now = datetime.now(CAMPUS_TIME)
    day, hour = (now.date(), NOON + 3) if now.hour < NOON else (now.date() + DAY, 9)
    day = WEEK.next_workday(day)
    at = datetime.combine(day, time(hour), CAMPUS_TIME)
    is_near = at - now < DAY  # a gate asks about no other instants; from a weekend the next workday is far
    at = at if is_near else now
    assert (await _gate(life, token, at))["reason"] == "no_pass"

    half = "下午" if hour > NOON else "上午"
    life.hand.say(STUDENT, f"请病假 {said(day)}{half} 感冒去医院")
    await life.hears(STUDENT, "家长联系人")
    life.hand.say(STUDENT, "张先生 13800000000")
    await life.hand.press(STUDENT, "提交")
    await life.hand.press(COLLEAGUE, "同意")
    await life.hears(STUDENT, "离校放行")

    answer = await _gate(life, token, at)
    assert (answer["allowed"], answer["reason"] == "pass") == (is_near, is_near)
    assert await life.look.fetchval("select count(*) from gate_passes where ended_at is null") == 1
    assert not (await _gate(life, token, at, STAFF_NO[TEACHER]))["allowed"]


async def _gate(life: Life, token: str, at: datetime, who: str = "S0001") -> dict[str, object]:
    url = f"http://127.0.0.1:{life.campus.ports[0]}/api/v1/gate"
    query = {"staff_no": who, "at": at.isoformat()}
    async with (
        aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"}) as session,
        session.get(url, params=query) as answer,
    ):
        assert answer.status == 200, await answer.text()
        return dict(await answer.json())


async def a_forgotten_punch_is_written_back(life: Life) -> None:
    forgotten = WEEK.previous_workday(today() - DAY)
    await life.granted(COLLEAGUE, f"补卡 {said(forgotten)} 18:00 下班 开会忘了")
    await until(lambda: life.look.fetchval("select count(*) from punches where source = 'correction'"))
    if not life.campus.layout.wecom:
        assert await life.look.fetchval("select count(*) from punch_orders") == 0
        return
    await until(lambda: life.look.fetchval("select 1 from punch_orders where state = 'done'"))
    (corp,) = life.campus.emulator.wecom.corps.values()
    written = [each for each in corp.checkin.punches if each.user_id == COLLEAGUE]
    assert [f"{each.at.astimezone(CAMPUS_TIME):%F %T}" for each in written] == [f"{forgotten} 18:00:00"]


async def a_month_is_confirmed_signed_and_handed_over(life: Life) -> None:
    month = last_month()
    derived = "select count(distinct person_id) from attendance_days where day >= $1 and day < $2"
    await until(lambda: _is(life, derived, 3, month, today().replace(day=1)))
    morning = datetime.combine(WEEK.next_workday(today().replace(day=1)), time(9), CAMPUS_TIME)
    life.campus.run_job("attendance-month", morning)
    for user in (TEACHER, COLLEAGUE, DEAN):
        await life.hand.press(user, "确认无误")
        await life.hears(user, "考勤已确认")
    await life.hand.press(DEAN, "签字确认")
    await until(lambda: life.hand.ended(DEAN, "签字"))
    await life.hears(DEAN, "1 / 1 个部门已签字")

    page = f"http://127.0.0.1:{life.campus.ports[0]}/h5/attendance/{month:%Y-%m}.xlsx"
    platform = "wecom" if life.campus.layout.wecom else "dingtalk"
    async with browser(DEAN, platform) as session, session.get(f"{page}?at={platform}:staff") as answer:
        assert answer.status == 200, await answer.text()
        book = openpyxl.load_workbook(BytesIO(await answer.read()))
    names = sorted(str(row[2].value) for row in book["个人汇总"].iter_rows(min_row=2))
    assert names == sorted(("教师甲", "教师乙", "机电学院院长"))


async def _is(life: Life, query: str, expected: int, *values: object) -> bool:
    return bool(await life.look.fetchval(query, *values) == expected)
