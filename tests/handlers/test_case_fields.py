"""What a step fills in: asked of whoever decides or handles it, and of nobody else."""

import tomllib

from storage.forms import publish
from tests.handlers.cases import submits
from tests.handlers.college import College
from tests.handlers.looks import buttons

TICKET = {"category": "设备", "place": "3 号楼 201", "description": "投影仪不亮"}


async def test_a_repair_is_assigned_done_and_rated_in_the_chat(campus):
    number = await submits(campus, "李雷", "repair_ticket", TICKET)
    assert buttons(await campus.card("郑老师")) == ["填写", "退回", "更多"]

    asked = await campus.press("郑老师", "填写")
    filled = await campus.say("郑老师", "赵组长")
    await campus.press("郑老师", "办好了")

    assert asked == [f"单号 BX-{number}「派工」请填写：\n维修员（人员）"]
    assert filled[0].startswith("已填写：")
    await campus.press("赵组长", "填写")
    await campus.say("赵组长", "换了灯泡")
    await campus.press("赵组长", "办好了")
    assert buttons(await campus.card("李雷")) == ["填写", "退回", "更多"]
    await campus.press("李雷", "填写")
    await campus.say("李雷", "很满意")
    await campus.press("李雷", "办好了")
    assert await campus.state(number) == "approved"
    assert (await campus.card("李雷")).closing == "已由 李雷 于 3月4日 09:00 办结"


NOTED = """
key = "noted"
title = "请示"
group = "试"
summary = ["subject", "note"]
[[fields]]
name = "subject"
label = "事项"
type = "text"
required = true
[[fields]]
name = "note"
label = "批注"
type = "text"
required = false
[[fields]]
name = "cause"
label = "缓办原因"
type = "text"
required = false
visible = "subject == '缓办'"
[[steps]]
key = "head"
label = "部门负责人审批"
who = "department_head"
fills = ["note", "cause"]
"""


async def noted(campus: College) -> int:
    async with campus.database.begin(campus.now) as tx:
        await publish(tx, {"noted": tomllib.loads(NOTED)})
    return await submits(campus, "李雷", "noted", {"subject": "购书"})


async def test_what_an_approver_may_fill_in_is_offered_beside_the_decision(campus):
    number = await noted(campus)

    card = await campus.card("王主任")
    await campus.press("王主任", "更多")
    more = buttons(await campus.card("王主任"))
    asked = await campus.press("王主任", "填写")
    await campus.say("王主任", "先买两册")

    assert (buttons(card), card.body) == (["同意", "驳回", "更多"], "还可填写批注，点 更多。")
    assert more == ["填写", "退回", "转交", "加签", "详情", "返回"]
    assert asked == [f"单号 {number}「部门负责人审批」请填写：\n批注（文字）"]
    after = await campus.card("王主任")
    assert (buttons(after), after.body) == (["同意", "驳回", "更多"], "")
    assert [row.value for row in after.rows] == ["购书", "先买两册"]
    await campus.press("王主任", "同意")
    assert await campus.state(number) == "approved"


async def test_what_may_be_filled_in_holds_nobody_up(campus):
    number = await noted(campus)

    await campus.press("王主任", "同意")

    assert await campus.state(number) == "approved"


async def test_who_only_advises_is_not_asked_to_fill_in(campus):
    number = await noted(campus)
    await campus.say("王主任", f"委派 {number} 赵组长")

    card = await campus.card("赵组长")
    await campus.press("赵组长", "更多")

    assert "还可填写" not in card.body
    assert "填写" not in buttons(await campus.card("赵组长"))
