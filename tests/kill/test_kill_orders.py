"""SIGKILL while a roster is taken in and while the platform is written to: each of them comes to its end, once."""

import asyncio

import asyncpg

from storage.crash_points import POINTS
from tests.campus.campus import DEAN, TEACHER, Layout
from tests.campus.hands import DingHand, at_rest, until
from tests.campus.org_hand import DingConsole
from tests.campus.test_directory_from_chat import JOINING, MOBILE, roster
from tests.kill.test_kill import Reviver, at_each, founded, press

POINTS_OF_ORDERS = sorted(point for point in POINTS if point.startswith(("orders.", "roster.")))
ALONE = Layout(wecom=False, dingtalk="stream")  # who is new is made on the first account there is
COUNTS = """
    select (select count(*) from roster_imports) as imports,
        (select count(*) from roster where gone_at is null) as people,
        (select count(*) from directory_orders where state = 'done') as done,
        (select count(*) from audit where action = 'platform.written') as written,
        (select count(*) from ways_in) as ways_in,
        (select count(*) from people where staff_no = 'T0004' and status = 'active') as joined
"""


async def test_the_directory_kept_from_chat_survives_a_kill_at_each_of_its_points(pg_server, template, tmp_path):
    await at_each(POINTS_OF_ORDERS, lambda: founded(pg_server, template, tmp_path, ALONE), die_in_the_writing)


async def die_in_the_writing(campus, point: str) -> None:
    program, hand, console = campus.programs[0], campus.dingtalk, DingConsole(campus)
    assert isinstance(hand, DingHand)
    console.found_office()
    restart = Reviver(program)
    program.start(crash_at=point)
    await campus.ready()
    connection = await asyncpg.connect(campus.database.replace("+asyncpg", ""))

    hand.phone.send_file(DEAN, roster(), "名单.csv")
    await press(hand, DEAN, "导入", restart, lambda: hand.ended(DEAN, "导入"))
    await press(hand, DEAN, "写入平台", restart, lambda: console.org.roster.member(TEACHER).name == "教师丁")
    await until(lambda: restart() or connection.fetchval("select id from directory_lists where state = 'written'"))
    console.join(JOINING)
    await until(lambda: restart() or connection.fetchval("select id from people where staff_no = $1", JOINING))
    await at_rest(campus.database)
    await asyncio.to_thread(program.stop)

    assert restart.deaths == 1, f"{point} was never reached"
    counts = {"imports": 1, "people": 4, "done": 2, "written": 2, "ways_in": 0, "joined": 1}
    assert dict(await connection.fetchrow(COUNTS)) == counts
    assert [one.userid for one in console.org.roster.members if one.mobile == MOBILE] == [JOINING]
    await connection.close()
    assert await campus.violations() == []
