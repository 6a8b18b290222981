"""Events are told and duties answered on either platform; where words prove nobody, they tell nothing."""

import pytest

from adapters.wecom.cards import render
from domain.duties.report import Ask, Draft
from domain.duties.report_card import Face, report_card
from domain.ids import PersonId
from tests.handlers.college import College
from tests.handlers.duties import with_duties
from tests.handlers.test_duty_questions import _ask
from tests.handlers.two_platforms import all_cards, join_dingtalk, on_dingtalk, press_there, type_there

NOTICE = "各单位：现转发《关于开展2030年数据采集工作的通知》，请认真组织。"


@pytest.fixture
async def campus(college: College) -> College:
    campus = await with_duties(college)
    await join_dingtalk(campus, "吴老师")
    return campus


async def test_a_notice_is_passed_on_on_one_platform_and_taken_back_on_the_other(campus: College):
    await type_there(campus, "吴老师", NOTICE)
    for button in ("收到数据采集通知", "今天", "确认登记"):
        await press_there(campus, "吴老师", button)
    assert "已登记" in (await all_cards(campus, "吴老师"))["dingtalk"][-1].closing
    number = await campus.one("select id from happenings where cancelled_at is null")

    await campus.say("吴老师", f"登记 撤销 {number}")
    await campus.press("吴老师", "确认撤销")
    assert await campus.one("select count(*) from happenings where cancelled_at is null") == 0


async def test_a_question_that_came_on_one_platform_may_be_answered_on_the_other(campus: College):
    await campus.say("吴老师", "用企业微信收")
    await _ask(campus)
    assert (await all_cards(campus, "吴老师"))["wecom"][-1].title == "请补一个日期"

    await type_there(campus, "吴老师", "每年5月10日")
    await campus.press("吴老师", "确认")
    assert await campus.one("select words from duty_answers") == "每年5月10日"


async def test_words_that_prove_nobody_tell_and_answer_nothing(campus: College):
    await _ask(campus)
    for words in ("登记 收到数据采集通知 今天", NOTICE, "每年5月10日"):
        await type_there(campus, "吴老师", words, is_vouched=False)

    assert await campus.one("select count(*) from happening_drafts") == 0
    assert await campus.one("select count(*) from duty_questions where reading is not null") == 0
    assert await campus.texts(on_dingtalk("吴老师"))


@pytest.mark.parametrize("ask", list(Ask))
def test_every_question_fits_a_card_of_six_buttons(ask: Ask):
    draft = Draft(id=1, version=3, person=PersonId(1), code="x", subject="关于" + "很" * 58)
    choices = ["收到公安消防等单位重要指示（长名称）"] * 9
    shown = render(
        report_card(Face(draft=draft, ask=ask, choices=choices, lines=["线" * 60] * 9)), "card-1", "https://a.example"
    )

    assert shown
