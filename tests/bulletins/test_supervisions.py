"""督办 in chat: set up, accepted by a tap, several reports on the way, urged, told by its colour, closed, counted."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from domain.bulletins.scope import COLLEGE
from domain.bulletins.span import week_of
from domain.college_calendar import CollegeCalendar
from domain.duties.colours import Colour
from domain.duties.escalation import Policy
from domain.ids import DepartmentId, PersonId, RequestNo
from domain.shift import Shift
from domain.supervision import Hours, Supervision, colour_of, is_late, line_of
from handlers.bulletin_facts import gather_facts
from handlers.supervision_escalation import tell_supervisions
from tests.duties.owing import DAY, HALF_PAST_EIGHT, digest_of, escalation, told, with_posts
from tests.handlers.cases import submits
from tests.handlers.forms import with_forms

HOURS = Hours(campus=ZoneInfo("Asia/Shanghai"), calendar=CollegeCalendar(), shifts=Shift())


def there(day: int, hour: int) -> datetime:
    return datetime(2030, 3, day, hour - 8, tzinfo=UTC)


def supervised(**change: object) -> Supervision:
    given: dict[str, object] = {
        "no": RequestNo(1001),
        "number": "DB-1001",
        "matter": "迎评整改",
        "department": DepartmentId(2),
        "name": "信息工程系",
        "due_on": date(2030, 3, 8),  # Friday; ten half days from Monday 8:00
        "setter": PersonId(1),
        "set_at": there(4, 8),
    }
    return Supervision(**(given | change))


@pytest.mark.parametrize(
    ("now", "reported", "colour", "late"),
    [
        (there(4, 8), None, Colour.GREEN, False),
        (there(7, 11), None, Colour.GREEN, False),
        (there(7, 14), None, Colour.YELLOW, False),  # three of ten half days are left
        (there(8, 9), None, Colour.YELLOW, False),
        (there(8, 10), None, Colour.ORANGE, False),  # six of forty hours
        (there(8, 18), None, Colour.RED, False),
        (there(11, 8), None, Colour.RED, True),
        (there(11, 8), there(8, 17), Colour.ORANGE, False),  # handed in on the day
        (there(12, 8), there(11, 9), Colour.RED, True),
    ],
)
def test_its_colour_goes_by_the_working_time_left(now, reported, colour, late):
    it = supervised(reported_at=reported)

    assert colour_of(it, now, HOURS, Policy()) is colour
    assert is_late(it, now, HOURS) is late


def test_its_line_says_how_far_it_is():
    it = supervised(acknowledged_at=there(4, 9), progress="已完成 60%", progress_at=there(6, 9))

    assert line_of(it, there(7, 14), HOURS, Policy()) == (
        "【黄】DB-1001 迎评整改（信息工程系，明天）：在办；3月6日进展：已完成 60%"
    )


@pytest.fixture
async def set_up(college):
    """吴老师 of the office gives the department of 王主任 a matter until Friday."""
    await with_forms(college, "supervision")
    college.office = replace(college.office, escalation=escalation())
    with_posts(college, office_head=("周处长",))
    college.now = HALF_PAST_EIGHT
    unit = await college.one("select id from departments where name = '信息工程系'")
    values = {
        "matter": "迎评整改",
        "owner_unit": {"id": unit, "name": "信息工程系"},
        "due": "2030-03-08",
        "standard": "材料齐全",
    }
    return college, await submits(college, "吴老师", "supervision", values)


async def tick(college, at):
    college.now = at
    async with college.database.begin(at) as tx:
        return await tell_supervisions(tx, college.office)


async def facts(college):
    async with college.database.begin(college.now) as tx:
        [count] = (await gather_facts(tx, college.office, week_of(date(2030, 3, 4)), COLLEGE)).counts
    return count.name, count.supervised, count.overdue, count.closed


async def test_the_whole_chain_in_chat(set_up):
    college, no = set_up
    await college.press("王主任", "办好了")
    assert await college.say("王主任", f"进展 {no} 已完成 30%") == ["已记下进展：迎评整改。已告知下达人。"]
    await college.say("王主任", f"进展 {no} 已完成 60%")
    assert "进展：已完成 60%" in (await college.texts("吴老师"))[-1]

    [listed] = await college.say("吴老师", "督办")
    assert listed.splitlines()[:2] == [
        "我下达的（1 项）",
        f"· DB-{no} 迎评整改（信息工程系，周五）：在办；3月4日进展：已完成 60%",
    ]
    [owed] = await college.say("王主任", "督办")
    assert owed.splitlines()[0] == "本部门承办（1 项）"
    assert await college.say("李雷", "督办") == ["现在没有与您有关的督办。"]
    assert "催" in (await college.say("吴老师", f"催办 {no}"))[0]
    assert await facts(college) == ("信息工程系", 1, 0, 0)

    await college.say("王主任", f"填写 {no} 进展与结果:材料已齐")
    await college.press("王主任", "办好了")
    await college.press("周处长", "同意")
    assert await college.state(no) == "approved"
    assert await facts(college) == ("信息工程系", 0, 0, 1)


async def test_each_colour_is_told_once_and_the_digest_has_the_deadline(set_up):
    college, _ = set_up
    await told(college, HALF_PAST_EIGHT + 3 * DAY)
    card = await digest_of(college, "王主任")
    assert "明天 督办：迎评整改等您办理" in str(card)

    assert await tick(college, there(7, 11)) == 0
    assert await tick(college, there(7, 15)) == 1
    assert await tick(college, there(7, 16)) == 0
    assert await tick(college, there(11, 9)) == 1

    assert (await college.texts("王主任"))[-1].splitlines()[:2] == [
        "3月11日 督办时限提醒",
        "【红】已逾期（1 项）",
    ]
    for name in ("吴老师", "钱院长", "周处长"):  # who set it up, who stands above, the office
        assert "督办时限提醒" in (await college.texts(name))[-1]
    assert await facts(college) == ("信息工程系", 1, 1, 0)


async def test_progress_is_for_whom_it_waits_and_of_a_supervision_alone(set_up):
    college, no = set_up
    assert await college.say("吴老师", f"进展 {no} 好了") == ["没有记录：这项督办现在不等您反馈。"]
    assert await college.say("王主任", f"进展 {no}") == [
        f"没有记录：请写一句进展，例如 进展 {no} 已完成 60%，本周五前报材料。"
    ]
