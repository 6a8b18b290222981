"""From a sentence to an end that everybody sees."""

from domain.cards import Row
from tests.handlers.college import DAY
from tests.handlers.looks import buttons, row


async def test_one_sentence_becomes_one_card_that_shows_what_was_understood(college):
    said = await college.say("李雷", "请事假 明天下午 家里有事")

    card = await college.card("李雷")
    assert said == []
    assert card.rows == (
        Row("请假类别", "事假"),
        Row("起止时间", "3月5日(周二)下午 14:00–18:00，半天"),
        Row("事由", "家里有事"),
        Row("流程", "赵组长（直属领导） → 王主任（部门负责人）"),
    )
    assert card.body.startswith("事假按工作日计")
    assert buttons(card) == ["提交", "修改", "取消"]
    assert await college.state() == "draft"


async def test_the_card_shows_the_balance_after_where_the_type_has_one(college):
    await college.grant("李雷", 5)

    await college.say("李雷", "请年假 明天")

    assert row(await college.card("李雷"), "余额") == "提交后年假剩 4 天"


async def test_nothing_reaches_an_approver_before_submission(college):
    await college.say("李雷", "请事假 明天下午 家里有事")

    assert await college.cards_of("赵组长") == 0


async def test_submitting_asks_the_first_approver_only(college):
    await college.asks_leave()

    card = await college.card("赵组长")
    assert card.title == "李雷的事假"
    assert card.subtitle == "单号 QJ-1001，直属领导"
    assert row(card, "事由") == "家里有事"
    assert buttons(card) == ["同意", "驳回", "更多"]
    assert await college.cards_of("王主任") == 0
    assert (await college.card("李雷")).body == "审批：直属领导 → 部门负责人"
    assert buttons(await college.card("李雷")) == ["进度", "催办", "撤回"]


async def test_the_applicants_card_is_spared_for_the_end(college):
    """WeCom lets it be redrawn twice: for the sending and for the click on 提交."""
    await college.asks_leave()
    before = await college.card_row("李雷")

    await college.press("赵组长", "同意")
    told = await college.press("李雷", "进度")

    assert (await college.card_row("李雷")).version == before.version == 2
    assert told[0].endswith("审批：直属领导 赵组长同意 → 部门负责人 等王主任")


async def test_the_next_approver_is_asked_when_the_first_agrees(college):
    await college.asks_leave()

    await college.press("赵组长", "同意")

    assert (await college.card("王主任")).subtitle == "单号 QJ-1001，部门负责人"
    assert buttons(await college.card("赵组长")) == []
    assert await college.state() == "pending"
    assert await college.ledger() == []


async def test_the_last_agreement_shows_everybody_who_decided_and_when(college):
    await college.asks_leave()
    await college.press("赵组长", "同意")

    await college.press("王主任", "同意")

    for name in ("李雷", "赵组长", "王主任"):
        card = await college.card(name)
        assert card.closing == "已由 王主任 于 3月4日 09:00 同意"
        assert card.is_final
        assert buttons(card) == []
        assert await college.cards_of(name) == 1
    assert await college.state() == "approved"


async def test_an_approved_leave_is_booked_once_whatever_its_type(college):
    await college.asks_leave()
    await college.press("赵组长", "同意")
    await college.press("王主任", "同意")

    booked = await college.rows("select leave_type, minutes, cause_key from leave_ledger")
    assert booked == [("personal", -DAY // 2, "debit:1001:3")]


async def test_the_applicant_is_told_the_end_in_words_for_a_redrawn_card_makes_no_sound(college):
    await college.asks_leave()
    await college.press("赵组长", "同意")
    await college.press("王主任", "同意")

    (said,) = await college.texts("李雷")
    assert said == (
        "您的教师请假已通过。单号 QJ-1001，事假，3月5日(周二)下午 14:00–18:00，半天，家里有事。"
        "已由 王主任 于 3月4日 09:00 同意。开始前可发 撤回 1001 收回。"
    )


async def test_a_refusal_needs_a_reason_which_is_asked_in_the_chat(college):
    await college.asks_leave()

    asked = await college.press("赵组长", "驳回")
    still = await college.state()
    done = await college.say("赵组长", "当天有教学检查")

    assert asked == ["请回复驳回李雷的事假（单号 QJ-1001）的理由。发 取消 则不驳回。"]
    assert still == "pending"
    assert done == ["已驳回：单号 QJ-1001，李雷的事假，3月5日(周二)下午 14:00–18:00，半天，家里有事，未通过。"]
    assert await college.state() == "rejected"


async def test_the_reason_of_a_refusal_reaches_the_applicant(college):
    await college.asks_leave()
    await college.press("赵组长", "驳回")
    await college.say("赵组长", "当天有教学检查")

    card = await college.card("李雷")
    assert card.body == "驳回理由：当天有教学检查"
    assert card.closing == "已由 赵组长 于 3月4日 09:00 驳回"
    assert (await college.texts("李雷"))[-1].endswith("理由：当天有教学检查")
    assert await college.ledger() == []
    assert await college.one("select active from leave_periods") is False


async def test_a_refused_time_may_be_asked_for_again(college):
    await college.asks_leave()
    await college.say("赵组长", "驳回 1001 当天有教学检查")

    await college.asks_leave(words="请事假 明天下午 家里有急事")

    assert await college.state(1002) == "pending"


async def test_other_approvers_of_the_step_see_that_it_is_decided(college):
    await college.asks_leave("韩梅")

    waiting = await college.card("孙副组长")
    await college.press("赵组长", "同意")

    assert waiting.body == "赵组长、孙副组长任一人办理即可。任一人驳回，这一步就不通过。"
    card = await college.card("孙副组长")
    assert card.closing == "已由 赵组长 于 3月4日 09:00 同意"
    assert buttons(card) == []


async def test_who_only_saw_their_own_step_end_is_not_disturbed_by_the_rest(college):
    await college.asks_leave("韩梅")
    await college.press("赵组长", "同意")
    before = await college.card_row("孙副组长")

    await college.press("王主任", "同意")

    assert (await college.card_row("孙副组长")).version == before.version


async def test_a_long_leave_goes_on_to_the_head_of_personnel(college):
    await college.asks_leave(words="请事假 下周一到下周五 回老家")
    for name in ("赵组长", "王主任", "钱院长"):
        assert await college.state() == "pending"
        await college.press(name, "同意")

    assert await college.state() == "approved"
    assert await college.ledger() == [-5 * DAY]


async def test_typed_words_decide_as_buttons_do(college):
    await college.asks_leave()

    first = await college.say("赵组长", "同意 1001")
    second = await college.say("王主任", "驳回 1001 人手不够")

    assert first == ["已同意：单号 QJ-1001，李雷的事假，3月5日(周二)下午 14:00–18:00，半天，家里有事，正等王主任处理。"]
    assert second == ["已驳回：单号 QJ-1001，李雷的事假，3月5日(周二)下午 14:00–18:00，半天，家里有事，未通过。"]
    decided = await college.rows("select step, action, comment, channel from report.decisions order by decided_at")
    assert decided == [(1, "approve", "", "text"), (3, "reject", "人手不够", "text")]


async def test_a_button_decision_is_recorded_as_such_even_when_its_reason_was_typed(college):
    await college.asks_leave()
    await college.press("赵组长", "驳回")
    await college.say("赵组长", "当天有教学检查")

    assert await college.rows("select action, channel from report.decisions") == [("reject", "card")]


async def test_more_shows_other_buttons_and_leads_back(college):
    await college.asks_leave()

    await college.press("赵组长", "更多")
    more = await college.card("赵组长")
    told = await college.press("赵组长", "进度")
    await college.press("赵组长", "返回")

    assert buttons(more) == ["退回", "转交", "加签", "进度", "详情", "返回"]
    what = "单号 QJ-1001，李雷的事假，3月5日(周二)下午 14:00–18:00，半天，家里有事，审批中"
    assert told == [f"{what}\n审批：直属领导 等赵组长 → 部门负责人"]
    assert buttons(await college.card("赵组长")) == ["同意", "驳回", "更多"]


async def test_every_act_is_on_record_and_holds_no_free_text(college):
    await college.asks_leave()
    await college.press("赵组长", "同意")
    await college.say("王主任", "驳回 1001 人手不够")

    acts = await college.rows(
        "select actor, action, object, detail::text from audit where object like 'request:%' order by seq"
    )
    people = {name: f"person:{college.ids[name]}" for name in ("李雷", "赵组长", "王主任")}
    assert [act[:3] for act in acts] == [
        (people["李雷"], "request.draft", "request:1001"),
        (people["李雷"], "request.submit", "request:1001"),
        (people["赵组长"], "request.agree", "request:1001"),
        (people["王主任"], "request.refuse", "request:1001"),
    ]
    assert not any("家里" in act[3] or "人手" in act[3] for act in acts)
