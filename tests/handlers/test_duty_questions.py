"""Owners are asked once for the date of a duty without one; their answer is shown as it was read before it counts."""

from datetime import date, timedelta

import pytest

from domain.duties.rules import Annual, Monthly, OneOff
from handlers.duty_asking import ask_for_dates
from storage.duty_answers import answer_of
from tests.handlers.college import College
from tests.handlers.duties import with_duties

DAY = timedelta(days=1)


@pytest.fixture
async def campus(college: College) -> College:
    return await with_duties(college)


async def _ask(campus: College) -> int:
    async with campus.database.begin(campus.now) as tx:
        return await ask_for_dates(tx, campus.office)


async def _rule(campus: College, duty: str):
    async with campus.database.begin(campus.now) as tx:
        found = await answer_of(tx, duty)
    return found.rule if found else None


async def test_each_owner_is_asked_one_thing_a_day_and_a_vacant_posts_head_in_its_place(campus: College):
    assert await _ask(campus) == 2
    assert await _ask(campus) == 0
    shown = {name: (await campus.card(name)).rows[0].value for name in ("吴老师", "王主任")}
    assert shown == {"吴老师": "实训基地制度", "王主任": "成果奖材料"}  # T-7 waits for its turn

    campus.now += DAY
    assert await _ask(campus) == 0  # no question before the first is answered, or a week old
    campus.now += 8 * DAY
    assert await _ask(campus) == 1
    assert (await campus.card("吴老师")).rows[0].value == "查看校情数据"


async def test_a_date_in_words_is_shown_as_it_was_read_and_counts_when_it_is_confirmed(campus: College):
    await _ask(campus)
    await campus.say("吴老师", "每年5月10日")
    card = await campus.card("吴老师")
    assert "您说“每年5月10日”，我的理解：每年5月10日前。下一次 5月10日(周五)。" in card.body
    assert await _rule(campus, "T-6") is None

    await campus.press("吴老师", "重说")
    await campus.say("吴老师", "12月1日")
    await campus.press("吴老师", "确认")
    assert await _rule(campus, "T-6") == OneOff(at=date(2030, 12, 1))
    assert "已记下" in (await campus.card("吴老师")).closing
    assert "没听懂" in (await campus.say("吴老师", "每年5月10日"))[0]


async def test_who_does_not_know_is_asked_again_after_a_term_and_the_list_says_whom_it_was(campus: College):
    await _ask(campus)
    await campus.press("吴老师", "不知道")
    assert "7月2日" in (await campus.card("吴老师")).closing
    assert await _rule(campus, "T-6") is None
    [listed] = await campus.say("吴老师", "职责 未排期")
    assert "已问吴老师（3月4日），答“不知道”" in listed

    campus.now += DAY
    assert await _ask(campus) == 1
    await campus.say("吴老师", "每月15日")
    await campus.press("吴老师", "确认")
    assert await _rule(campus, "T-7") == Monthly(day=15)
    campus.now += 132 * DAY
    await _ask(campus)
    assert (await campus.card("吴老师")).rows[0].value == "实训基地制度"
    await campus.say("吴老师", "今年不做")
    assert "1月1日" in (await campus.card("吴老师")).closing


async def test_an_answer_may_be_changed_by_those_whom_the_duty_concerns(campus: College):
    assert "没有补过日期" in (await campus.say("吴老师", "职责 改期"))[0]
    await _ask(campus)
    await campus.say("吴老师", "每年5月10日")
    await campus.press("吴老师", "确认")

    assert "1. 实训基地制度：每年5月10日前" in (await campus.say("吴老师", "职责 改期"))[0]
    assert "没有第 7 项" in (await campus.say("吴老师", "职责 改期 7 每月1日"))[0]
    assert "没有看懂" in (await campus.say("吴老师", "职责 改期 1 改天再说"))[0]
    await campus.say("吴老师", "职责 改期 1 每年6月1日")
    assert await _rule(campus, "T-6") == Annual(month=5, day=10)
    await campus.press("吴老师", "确认")
    assert await _rule(campus, "T-6") == Annual(month=6, day=1)
    assert "没有补过日期" in (await campus.say("李雷", "职责 改期"))[0]


async def test_nobody_is_asked_on_a_day_off_or_while_they_are_away(campus: College):
    campus.now += 5 * DAY  # a Saturday
    assert await _ask(campus) == 0


async def test_a_used_up_answer_is_asked_for_again(campus: College):
    await _ask(campus)
    await campus.say("吴老师", "3月20日")
    await campus.press("吴老师", "确认")
    campus.now += 10 * DAY
    await _ask(campus)
    await campus.press("吴老师", "不知道")
    campus.now += 250 * DAY
    await _ask(campus)

    assert (await campus.card("吴老师")).rows[0].value == "实训基地制度"
