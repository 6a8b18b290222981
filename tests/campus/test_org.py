"""同步组织 on every platform, with real programs and real wire formats: seen, applied, undone; events by themselves.

Also while requests are under way (Y19), and when whoever was to decide has left (Y21).
"""

import asyncpg
import pytest

from tests.campus.campus import DEAN, TEACHER, Campus, Layout, at_peace
from tests.campus.hands import Hand, until
from tests.campus.org_hand import NEW, DingConsole, WecomConsole
from tests.campus.test_stories import sentence

LAYOUTS = [
    pytest.param(Layout(), id="WeCom"),
    pytest.param(Layout(wecom=False, dingtalk="stream"), id="DingTalk over its stream"),
    pytest.param(Layout(wecom=False, dingtalk="http"), id="DingTalk over HTTP"),
    pytest.param(Layout(wecom=False, dingtalk="stream", template=False), id="DingTalk without a card template"),
]
PLACES = """
    select p.name || '：' || d.name from people p join departments d on d.id = p.main_department_id
    where p.status = 'active' order by p.id
"""


def with_office(campus: Campus) -> tuple[Campus, Hand, WecomConsole | DingConsole]:
    """The hands of its people, and that of its platform's administrator."""
    console = WecomConsole(campus) if campus.layout.wecom else DingConsole(campus)
    console.found_office()
    return campus, campus.wecom if campus.layout.wecom else campus.dingtalk, console


async def places(look: asyncpg.Connection) -> list[str]:
    return [row[0] for row in await look.fetch(PLACES)]


@pytest.mark.parametrize("layout", LAYOUTS)
async def test_hr_asks_sees_applies_and_undoes(open_campus, look, address, layout):
    campus, hand, console = with_office(await open_campus(layout))
    console.move()
    console.add()

    hand.say(DEAN, "同步组织")
    await until(lambda: hand.offers(DEAN, "应用"))
    assert await places(look) == ["教师甲：机电学院", "机电学院院长：机电学院"]

    await hand.press(DEAN, "应用")
    await until(lambda: hand.offers(DEAN, "撤销"))
    assert await places(look) == ["教师甲：实训中心", "机电学院院长：机电学院", "教师乙：实训中心"]
    await until(lambda: next((text for text in hand.texts(TEACHER) if "您的部门已调整" in text), None))

    await hand.press(DEAN, "撤销")
    await until(lambda: look_undone(look))
    assert await places(look) == ["教师甲：机电学院", "机电学院院长：机电学院"]
    await at_peace(campus, look, address)


async def look_undone(look: asyncpg.Connection) -> object:
    return await look.fetchval("select id from org_runs where state = 'undone'")


@pytest.mark.parametrize("layout", LAYOUTS[:3])
async def test_what_the_platform_tells_of_is_written_by_itself(open_campus, look, address, layout):
    campus, _, console = with_office(await open_campus(layout))

    console.move_aloud()

    await until(lambda: look.fetchval("select id from org_changes where kind = '人员调动'"))
    assert await places(look) == ["教师甲：实训中心", "机电学院院长：机电学院"]
    await at_peace(campus, look, address)


@pytest.mark.parametrize("layout", LAYOUTS[:2])
async def test_a_sync_during_an_approval_leaves_it_with_whoever_has_it(open_campus, look, address, layout):
    campus, hand, console = with_office(await open_campus(layout))
    hand.say(TEACHER, sentence())
    await hand.press(TEACHER, "提交")
    await until(lambda: hand.offers(DEAN, "同意"))
    console.move()

    hand.say(DEAN, "同步组织")
    await hand.press(DEAN, "应用")
    await until(lambda: hand.offers(DEAN, "撤销"))
    await hand.press(DEAN, "同意")

    await until(lambda: look.fetchval("select actor_id from report.decisions"))  # the next step is the new head's
    assert await look.fetchval("select state from report.requests") == "pending"
    await at_peace(campus, look, address)


@pytest.mark.parametrize("layout", LAYOUTS[:2])
async def test_a_leavers_open_step_goes_to_whoever_heads_the_college_now(open_campus, look, address, layout):
    campus, hand, console = with_office(await open_campus(layout))
    hand.say(TEACHER, sentence())
    await hand.press(TEACHER, "提交")
    await until(lambda: hand.offers(DEAN, "同意"))

    console.succeed()
    await until(lambda: [said for said in hand.texts(DEAN) if "已加入您的部门" in said])
    console.leave()
    await hand.press(NEW, "同意")

    await until(lambda: hand.ended(TEACHER, "同意"))
    assert (
        await look.fetchval("select name from report.decisions join report.people on person_id = actor_id") == "教师乙"
    )
    await at_peace(campus, look, address)
