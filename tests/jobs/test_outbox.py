"""Deliveries on their way out: once each, in order, within the budgets, and honest when nobody can know."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest

from adapters.ports import (
    PlatformBusy,
    PlatformFailure,
    PlatformMisconfigured,
    PlatformRefused,
    PlatformUncertain,
    Receipt,
    RecipientUnreachable,
)
from domain.address import Address
from domain.events import Source
from jobs import outbox as outbox_module
from jobs.backoff import LONGEST, backoff
from jobs.outbox import Courier
from storage.connection import Connection
from storage.database import Database
from storage.deliveries import Ending, finish
from storage.drafts import Lane
from storage.leases import Leased, LeaseLost, lease
from storage.outbox import recall, say
from storage.wakeups import Wakeups
from tests.jobs.scripted import STAFF, ScriptedPlatform, clock

ZHANG, LI = Address(STAFF, "zhang3", None), Address(STAFF, "li4", None)
UNCERTAIN = PlatformUncertain("timeout", "没有收到回应")


async def queue(database: Database, *said: tuple[Address, str], lane: Lane = Lane.SEND) -> None:
    async with database.begin(clock()) as tx:
        for to, words in said:
            await say(tx, to, words, key=f"{to.user_id}:{words}", lane=lane)


def courier(database: Database, platform: ScriptedPlatform, *, workers: int = 16, budgets: Sequence = ()) -> Courier:
    return Courier(database, platform, clock, Wakeups(database), workers=workers, account_budgets=budgets)


async def lease_of(database: Database, source: Source, most: int, **budgets: Sequence) -> list[Leased]:
    async with database.work() as conn:
        return await lease(conn, source, most, **budgets)


async def outbox(database: Database, columns: str = "state, error") -> list[tuple]:
    async with database.engine.connect() as conn:
        return [tuple(row) for row in await conn.exec_driver_sql(f"select {columns} from outbox order by id")]


async def change(database: Database, statement: str) -> None:
    async with database.engine.begin() as conn:
        await conn.exec_driver_sql(statement)


async def alerts(database: Database) -> list[tuple[str, int, bool]]:
    async with database.engine.connect() as conn:
        found = await conn.exec_driver_sql("select key, times, cleared_at is not null from alerts order by key")
        return [tuple(row) for row in found]


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


# --- leases ------------------------------------------------------------------------------------------------------


async def test_a_courier_that_was_paused_too_long_records_nothing(database: Database):
    """It wakes up believing that the delivery is still its own."""
    await queue(database, (ZHANG, "1"))
    [paused] = await lease_of(database, STAFF, 10)
    await change(database, "update outbox set lease_until = now() - interval '1 second'")
    [quick] = await lease_of(database, STAFF, 10)

    with pytest.raises(LeaseLost):
        async with database.begin(clock()) as tx:
            await finish(tx, paused, Ending.DEAD, "zu spät")
    async with database.begin(clock()) as tx:
        await finish(tx, quick, Ending.DONE, "")
    with pytest.raises(LeaseLost):
        async with database.begin(clock()) as tx:
            await finish(tx, replace(quick), Ending.DEAD, "noch einmal")

    assert await outbox(database) == [("done", "")]


async def test_a_delivery_whose_courier_died_before_calling_is_sent(database: Database):
    platform = ScriptedPlatform()
    await queue(database, (ZHANG, "1"))
    await lease_of(database, STAFF, 10)

    assert await courier(database, platform).deliver_due() == 0
    await change(database, "update outbox set lease_until = now() - interval '1 second'")
    assert await courier(database, platform).deliver_due() == 1

    assert platform.told() == [("zhang3", "1")]


async def called_and_lost(database: Database, ago: str) -> None:
    """As a courier leaves it that is killed between calling and recording."""
    await lease_of(database, STAFF, 10)
    lost = f"called_at = now() - interval '{ago}', attempts = 1, lease_until = now() - interval '1 second'"
    await change(database, f"update outbox set {lost}")


async def test_a_lost_answer_is_repeated_while_the_platform_drops_copies(database: Database):
    """The serial is the same, so the platform knows the copy; the answer tells whether it was sent."""
    platform = ScriptedPlatform()
    await queue(database, (ZHANG, "1"))
    await called_and_lost(database, "10 minutes")

    await courier(database, platform).deliver_due()

    assert [outgoing.serial for outgoing in platform.asked] == [1]
    assert await outbox(database) == [("done", "")]


async def test_a_lost_answer_is_uncertain_when_a_repeat_would_be_a_second_text(database: Database):
    platform = ScriptedPlatform()
    await queue(database, (ZHANG, "1"))
    await called_and_lost(database, "31 minutes")

    await courier(database, platform).deliver_due()

    assert platform.asked == []
    assert [state for state, _ in await outbox(database)] == ["uncertain"]
    assert await alerts(database) == [("uncertain:wecom:staff", 1, False)]


async def test_no_answer_is_uncertain_at_once_where_the_platform_drops_no_copies(database: Database):
    platform = ScriptedPlatform(repeat_window=timedelta(), failures=[UNCERTAIN])
    await queue(database, (ZHANG, "1"), (ZHANG, "2"))

    await courier(database, platform).deliver_due()

    assert platform.told() == [("zhang3", "1"), ("zhang3", "2")]
    assert [state for state, _ in await outbox(database)] == ["uncertain", "done"]


async def test_no_answer_is_asked_again_later_with_the_same_request(database: Database):
    platform = ScriptedPlatform(failures=[UNCERTAIN, RuntimeError("boom")])
    await queue(database, (ZHANG, "1"))
    for _ in range(3):
        await courier(database, platform).deliver_due()
        await change(database, "update outbox set available_at = now() where state = 'pending'")

    assert [platform.asked[0]] * 3 == platform.asked
    assert await outbox(database, "state, attempts") == [("done", 3)]


# --- failures ----------------------------------------------------------------------------------------------------


async def test_a_busy_platform_is_tried_again_later_and_nobody_is_told(database: Database):
    platform = ScriptedPlatform(failures=[PlatformBusy("45009", "调用太频繁")])
    await queue(database, (ZHANG, "1"), (LI, "2"))
    one = courier(database, platform, workers=1)

    await one.deliver_due()

    assert platform.told() == [("zhang3", "1"), ("li4", "2")]
    assert await outbox(database, "state, error, called_at is null, lease_token is null") == [
        ("pending", "45009: 调用太频繁", True, True),
        ("done", "", False, True),
    ]
    assert await alerts(database) == []


async def test_a_platform_that_asks_for_a_pause_gets_it_for_the_whole_account(database: Database):
    platform = ScriptedPlatform(failures=[PlatformBusy("45009", "调用太频繁", timedelta(seconds=0.2))])
    await queue(database, (ZHANG, "1"))
    one = courier(database, platform, workers=1)
    running = asyncio.create_task(one.run())

    while not platform.asked:
        await asyncio.sleep(0.01)
    await queue(database, (LI, "2"))
    while len(platform.asked) < 3:
        await asyncio.sleep(0.01)

    one.stop()
    await asyncio.wait_for(running, 5)
    assert platform.asked_at[1] - platform.asked_at[0] >= 0.2


@pytest.mark.parametrize(
    ("failure", "alert"),
    [
        (RecipientUnreachable("81013", "收件人不在应用可见范围"), "unreachable:zhang3:wecom:staff"),
        (PlatformRefused("40058", "参数不合法"), "refused:40058:wecom:staff"),
    ],
)
async def test_a_hopeless_delivery_is_buried_it_is_told_and_the_next_one_goes(
    database: Database, failure: PlatformFailure, alert: str
):
    platform = ScriptedPlatform(failures=[failure])
    await queue(database, (ZHANG, "1"), (ZHANG, "2"))

    await courier(database, platform).deliver_due()

    assert await outbox(database) == [("dead", str(failure)), ("done", "")]
    assert await alerts(database) == [(alert, 1, False)]


async def test_a_wrong_setting_stops_the_account_loses_nothing_and_is_told_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    wrong = PlatformMisconfigured("40001", "secret 不正确")
    platform = ScriptedPlatform(failures=[wrong])
    await queue(database, (ZHANG, "1"), (LI, "2"))
    one = courier(database, platform, workers=1)

    await one.deliver_due()
    assert len(platform.asked) == 1
    assert await alerts(database) == [("misconfigured:wecom:staff", 1, False)]

    await change(database, "update outbox set available_at = now()")
    await courier(database, platform).deliver_due()
    assert [state for state, _ in await outbox(database)] == ["done", "done"]
    assert await alerts(database) == [("misconfigured:wecom:staff", 1, True)]


def test_pauses_grow_are_jittered_and_have_a_limit():
    for attempts in range(40):
        pauses = [backoff(attempts) for _ in range(50)]
        limit = min(LONGEST, timedelta(seconds=5) * 2 ** min(attempts, 10))
        assert all(timedelta() <= pause <= limit for pause in pauses)
        assert len(set(pauses)) > 40


# --- the loop ----------------------------------------------------------------------------------------------------


async def test_a_courier_hears_of_new_deliveries_and_finishes_what_it_began(database: Database):
    platform = ScriptedPlatform(gate=asyncio.Event())
    wakeups = Wakeups(database)
    listening = asyncio.create_task(wakeups.run())
    one = Courier(database, platform, clock, wakeups)
    running = asyncio.create_task(one.run())
    await queue(database, (ZHANG, "1"))
    while not platform.asked:
        await asyncio.sleep(0.01)

    one.stop()
    platform.gate.set()
    await asyncio.wait_for(running, 5)

    assert await outbox(database) == [("done", "")]
    listening.cancel()


async def test_a_call_that_lasts_keeps_its_lease(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(outbox_module, "LEASE", timedelta(seconds=0.15))
    platform = ScriptedPlatform(gate=asyncio.Event())
    await queue(database, (ZHANG, "1"))
    one = courier(database, platform)
    running = asyncio.create_task(one.run())
    while not platform.asked:
        await asyncio.sleep(0.01)

    await change(database, "update outbox set lease_until = now() - interval '1 second'")
    while not (await outbox(database, "lease_until > now()"))[0][0]:
        await asyncio.sleep(0.01)

    one.stop()
    platform.gate.set()
    await asyncio.wait_for(running, 5)
    assert len(platform.asked) == 1


async def test_an_answer_is_recorded_even_if_the_database_was_away_when_it_came(database: Database, address: str):
    platform = ScriptedPlatform(gate=asyncio.Event())
    await queue(database, (ZHANG, "1"))
    delivering = asyncio.create_task(courier(database, platform).deliver_due())
    while not platform.asked:
        await asyncio.sleep(0.01)
    executioner = await asyncpg.connect(address)
    await executioner.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity "
        "where datname = current_database() and pid <> pg_backend_pid()"
    )
    await executioner.close()
    platform.gate.set()
    await delivering

    assert await outbox(database) == [("done", "")]


async def test_leasing_stays_cheap_however_many_deliveries_wait(database: Database, address: str):
    conn = await asyncpg.connect(address)
    await conn.execute("""
        insert into outbox (platform, account, recipient, kind, payload, dedupe_key, state, finished_at, called_at)
        select 'wecom', 'staff', 'u' || n % 5000, 'text', '{}', n::text, 'done', now(), now() - interval '2 hours'
        from generate_series(1, 50000) n;
        insert into outbox (platform, account, recipient, kind, payload, dedupe_key)
        select 'wecom', 'staff', 'u' || n % 5000, 'text', '{}', 'p' || n from generate_series(1, 10000) n;
    """)
    before = await conn.fetchval("select extract(epoch from clock_timestamp())")

    taken = await lease_of(database, Source("wecom", "staff"), 16, member_budgets=((30, timedelta(minutes=1)),))

    elapsed = await conn.fetchval("select extract(epoch from clock_timestamp())") - before
    await conn.close()
    assert [one.to.user_id for one in taken] == [f"u{n}" for n in range(1, 17)]
    assert elapsed < 0.25


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


async def test_one_that_cannot_be_marked_does_not_hold_up_the_others(database: Database):
    platform = ScriptedPlatform()
    await queue(database, (ZHANG, "1"), (LI, "2"))
    await change(database, "update outbox set payload = '{}' where recipient = 'zhang3'")
    carrying = courier(database, platform)

    await carrying.deliver_due()

    assert platform.told() == [("li4", "2")]
    assert await outbox(database, "state, attempts") == [("pending", 0), ("done", 1)]


async def test_a_lease_that_is_lost_among_others_takes_their_records_from_nobody(database: Database):
    platform = ScriptedPlatform(gate=asyncio.Event())
    await queue(database, (ZHANG, "1"), (LI, "2"))
    delivering = asyncio.create_task(courier(database, platform).deliver_due())
    while len(platform.asked) < 2:
        await asyncio.sleep(0.01)
    await change(database, "update outbox set lease_token = gen_random_uuid() where recipient = 'zhang3'")

    platform.gate.set()
    await asyncio.wait_for(delivering, 5)

    assert await outbox(database, "state") == [("pending",), ("done",)]


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
