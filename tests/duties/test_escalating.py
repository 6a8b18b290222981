"""Each colour is told once to whom it concerns, in working time, everything for one person in one text."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.duties.rules import Annual
from handlers.duty_escalation import is_round, tell_colours
from storage.verify import verify
from tests.duties.owing import DAY, HALF_PAST_EIGHT, duty, escalation, owes, rows, told, with_posts

HOUR = timedelta(hours=1)


async def tick(college, at):
    """One look of the job, as of that instant."""
    college.now = at
    async with college.database.begin(at) as tx:
        everything = await is_round(tx)
    async with college.database.begin(at) as tx:
        return await tell_colours(tx, college.office, everything=everything)


async def heard(college):
    """Who was told what, with the colours of the parts."""
    query = """
        select p.name, o.duty, t.colour from escalation_tellings t
        join people p on p.id = t.person_id join obligations o on o.id = t.obligation_id order by t.told_at, 3, 2, 1
    """
    return [(row.colour, row.duty, row.name) for row in await rows(college, query)]


@pytest.fixture
async def late(college):
    """李雷 owes two things by the end of Wednesday; they opened thirty days before."""
    college.office = replace(college.office, escalation=escalation())
    with_posts(college, clerk=("李雷",))
    college.now = HALF_PAST_EIGHT
    await owes(college, duty("A-1", Annual(month=3, day=6)), duty("A-2", Annual(month=3, day=6)))
    return college


async def test_yellow_orange_and_red_each_once_and_never_a_second_time(late):
    steps = {}
    for hours in range(24 * 10):
        at = HALF_PAST_EIGHT - 6 * DAY + hours * HOUR
        if await tick(late, at):
            steps[at] = None
    found = await heard(late)

    assert [(colour, name) for colour, code, name in found if code == "A-1"] == [
        ("yellow", "李雷"),
        ("orange", "李雷"),
        ("orange", "王主任"),
        ("red", "吴老师"),
        ("red", "李雷"),
        ("red", "王主任"),
    ]
    assert len(steps) == 3
    assert await tick(late, late.now + 30 * DAY) == 0
    assert await verify(late.database) == []


async def test_everything_for_one_person_is_one_text_with_its_consequence(late):
    await tick(late, HALF_PAST_EIGHT + 3 * DAY)

    [said] = await late.texts("李雷")
    assert said == (
        "3月7日 职责时限提醒\n【红】您有 2 项已逾期\n"
        "· 职责A-1（2030年），逾期1天\n· 职责A-2（2030年），逾期1天\n计入督办。"
    )
    [said] = await late.texts("王主任")
    assert said.splitlines()[1:3] == ["【红】您负责督促的有 2 项已逾期", "· 李雷：职责A-1（2030年），逾期1天"]


async def test_nobody_is_told_out_of_hours_or_twice_an_hour(late):
    assert await tick(late, HALF_PAST_EIGHT + 2 * DAY + 12 * HOUR) == 0
    assert await tick(late, HALF_PAST_EIGHT + 5 * DAY) == 0  # Saturday
    assert await tick(late, HALF_PAST_EIGHT) == 2
    await owes(
        late,
        duty("A-1", Annual(month=3, day=6)),
        duty("A-2", Annual(month=3, day=6)),
        duty("A-3", Annual(month=3, day=5)),
    )
    assert await tick(late, HALF_PAST_EIGHT + HOUR / 4) == 0
    assert await tick(late, HALF_PAST_EIGHT + HOUR) == 1


async def test_what_is_done_turns_no_colour(late):
    await told(late, HALF_PAST_EIGHT)
    await late.press("李雷", "完成 1")

    await tick(late, HALF_PAST_EIGHT + 3 * DAY)

    assert {code for _, code, _ in await heard(late)} == {"A-2"}
