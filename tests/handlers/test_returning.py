"""销假: whoever is back earlier gets time back; nothing happens before it is confirmed, and all of it at once."""

from datetime import UTC, date, timedelta

import pytest
from sqlalchemy import text

from storage.verify import verify
from tests.handlers.cases import broken, submits
from tests.handlers.college import DAY, College
from tests.handlers.forms import enrol
from tests.handlers.looks import row
from tests.handlers.returns import approved, at, audited, period_of
from tests.handlers.stocks import given, lots_of, with_content_types

STUDENTS = {
    "leave_type": "事假",
    "period": {"start": "2030-03-05T00:00:00+00:00", "end": "2030-03-07T10:00:00+00:00"},
    "reason": "回家",
    "guardian": "张先生 138",
}


@pytest.fixture
async def away(college: College):
    """李雷 is on annual leave from Tuesday to Thursday."""
    with_content_types(college)
    await college.grant("李雷", 5)
    await approved(college, "请年假 3月5日到3月7日")
    college.now = at(6, "14:00").astimezone(UTC)
    yield college
    assert [each for each in await verify(college.database) if each.check != "card-newest"] == []


async def test_what_is_given_back_is_shown_before_anything_happens(away):
    await away.say("李雷", "销假")

    card = await away.card("李雷")
    assert row(card, "请假") == "年假，3月5日(周二)至3月7日(周四)，3 天"
    assert row(card, "返回") == "3月6日 14:00"
    assert row(card, "结果") == "退回年假 1.5 天"
    assert await period_of(away, 1001) == ("03-07 18:00", 3 * DAY)


async def test_one_confirmation_shortens_the_leave_and_gives_the_rest_back(away):
    await away.say("李雷", "我回来了")

    said = await away.press("李雷", "确认")

    assert said[0] == "已销假：3月6日 14:00 返回，退回年假 1.5 天。"
    assert await period_of(away, 1001) == ("03-06 14:00", DAY * 3 // 2)
    assert await away.ledger() == [-3 * DAY, DAY * 3 // 2]
    assert [each[3] for each in await lots_of(away, "李雷")] == [DAY * 7 // 2]
    touched = await away.rows("select first_day, last_day from attendance_touched where cause = 'return:1001'")
    assert touched == [(date(2030, 3, 5), date(2030, 3, 7))]
    assert await audited(away, "leave.return") == 1


@pytest.mark.parametrize("are_spent", [True, False])
async def test_a_card_that_can_be_redrawn_no_more_stays_as_it_is_for_its_end_is_known(away, are_spent):
    """Else the courier would say the approval once more in a text, beside the one about the return."""
    ((card,),) = await away.rows("select id from cards where request_no = 1001 and role = 'applicant'")
    await with_rights(away, str(card), are_spent=are_spent)
    await away.say("李雷", "销假")

    await away.press("李雷", "确认")

    drawn = await away.one("select count(*) from outbox where state = 'pending' and card_id = :card", card=card)
    assert drawn == (0 if are_spent else 1)


async def with_rights(college: College, card: str, *, are_spent: bool) -> None:
    """Nothing waits to be delivered; the right that came with the applicant's click is there, or used."""
    used = "update card_handles set used_at = case when :spent then now() end where card_id = :card"
    async with college.database.begin(college.now) as tx:
        await tx.conn.execute(text("delete from outbox"))
        await tx.conn.execute(text(used), {"card": card, "spent": are_spent})


async def test_whoever_agreed_is_told_once_and_the_request_says_so(away):
    await away.say("李雷", "销假")
    await away.press("李雷", "确认")

    for name in ("赵组长", "王主任"):
        told = [text for text in await away.texts(name) if "已销假" in text]
        assert told == ["李雷已销假：单号 QJ-1001，年假，3月6日 14:00 返回，退回年假 1.5 天。您不用处理。"]
    (progress,) = await away.say("李雷", "进度 1001")
    assert progress.endswith("已销假，3月6日 14:00 返回")
    shown = await away.rows("select content ->> 'closing' from cards where role = 'applicant' and request_no = 1001")
    assert any("已销假，3月6日 14:00 返回" in closing for (closing,) in shown)


async def test_a_second_confirmation_does_nothing_more(away):
    await away.say("李雷", "销假")
    card = await away.card_row("李雷")
    await away.click("李雷", card.id, "confirm:1")

    (again,) = await away.click("李雷", card.id, "confirm:1")

    assert again.startswith("没有办理：这张卡片已经处理过")
    assert len(await away.ledger()) == 2


async def test_nobody_presses_for_another(away):
    await away.say("李雷", "销假")
    card = await away.card_row("李雷")

    assert await away.click("韩梅", card.id, "confirm:1") == ["没有办理：这张卡片不是您的。"]
    assert len(await away.ledger()) == 1


async def test_cancelling_leaves_the_leave_as_it_was(away):
    await away.say("李雷", "销假")

    said = await away.press("李雷", "取消")

    assert said == ["好的，没有销假，假期还是到 3月7日 18:00。"]
    assert await period_of(away, 1001) == ("03-07 18:00", 3 * DAY)


@pytest.mark.parametrize(
    ("words", "back", "result", "until"),
    [
        ("销假 今天下午", "3月6日 14:00", "退回年假 1.5 天", None),
        ("销假 3月6日 15:30", "3月6日 15:30", "退回年假 1 天", "3月6日 18:00"),  # by the half day
        ("销假 15:30", "3月6日 15:30", "退回年假 1 天", "3月6日 18:00"),
        ("销假 3月7日", "3月7日 08:00", "退回年假 1 天", None),
        ("销假 1001 3月5日 12:00", "3月5日 12:00", "退回年假 2.5 天", None),
        ("我回来了 3月7日 14:00", "3月7日 14:00", "退回年假 半天", None),
    ],
)
async def test_when_one_is_back_can_be_said(away, words, back, result, until):
    await away.say("李雷", words)

    card = await away.card("李雷")
    assert (row(card, "返回"), row(card, "结果")) == (back, result)
    assert [each.value for each in card.rows if each.label == "假期改到"] == ([until] if until else [])


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("销假 3月5日 07:00", "没有销假：这次假 3月5日 08:00 才开始"),
        ("销假 3月7日 18:00", "没有销假：这次假 3月7日 18:00 结束，还没有到"),
        ("销假 3月8日", "没有销假：这次假 3月7日 18:00 结束，还没有到"),
        ("销假 香蕉", "没有销假：没有看懂什么时候返回"),
        ("销假 1002", "没有销假：单 1002 不是您正在休的假"),
    ],
)
async def test_what_cannot_be_is_said_and_changes_nothing(away, words, answer):
    (said,) = await away.say("李雷", words)

    assert said.startswith(answer)
    assert len(await away.ledger()) == 1


async def test_back_on_time_closes_without_giving_back(away):
    away.now = at(8, "08:05").astimezone(UTC)
    await away.say("李雷", "销假")
    assert row(await away.card("李雷"), "结果") == "按时返回，不退"

    await away.press("李雷", "确认")

    assert await away.ledger() == [-3 * DAY]
    assert await away.say("李雷", "销假") == [
        "没有销假：您没有正在休的假。还没开始的假请发 撤回 加单号，看单号请发 我的申请。"
    ]


async def test_what_changed_since_is_shown_again_before_it_is_done(away):
    await away.say("李雷", "销假 3月6日 14:00")
    old = await away.card_row("李雷")
    await away.rows("update leave_periods set minutes = minutes - 60 where request_no = 1001 returning 1")

    said = await away.click("李雷", old.id, "confirm:1")
    await away.rows("update leave_periods set minutes = minutes + 60 where request_no = 1001 returning 1")

    assert said[0].startswith("没有销假：这次假刚才有变")
    assert len(await away.ledger()) == 1


async def test_of_several_leaves_one_is_chosen(away):
    await approved(away, "请事假 3月8日到3月12日 家里有事")
    away.now = at(12, "08:30").astimezone(UTC)

    await away.say("李雷", "销假")
    card = await away.card("李雷")
    assert [button.text for button in card.buttons] == ["3月5日年假", "3月8日事假"]
    await away.press("李雷", "3月8日事假")

    assert row(await away.card("李雷"), "结果") == "事假少计 450 分钟"
    await away.press("李雷", "确认")
    assert (await period_of(away, 1002))[0] == "03-12 08:30"


async def test_a_short_leave_needs_no_word_when_it_is_over(college):
    await approved(college, "请事假 明天下午 家里有事")
    college.now = at(6, "09:00").astimezone(UTC)

    (said,) = await college.say("李雷", "销假")

    assert said.startswith("没有销假：您没有正在休的假")


async def test_the_part_goes_back_to_the_lot_that_lapses_last(college):
    with_content_types(college)
    await given(college, "李雷", 1, date(2030, 3, 31))
    await given(college, "李雷", 3, date(2030, 9, 30))
    await approved(college, "请调休 3月5日到3月7日")
    college.now = at(6, "12:00").astimezone(UTC)

    await college.say("李雷", "销假")
    await college.press("李雷", "确认")

    assert [each[3] for each in await lots_of(college, "李雷", "comp_off")] == [0, DAY * 5 // 2]
    assert [each.check for each in await verify(college.database) if each.check != "card-newest"] == []


async def test_the_stand_in_is_asked_no_more(college):
    await college.say("王主任", "代理 赵组长")
    await approved(college, "请事假 3月5日到3月8日 家里有事", "王主任")
    college.now = at(6, "09:00").astimezone(UTC) + timedelta(minutes=1)

    await college.say("王主任", "销假")
    await college.press("王主任", "确认")

    ends = await college.rows("select ends_at <= :now from stand_ins where cause = 'leave:1001'", now=college.now)
    assert ends == [(True,)]


async def test_a_students_leave_and_pass_end_when_they_are_back(college):
    with_content_types(college)
    await enrol(college)
    number = await submits(college, "小明", "student_leave", dict(STUDENTS))
    await college.say("孙副组长", f"同意 {number}")
    for name in ("王主任", "孙副组长"):
        if await college.rows("select 1 from places where person_id = :p", p=college.ids[name]):
            await college.say(name, f"同意 {number}")
    assert await college.state(number) == "approved"
    college.now = at(6, "09:00").astimezone(UTC)

    await college.say("小明", "提前返校")
    (said, *_) = await college.press("小明", "确认")

    assert said.startswith("已销假：3月6日 09:00 返回")
    assert await period_of(college, number) == ("03-06 09:00", 2 * DAY)
    assert await college.one("select ends_at from gate_passes") == college.now.replace(second=0)
    assert await college.ledger(number) == [-3 * DAY, DAY]
    assert await broken(college) == []
