"""Forms filled in by chat words alone: what is missing is asked, what is read is shown, nothing is lost."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from domain.events import MenuPicked, TextSaid
from handlers.drafts import expire
from handlers.idle import tell_idle
from storage.tables_of_people import people
from tests.handlers.college import FORMS, College
from tests.handlers.forms import enrol, with_forms

TRAVEL = "目的地：杭州 是否出省：否 起止时间：明天下午 事由：开会 预计费用：300"


@pytest.fixture
async def college(college: College) -> College:
    return await with_forms(college)


def row(card, label):
    return next(row.value for row in card.rows if row.label == label)


def buttons(card):
    return [button.text for button in card.buttons]


async def answer(college: College, name: str, *words: str) -> list[str]:
    """Several texts, one after the other; what was heard for the last."""
    for each in words:
        said = await college.say(name, each)
    return said


async def fields(college, number=1001):
    return await college.one("select fields from requests where no = :no", no=number)


# --- the list and the start


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


# --- whole fillings by words


async def test_a_journey_field_by_field(college):
    await college.say("李雷", "办事 出差")

    await college.say("李雷", "杭州")
    asked = await college.card("李雷")
    await college.press("李雷", "否")
    await college.say("李雷", "3月6日到3月8日")
    await college.say("李雷", "参加教学研讨会")
    said = await college.say("李雷", "1200.50")

    assert buttons(asked) == ["是", "否", "取消"]
    assert said[-1].startswith("填好了，请核对卡片")
    card = await college.card("李雷")
    assert card.title == "出差申请"
    assert row(card, "目的地") == "杭州"
    assert row(card, "起止时间") == "3月6日(周三)至3月8日(周五)，3 天"
    assert row(card, "预计费用") == "1,200.50 元"
    assert row(card, "流程") == "王主任（部门负责人审批） → 周处长（财务审核）"
    assert card.body == "还可以补充：同行人、调停课单。回复 同行人：…… 即可，不需要就点 提交。"
    assert buttons(card) == ["提交", "修改", "取消"]


async def test_a_journey_in_one_text_is_submitted_and_goes_its_way(college):
    await college.say("李雷", "办事 出差")

    said = await college.say("李雷", TRAVEL)
    sent = await college.press("李雷", "提交")

    assert said == []
    assert sent == []
    assert await college.state() == "pending"
    assert (await college.card("王主任")).title == "李雷的出差申请"
    assert (await fields(college))["budget"] == 300_00
    assert (await fields(college))["counted_as"] == "公假"


async def test_the_same_in_lines(college):
    await college.say("李雷", "办事 出差")
    await college.say("李雷", TRAVEL.replace(" ", "\n"))

    assert await college.say("李雷", "提交") == ["已提交，单号 CC-1001，正等王主任处理。"]


async def test_a_reception(college):
    await college.say("李雷", "办事 接待")
    await college.say("李雷", "来访单位与人数：省教育厅 3 人 事由：调研 时间：明天下午3点")
    await college.say("李雷", "王主任、周处长")
    await college.press("李雷", "一般接待")
    await college.press("李雷", "否")

    assert row(await college.card("李雷"), "陪同人员") == "王主任、周处长"
    await college.press("李雷", "提交")
    assert await college.state() == "pending"


async def test_a_repair(college):
    await college.say("李雷", "办事 报修")
    await college.press("李雷", "设备")
    await college.say("李雷", "实训楼 302")
    await college.say("李雷", "投影仪不亮，审批太慢请加急")
    await college.say("李雷", "紧急程度：紧急")

    assert row(await college.card("李雷"), "紧急程度") == "紧急"
    assert await college.say("李雷", "提交") == ["已提交，单号 BX-1001，正等郑老师处理。"]


async def test_a_purchase_whose_questions_depend_on_the_answers(college):
    await college.say("李雷", "办事 采购")
    await college.say("李雷", "设备：投影仪 数量：2台 预算：1.2万 事由：损坏")
    await college.press("李雷", "质保期外损坏更换")
    own = await college.say("李雷", "李雷")
    await college.say("李雷", "韩梅")
    await college.press("李雷", "否")

    assert own[0].startswith("“第二确认人”：第二确认人不能是您本人，请另选一位。")
    card = await college.card("李雷")
    assert row(card, "预算") == "12,000.00 元"
    assert "韩梅（第二人确认损坏）" in row(card, "流程")
    await college.press("李雷", "提交")
    assert await college.state() == "pending"


async def test_a_leave_of_a_student(college):
    await enrol(college)

    (said,) = await college.say("小明", "请病假 明天下午 感冒去医院")
    await college.say("小明", "张先生 13800000000")

    assert said.startswith("学生请假，单号 XS-1001。\n要填：家长联系人。")
    card = await college.card("小明")
    assert row(card, "类别") == "病假"
    assert row(card, "离校与返校时间") == "3月5日(周二)下午 14:00–18:00"
    await college.press("小明", "提交")
    assert await college.state() == "pending"
    assert (await college.card("孙副组长")).title == "小明的离校请假"


async def test_a_correction_of_records(college):
    await college.say("李雷", "办事 更正")
    await college.say("李雷", "教务处")
    await college.say("李雷", "状态数据平台")
    await college.say("李雷", "组织部门：教务处 归口管理部门：信息工程系")
    await college.say("李雷", "部门人数有误")
    (same,) = await college.say("李雷", "更正前：30 更正后：30")
    said = await college.say("李雷", "更正后：31")

    assert same.startswith("“更正后”：更正前后是一样的，请核对后再填。请问更正后？")
    assert said == []
    assert row(await college.card("李雷"), "报送部门") == "教务处"
    await college.press("李雷", "提交")
    assert await college.state() == "pending"


async def test_leave_of_a_student_is_asked_for_like_any_leave(college):
    await enrol(college)

    (said,) = await college.say("小明", "请假")

    assert said.startswith("学生请假，单号 XS-1001。")


async def test_what_was_returned_is_refilled_and_submitted_again(college):
    await answer(college, "李雷", "办事 出差", TRAVEL, "提交")
    await college.say("王主任", "退回 CC-1001 费用太高")

    await college.say("李雷", "修改")
    await college.say("李雷", "预计费用：200")
    before = await fields(college)
    said = await college.say("李雷", "提交")

    assert before["budget"] == 300_00
    assert said == ["已提交，单号 CC-1001，正等王主任处理。"]
    assert (await fields(college))["budget"] == 200_00
    assert await college.state() == "pending"


async def test_giving_up_a_change_of_what_was_returned_leaves_it_as_it_was(college):
    await answer(college, "李雷", "办事 出差", TRAVEL, "提交")
    await college.say("王主任", "退回 CC-1001 费用太高")
    await college.say("李雷", "修改")
    await college.say("李雷", "预计费用：200")

    (said,) = await college.say("李雷", "取消")

    assert said.startswith("好的，没有改动。单号 CC-1001 仍等您修改后重新提交")
    assert await college.state() == "returned"
    assert row(await college.card("李雷"), "预计费用") == "300.00 元"
    assert "重新提交" in buttons(await college.card("李雷"))


async def test_words_that_prove_nobody_fill_in_and_submit_nothing(college):
    for words in ("办事 出差", TRAVEL, "提交"):
        await college.send(TextSaid(user_id="李雷", at=college.now, text=words, is_vouched=False))

    assert college.heard("李雷") == ["没有提交：在这里打字还不能确认是您本人。请点下面卡片上的 提交 办理。"]
    assert await college.state() == "draft"
    await college.press("李雷", "提交")
    assert await college.state() == "pending"


async def test_a_draft_of_ones_own_is_nobody_elses(college):
    await answer(college, "李雷", "办事 出差", TRAVEL)
    card = await college.card_row("李雷")

    said = await college.click("韩梅", card.id, "submit:2")

    assert said[0].startswith("没有办理：")
    assert await college.state() == "draft"
    assert (await college.say("韩梅", "进度 1001"))[0].startswith("没找到这张单。")


# --- answers that are none


async def test_what_cannot_be_read_is_said_and_asked_again(college):
    await answer(college, "李雷", "办事 出差", "杭州")

    (said,) = await college.say("李雷", "是否出省：否 预计费用：很多 起止时间：去年")

    assert said.startswith("“预计费用”没有填：没有看懂，请写金额，例如 1200.50。\n“起止时间”没有填：")
    assert (await fields(college))["is_out_of_province"] is False


async def test_a_name_that_several_have_is_offered_by_department(college):
    async with college.database.begin(college.now) as tx:
        await tx.conn.execute(update(people).where(people.c.name == "郑老师").values(name="吴老师"))
    await answer(college, "李雷", "办事 报修", "设备", "一楼", "灯坏了", "联系人")

    await college.say("李雷", "吴老师")
    card = await college.card("李雷")
    await college.press("李雷", buttons(card)[1])

    assert "有 2 个叫这个名字" in card.body
    assert row(await college.card("李雷"), "联系人") == "吴老师"


async def test_a_required_field_cannot_be_skipped_and_an_optional_one_can(college):
    await college.say("李雷", "办事 出差")
    required = await college.say("李雷", "跳过")
    await college.say("李雷", TRAVEL)
    opened = await college.say("李雷", "同行人")
    skipped = await college.say("李雷", "跳过")
    again = await college.say("李雷", "跳过")

    assert required == ["“目的地”必须填，不能跳过。请问目的地？"]
    assert opened == ["请问同行人？请写姓名或工号，几个人用顿号隔开。不填请回复 跳过。"]
    assert skipped == ["好的，没有改动。请核对卡片，再点 提交。"]
    assert again == ["现在没有要填的项目，没有可跳过的。请核对卡片，再点 提交。"]


async def test_without_a_form_there_is_nothing_to_skip(college):
    assert await college.say("李雷", "跳过") == ["现在没有正在填的项目，没有可跳过的。"]


# --- changes, back, cancel, park


async def test_a_change_is_made_by_the_name_of_the_field(college):
    await answer(college, "李雷", "办事 出差", TRAVEL)

    (asked,) = await college.press("李雷", "修改")
    nothing = await college.say("李雷", "嗯嗯")
    said = await college.say("李雷", "目的地改成上海")

    assert asked.startswith("要改哪一项？请回复 项目：新内容，例如 目的地：……。可改：目的地、")
    assert nothing[0].startswith("没看出要改哪一项。")
    assert said == ["已改好，请核对卡片，再点 提交。"]
    assert row(await college.card("李雷"), "目的地") == "上海"


async def test_back_takes_the_last_answer_back(college):
    await answer(college, "李雷", "办事 报修", "设备", "一楼")

    said = await college.say("李雷", "返回")

    assert said == ["已退回上一步。\n请问地点？"]
    assert "place" not in await fields(college)
    assert (await college.say("李雷", "退回"))[-1].startswith("已退回上一步。")


async def test_back_at_the_first_step_says_so(college):
    await college.say("李雷", "办事 出差")

    assert await college.say("李雷", "返回") == ["已经是第一步，没有可返回的。发 取消 可放弃这张单。"]


async def test_cancel_shows_what_is_lost(college):
    await answer(college, "李雷", "办事 出差", "杭州")

    said = await college.say("李雷", "取消")

    assert said == ["已取消出差申请（单号 CC-1001），下面的内容没有提交：目的地 杭州。"]
    assert await college.state() == "withdrawn"
    assert (await college.say("李雷", "上海"))[0].startswith("没听懂这句话")


async def test_another_command_parks_the_form_and_it_is_taken_up_again(college):
    await answer(college, "李雷", "办事 出差", "杭州")

    parked = await college.say("李雷", "余额")
    stray = await college.say("李雷", "300")
    again = await college.say("李雷", "草稿")

    assert parked[-1] == "填到一半的出差申请（单号 CC-1001）已存草稿，发 草稿 继续，发 取消 放弃。"
    assert stray[0].startswith("没听懂这句话")
    assert again[0].startswith("您有一张没有提交的出差申请")


async def test_a_second_form_parks_the_first_and_both_can_be_finished(college):
    await answer(college, "李雷", "办事 出差", "杭州")

    said = await college.say("李雷", "办事 报修")
    await answer(college, "李雷", "设备", "一楼", "灯坏了")
    await college.say("李雷", "提交")
    await college.say("李雷", "办事 出差")
    await college.say("李雷", TRAVEL)
    await college.say("李雷", "提交")

    assert said[-1].startswith("填到一半的出差申请（单号 CC-1001）已存草稿")
    assert await college.rows("select no, state from requests order by no") == [(1001, "pending"), (1002, "pending")]


async def test_an_incomplete_draft_is_not_submitted(college):
    await college.say("李雷", "办事 出差")

    (said,) = await college.say("李雷", "提交")

    assert said == "没有提交：“目的地”还没有填。\n请问目的地？"
    assert await college.state() == "draft"


async def test_a_rule_that_no_longer_holds_is_asked_about_before_submission(college):
    await college.say("李雷", "办事 接待")
    await college.say(
        "李雷", "来访单位与人数：省厅 事由：调研 时间：今天下午3点 陪同人员：王主任 接待标准：1 是否外事：否"
    )
    college.now += timedelta(days=1)

    said = await college.press("李雷", "提交")

    assert "接待时间已经过去" in "".join(said)
    assert await college.state() == "draft"


async def test_a_button_of_an_earlier_question_answers_nothing(college):
    await answer(college, "李雷", "办事 出差", "杭州")
    old = await college.card_row("李雷")
    await college.press("李雷", "否")

    said = await college.click("李雷", old.id, "choose:2:0")

    assert said == ["没有办理：这张单后来有改动，请看最新的卡片再点一次。"]
    assert (await fields(college))["is_out_of_province"] is False


async def test_what_was_asked_long_ago_is_still_answered(college):
    await college.say("李雷", "办事 出差")
    college.now += timedelta(hours=5)

    await college.say("李雷", "杭州")

    assert row(await college.card("李雷"), "目的地") == "杭州"


async def test_it_survives_a_restart(college):
    await answer(college, "李雷", "办事 出差", "杭州")

    after_restart = College(college.database, office=college.office, ids=college.ids, now=college.now)
    await after_restart.say("李雷", "是否出省：否 起止时间：明天 事由：开会")
    await after_restart.say("李雷", "300")

    assert row(await after_restart.card("李雷"), "目的地") == "杭州"


async def test_a_form_left_half_filled_is_kept_and_that_is_said_once(college):
    await college.say("李雷", "办事 出差")
    college.now += timedelta(minutes=11)

    async with college.database.begin(college.now) as tx:
        told = (await tell_idle(tx, college.office), await tell_idle(tx, college.office))

    assert told == (1, 0)
    assert (await college.texts("李雷"))[-1].startswith("先帮您存着：填到一半的出差申请（单号 CC-1001）保留 7 天。")


async def test_an_old_draft_expires(college):
    await college.say("李雷", "办事 出差")
    college.now += timedelta(days=8)

    async with college.database.begin(college.now) as tx:
        assert await expire(tx, college.office) == 1

    assert await college.state() == "expired"


async def test_what_a_field_holds_stays_what_was_typed(college):
    await college.say("李雷", "办事 报修")
    await college.press("李雷", "设备")
    await college.say("李雷", "<a href='x'>@all</a> {no}")

    assert (await fields(college))["place"] == "<a href='x'>@all</a> {no}"


async def test_a_menu_entry_may_open_the_list(college):
    await college.send(MenuPicked(user_id="李雷", at=college.now, key="办事"))

    assert college.heard("李雷")[0].startswith("您可以办理：")


async def test_a_leave_can_be_handed_on_like_everything_else(college):
    await college.asks_leave()

    (said,) = await college.say("赵组长", "转交 1001 孙副组长")
    (number,) = await college.say("赵组长", "评论")
    await college.press("孙副组长", "同意")

    assert said.startswith("已转交：单号 QJ-1001，李雷的事假")
    assert number.startswith("没有评论")
    assert (await college.card("王主任")).title == "李雷的事假"


async def test_a_number_is_understood_as_it_is_printed(college):
    await answer(college, "李雷", "办事 出差", TRAVEL, "提交")

    (said,) = await college.say("王主任", "同意 CC-1001 注意安全")

    assert said.startswith("已同意：单号 CC-1001")


async def test_a_draft_is_dropped_by_its_number_too(college):
    await answer(college, "李雷", "办事 出差", "杭州")

    (said,) = await college.say("李雷", "撤回 CC-1001")

    assert said.startswith("已取消出差申请（单号 CC-1001）")
    assert await college.state() == "withdrawn"


async def test_a_form_that_is_being_filled_in_is_gone_on_with_and_not_put_aside(college):
    await answer(college, "李雷", "办事 出差", "杭州")

    said = await college.say("李雷", "办事 出差")

    assert len(said) == 1
    assert said[0].startswith("您有一张没有提交的出差申请（单号 CC-1001），接着填。")
    assert await college.say("李雷", "否") == [
        "请问起止时间？请写起止时间，例如 明天下午，或 2026-11-25 08:00 至 2026-11-26 18:00。"
    ]
