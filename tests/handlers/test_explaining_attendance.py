"""解释 and 我的考勤: everybody is told what their days came to, and how."""

import pytest

from tests.handlers.attendance import EVENING, MONDAY, TUESDAY, at, derived, punched, with_attendance, with_leave
from tests.handlers.college import College


@pytest.fixture
async def judged(college: College) -> College:
    with_attendance(college)
    await punched(college, "李雷", MONDAY, "08:12", "18:02")
    await derived(college, EVENING)
    return college


async def test_a_day_is_explained_with_duty_punches_working_and_rule(judged: College):
    [told] = await judged.say("李雷", "解释 今天")

    assert told.splitlines() == [
        "3月4日(周一)的考勤：迟到12分钟",
        "应到：08:00–12:00、14:00–18:00（教职工，工作日）",
        "打卡：08:12（考勤机 gate-1，东门）；18:02（考勤机 gate-1，东门）",
        "怎么算的：",
        "· 上班 08:00：用 08:12 这次打卡，迟到 12 分钟",
        "· 下班 18:00：用 18:02 这次打卡，正常",
        "规则：每天首末两次打卡；迟到 5 分钟以内不算；超过 30 分钟算严重迟到；超过 120 分钟算旷工（2030-01-01 起）。",
        "有效打卡：06:00 到 次日00:00。",
        "忘了打卡请发“补卡”；其他有误的请找人事处更正。",
    ]


@pytest.mark.parametrize("said", ["解释3月4日", "解释 昨天", "解释 周一", "解释 4号", "解释 2030-03-04", "解释"])
async def test_the_day_may_be_named_as_people_name_days(judged: College, said: str):
    judged.now = at(TUESDAY, "09:00")

    [told] = await judged.say("李雷", said)

    assert told.startswith("3月4日(周一)的考勤：迟到12分钟")


async def test_a_day_whose_duty_is_not_over_is_not_judged_yet(college: College):
    with_attendance(college)
    await punched(college, "李雷", MONDAY, "07:55")

    [told] = await college.say("李雷", "解释 今天")

    assert told.startswith("3月4日(周一)的考勤（还没有到算结果的时候：下班 30 分钟后算出）")
    assert "07:55" in told
    assert "缺" not in told.replace("补卡", "")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("解释 二月三十日", "没看懂是哪一天"),
        ("解释 随便", "没看懂是哪一天"),
        ("解释 2030-04-01", "还没有到"),
        ("解释 2028-03-04", "只能查最近一年"),
    ],
)
async def test_a_day_that_cannot_be_explained_is_refused_with_the_reason(judged: College, said: str, answer: str):
    [told] = await judged.say("李雷", said)

    assert answer in told


async def test_whoever_is_in_no_group_is_told_so(judged: College):
    [told] = await judged.say("吴老师", "解释 昨天")

    assert told == "您不在任何考勤组里，不计考勤。如果不对，请找人事处。"


async def test_whoever_was_told_a_result_hears_when_it_changes(judged: College):
    await judged.say("李雷", "解释 今天")

    await punched(judged, "李雷", MONDAY, "07:58")
    await derived(judged)

    assert "原来是“迟到12分钟”，现在是“正常”" in (await judged.texts("李雷"))[-1]


async def test_ones_own_month_is_counted_and_its_odd_days_named(judged: College):
    await punched(judged, "李雷", TUESDAY, "07:58", "18:02")
    await derived(judged, at(TUESDAY, "19:30"))

    [told] = await judged.say("李雷", "我的考勤")

    assert told.splitlines() == [
        "您 2030年3月的考勤（教职工）：",
        "正常 1 天、迟到 1 天、休息 1 天",
        "有异常的：",
        "· 3月4日(周一) 迟到12分钟",
        "想知道怎么算的，请发“解释 5月3日”这样的一句。",
    ]


async def test_a_leave_is_told_with_its_number(judged: College):
    number = await with_leave(judged, "李雷", at(MONDAY, "08:00"), at(MONDAY, "12:00"))

    [told] = await judged.say("李雷", "解释 今天")

    assert told.startswith("3月4日(周一)的考勤：")
    assert f"请假或公出：{number} 号单 08:00–12:00" in told
    assert "上班 14:00：用 08:12 这次打卡，正常" in told


async def test_what_was_explained_before_the_clock_came_to_it_is_told_of_when_it_changes(college: College):
    with_attendance(college)
    await punched(college, "李雷", MONDAY, "07:55")
    await derived(college)
    college.now = at(MONDAY, "18:40")
    [told] = await college.say("李雷", "解释 今天")
    assert "缺下班卡" in told

    await punched(college, "李雷", MONDAY, "18:02")
    await derived(college)

    assert "原来是“缺下班卡”，现在是“正常”" in (await college.texts("李雷"))[-1]
