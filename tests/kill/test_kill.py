"""SIGKILL at every named point between receiving and delivering: nothing is lost, nothing is done twice."""

import asyncio
import os
from datetime import datetime
from zoneinfo import ZoneInfo

import asyncpg
import pytest

from emulator.wecom.cards import CardView
from storage.cards import SUPERSEDED
from storage.crash_points import POINTS
from tests.kill.campus import DEAN, TEACHER, Campus, next_workday

CAMPUS_TIME = ZoneInfo("Asia/Shanghai")


@pytest.fixture
async def campus(tmp_path, address):
    place = Campus(tmp_path, address)
    await place.open()
    yield place
    await place.close()


def sentence() -> str:
    day = next_workday(datetime.now(CAMPUS_TIME).date())
    return f"请事假 {day.month}月{day.day}日下午 家里有事"


async def counts(address: str) -> dict[str, int]:
    connection = await asyncpg.connect(address.replace("+asyncpg", ""))
    try:
        return {
            name: await connection.fetchval(f"select count(*) from {query}")
            for name, query in {
                "approved": "requests where state = 'approved'",
                "requests": "requests",
                "decisions": "decisions",
                "bookings": "leave_ledger where minutes = -240",
                "all bookings": "leave_ledger",
                "unfinished": "inbox where state = 'pending'",
                "dead": "inbox where state = 'dead'",
                "unsent": "outbox where state <> 'done'",
            }.items()
        }
    finally:
        await connection.close()


async def at_rest(address: str) -> None:
    """Everything that was accepted is handled, and everything that was decided is delivered."""
    connection = await asyncpg.connect(address.replace("+asyncpg", ""))
    async with asyncio.timeout(40):
        while await connection.fetchval(
            "select exists (select from outbox where state = 'pending')"
            " or exists (select from inbox where state = 'pending')"
        ):
            await asyncio.sleep(0.05)
    await connection.close()


def standing(campus: Campus, user: str) -> list[CardView]:
    """Cards that still speak for the request. Where a kill lost the right to redraw one, it points to its successor."""
    return [card for card in campus.cards(user) if card.replaced_by != SUPERSEDED]


async def tell_the_story(campus: Campus, restart) -> None:
    """From the sentence to everybody's final card; `restart` revives the program when it has killed itself."""
    campus.say(TEACHER, sentence())
    await campus.until(lambda: restart() or campus.button(TEACHER, "提交"))
    await campus.press(TEACHER, "提交")
    await campus.until(lambda: restart() or campus.button(DEAN, "同意"))
    await campus.press(DEAN, "同意")
    await campus.until(lambda: restart() or (campus.final(TEACHER, "已通过") or campus.final(TEACHER, "同意")))
    await campus.until(lambda: restart() or campus.final(DEAN, "同意"))
    await campus.emulator.wecom.courier.settled()


# Each step of the story is a callback, a decision and a delivery of its own: one death at every point, by turns at its
# first and at its third passage; with DUTYBELL_THOROUGH set, at both.
POINTS_OF_THE_STORY = sorted(point for point in POINTS if not point.startswith("token."))
DEATHS = [
    (point, nth)
    for place, point in enumerate(POINTS_OF_THE_STORY)
    for nth in ((1, 3) if "DUTYBELL_THOROUGH" in os.environ else ((1, 3)[place % 2],))
]


@pytest.mark.parametrize(("point", "nth"), DEATHS)
async def test_a_leave_survives_a_kill(campus, address, point, nth):
    program = campus.programs[0]
    program.start(crash_at=f"{point}:{nth}")
    deaths = 0

    def restart() -> None:
        nonlocal deaths
        if program.is_dead:
            deaths += 1
            program.start()

    await campus.ready()
    await tell_the_story(campus, restart)
    await at_rest(address)
    program.stop()

    assert deaths == 1, f"{point} was never reached"
    found = await counts(address)
    assert found["unfinished"] == found["dead"] == 0
    assert (found["requests"], found["approved"], found["decisions"]) == (1, 1, 1)
    assert (found["bookings"], found["all bookings"]) == (1, 1)
    assert len(standing(campus, TEACHER)) == len(standing(campus, DEAN)) == 1
    assert await campus.violations() == []


@pytest.mark.parametrize("point", [point for point in sorted(POINTS) if point.startswith("token.")])
async def test_a_kill_around_a_new_token_leaves_one_token(campus, address, point):
    program = campus.programs[0]
    connection = await asyncpg.connect(address.replace("+asyncpg", ""))
    await connection.execute("delete from platform_tokens")
    program.start(crash_at=point)
    deaths = 0

    def restart() -> None:
        nonlocal deaths
        if program.is_dead:
            deaths += 1
            program.start()

    campus.say(TEACHER, "帮助")
    await campus.until(lambda: restart() or campus.emulator.phone().texts(TEACHER) or None)
    program.stop()

    assert deaths == 1
    assert await connection.fetchval("select count(*) from platform_tokens") == 1
    await connection.close()
    assert await campus.violations() == []


async def test_two_replicas_share_the_work_and_one_may_die(tmp_path, address):
    campus = Campus(tmp_path, address)
    await campus.open(replicas=2)
    first, second = campus.programs
    first.start()
    second.start(crash_at="handler.decided:2")
    await campus.ready(0)

    await tell_the_story(campus, lambda: None)
    await at_rest(address)
    for program in campus.programs:
        if not program.is_dead:
            program.stop()

    found = await counts(address)
    assert (found["requests"], found["approved"], found["decisions"], found["all bookings"]) == (1, 1, 1, 1)
    assert await campus.violations() == []
    await campus.close()
