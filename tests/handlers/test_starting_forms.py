"""The list of what one may start, and how a form is started by its name or its place in it."""

import re
from dataclasses import replace

import pytest

from domain.events import MenuPicked
from tests.handlers.college import FORMS
from tests.handlers.filling import answer
from tests.handlers.forms import enrol, with_forms

pytestmark = pytest.mark.usefixtures("forms")


async def test_the_list_has_what_one_may_start_by_group_and_numbered(college):
    (said,) = await college.say("李雷", "办事")

    assert said.splitlines() == [
        "您可以办理：",
        "信息化：1 信息设备采购",
        "办文办事：2 公务接待、3 出差申请",
        "后勤：4 网上报修",
        "数据治理：5 数据采集更正表",
        "考勤请假：6 教师请假",
        "发 办事 加编号或名称开始，例如 办事 1。",
    ]


async def test_of_many_the_list_is_short_own_first_and_its_places_are_what_was_printed(college):
    await with_forms(college, *(file.stem for file in FORMS.glob("*.toml")))
    await answer(college, "李雷", "办事 报修", "设备", "一楼", "灯坏了", "提交")
    college.office = replace(college.office, pages="https://oa.example.edu.cn")

    (said,) = await college.say("李雷", "办事")
    lines = said.splitlines()

    assert lines[1] == "常用：1 网上报修"
    assert "办文办事：" in said
    assert " 等 7 项" in said
    assert lines[-1] == "在网页上看全部、查找：https://oa.example.edu.cn/h5/forms?at=wecom:staff"
    assert len(said.encode()) < 2048
    assert len(lines) <= 24
    ninth = re.search("、9 ([^、 \n]+)", said)
    assert ninth
    assert (await college.say("李雷", "办事 9"))[0].startswith(ninth[1])


async def test_a_group_is_listed_whole_and_then_its_places_count(college):
    await with_forms(college, "overtime", "monthly_attendance")

    (said,) = await college.say("李雷", "办事 办文办事")

    assert said.splitlines()[:2] == ["您可以办理：", "办文办事：1 公务接待、2 出差申请"]
    assert (await college.say("李雷", "办事 2"))[0].startswith("出差申请，单号")
    assert (await college.say("李雷", "办事 3"))[0] == "列表里没有第 3 项。发 办事 可再看一次。"


async def test_a_place_goes_on_meaning_what_was_printed_when_forms_are_added(college):
    await college.say("李雷", "办事")
    await with_forms(college, "campus_visit", "doc_issue", "doc_receive", "overtime")

    assert (await college.say("李雷", "办事 3"))[0].startswith("出差申请，单号")


async def test_a_student_is_offered_other_things(college):
    await enrol(college)

    (said,) = await college.say("小明", "办事")

    assert "学生请假" in said
    assert "网上报修" in said
    assert "出差" not in said


@pytest.mark.parametrize("words", ["办事 出差", "办事 3", "办事出差", "办事 出差申情", "bs 出差", "/办事 差旅"])
async def test_a_form_is_started_by_name_or_place_and_asks_everything_at_once(college, words):
    (said,) = await college.say("李雷", words)

    assert said.splitlines() == [
        "出差申请，单号 CC-1001。",
        "要填：目的地、是否出省、起止时间、事由、预计费用。",
        "可不填：同行人、调停课单。",
        "可以一次写完，例如 目的地：…… 是否出省：……；也可以一项一项答。",
        "请问目的地？",
    ]
    assert await college.state() == "draft"


async def test_the_name_of_a_form_alone_is_suggested_and_starts_nothing(college):
    assert await college.say("李雷", "出差") == ["想办出差申请（教职工因公外出）吗？请发 办事 出差申请。"]
    assert (await college.say("李雷", "报修"))[0].startswith("想办网上报修")
    assert await college.rows("select 1 from requests") == []


async def test_what_may_mean_several_is_asked(college):
    await with_forms(college, "data_problem_report", "data_structure_change")

    (said,) = await college.say("李雷", "办事 数据")

    assert said.splitlines() == [
        "“数据”可能是下面几项，请选一个：",
        "数据结构变更报备：发 办事 数据结构变更报备",
        "数据采集更正表：发 办事 数据采集更正表",
        "数据重大问题报告：发 办事 数据重大问题报告",
    ]
    assert await college.rows("select 1 from requests") == []


async def test_what_is_not_ones_own_to_start_is_not_known(college):
    assert await college.say("李雷", "办事 学生请假") == ["没有找到您可以办的“学生请假”。发 办事 看能办的事项。"]
    assert await college.say("李雷", "办事 99") == ["列表里没有第 99 项。发 办事 可再看一次。"]


async def test_leave_of_staff_stays_the_leave_it_was(college):
    assert await college.say("李雷", "办事 请假") == ["请问请什么假、什么时间？例如：事假 明天下午"]


async def test_a_draft_of_the_same_form_is_gone_on_with(college):
    await answer(college, "李雷", "办事 出差", "杭州", "余额")

    (said,) = await college.say("李雷", "办事 出差")

    assert said.startswith("您有一张没有提交的出差申请（单号 CC-1001），接着填。")
    assert await college.rows("select no from requests") == [(1001,)]


async def test_a_menu_entry_may_open_the_list(college):
    await college.send(MenuPicked(user_id="李雷", at=college.now, key="办事"))

    assert college.heard("李雷")[0].startswith("您可以办理：")
