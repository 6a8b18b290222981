"""Every night: forgotten drafts end, old contents go, and the keys that know a repeat stay."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import asyncpg
import pytest

from domain.college_calendar import CollegeCalendar
from domain.forms.planning import plan_of
from domain.ids import Minutes, PersonId
from domain.office import Office
from domain.shift import Shift
from jobs.runs import Retention, Surroundings
from jobs.schedule import Schedule
from storage.cases import create_case
from storage.database import Database
from storage.forms import newest_forms, publish
from storage.people import load_people
from storage.verify import verify
from tests.handlers.college import LEAVE, documents_of
from tests.storage.people import add_people

NIGHT = datetime(2030, 3, 4, 19, 20, tzinfo=UTC)


@pytest.fixture
def schedule(database: Database) -> Schedule:
    office = Office(name="示例学院", campus=ZoneInfo("Asia/Shanghai"), calendar=CollegeCalendar(), shift=Shift())

    return Schedule(Surroundings(database=database, clock=lambda: NIGHT, office=office, retention=Retention()))


async def test_a_draft_that_lay_too_long_ends(database: Database, schedule: Schedule, address: str):
    [person] = await add_people(database, "张三")
    async with database.begin(NIGHT) as tx:
        await publish(tx, documents_of(LEAVE))
        form = (await newest_forms(tx))["teacher_leave"]
        applicant = (await load_people(tx, [PersonId(person)]))[PersonId(person)]
        plan = plan_of(form, Minutes(480))
        old, young = [(await create_case(tx, applicant, form, plan, {})).no for _ in range(2)]
    conn = await asyncpg.connect(address)
    await conn.execute("update requests set created_at = $1 where no = $2", NIGHT - timedelta(days=8), old)
    await conn.execute("update requests set created_at = $1 where no = $2", NIGHT - timedelta(days=6), young)
    await conn.execute("insert into dialogues values ($1, 'form', $2, '{}', now())", person, old)

    assert await schedule.run_now("retention", NIGHT)

    assert [tuple(row) for row in await conn.fetch("select state, finished_at from requests order by no")] == [
        ("expired", NIGHT),
        ("draft", None),
    ]
    assert await conn.fetchval("select count(*) from dialogues") == 0
    assert [
        row["action"] for row in await conn.fetch("select action from audit where action <> 'publish' order by seq")
    ] == [
        "request.expire",
        "office.retain",
    ]
    assert await verify(database) == []
    await conn.close()


async def test_what_was_attached_to_a_draft_that_came_to_nothing_goes(
    database: Database, schedule: Schedule, address: str
):
    person, *_ = await add_people(database, "张三")
    conn = await asyncpg.connect(address)
    for number, days in ((1, 3), (2, 1)):
        await conn.execute(
            """
            insert into requests (no, form, form_version, applicant_id, state, fields, created_at, finished_at)
            overriding system value values ($1, 'travel', 1, $2, 'withdrawn', '{}', $3, $3)
            """,
            number,
            person,
            NIGHT - timedelta(days=days),
        )
        await conn.execute(
            """
            insert into attachments (id, request_no, field, name, media_type, size, sha256, content, person_id, at)
            values (gen_random_uuid(), $1, 'files', '说明.pdf', 'application/pdf', 1, 'x', 'x', $2, $3)
            """,
            number,
            person,
            NIGHT,
        )

    assert await schedule.run_now("retention", NIGHT)

    assert [row["request_no"] for row in await conn.fetch("select request_no from attachments")] == [2]
    await conn.close()


async def test_old_contents_go_and_their_keys_stay(database: Database, schedule: Schedule, address: str):
    conn = await asyncpg.connect(address)
    for days, state in ((31, "done"), (29, "done"), (31, "pending"), (31, "dead")):
        await conn.execute(
            """
            insert into inbox (platform, account, event_key, kind, lane, body, state, handled_at, error)
            values ('wecom', 'staff', $1, 'text', '', 'secret', $2, $3, 'E')
            """,
            f"{days}{state}",
            state,
            None if state == "pending" else NIGHT - timedelta(days=days),
        )
    for days, state in ((91, "done"), (89, "done"), (91, "dead")):
        await conn.execute(
            """
            insert into outbox (platform, account, recipient, kind, payload, dedupe_key, state, finished_at)
            values ('wecom', 'staff', 'zhang3', 'text', '{"text": "secret"}', $1, $2, $3)
            """,
            f"{days}{state}",
            state,
            NIGHT - timedelta(days=days),
        )

    assert await schedule.run_now("retention", NIGHT)

    kept = await conn.fetch("select event_key from inbox where body is not null order by id")
    payloads = await conn.fetch("select dedupe_key from outbox where payload <> '{}' order by id")
    assert [row["event_key"] for row in kept] == ["29done", "31pending"]
    assert [row["dedupe_key"] for row in payloads] == ["89done", "91dead"]
    assert await conn.fetchval("select count(*) from inbox") == 4
    assert await conn.fetchval("select count(*) from outbox") == 3
    assert await conn.fetchval("select outcome from job_runs") == "草稿过期 0 份，清空回调 2 条、投递 1 条"
    await conn.close()
