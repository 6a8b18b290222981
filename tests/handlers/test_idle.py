"""Whoever is called away in the middle of a form is told once that it is kept, and can go on where it was."""

from datetime import timedelta

from handlers.idle import tell_idle
from tests.handlers.college import College


async def look(college: College, minutes: int) -> int:
    college.now += timedelta(minutes=minutes)
    async with college.database.begin(college.now) as tx:
        return await tell_idle(tx, college.office)


async def test_after_ten_minutes_one_line_says_that_the_draft_is_kept(college):
    await college.say("李雷", "请事假 家里有事")

    told = [await look(college, 9), await look(college, 2), await look(college, 5)]

    assert told == [0, 1, 0]
    assert (await college.texts("李雷"))[-1] == (
        "先帮您存着：填到一半的教师请假（单号 QJ-1001）保留 7 天。直接回复就能接着填，不要了发 取消。"
    )


async def test_the_answer_after_that_still_fills_the_form(college):
    await college.say("李雷", "请事假 家里有事")
    await look(college, 20)

    await college.say("李雷", "明天下午")

    assert [button.text for button in (await college.card("李雷")).buttons] == ["提交", "修改", "取消"]


async def test_a_draft_that_only_waits_for_the_button_is_not_spoken_of(college):
    await college.say("李雷", "请事假 明天下午 家里有事")

    assert await look(college, 30) == 0


async def test_who_stops_in_the_middle_a_second_time_is_told_a_second_time(college):
    await college.say("李雷", "请假")
    await look(college, 20)
    await college.say("李雷", "事假")

    assert await look(college, 20) == 1
