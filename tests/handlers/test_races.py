"""Two at once, on two connections: one wins, the other is told, and the facts agree."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from domain.events import CardClicked, TextSaid
from handlers.dispatch import handle
from tests.handlers.college import DAY, STAFF, give_account
from tests.waiting import until

WAITERS = """
    select count(*) from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'
"""


async def click(college, name, action, owner=None):
    card = await college.card_row(owner or name)
    return CardClicked(user_id=name, at=college.now, card_id=card.id, action=action)


def said(college, name, words):
    return TextSaid(user_id=name, at=college.now, text=words)


async def take(college, event):
    async with college.database.begin(college.now) as tx:
        await handle(event, STAFF, tx, college.office)


async def somebody_waits(college):
    """Come back when a transaction stands before a lock."""
    await until(lambda: college.one(WAITERS))  # a transaction each: within one the activity is read once


@asynccontextmanager
async def held_open(college, event):
    """The event is handled and not committed; what happens in the block happens at the same time."""
    async with college.database.begin(college.now) as tx:
        await handle(event, STAFF, tx, college.office)
        yield


async def meet(college, first, second):
    """`second` arrives while `first` is being decided, and is decided after it."""
    async with held_open(college, first):
        late = asyncio.create_task(take(college, second))
        await somebody_waits(college)
        assert not late.done()
    await late


async def net(college, number=1001):
    return sum(await college.ledger(number))


async def test_agreeing_and_refusing_at_once_the_first_counts(college):
    await college.asks_leave("韩梅")
    await college.press("孙副组长", "驳回")

    await meet(college, await click(college, "赵组长", "approve:2"), said(college, "孙副组长", "人手不够"))

    assert await college.rows("select action from report.decisions") == [("approve",)]
    assert (await college.texts("孙副组长"))[-1] == "这张单已由赵组长在 09:00 同意，您无需再处理。"
    assert await college.state() == "pending"


async def test_refusing_and_agreeing_at_once_the_first_counts(college):
    await college.asks_leave("韩梅")
    await college.press("孙副组长", "驳回")

    await meet(college, said(college, "孙副组长", "人手不够"), await click(college, "赵组长", "approve:2"))

    assert await college.rows("select action from report.decisions") == [("reject",)]
    assert await college.texts("赵组长") == ["这张单已由孙副组长在 09:00 驳回，您无需再处理。"]
    assert await college.state() == "rejected"


async def test_withdrawing_then_the_last_agreement(college):
    await college.grant("李雷", 5)
    await college.asks_leave(words="请年假 明天")
    await college.press("赵组长", "同意")

    await meet(college, said(college, "李雷", "撤回 1001"), await click(college, "王主任", "approve:3"))

    assert await college.state() == "withdrawn"
    assert await college.ledger() == []
    assert await college.texts("王主任") == ["这张单已由李雷在 09:00 撤回，您无需再处理。"]
    assert await college.one("select active from leave_periods") is False


async def test_the_last_agreement_then_withdrawing(college):
    await college.grant("李雷", 5)
    await college.asks_leave(words="请年假 明天")
    await college.press("赵组长", "同意")

    await meet(college, await click(college, "王主任", "approve:3"), said(college, "李雷", "撤回 1001"))

    assert await college.state() == "withdrawn"
    assert await college.ledger() == [-DAY, DAY]
    assert (await college.card("王主任")).closing == "申请人已撤回，3月4日 09:00"


async def test_the_last_agreement_then_a_withdrawal_drawn_before_it(college):
    await college.asks_leave()
    await college.press("赵组长", "同意")

    await meet(college, await click(college, "王主任", "approve:3"), await click(college, "李雷", "withdraw:3"))

    assert await college.state() == "approved"
    assert (await college.texts("李雷"))[
        -1
    ] == "没有办理：王主任在 09:00 同意，这张单后来有改动，请看最新的卡片再点一次。"
    assert await net(college) == -DAY // 2


async def test_submitting_twice_at_once_submits_once(college):
    await college.say("李雷", "请事假 明天下午 家里有事")
    twice = await click(college, "李雷", "submit:1")

    await meet(college, twice, twice)

    assert await college.state() == "pending"
    assert await college.cards_of("赵组长") == 1
    assert await college.texts("李雷") == ["这张单已经提交，单号 1001，正等赵组长处理，不用再点。"]


async def test_submitting_from_two_accounts_of_one_person_at_once(college):
    async with college.database.begin(college.now) as tx:
        await give_account(tx, college.ids["李雷"], "lilei-2", STAFF)
    await college.say("李雷", "请事假 明天下午 家里有事")

    await meet(college, await click(college, "李雷", "submit:1"), said(college, "lilei-2", "提交"))

    assert await college.rows("select no, state from requests") == [(1001, "pending")]


async def test_two_requests_that_together_exceed_the_balance(college):
    await college.grant("李雷", 1)
    await college.say("李雷", "请年假 明天")
    first = await click(college, "李雷", "submit:1")
    await college.say("李雷", "请年假 后天")
    second = await click(college, "李雷", "submit:1")
    assert first.card_id != second.card_id

    await meet(college, first, second)

    assert await college.rows("select state from requests order by no") == [("pending",), ("draft",)]
    assert await college.texts("李雷") == ["没有提交：年假没有余额，这次要 1 天。请改用别的假，或联系人事处。"]


async def test_two_requests_for_one_time(college):
    await college.say("李雷", "请事假 明天下午 家里有事")
    first = await click(college, "李雷", "submit:1")
    await college.say("李雷", "请病假 明天")
    second = await click(college, "李雷", "submit:1")

    await meet(college, first, second)

    assert await college.rows("select state from requests order by no") == [("pending",), ("draft",)]
    assert "时间重叠" in (await college.texts("李雷"))[-1]


async def test_the_database_itself_refuses_two_leaves_at_one_time(college):
    await college.asks_leave()

    with pytest.raises(Exception, match="ex_leave_periods_overlap"):
        await college.rows("""
            insert into leave_periods (request_no, person_id, during)
            select 1001 + 1, person_id, during from leave_periods returning 1
        """)


async def test_an_approval_while_another_request_is_checked_is_never_counted_as_neither(college):
    """The balance is read in one statement: a request is waiting or booked, not in between."""
    await college.grant("李雷", 1)
    await college.asks_leave(words="请年假 明天")
    await college.press("赵组长", "同意")
    await college.say("李雷", "请年假 后天")
    submits = await click(college, "李雷", "submit:1")

    async with held_open(college, await click(college, "王主任", "approve:3")):
        await take(college, submits)

    assert await college.state(1002) == "draft"
    assert any("年假没有余额" in words for words in await college.texts("李雷"))


async def test_twenty_clicks_of_two_approvers_at_once_decide_once(college):
    await college.asks_leave("韩梅")
    clicks = [await click(college, name, "approve:2") for name in ("赵组长", "孙副组长") * 10]

    await asyncio.gather(*(take(college, each) for each in clicks))

    assert len(await college.rows("select 1 from report.decisions")) == 1
    assert await college.rows("select step from places") == [("head",)]
    told = [*await college.texts("赵组长"), *await college.texts("孙副组长")]
    assert len([words for words in told if "09:00 同意" in words]) >= 1
