"""Deliveries that fail: tried again, buried or uncertain, and honest when nobody can know."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from adapters.ports import (
    PlatformBusy,
    PlatformFailure,
    PlatformMisconfigured,
    PlatformRefused,
    PlatformUncertain,
    RecipientUnreachable,
)
from jobs.backoff import LONGEST, backoff
from storage.database import Database
from tests.jobs.carrying import LI, ZHANG, alerts, called_and_lost, change, courier, outbox, queue
from tests.jobs.scripted import ScriptedPlatform
from tests.waiting import until

UNCERTAIN = PlatformUncertain("timeout", "没有收到回应")


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

    await until(lambda: platform.asked)
    await queue(database, (LI, "2"))
    await until(lambda: len(platform.asked) >= 3)

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


async def test_an_answer_is_recorded_even_if_the_database_was_away_when_it_came(database: Database, address: str):
    platform = ScriptedPlatform(gate=asyncio.Event())
    await queue(database, (ZHANG, "1"))
    delivering = asyncio.create_task(courier(database, platform).deliver_due())
    await until(lambda: platform.asked)
    executioner = await asyncpg.connect(address)
    await executioner.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity "
        "where datname = current_database() and pid <> pg_backend_pid()"
    )
    await executioner.close()
    platform.gate.set()
    await delivering

    assert await outbox(database) == [("done", "")]


async def test_one_that_cannot_be_marked_does_not_hold_up_the_others(database: Database):
    platform = ScriptedPlatform()
    await queue(database, (ZHANG, "1"), (LI, "2"))
    await change(database, "update outbox set payload = '{}' where recipient = 'zhang3'")
    carrying = courier(database, platform)

    await carrying.deliver_due()

    assert platform.told() == [("li4", "2")]
    assert await outbox(database, "state, attempts") == [("pending", 0), ("done", 1)]
