"""The checks of cases find what was planted for them, and nothing on clean stories that went every way."""

import asyncpg
import pytest

from domain.flow import acts
from storage.database import Database
from storage.verify import verify
from tests.storage.cases import Office, add_everybody
from tests.storage.lawless import break_every_rule
from tests.unit.flow_college import GONE, LI, SUN, WANG, ZHAO, Directory

# 1001 waits for Zhao, with a copy for Sun; 1002 is approved and booked; 1003 was withdrawn after that; 1004 is a draft
PLANTED_IN_CASES = {
    "case-places": [
        "delete from places where request_no = 1001",
        "insert into places select 1002, no, step, label, person_id, null, asked_at from places",
        "update places set person_id = 5",
        "update places set stand_in_id = 5",
        "update places set step = 's0'",
    ],
    "case-ended": ["update requests set state = 'returned' where no = 1001"],
    "case-waits": [
        """update requests set course = replace(course::text, '"open"', '"waiting"')::jsonb where no = 1001""",
    ],
    "case-look": [
        """
        update requests
        set plan = replace(plan::text, '{"key": "s1"', '{"limit": 60, "overdue": ["remind"], "key": "s1"')::jsonb
        where no = 1001
        """,
    ],
    "stand-in-left": [
        """
        insert into stand_ins (principal_id, stand_in_id, cause, created_at) values (2, 3, 'said:2', now());
        update people set status = 'left' where id = 2
        """,
        """
        insert into stand_ins (principal_id, stand_in_id, starts_at, ends_at, cause, created_at)
        values (2, 3, now(), now() + interval '1 day', 'said:2', now());
        update people set status = 'left' where id = 3
        """,
    ],
    "act-numbers": [
        "delete from acts where request_no = 1001 and no = 1",
        "update requests set version = 1 where no = 1001",
        "update requests set state = 'expired' where no = 1004",
        "delete from acts where request_no = 1003",
    ],
    "act-audit": [
        "delete from audit where object = 'request:1001' and action = 'request.agree'",
        "insert into audit select seq + 100, at, actor, action, object, detail, hash, hash from audit",
        "update audit set actor = 'person:9' where object = 'request:1001' and action = 'request.agree'",
    ],
    "act-own": ["update acts set actor_id = 1 where request_no = 1002 and decision is not null"],
    "case-booked": [
        "delete from bookings where request_no = 1002",
        "update bookings set reversed_at = null where request_no = 1003",
        "update bookings set no = 9 where request_no = 1002",
        "insert into bookings select request_no, 'more', no, booked_at, detail from bookings where request_no = 1002",
        "update requests set state = 'rejected' where no = 1002",
    ],
    "class-slots": [
        """
        insert into class_covers (
            leave_no, kind, teacher_id, person_id, term, course, classes, campus, day, first_period, last_period, room,
            new_day, new_first, new_last, new_room, state, asked_at
        ) values (
            1002, 'cover', 1, 2, 't', 'c', '{}', '', '2030-03-05', 3, 4, 'r', '2030-03-05', 3, 4, 'r', 'agreed', now()
        )
        """,
        """
        insert into class_slots (person_id, day, period, cover_id, campus, room)
        values (2, '2030-03-05', 3, 9, '', 'r')
        """,
    ],
    "gate-pass": [
        """
        insert into gate_passes (request_no, person_id, starts_at, ends_at, made_at)
        values (1003, 1, now(), now() + interval '1 hour', now())
        """,
        """
        insert into bookings
        select request_no, 'gate_pass', no, booked_at, detail from bookings where request_no = 1002
        """,
    ],
    "case-copies": [
        "delete from copies where request_no = 1001",
        "update copies set read_at = now() where request_no = 1001",
        "insert into copies select 1002, 3, given_by_id, given_at from copies where request_no = 1001",
    ],
}


@pytest.fixture
async def stories(address: str, database: Database) -> asyncpg.Connection:
    """Four cases; the connection may break every rule."""
    await add_everybody(address, (LI, WANG, ZHAO, SUN, GONE))
    office = Office(database, Directory(people={"s0": (WANG,), "s1": (ZHAO,)}, copies={"start": (SUN,)}))
    numbers = [await office.submitted() for _ in range(3)]
    await office.create()
    for number in numbers:
        await office.does(number, acts.Agree, WANG)
    for number in numbers[1:]:
        await office.does(number, acts.Agree, ZHAO)
    await office.does(numbers[2], acts.Withdraw, LI)
    await office.does(numbers[2], acts.Read, SUN)
    conn = await asyncpg.connect(address)
    yield conn
    await conn.close()


async def test_stories_that_went_every_way_violate_nothing(stories: asyncpg.Connection, database: Database):
    assert await verify(database) == []


@pytest.mark.parametrize(
    ("check", "damage"), [(name, sql) for name, damages in PLANTED_IN_CASES.items() for sql in damages]
)
async def test_a_violation_that_was_planted_in_a_case_is_found(
    stories: asyncpg.Connection, database: Database, check: str, damage: str
):
    await break_every_rule(stories)
    await stories.execute(damage)

    found = await verify(database)

    assert check in {violation.check for violation in found}
    assert all(violation.subject and violation.sentence for violation in found)
