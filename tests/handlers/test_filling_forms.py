"""Forms filled in by chat words alone: what is missing is asked, what is read is shown."""

import pytest
from sqlalchemy import update

from domain.events import TextSaid
from storage.tables_of_people import people
from tests.handlers.filling import TRAVEL, answer, fields
from tests.handlers.forms import enrol
from tests.handlers.looks import buttons, row

pytestmark = pytest.mark.usefixtures("forms")


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
    assert row(card, "离校与返校时间") == "3月5日(周二)下午 14:00–18:00，半天"
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
