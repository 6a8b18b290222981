"""The held calendar: versions in one line, known to every replica within seconds."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from asyncpg.exceptions import UniqueViolationError
from sqlalchemy import text

from domain.college_calendar import Bells, CollegeCalendar, Event, EventKind, Term
from domain.college_document import CollegeDocument, Notice
from domain.office import Office
from domain.shift import Segment, Shift
from jobs.calendar import CalendarKeeper
from storage.calendar_versions import (
    apply_at_once,
    apply_proposal,
    find_version,
    lock_calendar,
    newest_id,
    newest_version,
    propose,
)
from storage.wakeups import Wakeups
from tests.waiting import until

ALERTS = text("select text from alerts where cleared_at is null")
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SPORTS = Event("运动会", date(2026, 11, 25), date(2026, 11, 26), EventKind.OTHER, works=False)
DOCUMENT = CollegeDocument(
    announced=(2027,),
    notices=(Notice(2027, "元旦", (date(2026, 12, 31), date(2027, 1, 1)), (date(2027, 1, 3),)),),
    terms=(Term("2026–2027学年第一学期", date(2026, 8, 31), date(2027, 1, 17), (19, 20)),),
    events=(SPORTS,),
    seasons=(
        Bells(
            "东区",
            "夏季",
            (5, 1),
            (9, 30),
            (Segment(time(8), time(8, 45)),),
        ),
    ),
)


def an_office() -> Office:
    return Office(name="示例学院", campus=ZoneInfo("Asia/Shanghai"), calendar=CollegeCalendar(), shift=Shift())


async def test_what_is_applied_reads_back_equal_and_a_proposal_does_not_count(database):
    async with database.begin(NOW) as tx:
        first = await apply_at_once(tx, 0, DOCUMENT, source="校历.xlsx", by="cli:import")
        second = await propose(tx, first, CollegeDocument(), source="校历 删除 运动会", by="person:1")

    async with database.begin(NOW) as tx:
        version = await newest_version(tx)
        proposed = await find_version(tx, second)

    assert version
    assert version.id == first
    assert version.document == DOCUMENT
    assert (version.source, version.made_by, version.made_at) == ("校历.xlsx", "cli:import", NOW)
    assert proposed
    assert proposed.applied_at is None


async def test_a_proposal_counts_once_it_is_confirmed_and_never_after_another_change(database):
    async with database.begin(NOW) as tx:
        first = await apply_at_once(tx, 0, DOCUMENT, source="校历.xlsx", by="cli:import")
        one = await propose(tx, first, CollegeDocument(), source="校历 删除 运动会", by="person:1")
        other = await propose(tx, first, replace(DOCUMENT, terms=()), source="别的", by="person:2")

    async with database.begin(NOW) as tx:
        await lock_calendar(tx)
        taken = await apply_proposal(tx, await find_version(tx, one), by="person:1")
        late = await apply_proposal(tx, await find_version(tx, other), by="person:2")

    async with database.begin(NOW) as tx:
        again = await apply_proposal(tx, await find_version(tx, one), by="person:1")
        assert (taken, late, again) == (True, False, False)
        assert await newest_id(tx) == one


async def test_the_database_itself_refuses_a_second_change_of_one_version(database):
    async with database.begin(NOW) as tx:
        await apply_at_once(tx, 0, DOCUMENT, source="a", by="cli:import")

    with pytest.raises(UniqueViolationError):
        async with database.begin(NOW) as tx:
            await apply_at_once(tx, 0, CollegeDocument(), source="b", by="cli:import")


async def test_every_replica_has_a_change_within_seconds(database):
    offices = [an_office(), an_office()]
    wakeups = Wakeups(database)
    keepers = [CalendarKeeper(database, office, lambda: NOW, wakeups) for office in offices]
    running = [asyncio.create_task(each) for each in (wakeups.run(), *(keeper.run() for keeper in keepers))]
    try:
        async with database.begin(NOW) as tx:
            await apply_at_once(tx, 0, DOCUMENT, source="校历.xlsx", by="cli:import")

        await until(lambda: all(office.calendar.terms for office in offices))
    finally:
        for each in running:
            each.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    for office in offices:
        assert not office.calendar.works(date(2026, 11, 25))
        assert office.calendar.week_of(date(2026, 11, 22)) == (DOCUMENT.terms[0], 12)


async def test_a_version_that_contradicts_the_files_leaves_the_calendar_as_it_was_and_is_told_to_it(database):
    works = replace(SPORTS, name="值守", works=True)
    office = replace(an_office(), calendar=CollegeCalendar(events=(works,)))
    async with database.begin(NOW) as tx:
        await apply_at_once(tx, 0, DOCUMENT, source="校历.xlsx", by="cli:import")

    await CalendarKeeper(database, office, lambda: NOW, Wakeups(database)).look()

    assert office.calendar.events == (works,)
    async with database.begin(NOW) as tx:
        told = (await tx.conn.execute(ALERTS, {})).scalars()
    assert len(told) == 1
    assert "2026-11-25 既上班又放假" in told[0]
