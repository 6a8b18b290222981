"""Approved corrections reach the platform: none is lost, none is given up before it is refused for good."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest

from adapters.ports import PlatformBusy, PlatformFailure, PlatformRefused, PlatformUncertain
from adapters.wecom.client import WecomClient
from adapters.wecom.punches import WecomPunches
from domain.events import Source
from domain.ids import PersonId, RequestNo
from domain.punch_reading import PunchCorrection
from emulator.clock import MovableClock
from emulator.server import Emulator
from emulator.wecom.apps import App
from emulator.wecom.corp import Corp
from emulator.wecom.people import Department, Member
from emulator.wecom.punches import Checkin, PunchGroup
from jobs.punch_orders import PunchWriter
from storage.database import Database
from storage.punch_orders import order_correction
from tests.jobs.test_punch_readings import STAFF, add_account
from tests.memory_tokens import MemoryTokens
from tests.storage.people import add_draft

NOW = datetime(2030, 3, 4, 12, 0, tzinfo=UTC)
DUE = datetime(2030, 3, 4, 10, 0, tzinfo=UTC)  # 18:00 in China
DONE = PunchCorrection(user_id="", day=date(2030, 3, 4), at=DUE, due_at=DUE, remark="忘记打卡")


class Place:
    """A platform that takes corrections, or fails as it is told."""

    tells_itself = False

    def __init__(self, *failures: PlatformFailure, takes: bool = True) -> None:
        self.failures = list(failures)
        self.written: list[PunchCorrection] = []
        self.takes_corrections = takes

    async def correct_punch(self, correction: PunchCorrection) -> None:
        await asyncio.sleep(0)
        if self.failures:
            raise self.failures.pop(0)
        self.written.append(correction)


@pytest.fixture
async def ordered(database: Database) -> int:
    person = await add_account(database, "王芳", "Wang1")
    number = await add_draft(database, person)
    for _ in range(2):
        async with database.begin(NOW) as tx:
            await order_correction(tx, RequestNo(number), PersonId(person), [STAFF, Source("wecom", "other")], DONE)
    return number


def writer(database: Database, place: object) -> PunchWriter:
    return PunchWriter(database, {STAFF: place}, lambda: NOW)


async def state(look) -> tuple:
    return tuple(await look.fetchrow("select state, attempts, trouble from punch_orders"))


async def due_again(look) -> None:
    await look.execute("update punch_orders set due_at = now() - interval '1 second'")


async def test_ordered_twice_it_is_written_once_under_the_members_own_id(look, database, ordered):
    place = Place()

    assert [await writer(database, place).write_next() for _ in range(2)] == [True, False]

    assert [(each.user_id, each.at, each.due_at) for each in place.written] == [("Wang1", DUE, DUE)]
    assert await state(look) == ("done", 1, "")


async def test_what_fails_for_a_while_is_written_later(look, database, ordered):
    place = Place(PlatformBusy("45009", "太频繁"), PlatformUncertain("timeout", "没有回答"))

    for _ in range(3):
        assert await writer(database, place).write_next()
        assert not await writer(database, place).write_next()
        await due_again(look)

    assert len(place.written) == 1
    assert (await state(look))[:2] == ("done", 3)


async def test_what_is_refused_for_good_is_told_to_it_and_not_repeated(look, database, ordered):
    place = Place(PlatformRefused("301080", "请手工补卡"))

    await writer(database, place).write_next()
    await due_again(look)

    assert not await writer(database, place).write_next()
    assert await state(look) == ("refused", 1, "请手工补卡（301080）")
    assert f"单 {ordered} 的补卡已通过，没有写回 wecom:staff" in await look.fetchval("select text from alerts")


async def test_a_killed_writer_leaves_the_order_to_the_next(look, database, ordered):
    class Killed(Place):
        async def correct_punch(self, correction: PunchCorrection) -> None:
            del correction
            raise ConnectionError("killed")

    with pytest.raises(ConnectionError):
        await writer(database, Killed()).write_next()
    assert not await writer(database, Place()).write_next()

    await due_again(look)
    place = Place()
    await writer(database, place).write_next()

    assert len(place.written) == 1


async def test_replicas_write_an_order_once(database, ordered):
    place = Place()

    await asyncio.gather(*(writer(database, place).write_next() for _ in range(4)))

    assert len(place.written) == 1


async def test_a_platform_that_takes_none_is_left_alone(look, database, ordered):
    assert not await writer(database, Place(takes=False)).write_next()
    assert (await state(look))[0] == "pending"


@pytest.fixture
async def wecom() -> AsyncIterator[tuple[WecomPunches, Checkin]]:
    group = PunchGroup(group_id=7, name="行政", users=frozenset({"Wang1"}))
    checkin = Checkin(secret="checkin-secret", callers=frozenset({1000002}), groups=[group])
    corp = Corp(
        "wwcollege0001",
        departments=[Department(id=1, name="示例职业技术学院", parent_id=0)],
        members=[Member(user_id="Wang1", name="王芳", departments=(1,))],
        apps=[App(agent_id=1000002, secret="staff-secret", callback=None)],
        checkin=checkin,
    )
    async with Emulator(corp, clock=MovableClock(NOW)) as running:
        client = WecomClient(
            api_base=running.api_base,
            corp_id="wwcollege0001",
            application="1000002",
            secret="staff-secret",
            tokens=MemoryTokens(),
        )
        yield WecomPunches(reader=client, writer=client), checkin
        await client.aclose()


async def test_the_emulated_wecom_has_it_at_the_time_of_duty(look, database, ordered, wecom):
    place, checkin = wecom

    await writer(database, place).write_next()

    (punch,) = checkin.punches
    assert (punch.user_id, punch.at, punch.notes, punch.due) == ("Wang1", DUE, "忘记打卡", 18 * 3600)
    assert (await state(look))[0] == "done"
    read = await place.read_punches(["Wang1"], NOW - timedelta(hours=5), NOW)
    assert [each.at for each in read] == [DUE]
