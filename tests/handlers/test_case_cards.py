"""Cards of a case: one per person, drawn again only when something changes, safe whatever was typed."""

import asyncio

import pytest

from domain.cards import Row
from domain.events import CardClicked
from domain.flow import acts
from domain.ids import RequestNo
from handlers.course import carry_out, open_matter
from handlers.dispatch import handle
from tests.handlers.cases import TRAVEL, broken, is_refused, kept, submits, turn_of
from tests.handlers.college import STAFF, College
from tests.handlers.forms import with_forms
from tests.handlers.looks import buttons
from tests.handlers.two_platforms import all_cards, join_dingtalk, press_there, type_there

CORRECTION = {"platform": "质量平台", "content": "专任教师数", "before": "51", "after": "15"}
NASTY = "<a href='http://evil'>点我</a> @所有人 {applicant} **粗** \\"


@pytest.fixture
async def campus(college: College) -> College:
    """The college with a few of its forms."""
    return await with_forms(college, "travel", "data_correction", "reception")


async def signs(campus: College, name: str, number: int) -> None:
    """As the page does it, with a hash that binds the drawing to the content."""
    async with campus.database.begin(campus.now) as tx:
        turn = await turn_of(tx, campus, name)
        matter = await open_matter(turn, RequestNo(number))
        act = acts.Agree(actor=turn.person, at=tx.now, signature="5" * 64)
        assert await carry_out(turn, matter, act) is not None


async def test_four_sign_in_order_and_the_applicant_first(campus):
    departments = dict(await campus.rows("select name, id from departments"))
    values = {
        **CORRECTION,
        "organiser": {"id": departments["教务处"], "name": "教务处"},
        "manager": {"id": departments["信息工程系"], "name": "信息工程系"},
        "department": {"id": departments["信息工程系"], "name": "信息工程系"},
    }

    number = await submits(campus, "李雷", "data_correction", values)
    own = await campus.card("李雷")
    assert (own.title, own.subtitle) == ("数据采集更正表", f"单号 GZ-{number}，数据填报员签字")
    assert buttons(own) == ["签名", "驳回", "更多"]
    assert await campus.say("李雷", f"同意 {number}") == ["没有同意：这一步需要手写签名，请在页面上签名后再同意。"]
    for name in ("李雷", "周处长", "王主任", "钱院长"):
        await signs(campus, name, number)
    await campus.press("吴老师", "办好了")

    assert await campus.state(number) == "approved"
    assert await campus.cards_of("李雷") == 1
    assert (await campus.card("李雷")).closing == "已由 吴老师 于 3月4日 09:00 办结"
    assert await campus.rows("select what from bookings") == [("data_error_corrected",)]
    assert await broken(campus) == []


async def test_the_applicants_card_is_drawn_twice_only_however_many_steps_there_are(campus):
    await submits(campus, "李雷", "travel", {**TRAVEL, "budget": 900_000})
    card = await campus.card_row("李雷")
    for name in ("王主任", "周处长", "钱院长"):
        await campus.press(name, "同意")

    assert card.version == 1
    assert (await campus.card_row("李雷")).version == 2
    assert (await campus.card("李雷")).is_final


async def test_what_one_signer_does_redraws_nobody_elses_card(campus):
    number = await submits(campus, "李雷", "travel", TRAVEL)
    await campus.say("王主任", f"加签 {number} 赵组长")
    before = await campus.card_row("赵组长")

    await campus.say("王主任", f"加签 {number} 孙副组长")
    await campus.press("王主任", "同意")

    assert (await campus.card_row("赵组长")).version == before.version
    await campus.press("赵组长", "同意")
    assert (await campus.card("赵组长")).closing == "已由 赵组长 于 3月4日 09:00 同意"


async def test_what_was_typed_is_shown_as_typed(campus):
    await submits(campus, "李雷", "travel", {**TRAVEL, "destination": NASTY})

    assert (await campus.card("王主任")).rows[0] == Row("目的地", NASTY)


async def test_a_click_twice_decides_once_and_does_not_fall_through_to_the_next_step(campus):
    number = await submits(campus, "李雷", "travel", TRAVEL)
    card = await campus.card_row("王主任")
    action = card.content["buttons"][0][0]

    answers = [await campus.click("王主任", card.id, action) for _ in range(3)]

    assert answers == [[], *[["这张单您已在 09:00 同意，不用再点。"]] * 2]
    assert await campus.rows("select kind from acts where request_no = :no order by no", no=number) == [
        ("submit",),
        ("agree",),
    ]


async def test_two_replicas_at_once_decide_once(campus):
    number = await submits(campus, "李雷", "travel", TRAVEL)
    card = await campus.card_row("王主任")
    press = CardClicked(user_id="王主任", at=campus.now, card_id=card.id, action=card.content["buttons"][0][0])

    async def take() -> None:
        async with campus.database.begin(campus.now) as tx:
            await handle(press, STAFF, tx, campus.office)

    await asyncio.gather(*(take() for _ in range(4)))

    assert await campus.one("select count(*) from acts where kind = 'agree'") == 1
    assert (await kept(campus, number)).case.version == 3
    assert await broken(campus) == []


async def test_a_forged_step_is_nobodys(campus):
    number = await submits(campus, "李雷", "travel", TRAVEL)
    card = await campus.card_row("王主任")

    for action in ("approve:2:1", "approve:2:99", "approve:999999:0", "agreeall:1", "replace:2", "submit:2"):
        await campus.click("王主任", card.id, action)

    assert await campus.rows("select step from places where request_no = :no", no=number) == [("head",)]


async def test_a_card_decided_on_one_platform_is_redrawn_on_the_other(campus):
    await join_dingtalk(campus, "王主任")
    number = await submits(campus, "李雷", "travel", TRAVEL)
    await type_there(campus, "王主任", "待办", is_vouched=False)
    await type_there(campus, "王主任", f"同意 {number}", is_vouched=False)

    await press_there(campus, "王主任", "同意")

    held = await all_cards(campus, "王主任")
    assert [card.closing for card in held["wecom"]] == ["已由 王主任 于 3月4日 09:00 同意"]
    assert [card.closing for card in held["dingtalk"]] == ["已由 王主任 于 3月4日 09:00 同意"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("同意 {no}", "没有同意：在这里打字还不能确认是您本人。请点下面卡片上的 同意 办理。"),
        ("驳回 {no} 太贵", "没有驳回：在这里打字还不能确认是您本人。请点下面卡片上的 驳回 办理。"),
        ("转交 {no} 赵组长", "没有办理：在这里打字还不能确认是您本人。请换另一个平台办，或联系人事处。"),
        ("退回 {no} 太贵", "没有办理：在这里打字还不能确认是您本人。请换另一个平台办，或联系人事处。"),
    ],
)
async def test_words_that_prove_nothing_decide_nothing(campus, words, said):
    await join_dingtalk(campus, "王主任")
    number = await submits(campus, "李雷", "travel", TRAVEL)

    heard = await type_there(campus, "王主任", words.format(no=number), is_vouched=False)

    assert heard == [said]
    assert await campus.state(number) == "pending"
    assert await campus.one("select count(*) from acts") == 1


async def test_a_time_that_is_taken_is_refused_at_submission(campus):
    await campus.asks_leave("李雷", "请事假 3月11日上午 家里有事")

    assert "和您的单 1001" in await is_refused(campus, "李雷", "travel", TRAVEL)


async def test_stuck_at_submission_is_not_submitted(campus):
    for name in ("赵组长", "王主任", "钱院长"):
        await campus.leaves_the_college(name)

    said = await is_refused(campus, "李雷", "travel", TRAVEL)

    assert said == "没有提交：部门负责人审批没有找到可审批的人。请联系人事处。"
