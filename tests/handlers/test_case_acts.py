"""What people may do with a case that waits for them, besides agreeing: each act by its words and by its button."""

from datetime import timedelta

from domain.flow import acts
from handlers.course import carry_out, open_matter
from storage.stand_ins import appoint
from tests.handlers.cases import TRAVEL, audit_of, kept, submits, turn_of
from tests.handlers.forms import enrol
from tests.handlers.looks import buttons
from tests.handlers.stocks import with_content_types


async def test_a_transferred_place_is_anothers_and_the_old_card_says_so(campus, trip):
    said = await campus.say("王主任", f"转交 {trip} 孙副组长 我在外地")

    assert said[0].startswith(f"已转交：单号 CC-{trip}")
    assert (await campus.card("王主任")).closing == "已由 王主任 于 3月4日 09:00 转交"
    assert buttons(await campus.card("孙副组长")) == ["同意", "驳回", "更多"]
    await campus.press("孙副组长", "同意")
    assert await campus.rows("select person_id from places") == [(campus.ids["周处长"],)]


async def test_the_button_asks_for_the_name(campus, trip):
    await campus.press("王主任", "更多")
    asked = await campus.press("王主任", "转交")

    said = await campus.say("王主任", "孙副组长")

    assert asked == [f"要把李雷的出差申请（单号 CC-{trip}）转交给谁？请回复姓名，可再写理由。发 取消 则不转交。"]
    assert said[0].startswith("已转交：")
    assert await campus.cards_of("孙副组长") == 1


async def test_a_name_that_nobody_has_changes_nothing(campus, trip):
    assert await campus.say("王主任", f"转交 {trip} 王大锤") == [
        "没有转交：通讯录里没有叫“王大锤”的人。请核对姓名，或写工号。"
    ]
    assert await campus.rows("select person_id from places") == [(campus.ids["王主任"],)]


async def test_nothing_is_passed_to_the_applicant(campus, trip):
    assert await campus.say("王主任", f"转交 {trip} 李雷") == ["没有办理：不能交给申请人本人，请另选一位。"]


async def test_an_added_signer_must_agree_too(campus, trip):
    await campus.say("王主任", f"加签 {trip} 赵组长 他了解情况")
    await campus.press("王主任", "同意")

    assert await campus.rows("select person_id from places") == [(campus.ids["赵组长"],)]
    await campus.press("赵组长", "同意")
    assert await campus.rows("select person_id from places") == [(campus.ids["周处长"],)]


async def test_an_added_signer_is_taken_out_again(campus, trip):
    await campus.say("王主任", f"加签 {trip} 赵组长 前 他了解情况")
    assert await campus.rows("select person_id from places") == [(campus.ids["赵组长"],)]

    said = await campus.say("王主任", f"减签 {trip} 赵组长")

    assert said[0].startswith("已减签：")
    assert await campus.rows("select person_id from places") == [(campus.ids["王主任"],)]
    assert (await campus.card("赵组长")).closing == "已由 王主任 于 3月4日 09:00 减签"


async def test_copies_are_read_and_the_list_of_the_unread_shrinks(campus, trip):
    said = await campus.say("李雷", f"抄送 {trip} 郑老师、吴老师")

    card = await campus.card("郑老师")
    assert said[0].startswith("已抄送：")
    assert card.subtitle == f"单号 CC-{trip}，由李雷抄送给您"
    assert buttons(card) == ["已阅"]
    (waiting,) = await campus.say("郑老师", "待办")
    (listed,) = await campus.say("郑老师", "抄送")
    assert waiting == "没有等您审批的单。另有未读抄送 1 张，发 抄送 看。"
    assert listed.splitlines() == [
        "未读抄送 1 张：",
        f"1. 单号 CC-{trip} 李雷的出差申请，杭州，3月11日(周一)至3月12日(周二)，2 天，参加教学会议，等王主任",
        "可发 进度 1 看经过，看过发 已阅 1。",
    ]
    await campus.press("郑老师", "已阅")
    assert await campus.say("郑老师", "抄送") == ["没有未读的抄送。"]
    assert (await campus.card("郑老师")).closing == "已阅，3月4日 09:00"
    unread = "select person_id from copies where read_at is null"
    assert await campus.rows(unread) == [(campus.ids["吴老师"],)]


async def test_whoever_gets_a_copy_at_the_end_has_one_card(campus, trip):
    await campus.press("王主任", "同意")
    await campus.press("周处长", "同意")

    card = await campus.card("吴老师")
    assert card.subtitle == f"单号 CC-{trip}，抄送给您"
    assert card.body == "已由 周处长 于 3月4日 09:00 同意"
    assert await campus.cards_of("吴老师") == 1


async def test_a_late_click_says_who_decided_and_when(campus, trip):
    card = await campus.card_row("王主任")
    await campus.press("王主任", "同意")

    assert await campus.click("王主任", card.id, "approve:2:0") == ["这张单您已在 09:00 同意，不用再点。"]
    assert await campus.press("周处长", "同意") == []
    assert await campus.click("王主任", card.id, "approve:2:0") == ["这张单已由周处长在 09:00 同意，您无需再处理。"]
    assert (await campus.refusals())[0] == (f"person:{campus.ids['王主任']}", "decided")


async def test_a_card_that_was_passed_on_gives_no_right(campus, trip):
    said = {name: await campus.press(name, "同意", owner="王主任") for name in ("李雷", "吴老师")}

    assert said == {
        "李雷": ["没有办理：不能审批自己的申请。想收回请发 撤回。"],
        "吴老师": ["没有办理：这张单不归您处理。发 待办 可看轮到您的单。"],
    }
    assert await campus.state(trip) == "pending"


async def test_why_names_the_route_and_offers_the_button_that_moves_it(campus, trip):
    said = await campus.say("李雷", f"为什么 {trip}")

    assert said[0].splitlines()[:2] == [
        f"单号 CC-{trip}，出差申请",
        "1.「部门负责人审批」正等王主任（信息工程系负责人）。任一人驳回，这一步就不通过。",
    ]
    assert buttons(await campus.card("李雷")) == ["催办"]
    pressed = await campus.press("李雷", "催办")
    assert pressed == [f"已催王主任处理单号 CC-{trip}。"]
    assert (await campus.texts("王主任"))[-1].startswith("李雷请您抽空处理：")
    assert (await campus.card("李雷")).closing == "已点 催办"


async def test_urging_has_a_brake(campus, trip):
    await campus.say("李雷", f"催办 {trip}")

    assert (await campus.say("李雷", f"催办 {trip}"))[0].startswith("没有再催：")


async def test_a_stand_in_decides_and_both_names_are_kept(campus):
    async with campus.database.begin(campus.now) as tx:
        principal, deputy = campus.ids["王主任"], campus.ids["孙副组长"]
        ends = campus.now + timedelta(days=3)
        await appoint(tx, principal=principal, stand_in=deputy, starts_at=campus.now, ends_at=ends, cause="said:1")
    number = await submits(campus, "李雷", "travel", TRAVEL)

    card = await campus.card("孙副组长")
    await campus.press("孙副组长", "同意")

    assert card.body.startswith("您代王主任办理。")
    assert (await campus.card("王主任")).closing == "已由 孙副组长（代王主任） 于 3月4日 09:00 同意"
    assert (await audit_of(campus, number))[-1] == (f"person:{deputy}", "request.agree", principal)
    decided = "select actor_id, on_behalf_of_id, action from report.decisions"
    assert await campus.rows(decided) == [(deputy, principal, "approve")]


async def test_an_opinion_comes_back_to_whoever_asked_for_it(campus, trip):
    async with campus.database.begin(campus.now) as tx:
        turn = await turn_of(tx, campus, "王主任")
        matter = await open_matter(turn, trip)
        advisor = (await turn_of(tx, campus, "赵组长")).person
        assert await carry_out(turn, matter, acts.Delegate(actor=turn.person, at=tx.now, to=advisor)) is not None

    card = await campus.card("赵组长")
    assert card.body == "王主任想听您的意见，由其决定。"
    assert buttons(card) == ["赞成", "不赞成", "更多"]
    await campus.press("赵组长", "赞成")
    assert buttons(await campus.card("王主任")) == ["同意", "驳回", "更多"]
    assert (await campus.texts("王主任"))[-1].startswith("又轮到您办理：")


async def test_a_students_leave_is_booked_as_a_leave_of_students(campus):
    with_content_types(campus)
    await enrol(campus)
    period = {"start": "2030-03-05T00:00:00+00:00", "end": "2030-03-05T09:00:00+00:00"}
    values = {"leave_type": "事假", "period": period, "reason": "看病", "guardian": "张先生 139"}

    number = await submits(campus, "小明", "student_leave", values)
    await campus.press("孙副组长", "同意")

    assert await campus.state(number) == "approved"
    assert await campus.rows("select what, detail from bookings order by what") == [
        ("gate_pass", {"period": period}),
        ("leave", {"type": "事假", "period": period, "minutes": 480}),
    ]
    assert await campus.rows("select leave_type, minutes from leave_ledger") == [("student_personal", -480)]
    assert (await campus.say("小明", "余额"))[0].startswith("2030 年已批：事假 1 天。")


async def test_a_comment_is_heard_by_the_others(campus, trip):
    await campus.say("王主任", f"评论 {trip} 请补交会议通知")

    assert (await campus.texts("李雷"))[-1] == f"王主任在单号 CC-{trip}上留言：请补交会议通知（出差申请）"
    assert (await kept(campus, trip)).case.version == 2


async def test_details_show_every_field_and_the_history(campus, trip):
    await campus.press("王主任", "更多")

    said = await campus.press("王主任", "详情")

    assert said[0].splitlines() == [
        f"单号 CC-{trip}，李雷的出差申请，审批中",
        "目的地：杭州",
        "是否出省：否",
        "起止时间：3月11日(周一)至3月12日(周二)，2 天",
        "事由：参加教学会议",
        "预计费用：1,200.00 元",
        "考勤记作：公假",
        "李雷在 09:00 提交",
    ]
