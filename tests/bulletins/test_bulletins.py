"""A bulletin from its draft to its release: once for each stretch, by who may, with the numbers it was drafted with."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.duties.rules import Daily
from jobs.runs import Surroundings
from jobs.schedule import Schedule
from storage.verify import verify
from tests.duties.owing import DAY, HALF_PAST_EIGHT, duty, escalation, owes, rows, with_posts

NEXT_MONDAY = HALF_PAST_EIGHT + 7 * DAY - timedelta(minutes=20)  # 8:10


async def drafts(college, at=NEXT_MONDAY):
    college.now = at
    surroundings = Surroundings(database=college.database, clock=lambda: college.now, office=college.office)
    return await Schedule(surroundings).run_now("bulletin", at)


@pytest.fixture
async def week(college):
    """李雷 owes one thing a day for a week; the first was done in time, the second late, the others not at all."""
    college.office = replace(college.office, escalation=escalation(), pages="https://bot.example")
    with_posts(college, clerk=("李雷",))
    college.now = HALF_PAST_EIGHT
    await owes(college, duty("A-1", Daily(workdays_only=True)))
    await college.say("李雷", "待办")
    await college.say("李雷", "完成 1")
    college.now = HALF_PAST_EIGHT + 2 * DAY
    await college.say("李雷", "待办")
    await college.say("李雷", "完成 1")
    return college


async def bulletins(college):
    return await rows(college, "select * from bulletins order by id")


async def test_a_week_is_drafted_once_for_who_supervises(week):
    await drafts(week)
    await drafts(week, NEXT_MONDAY + DAY)

    [found] = await bulletins(week)
    assert (found.scope, found.period, found.state) == ("college", "2030-W10", "draft")
    card = await week.card("吴老师")
    assert card.title == "全院办理情况通报（3月4日至10日）"
    assert [(row.label, row.value) for row in card.rows] == [
        ("应办", "5 项，按时 1 项，按时率 20%"),
        ("逾期办结", "1 项（最长 1 个工作日）"),
        ("逾期未办", "3 项（其中以前逾期的 0 项）"),
        ("涉及部门", "信息工程系"),
    ]
    assert "李雷" not in str(found.facts)


async def test_released_it_is_told_to_the_head_in_words_of_the_own_department(week):
    await drafts(week)

    said = await week.press("吴老师", "发布")

    assert said[0].startswith(
        "已发布：3月4日至10日通报，已告知 1 位部门负责人。文件（PDF）：https://bot.example/h5/bulletin/"
    )
    told = (await week.texts("王主任"))[-1]
    assert told.splitlines()[:3] == [
        "【全院办理情况通报（3月4日至10日）】",
        "信息工程系：应办 5 项，按时 1 项，逾期办结 1 项（最长 1 个工作日），逾期未办 3 项。",
        "· 职责A-1（2030年3月5日），3月5日到期，逾期 1 个工作日办结",
    ]
    assert "计入督办。" in told
    assert "李雷" not in told
    assert (await week.card("吴老师")).ending == "已发布"
    assert await verify(week.database) == []


async def test_released_after_the_facts_have_changed_it_is_drafted_anew_first(week):
    await drafts(week)
    await week.say("李雷", "待办")
    await week.say("李雷", "完成 1")

    assert await week.press("吴老师", "发布") == [
        "没有发布：起草以后数字有变化，已按现在的事实重新起草。请看过新的卡片再发布。"
    ]
    [found] = await bulletins(week)
    assert (found.version, found.state) == (2, "draft")

    await week.press("吴老师", "发布")
    assert [row.state for row in await bulletins(week)] == ["released"]


async def test_who_may_not_release_it_cannot_and_nothing_is_decided_twice(week):
    await drafts(week)
    row = await week.card_row("吴老师")

    assert await week.click("李雷", row.id, "apply:1") == ["没有办理：通报由office_supervisor或office_head发布。"]
    await week.press("吴老师", "不发")
    assert await week.click("吴老师", row.id, "apply:1") == ["没有办理：这份通报已经决定不发。"]
    assert await week.texts("王主任") == []


async def test_where_nothing_was_due_nothing_is_drafted(college):
    await drafts(college)

    assert await bulletins(college) == []
