"""Punches are read over and over: nothing twice, nothing lost, and days later what a device sent late."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from adapters.ports import Finding, PlatformBusy, PlatformFailure, PlatformMisconfigured
from domain.events import PunchesTold, Source
from domain.office import Office
from domain.punch_reading import PunchCorrection, PunchRead
from handlers.punches_told import note_told
from jobs import punch_readings
from jobs.punch_readings import PunchReader, ReadingPolicy
from storage.database import Database
from storage.punches import note
from tests.handlers.attendance import rules
from tests.handlers.college import OFFICE
from tests.storage.people import add_people

STAFF = Source("wecom", "staff")
NOON = datetime(2026, 5, 6, 4, tzinfo=UTC)
TEN = timedelta(minutes=10)


@dataclass
class Place:
    """A platform's punches; each appears when it has arrived there."""

    clock: "Clock"
    tells_itself: bool = False
    takes_corrections: bool = False
    arrived: list[tuple[datetime, PunchRead]] = field(default_factory=list)
    asked: list[tuple[datetime, datetime]] = field(default_factory=list)
    failures: list[PlatformFailure] = field(default_factory=list)
    members: list[str] = field(default_factory=list)

    def punch(self, user: str, at: datetime, arrives: datetime | None = None) -> None:
        self.arrived.append((arrives or at, PunchRead(user_id=user, at=at)))

    async def read_punches(self, members: Collection[str], since: datetime, until: datetime) -> list[PunchRead]:
        self.asked.append((since, until))
        self.members += members
        await asyncio.sleep(0)
        if self.failures:
            raise self.failures.pop(0)
        return [
            read
            for arrives, read in self.arrived
            if read.user_id in members and since <= read.at <= until and arrives <= self.clock.now
        ]

    async def correct_punch(self, correction: PunchCorrection) -> None:
        self.punch(correction.user_id, correction.at)

    async def check_punches(self, now: datetime) -> Finding:
        del now
        return Finding("打卡", is_ok=True)


@dataclass
class Clock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def place(clock) -> Place:
    return Place(clock)


@pytest.fixture
async def person(database: Database) -> int:
    return await add_account(database, "王芳", "Wang1")


@pytest.fixture
def reader(database, place, clock) -> PunchReader:
    return new_reader(database, place, clock)


def new_reader(database: Database, place: Place, clock: Clock, office: Office | None = None) -> PunchReader:
    return PunchReader(database, {STAFF: place}, ReadingPolicy(), clock, office or OFFICE)


async def add_account(database: Database, name: str, user: str) -> int:
    [person] = await add_people(database, name)
    async with database.engine.begin() as conn:
        await conn.exec_driver_sql(
            "insert into accounts (person_id, platform, account, user_id, user_key) values ($1, $2, $3, $4, $5)",
            (person, STAFF.platform, STAFF.account, user, user.lower()),
        )
    return person


async def due_again(look) -> None:
    await look.execute("update punch_readings set due_at = now() - interval '1 second'")


async def kept(look) -> list[tuple]:
    return [
        tuple(row) for row in await look.fetch("select person_id, source, punched_at from punches order by punched_at")
    ]


async def test_a_punch_is_kept_once_however_often_it_is_read(look, person, place, clock, reader):
    place.punch("Wang1", NOON - TEN)
    place.punch("stranger", NOON - TEN)

    for _ in range(3):
        assert await reader.read_next()
        await due_again(look)
        clock.now += TEN

    assert await kept(look) == [(person, "wecom:staff", NOON - TEN)]
    assert set(place.members) == {"Wang1"}


async def test_each_reading_begins_before_the_end_of_the_last_one(look, person, place, clock, reader):
    await reader.read_next()
    await due_again(look)
    clock.now += TEN
    await reader.read_next()

    (first_since, first_until), (since, until) = place.asked
    assert (first_since, first_until) == (NOON - timedelta(days=7), NOON)
    assert since < first_until
    assert until == NOON + TEN


async def test_nobody_is_asked_again_before_it_is_time(person, reader):
    assert await reader.read_next()
    assert not await reader.read_next()


async def test_what_a_device_sends_days_later_is_found_in_the_night(look, person, place, clock, reader):
    old = NOON - timedelta(days=3)
    place.punch("Wang1", old, arrives=NOON + timedelta(hours=1))
    await reader.read_next()
    await due_again(look)
    clock.now = NOON + timedelta(hours=2)
    await reader.read_next()
    assert await kept(look) == []

    await due_again(look)
    clock.now = NOON + timedelta(hours=15)  # three in the morning
    await reader.read_next()

    assert await kept(look) == [(person, "wecom:staff", old)]


async def test_a_platform_that_tells_by_itself_is_asked_once_a_night(look, person, place, clock, reader):
    place.tells_itself = True

    for hours in (0, 1, 2, 15, 16, 17):
        clock.now = NOON + timedelta(hours=hours)
        await reader.read_next()
        await due_again(look)

    assert [until for _, until in place.asked] == [NOON, NOON + timedelta(hours=15)]


async def test_only_who_is_in_a_group_of_attendance_is_asked_for(look, database, person, place, clock):
    await add_account(database, "李强", "Li2")
    await look.execute("update people set staff_no = 'T1' where name = '李强'")
    groups = [{"name": "门卫", "staff_no": ["T1"], "rules": [{"since": date(2026, 1, 1)}]}]
    office = replace(OFFICE, attendance=rules({"groups": groups}))

    await new_reader(database, place, clock, office).read_next()

    assert place.members == ["Li2"]


async def test_after_a_failure_it_goes_on_from_the_same_place(look, person, place, clock, reader):
    await reader.read_next()
    place.failures.append(PlatformBusy("45009", "超过频率限制", timedelta(minutes=1)))
    await due_again(look)
    clock.now += TEN
    place.punch("Wang1", NOON + timedelta(minutes=1))
    await reader.read_next()
    assert await kept(look) == []

    await due_again(look)
    clock.now += timedelta(hours=3)
    await reader.read_next()

    assert place.asked[-1][0] < NOON
    assert await kept(look) == [(person, "wecom:staff", NOON + timedelta(minutes=1))]


async def test_it_hears_at_once_of_a_missing_right_and_that_it_is_over(look, person, place, reader):
    place.failures.append(PlatformMisconfigured("48002", "请加入可调用接口的应用"))

    await reader.read_next()
    raised = await look.fetchrow("select text, cleared_at from alerts")
    await due_again(look)
    await reader.read_next()

    assert "可调用接口的应用" in raised["text"]
    assert raised["cleared_at"] is None
    assert await look.fetchval("select cleared_at from alerts") is not None


async def test_a_killed_reader_loses_nothing(look, database, person, place, clock, monkeypatch):
    await add_account(database, "李强", "Li2")
    monkeypatch.setattr(punch_readings, "MEMBERS_AT_ONCE", 1)
    place.punch("Wang1", NOON - TEN)
    place.punch("Li2", NOON - TEN)
    passed = iter((False, True))

    async def fall(tx, punches):
        await note(tx, punches)
        if next(passed, False):
            raise ConnectionError("killed before the commit")

    monkeypatch.setattr(punch_readings, "note", fall)
    with pytest.raises(ConnectionError):
        await new_reader(database, place, clock).read_next()
    assert len(await kept(look)) == 1

    await due_again(look)
    await new_reader(database, place, clock).read_next()

    assert len(await kept(look)) == 2


async def test_two_replicas_read_an_account_once(database, person, place, clock):
    readers = [new_reader(database, place, clock) for _ in range(4)]

    done = await asyncio.gather(*(reader.read_next() for reader in readers))

    assert sum(done) == 1
    assert len(place.asked) == 1


async def test_whoever_wakes_up_too_late_writes_nothing(look, database, person, place, clock):
    reader, other = new_reader(database, place, clock), new_reader(database, place, clock)
    place.punch("Wang1", NOON - TEN)
    read = place.read_punches

    async def slow(members, since, until):
        found = await read(members, since, until)
        place.read_punches = read
        await due_again(look)
        clock.now += TEN
        await other.read_next()
        return found

    place.read_punches = slow
    await reader.read_next()

    assert len(await kept(look)) == 1
    assert await look.fetchval("select read_until from punch_readings") == NOON + TEN


async def test_an_event_is_a_punch_of_whom_we_know_and_none_of_others(look, database, person):
    known, stranger = PunchRead(user_id="WANG1", at=NOON), PunchRead(user_id="x", at=NOON)

    async with database.begin(NOON) as tx:
        assert await note_told(tx, STAFF, PunchesTold(user_id=None, at=NOON, punches=(known, stranger)))
        assert not await note_told(tx, STAFF, PunchesTold(user_id=None, at=NOON, punches=(stranger,)))

    assert await kept(look) == [(person, "wecom:staff", NOON)]
