"""Cards: the newest state is shown, with as few one-use handles as there are, and the end is never missed."""

import asyncio

import pytest

from adapters.ports import HandleSpent, PlatformBusy, PlatformUncertain, RecipientUnreachable, SendCard, UpdateCard
from domain.address import Address
from domain.cards import Card
from domain.events import Source
from domain.ids import CardId, PersonId, RequestNo
from jobs.outbox import Courier
from storage import cards
from storage.cards import CardState, StoredCard
from storage.database import Database
from storage.leases import lease
from storage.marks import begin_call
from storage.wakeups import Wakeups
from tests.jobs.scripted import STAFF, ScriptedPlatform, clock, leave_card
from tests.storage.people import add_draft, add_people
from tests.waiting import until


class Desk:
    """One approver, one request, and the card between them."""

    def __init__(self, database: Database, platform: ScriptedPlatform, person: int, no: int) -> None:
        self.database = database
        self.platform = platform
        self.courier = Courier(database, platform, clock, Wakeups(database))
        self.to = Address(STAFF, "li4", PersonId(person))
        self.no = RequestNo(no)

    async def draw(self, card: Card, *, role: str = "approver") -> CardId:
        async with self.database.begin(clock()) as tx:
            return await cards.draw(tx, self.to, card, role=role, request_no=self.no, step=1)

    async def click(self, card_id: CardId, handle: str) -> None:
        async with self.database.begin(clock()) as tx:
            await cards.find_pressed(tx, card_id, self.to, handle)

    async def deliver(self) -> list[str]:
        """What the platform was asked for since the last time."""
        before = len(self.platform.asked)
        await self.courier.deliver_due()
        return [words for _, words in self.platform.told()[before:]]

    async def card(self) -> StoredCard:
        async with self.database.begin(clock()) as tx:
            return (await cards.of_request(tx, self.no))[-1]

    async def sql(self, statement: str) -> list[tuple]:
        async with self.database.engine.begin() as conn:
            found = await conn.exec_driver_sql(statement)
            return [tuple(row) for row in found] if found.returns_rows else []


@pytest.fixture
async def desk(database: Database) -> Desk:
    applicant, approver = await add_people(database, "张三", "李四")
    return Desk(database, ScriptedPlatform(), approver, await add_draft(database, applicant))


async def test_a_card_is_sent_once_and_then_redrawn_where_it_is(desk: Desk):
    desk.platform.handles = [("h1",)]
    first = await desk.draw(leave_card(1))
    assert await desk.deliver() == ["new: 请假申请 第1版"]

    second = await desk.draw(leave_card(2, closing="已同意"))
    assert first == second
    assert await desk.deliver() == ["h1: 请假申请 第2版已同意"]

    card = await desk.card()
    assert (card.version, card.shown_version, card.state) == (2, 2, CardState.FINAL)
    assert isinstance(desk.platform.asked[0], SendCard)
    assert isinstance(desk.platform.asked[1], UpdateCard)


async def test_a_newer_state_replaces_one_that_still_waits(desk: Desk):
    for version in range(1, 6):
        await desk.draw(leave_card(version))

    assert await desk.deliver() == ["new: 请假申请 第5版"]
    assert await desk.deliver() == []
    assert (await desk.card()).shown_version == 5


async def test_a_state_that_comes_while_a_call_is_under_way_is_shown_after_it(desk: Desk):
    desk.platform.gate = asyncio.Event()
    desk.platform.handles = [("h1",)]
    await desk.draw(leave_card(1))
    delivering = asyncio.create_task(desk.deliver())
    await until(lambda: desk.platform.asked)

    await desk.draw(leave_card(2, closing="已同意"))
    desk.platform.gate.set()
    await delivering

    assert [words for _, words in desk.platform.told()] == ["new: 请假申请 第1版", "h1: 请假申请 第2版已同意"]


async def test_drawing_what_is_shown_already_sends_nothing(desk: Desk):
    await desk.draw(leave_card(1))
    await desk.deliver()

    await desk.draw(leave_card(1))

    assert await desk.deliver() == []


async def test_with_one_handle_left_a_new_card_takes_over_and_the_old_one_says_so(desk: Desk):
    desk.platform.handles = [("h1",), (), ("h2",)]
    old = await desk.draw(leave_card(1))
    await desk.deliver()

    await desk.draw(leave_card(2))
    assert await desk.deliver() == ["h1: 请假申请 第2版请看下面的新卡片", "new: 请假申请 第2版"]

    new = await desk.draw(leave_card(3, closing="已驳回"))
    assert new != old
    assert await desk.deliver() == ["h2: 请假申请 第3版已驳回"]
    assert await desk.sql("select state, shown_version = version from cards order by generation") == [
        ("expired", True),
        ("final", True),
    ]


async def test_a_click_brings_another_handle_and_each_is_used_once(desk: Desk):
    desk.platform.handles = [("h1",)]
    card_id = await desk.draw(leave_card(1))
    await desk.deliver()
    await desk.click(card_id, "h2")
    await desk.click(card_id, "h2")

    await desk.draw(leave_card(2))
    assert await desk.deliver() == ["h1: 请假申请 第2版"]
    await desk.draw(leave_card(3, closing="已同意"))
    assert await desk.deliver() == ["h2: 请假申请 第3版已同意"]


async def test_when_no_handle_is_left_a_text_says_how_it_ended(desk: Desk):
    desk.platform.handles = [("h1",)]
    await desk.draw(leave_card(1))
    await desk.deliver()
    await desk.sql("update card_handles set expires_at = now()")

    await desk.draw(leave_card(2, closing="已由 李主任 于 11月25日 10:32 同意"))

    assert await desk.deliver() == ["卡片无法再刷新：已由 李主任 于 11月25日 10:32 同意"]
    assert await desk.deliver() == []


async def test_a_handle_that_turns_out_to_be_spent_is_followed_by_the_next(desk: Desk):
    desk.platform.handles = [("h1",)]
    desk.platform.failures = [None, HandleSpent("60140", "更新凭证已用过")]
    card_id = await desk.draw(leave_card(1))
    await desk.deliver()
    await desk.click(card_id, "h2")

    await desk.draw(leave_card(2, closing="已同意"))

    assert await desk.deliver() == ["h1: 请假申请 第2版已同意", "h2: 请假申请 第2版已同意"]
    assert (await desk.card()).shown_version == 2


async def test_a_spent_handle_and_no_other_end_in_a_text(desk: Desk):
    desk.platform.handles = [("h1",)]
    desk.platform.failures = [None, HandleSpent("60140", "更新凭证已用过")]
    await desk.draw(leave_card(1))
    await desk.deliver()

    await desk.draw(leave_card(2, closing="已同意"))

    assert await desk.deliver() == ["h1: 请假申请 第2版已同意", "卡片无法再刷新：已同意"]


async def test_a_platform_without_handles_redraws_as_often_as_needed(desk: Desk):
    await desk.draw(leave_card(1))
    await desk.deliver()
    for version in (2, 3):
        await desk.draw(leave_card(version))
        assert await desk.deliver() == [f"None: 请假申请 第{version}版"]


async def test_a_platform_that_cannot_redraw_at_all_says_the_end_in_words(desk: Desk):
    await desk.draw(leave_card(1))
    await desk.deliver()
    desk.platform.failures = [HandleSpent("none", "不支持"), HandleSpent("none", "不支持")]

    await desk.draw(leave_card(2))
    await desk.deliver()
    await desk.draw(leave_card(3, closing="已同意"))

    assert (await desk.deliver())[-1] == "卡片无法再刷新：已同意"


async def test_a_busy_platform_does_not_cost_a_handle(desk: Desk):
    desk.platform.handles = [("h1",)]
    desk.platform.failures = [None, PlatformBusy("-1", "系统繁忙")]
    await desk.draw(leave_card(1))
    await desk.deliver()
    await desk.draw(leave_card(2, closing="已同意"))
    assert await desk.deliver() == ["h1: 请假申请 第2版已同意"]

    await desk.sql("update outbox set available_at = now() where state = 'pending'")

    assert await desk.deliver() == ["h1: 请假申请 第2版已同意"]
    assert (await desk.card()).shown_version == 2


async def test_a_repeat_is_the_same_to_the_byte_and_the_newer_state_follows(desk: Desk):
    """Otherwise the platform would not know the copy, and the member would have two cards."""
    desk.platform.failures = [PlatformUncertain("timeout", "没有收到回应")]
    desk.platform.handles = [("h1",)]
    await desk.draw(leave_card(1))
    await desk.deliver()
    await desk.draw(leave_card(2, closing="已同意"))
    await desk.sql("update outbox set available_at = now()")

    assert await desk.deliver() == ["new: 请假申请 第1版", "h1: 请假申请 第2版已同意"]
    assert desk.platform.asked[0] == desk.platform.asked[1]


async def test_redrawing_is_repeated_however_late_because_twice_is_the_same_as_once(desk: Desk):
    desk.platform.handles = [("h1",)]
    desk.platform.failures = [None, PlatformUncertain("timeout", "没有收到回应")]
    await desk.draw(leave_card(1))
    await desk.deliver()
    await desk.draw(leave_card(2, closing="已同意"))
    await desk.deliver()
    await desk.sql(
        "update outbox set available_at = now(), called_at = now() - interval '2 hours' where state = 'pending'"
    )

    assert await desk.deliver() == ["h1: 请假申请 第2版已同意"]
    assert (await desk.card()).shown_version == 2


async def test_what_follows_an_ended_card_is_a_new_card(desk: Desk):
    """Somebody may be asked at the first step and at the last one."""
    desk.platform.handles = [("h1",)]
    first = await desk.draw(leave_card(1, closing="您已同意"))
    await desk.deliver()

    second = await desk.draw(leave_card(2))

    assert first != second
    assert await desk.deliver() == ["new: 请假申请 第2版"]


async def test_two_who_draw_the_same_card_at_once_make_one(desk: Desk, address: str):
    other = Desk(Database(address), desk.platform, desk.to.person_id or 0, desk.no)

    drawn = await asyncio.gather(*(one.draw(leave_card(n)) for n, one in enumerate([desk, other] * 4)))

    assert len(set(drawn)) == 1
    assert len(await desk.deliver()) == 1
    await other.database.close()


async def test_cards_without_a_request_are_always_new(desk: Desk):
    async with desk.database.begin(clock()) as tx:
        for _ in range(2):
            await cards.draw(tx, desk.to, leave_card(1), role="notice", request_no=None)

    assert len(await desk.deliver()) == 2


async def test_a_member_who_cannot_be_reached_gets_no_card_and_it_learns_of_it(desk: Desk):
    desk.platform.failures = [RecipientUnreachable("81013", "收件人不在应用可见范围")]
    await desk.draw(leave_card(1))
    await desk.deliver()

    assert (await desk.card()).shown_version == 0
    assert await desk.sql("select key from alerts") == [("unreachable:li4:wecom:staff",)]


async def test_a_handle_of_a_card_that_is_not_ours_is_passed_over(desk: Desk):
    await desk.click(CardId("forged\x00"), "h9")

    assert await desk.sql("select * from card_handles") == []


async def test_a_press_by_somebody_else_brings_no_right_to_redraw(desk: Desk):
    card_id = await desk.draw(leave_card(1))

    async with desk.database.begin(clock()) as tx:
        found = await cards.find_pressed(tx, card_id, Address(STAFF, "zhang3", None), "h9")

    assert found is not None
    assert await desk.sql("select * from card_handles where handle = 'h9'") == []


async def test_a_card_is_found_by_what_a_click_names(desk: Desk):
    card_id = await desk.draw(leave_card(1))

    async with desk.database.begin(clock()) as tx:
        found = await cards.find(tx, card_id)
        missing = await cards.find(tx, "forged\x00\ud800")
        await cards.redraw(tx, card_id, leave_card(2))
        again = await cards.find(tx, card_id)

    assert found is not None
    assert (found.address, found.content, found.version, found.step) == (desk.to, leave_card(1), 1, 1)
    assert again is not None
    assert again.version == 2
    assert missing is None


async def test_a_press_that_took_the_buttons_away_gives_them_back_when_its_answer_has_arrived(desk: Desk):
    card_id = await desk.draw(leave_card(1))
    assert await desk.deliver() == ["new: 请假申请 第1版"]
    async with desk.database.begin(clock()) as tx:
        await cards.await_redraw(tx, card_id)
        await cards.redraw(tx, card_id, leave_card(1))

    at_once = await desk.deliver()
    [(pause,)] = await desk.sql("select available_at - created_at from outbox where state = 'pending'")

    assert at_once == []
    assert pause == cards.QUIET


async def test_the_same_card_on_another_platform_is_a_card_of_its_own(desk: Desk):
    here = await desk.draw(leave_card(1))
    desk.to = Address(Source("dingtalk", "students"), "d-li4", desk.to.person_id)

    there = await desk.draw(leave_card(1))

    assert here != there
    assert len(await desk.sql("select 1 from cards where generation = 1")) == 2


async def test_what_is_decided_while_a_call_is_being_marked_is_sent_after_it(database: Database, desk: Desk):
    """The call carries what it was marked with; whoever waited for the mark must not take it for one to come."""
    card_id = await desk.draw(leave_card(1))
    marking, is_marked, goes_on = database.begin(clock()), asyncio.Event(), asyncio.Event()

    async def mark() -> None:
        async with marking as tx:
            [leased] = await lease(tx.conn, STAFF, 1)
            await begin_call(tx, leased)
            is_marked.set()
            await goes_on.wait()

    async def decide() -> None:
        async with database.begin(clock()) as tx:
            [known] = await cards.of_request(tx, desk.no)
            assert await cards.redraw_known(tx, known, leave_card(2), 1)

    marker = asyncio.create_task(mark())
    await is_marked.wait()
    decider = asyncio.create_task(decide())
    waiting_for_a_lock = "select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%cards%'"
    await until(lambda: desk.sql(waiting_for_a_lock))
    goes_on.set()
    await asyncio.gather(marker, decider)

    waiting = await desk.sql("select dedupe_key from outbox where called_at is null")
    assert waiting == [(f"card:{card_id}:2",)]
