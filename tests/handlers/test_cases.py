"""A form of the college's own, from its submission to an end that everybody sees."""

from collections.abc import AsyncIterator

import pytest

from domain.cards import Row
from tests.handlers.cases import TRAVEL, audit_of, broken, submits
from tests.handlers.college import College
from tests.handlers.forms import with_forms
from tests.handlers.looks import buttons

DAYS = 2 * 480


@pytest.fixture
async def campus(college: College) -> AsyncIterator[College]:
    """The college with a few of its forms."""
    yield await with_forms(college, "travel", "overtime", "repair_ticket", "student_leave")
    assert await broken(college) == []


async def test_submitting_asks_the_first_step_and_shows_the_route(campus):
    number = await submits(campus, "李雷", "travel", TRAVEL)

    own, asked = await campus.card("李雷"), await campus.card("王主任")
    assert own.title == "出差申请"
    assert own.subtitle == f"单号 CC-{number}，审批中"
    assert own.body == "审批：部门负责人审批 → 财务审核"
    assert buttons(own) == ["进度", "催办", "撤回"]
    assert asked.title == "李雷的出差申请"
    assert asked.subtitle == f"单号 CC-{number}，部门负责人审批"
    assert asked.rows == (
        Row("目的地", "杭州"),
        Row("起止时间", "3月11日(周一)至3月12日(周二)，2 天"),
        Row("事由", "参加教学会议"),
        Row("预计费用", "1,200.00 元"),
        Row("是否出省", "否"),
    )
    assert buttons(asked) == ["同意", "驳回", "更多"]
    assert await campus.cards_of("周处长") == 0


async def test_every_step_agrees_and_everybody_sees_the_end(campus):
    number = await submits(campus, "李雷", "travel", TRAVEL)

    await campus.press("王主任", "同意")
    await campus.press("周处长", "同意")

    assert await campus.state(number) == "approved"
    closing = "已由 周处长 于 3月4日 09:00 同意"
    assert [(await campus.card(name)).closing for name in ("李雷", "王主任", "周处长")] == [closing] * 3
    assert [await campus.cards_of(name) for name in ("李雷", "王主任", "周处长")] == [1, 1, 1]
    told = (await campus.texts("李雷"))[-1]
    assert told.startswith("您的出差申请已通过。")
    assert f"撤回 {number}" in told


async def test_an_approved_trip_is_booked_as_leave_and_reserves_the_time(campus):
    number = await submits(campus, "李雷", "travel", TRAVEL)
    await campus.press("王主任", "同意")
    await campus.press("周处长", "同意")

    said = await campus.say("李雷", "请事假 3月11日上午 家里有事")

    assert await campus.ledger(number) == [-DAYS]
    assert await campus.rows("select leave_type from leave_ledger") == [("official",)]
    assert await campus.rows("select what, detail ->> 'minutes' from bookings") == [("leave", str(DAYS))]
    card = await campus.card("李雷")
    assert f"和您的单 {number}" in "".join([*said, card.body])


async def test_withdrawing_after_approval_restores_the_ledger_exactly(campus):
    number = await submits(campus, "李雷", "travel", TRAVEL)
    await campus.press("王主任", "同意")
    await campus.press("周处长", "同意")

    said = await campus.say("李雷", f"撤回 CC-{number}")

    assert said[-1].startswith(f"已撤回单号 CC-{number}")
    assert await campus.state(number) == "withdrawn"
    assert await campus.ledger(number) == [-DAYS, DAYS]
    assert await campus.rows("select reversed_at is not null from bookings") == [(True,)]
    assert await campus.rows("select active from leave_periods") == [(False,)]
    ends = {name: (await campus.card(name)).closing for name in ("李雷", "王主任", "周处长")}
    assert ends == {
        "李雷": "您已撤回，3月4日 09:00",
        "王主任": "申请人已撤回，3月4日 09:00",
        "周处长": "申请人已撤回，3月4日 09:00",
    }
    assert "李雷已撤回" in (await campus.texts("周处长"))[-1]


async def test_a_refusal_needs_a_reason_and_goes_back_to_the_applicant(campus):
    number = await submits(campus, "李雷", "travel", TRAVEL)

    asked = await campus.press("王主任", "驳回")
    done = await campus.say("王主任", "预算太高")

    assert asked == [f"请回复驳回李雷的出差申请（单号 CC-{number}）的理由。发 取消 则不驳回。"]
    assert done[0].startswith("已驳回：")
    assert await campus.state(number) == "returned"
    card = await campus.card("李雷")
    assert card.subtitle == f"单号 CC-{number}，已退回，待修改"
    assert card.body == "驳回理由：预算太高"
    assert buttons(card) == ["重新提交", "修改", "撤回"]
    assert await campus.rows("select active from leave_periods") == [(False,)]


async def test_every_act_leaves_one_line_of_audit_that_names_the_person(campus):
    number = await submits(campus, "李雷", "travel", TRAVEL)
    await campus.press("王主任", "同意")
    await campus.say("周处长", f"评论 {number} 请附发票")

    own, head, finance = (f"person:{campus.ids[name]}" for name in ("李雷", "王主任", "周处长"))
    assert await audit_of(campus, number) == [
        (own, "request.submit", None),
        (head, "request.agree", None),
        (finance, "request.comment", None),
    ]
    assert await campus.rows("select kind from acts order by no") == [("submit",), ("agree",), ("comment",)]
