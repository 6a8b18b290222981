"""Somebody fills in a form for another: it is the other's from then on, and only they submit it."""

import pytest

from tests.handlers.cases import audit_of, broken, kept
from tests.handlers.college import College
from tests.handlers.forms import enrol, with_forms

FILLED = "目的地：杭州 是否出省：否 起止时间：3月11日到3月12日 事由：开会 预计费用：1200"


@pytest.fixture
async def draft(college: College) -> College:
    await with_forms(college)
    await college.say("韩梅", "办事 出差")
    await college.say("韩梅", FILLED)
    return college


async def test_the_owner_gets_the_card_and_submits_it_and_both_names_are_recorded(draft):
    (said,) = await draft.say("韩梅", "代填 1001 李雷")
    told = await draft.texts("李雷")
    card = await draft.card("李雷")
    before = await draft.state()

    await draft.press("李雷", "提交")

    assert said == "已把出差申请（单号 CC-1001）交给李雷，由其本人核对提交。"
    assert told == ["韩梅代您填写了出差申请（单号 CC-1001）。请核对下面的卡片，无误点 提交，不需要点 取消。"]
    assert [button.text for button in card.buttons] == ["提交", "修改", "取消"]
    assert (before, await draft.state()) == ("draft", "pending")
    assert (await kept(draft, 1001)).case.history[0].words == "由韩梅代填"
    assert (await kept(draft, 1001)).case.applicant.name == "李雷"
    assert await audit_of(draft, 1001) == [(f"person:{draft.ids['李雷']}", "request.submit", None)]
    assert (
        await draft.one("select (detail ->> 'whom')::bigint from audit where action = 'request.prepare'")
        == (draft.ids["李雷"])
    )
    assert await broken(draft) == []


async def test_who_filled_it_in_has_no_more_to_do_with_it(draft):
    await draft.say("韩梅", "代填 1001 李雷")

    card = await draft.card("韩梅")

    assert card.closing == "已交给李雷核对提交"
    assert card.buttons == ()
    assert await draft.say("韩梅", "提交 1001") != []
    assert await draft.state() == "draft"
    assert (await draft.say("韩梅", "进度 1001"))[0].startswith("没找到这张单")


async def test_the_owner_may_drop_it(draft):
    await draft.say("韩梅", "代填 1001 李雷")

    await draft.press("李雷", "取消")

    assert await draft.state() == "withdrawn"
    assert await broken(draft) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("代填 1001 韩梅", "没有交出：这是您自己的草稿，直接提交即可。"),
        ("代填 1001 赵钱孙", "没有代填：通讯录里没有叫“赵钱孙”的人"),
        ("代填 1001", "没有代填：请写明姓名，例如 代填 1001 张三。"),
    ],
)
async def test_what_cannot_be_handed_on_stays_and_that_is_said(draft, words, said):
    answer = await draft.say("韩梅", words)

    assert answer[0].startswith(said)
    assert (await kept(draft, 1001)).case.applicant.name == "韩梅"


async def test_an_unfinished_draft_is_finished_first(college):
    await with_forms(college)
    await college.say("韩梅", "办事 出差")

    said = await college.say("韩梅", "代填 1001 李雷")

    assert said[0] == "没有交出：还没填完，请先填完。"
    assert said[1].endswith("请问目的地？")
    await college.say("韩梅", "杭州")
    assert (await kept(college, 1001)).case.fields["destination"] == "杭州"


async def test_nobody_gets_a_form_that_is_not_theirs_to_start(draft):
    await enrol(draft)

    assert await draft.say("韩梅", "代填 1001 小明") == ["没有交出：小明不能申请出差申请。"]


async def test_somebody_elses_draft_cannot_be_handed_on(draft):
    assert (await draft.say("吴老师", "代填 1001 李雷"))[0].startswith("没找到这张单")
    assert (await kept(draft, 1001)).case.applicant.name == "韩梅"
