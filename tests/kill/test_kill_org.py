"""SIGKILL while the directory is read, written and put back: all of a difference is there, or nothing of it."""

import asyncio

import asyncpg

from storage.crash_points import POINTS
from tests.campus.campus import DEAN
from tests.campus.hands import at_rest
from tests.campus.org_hand import WecomConsole
from tests.kill.test_kill import Reviver, at_each, founded, press

POINTS_OF_RUNS = sorted(point for point in POINTS if point.startswith("org."))
COUNTS = """
    select (select count(*) from org_changes where run_id is not null and undone_at is null) as changes,
        (select count(*) from org_runs where state = 'undone') as undone,
        (select count(*) from people where status = 'active') as people
"""


async def test_a_run_survives_a_kill_at_each_of_its_points(pg_server, template, tmp_path):
    await at_each(POINTS_OF_RUNS, lambda: founded(pg_server, template, tmp_path), die_in_the_run)


async def die_in_the_run(campus, point: str) -> None:
    program, hand, console = campus.programs[0], campus.wecom, WecomConsole(campus)
    console.found_office()
    console.move()
    console.add()
    restart = Reviver(program)
    program.start(crash_at=point)
    await campus.ready()

    hand.say(DEAN, "同步组织 企业微信")
    await press(hand, DEAN, "应用", restart, lambda: hand.offers(DEAN, "撤销"))
    connection = await asyncpg.connect(campus.database.replace("+asyncpg", ""))
    written = dict(await connection.fetchrow(COUNTS))
    await press(hand, DEAN, "撤销", restart, lambda: hand.ended(DEAN, "撤销"))
    await at_rest(campus.database)
    await asyncio.to_thread(program.stop)

    assert restart.deaths == 1, f"{point} was never reached"
    assert written == {"changes": 3, "undone": 0, "people": 3}
    assert dict(await connection.fetchrow(COUNTS)) == {"changes": 0, "undone": 1, "people": 2}
    await connection.close()
    assert await campus.violations() == []
