"""Deliveries on their way out: once each, in order, and within the budgets."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta

from adapters.ports import Receipt
from domain.address import Address
from jobs.outbox import Courier
from storage.connection import Connection
from storage.database import Database
from storage.drafts import Lane
from storage.outbox import recall, say
from storage.wakeups import Wakeups
from tests.jobs.carrying import LI, ZHANG, change, courier, outbox, queue
from tests.jobs.scripted import STAFF, ScriptedPlatform, clock
from tests.waiting import until


async def test_a_text_is_sent_once_and_the_receipt_is_kept(database: Database):
    platform = ScriptedPlatform()
    await queue(database, (ZHANG, "已提交"))

    assert await courier(database, platform).deliver_due() == 1

    assert platform.told() == [("zhang3", "已提交")]
    assert await outbox(database, "state, attempts, platform_message_id, sent_at is not null") == [
        ("done", 1, "msg-1", True)
    ]


async def test_what_is_said_twice_under_one_key_is_sent_once(database: Database):
    platform = ScriptedPlatform()
    await queue(database, (ZHANG, "已提交"), (ZHANG, "已提交"))
    await courier(database, platform).deliver_due()
    await queue(database, (ZHANG, "已提交"))
    await courier(database, platform).deliver_due()

    assert platform.told() == [("zhang3", "已提交")]


async def test_two_replicas_send_everything_once(database: Database, address: str):
    platform = ScriptedPlatform()
    other = Database(address)
    await queue(database, *((Address(STAFF, f"u{n % 60}", None), str(n)) for n in range(200)))

    await asyncio.gather(*(courier(db, platform).deliver_due() for db in (database, other, database)))

    assert sorted(int(words) for _, words in platform.told()) == list(range(200))
    await other.close()


async def test_one_members_deliveries_keep_their_order_and_never_overlap(database: Database, address: str):
    on_their_way: list[str] = []

    class Careful(ScriptedPlatform):
        async def deliver(self, outgoing) -> Receipt:
            assert outgoing.to not in on_their_way
            on_their_way.append(outgoing.to)
            await asyncio.sleep(0.002)
            on_their_way.remove(outgoing.to)
            return await super().deliver(outgoing)

    platform = Careful()
    other = Database(address)
    await queue(database, *((Address(STAFF, f"u{n % 3}", None), str(n)) for n in range(45)))

    await asyncio.gather(courier(database, platform).deliver_due(), courier(other, platform).deliver_due())
    await courier(database, platform).deliver_due()

    for user in ("u0", "u1", "u2"):
        numbers = [int(words) for to, words in platform.told() if to == user]
        assert numbers == sorted(numbers)
        assert len(numbers) == 15
    await other.close()


async def test_what_somebody_waits_for_overtakes_what_was_sent_to_many(database: Database):
    platform = ScriptedPlatform()
    await queue(database, (ZHANG, "早报"), (LI, "早报"), lane=Lane.SLOW)
    await queue(database, (ZHANG, "已同意"))

    await courier(database, platform, workers=1).deliver_due()

    assert platform.told() == [("zhang3", "已同意"), ("zhang3", "早报"), ("li4", "早报")]


async def test_nothing_is_sent_after_its_deadline(database: Database):
    platform = ScriptedPlatform()
    async with database.begin(clock()) as tx:
        await say(tx, ZHANG, "晚了", key="late", deadline=clock() - timedelta(seconds=1))
        await say(tx, ZHANG, "来得及", key="in-time", deadline=clock() + timedelta(hours=1))

    await courier(database, platform).deliver_due()

    assert platform.told() == [("zhang3", "来得及")]
    assert await outbox(database) == [("dead", "过了时限，没有发出"), ("done", "")]


async def test_something_sent_can_be_taken_back(database: Database):
    platform = ScriptedPlatform()
    async with database.begin(clock()) as tx:
        await recall(tx, ZHANG, "msg-7")

    await courier(database, platform).deliver_due()

    assert platform.told() == [("zhang3", "recall")]


# --- budgets -----------------------------------------------------------------------------------------------------


async def test_a_members_budget_holds_over_two_couriers(database: Database, address: str):
    platform = ScriptedPlatform(member_budgets=((3, timedelta(minutes=1)), (5, timedelta(hours=1))))
    other = Database(address)
    await queue(database, *((ZHANG, str(n)) for n in range(8)), *((LI, str(n)) for n in range(2)))
    couriers = [courier(db, platform) for db in (database, other)]

    await asyncio.gather(*(one.deliver_due() for one in couriers))
    assert platform.told().count(("li4", "1")) == 1
    assert len([to for to, _ in platform.told() if to == "zhang3"]) == 3

    await change(database, "update outbox set called_at = called_at - interval '61 seconds', available_at = now()")
    await asyncio.gather(*(one.deliver_due() for one in couriers))
    assert len([to for to, _ in platform.told() if to == "zhang3"]) == 5
    await other.close()


async def test_a_delivery_over_budget_waits_exactly_until_there_is_room(database: Database):
    platform = ScriptedPlatform(member_budgets=((1, timedelta(minutes=1)),))
    await queue(database, (ZHANG, "1"), (ZHANG, "2"))

    await courier(database, platform).deliver_due()

    waits = await outbox(database, "round(extract(epoch from available_at - now()))::int")
    assert 55 <= waits[1][0] <= 60


async def test_an_accounts_budget_holds_over_two_couriers_and_frees_itself(database: Database, address: str):
    platform = ScriptedPlatform()
    other = Database(address)
    budgets = ((10, timedelta(minutes=1)),)
    await queue(database, *((Address(STAFF, f"u{n}", None), str(n)) for n in range(25)))
    couriers = [courier(db, platform, budgets=budgets) for db in (database, other)]

    await asyncio.gather(*(one.deliver_due() for one in couriers))
    assert len(platform.asked) == 10

    await change(database, "update budget_windows set window_start = window_start - interval '67 seconds'")
    await asyncio.gather(*(one.deliver_due() for one in couriers))
    assert len(platform.asked) == 20
    await other.close()


# --- the loop ----------------------------------------------------------------------------------------------------


async def test_a_courier_hears_of_new_deliveries_and_finishes_what_it_began(database: Database):
    platform = ScriptedPlatform(gate=asyncio.Event())
    wakeups = Wakeups(database)
    listening = asyncio.create_task(wakeups.run())
    one = Courier(database, platform, clock, wakeups)
    running = asyncio.create_task(one.run())
    await queue(database, (ZHANG, "1"))
    await until(lambda: platform.asked)

    one.stop()
    platform.gate.set()
    await asyncio.wait_for(running, 5)

    assert await outbox(database) == [("done", "")]
    listening.cancel()


class CountingDatabase(Database):
    """Counts the commits of what it is used for."""

    commits = 0

    @asynccontextmanager
    async def work(self) -> AsyncGenerator[Connection]:
        async with super().work() as conn:
            yield conn
        self.commits += 1


async def test_deliveries_that_go_out_together_share_their_commits(address: str):
    database, platform = CountingDatabase(address), ScriptedPlatform()
    await queue(database, *[(Address(STAFF, f"u{n}", None), "通知") for n in range(12)])
    before = database.commits

    await courier(database, platform).deliver_due()

    spent = database.commits - before
    assert {state for (state,) in await outbox(database, "state")} == {"done"}
    assert spent <= 12  # alone each of the twelve would take two, beside the leasing
    await database.close()


async def test_a_text_goes_out_with_the_recipients_right_to_be_answered_while_it_lives(database: Database):
    platform = ScriptedPlatform()
    await change(
        database,
        "insert into reply_rights values ('wecom', 'staff', 'zhang3', 'open', now() + interval '10 minutes'), "
        "('wecom', 'staff', 'li4', 'over', now() + interval '10 seconds')",
    )
    await queue(database, (ZHANG, "1"), (LI, "2"))

    await courier(database, platform).deliver_due()

    assert [(sent.to, sent.reply_right) for sent in platform.asked] == [("zhang3", "open"), ("li4", None)]
