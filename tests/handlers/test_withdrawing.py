"""Taking back and urging."""

from datetime import timedelta

from tests.handlers.college import DAY


async def approved(college, words="请年假 明天", name="李雷"):
    await college.grant(name, 5)
    await college.asks_leave(name, words)
    await college.press("赵组长", "同意")
    await college.press("王主任", "同意")


async def test_a_pending_request_can_be_withdrawn(college):
    await college.asks_leave()

    said = await college.say("李雷", "撤回 1001")

    assert said == [
        "已撤回单号 QJ-1001：李雷的事假，3月5日(周二)下午 14:00–18:00，半天，家里有事。办理人会看到，不用再处理。"
    ]
    assert await college.state() == "withdrawn"
    assert await college.rows("select step from places") == []
    assert (await college.card("赵组长")).closing == "申请人已撤回，3月4日 09:00"
    assert (await college.card("李雷")).closing == "您已撤回，3月4日 09:00"
    assert await college.cards_of("王主任") == 0


async def test_a_withdrawn_request_no_longer_waits_for_anybody(college):
    await college.asks_leave()
    await college.press("李雷", "撤回")

    assert await college.say("赵组长", "待办") == ["没有等您审批的单。"]


async def test_an_approved_leave_can_be_withdrawn_before_it_begins_and_is_given_back(college):
    await approved(college)

    said = await college.say("李雷", "撤回 1001")

    assert said == [
        "已撤回单号 QJ-1001：李雷的年假，3月5日(周二)全天，1 天。登记的内容已退回，办理人会看到，不用再处理。"
    ]
    assert await college.rows("select cause_key, minutes from leave_ledger where request_no = 1001 order by id") == [
        ("debit:1001:3", -DAY),
        ("refund:1001:3", DAY),
    ]
    assert (await college.say("李雷", "余额"))[0].startswith("年假：可用 5 天\n")
    for name in ("赵组长", "王主任"):
        assert (await college.card(name)).closing == "申请人已撤回，3月4日 09:00"


async def test_all_who_were_asked_see_that_an_approved_leave_was_withdrawn(college):
    await approved(college, "请年假 明天", "韩梅")

    await college.say("韩梅", "撤回 1001")

    assert (await college.card("孙副组长")).closing == "申请人已撤回，3月4日 09:00"


async def test_a_leave_that_has_begun_cannot_be_withdrawn(college):
    await approved(college)
    college.now += timedelta(days=1)

    said = await college.say("李雷", "撤回 1001")

    assert said == ["没有撤回：08:00 起已经生效，只能在那之前撤回。请联系人事处处理。"]
    assert await college.state() == "approved"
    assert await college.ledger() == [-DAY]


async def test_withdrawing_twice_gives_back_once(college):
    await approved(college)
    await college.say("李雷", "撤回 1001")

    said = await college.say("李雷", "撤回 1001")

    assert said == ["这张单您已在 09:00 撤回。"]
    assert await college.ledger() == [-DAY, DAY]


async def test_a_typed_withdrawal_of_a_draft_drops_it(college):
    await college.say("李雷", "请事假 明天下午 家里有事")

    (said,) = await college.say("李雷", "撤回 1001")

    assert said.startswith(
        "已取消教师请假（单号 QJ-1001），下面的内容没有提交：请假类别 事假；起止时间 3月5日(周二)下午"
    )
    assert await college.say("李雷", "取消") == ["现在没有正在填的内容。要收回已提交的单，请发 撤回 加单号。"]


async def test_urging_reaches_the_open_steps_approvers_with_the_number(college):
    await college.asks_leave("韩梅")

    said = await college.press("韩梅", "催办")

    urged = (
        "韩梅请您抽空处理：单号 QJ-1001，韩梅的事假，3月5日(周二)下午 14:00–18:00，半天，家里有事。"
        "可点卡片上的按钮，或回复 同意 1001。"
    )
    assert said == ["已催赵组长、孙副组长处理单号 QJ-1001。"]
    assert await college.texts("赵组长") == await college.texts("孙副组长") == [urged]
    assert await college.texts("王主任") == []


async def test_urging_has_a_brake(college):
    await college.asks_leave()
    await college.say("李雷", "催办 1001")
    college.now += timedelta(minutes=119)

    soon = await college.say("李雷", "催办 1001")
    college.now += timedelta(minutes=1)
    later = await college.say("李雷", "催办 1001")

    assert soon == ["没有再催：1 小时前已催过，请过 1 分钟再试。"]
    assert later == ["已催赵组长处理单号 QJ-1001。"]
    assert len(await college.texts("赵组长")) == 2


async def test_only_the_applicant_urges(college):
    await college.asks_leave()

    assert await college.say("赵组长", "催办 1001") == ["没有办理：只有申请人本人可以这样做。"]


async def test_a_decided_request_is_not_urged(college):
    await approved(college)

    assert await college.say("李雷", "催办 1001") == ["这张单已由王主任在 09:00 同意。"]


async def test_when_nobody_can_be_reached_the_applicant_is_told_whom_to_turn_to(college):
    await college.asks_leave()
    await college.leaves_the_college("赵组长")

    assert await college.say("李雷", "催办 1001") == ["没有催：单号 QJ-1001的办理人现在都联系不上。请联系人事处。"]


async def test_the_ledger_rules_that_verify_checks_hold_after_all_of_it(college):
    await college.grant("李雷", 9)
    for day in ("3月5日", "3月6日", "3月7日", "3月8日"):
        await college.asks_leave(words=f"请年假 {day}")
    for number in (1001, 1002, 1003):
        await college.say("赵组长", f"同意 {number}")
    await college.say("王主任", "同意 1001")
    await college.say("王主任", "同意 1002")
    await college.say("王主任", "驳回 1003 人手不够")
    await college.say("李雷", "撤回 1002")

    wrong = await college.rows("""
        select r.no, r.state, coalesce(sum(l.minutes), 0), count(l.id)
        from requests r left join leave_ledger l on l.request_no = r.no
        group by 1, 2
        having (r.state = 'approved' and not (coalesce(sum(l.minutes), 0) < 0 and count(l.id) = 1))
            or (r.state <> 'approved' and coalesce(sum(l.minutes), 0) <> 0)
    """)
    states = await college.rows("select state from requests order by no")
    assert wrong == []
    assert states == [("approved",), ("withdrawn",), ("rejected",), ("pending",)]
