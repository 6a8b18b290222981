"""职责: people see what their posts owe, heads their department's, the quality office what has no date."""

import pytest

from tests.handlers.college import College
from tests.handlers.duty_college import with_duties


@pytest.fixture
async def duties(college: College) -> College:
    return await with_duties(college)


async def test_one_sees_what_the_own_posts_owe_with_the_next_day_of_each(duties: College):
    (told,) = await duties.say("周处长", "职责")

    assert told.split("\n")[:4] == [
        "您的职责 13 项，最近到期的在前：",
        "1. 3月4日 登录办公平台；每天",
        "2. 3月25日 考勤核对；每月 25 日前",
        "3. 9月20日 动态数据汇总；每年9月20日前",
    ]
    assert told.endswith("下一页发 职责 2。全年日历：https://bot.example.edu.cn/h5/duties/year")


async def test_the_second_page_goes_on_and_ends_with_what_has_no_day(duties: College):
    (told,) = await duties.say("周处长", "职责 2")

    assert told.split("\n")[1:] == [
        "9. 12月31日 年度材料6；每年一次",
        "10. 12月31日 年度材料7；每年一次",
        "11. 新专业上报；日期由别人定；日期由别人定，还没有填",
        "12. 网站维护；长期保持，不提醒；不提醒",
        "13. 考试归档；exam_ended时；起算的事还没有登记过",
        "全年日历：https://bot.example.edu.cn/h5/duties/year",
    ]


async def test_a_teacher_owes_what_every_teacher_and_everybody_owes(duties: College):
    (told,) = await duties.say("李雷", "我的职责")

    assert "登录办公平台" in told
    assert "教案检查；每学期第 3 周；校历里没有今后的学期" in told
    assert "动态数据" not in told


async def test_a_head_sees_the_own_department_with_its_posts_and_no_other(duties: College):
    (own,) = await duties.say("周处长", "职责 教务处")
    (other,) = await duties.say("周处长", "职责 信息工程系")

    assert "2. 9月20日 动态数据汇总（教务处处长）；每年9月20日前" in own
    assert other.startswith("没有列出“信息工程系”的职责")


async def test_who_leads_above_sees_what_lies_below(duties: College):
    (told,) = await duties.say("王主任", "职责信息工程系")

    assert "教案检查（教师）" in told


async def test_the_quality_office_sees_every_department_and_what_has_no_date(duties: College):
    (department,) = await duties.say("吴老师", "职责 信息工程系")
    (lacking,) = await duties.say("吴老师", "职责 未排期")

    assert "信息工程系的职责 2 项" in department
    assert lacking.split("\n") == [
        "未排期的职责 4 项（等别人定日期 1，没有周期 1，缺学期 1，起算的事没登记过 1）：",
        "1. 教务处 教务处处长：新专业上报。日期由别人定，还没有填",
        "2. 信息工程系 教师：设备检查。只写了“定期”，没有周期",
        "3. 信息工程系 教师：教案检查。校历里没有今后的学期",
        "4. 教务处 教务处处长：考试归档。起算的事还没有登记过",
    ]


async def test_nobody_else_sees_a_department_or_what_has_no_date(duties: College):
    (department,) = await duties.say("李雷", "职责 教务处")
    (lacking,) = await duties.say("李雷", "职责 未排期")

    assert department.startswith("没有列出“教务处”的职责")
    assert lacking.startswith("没有列出：未排期的职责由质量管理办公室")
