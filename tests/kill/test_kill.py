"""SIGKILL at every named point between receiving and delivering: nothing is lost, nothing is done twice."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import asyncpg
import pytest

from storage.cards import SUPERSEDED
from storage.crash_points import POINTS
from storage.embedded import EmbeddedServer
from tests import waiting
from tests.campus.campus import DEAN, TEACHER, Campus, Layout, Program, next_workday
from tests.campus.hands import PATIENCE, Hand, at_rest, until
from tests.thorough import IS_THOROUGH

CAMPUS_TIME = ZoneInfo("Asia/Shanghai")


PRESSED_AGAIN_AFTER = 5.0  # seconds; longer than the program takes to start and answer
AT_ONCE = 3 if IS_THOROUGH else 6  # most of a death's time is waiting for leases to end; the rest is starting
_numbers = count(1)


BOTH = Layout(dingtalk="stream")


@asynccontextmanager
async def founded(
    server: EmbeddedServer, template: str, folder: Path, layout: Layout = BOTH, kind: type[Campus] = Campus
) -> AsyncIterator[Campus]:
    """A college with a database of its own."""
    name = f"campus_{next(_numbers)}"
    await server.create_database(name, template)
    (folder / name).mkdir()
    campus = kind(folder / name, server.dsn(name), layout)
    await campus.open()
    try:
        yield campus
    finally:
        await campus.close()
        await server.drop_database(name)


async def at_each(
    points: Iterable[str],
    founding: Callable[[], AbstractAsyncContextManager[Campus]],
    die: Callable[..., Awaitable[None]],
) -> None:
    """`die` at each of them, in a college of its own, side by side."""

    async def one(point: str) -> None:
        async with founding() as campus:
            await die(campus, point)

    await asyncio.gather(*map(one, points))


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
                "decisions": "report.decisions",
                "bookings": "leave_ledger where minutes = -240",
                "all bookings": "leave_ledger",
                "unfinished": "inbox where state = 'pending'",
                "dead": "inbox where state = 'dead'",
                "unsent": "outbox where state <> 'done'",
            }.items()
        }
    finally:
        await connection.close()


async def standing(address: str) -> set[int]:
    """How many cards still speak for the request, for each who has one. Where a kill lost the right to redraw one, it
    points to its successor.
    """
    connection = await asyncpg.connect(address.replace("+asyncpg", ""))
    try:
        query = "select count(*) from cards where content ->> 'closing' <> $1 group by person_id, role"
        return {row["count"] for row in await connection.fetch(query, SUPERSEDED)}
    finally:
        await connection.close()


async def press(hand: Hand, user: str, text: str, restart, effect) -> None:
    """Until it has come to something. A press that nobody heard, for the program had just died, is made again."""
    await until(lambda: restart() or hand.offers(user, text))
    async with asyncio.timeout(PATIENCE):
        while not effect():
            if hand.offers(user, text):
                await hand.press(user, text)
            with contextlib.suppress(TimeoutError):
                await waiting.until(lambda: restart() or effect(), PRESSED_AGAIN_AFTER, waiting.PAUSE_OUTSIDE)


async def tell_the_story(applicant: Hand, approver: Hand, restart) -> None:
    """From the sentence to everybody's final card; `restart` revives the program when it has killed itself."""
    approver.say(DEAN, "帮助")
    await until(lambda: restart() or approver.texts(DEAN))
    applicant.say(TEACHER, sentence())
    await press(applicant, TEACHER, "提交", restart, lambda: approver.offers(DEAN, "同意"))
    await press(approver, DEAN, "同意", restart, lambda: applicant.ended(TEACHER, "同意"))
    await until(lambda: restart() or approver.ended(DEAN, "同意"))


# Each step of the story is a callback, a decision and a delivery of its own: one death at every point, by turns at its
# first and at its third passage, and by turns on each platform and between them; `make proof` tries all of it.
WAYS = [("dingtalk", "wecom"), ("wecom", "wecom"), ("wecom", "dingtalk"), ("dingtalk", "dingtalk")]
# In stories of their own.
ELSEWHERE = ("token.", "org.", "orders.", "roster.", "attendance.", "duties.", "digest.")
POINTS_OF_THE_STORY = sorted(point for point in POINTS if not point.startswith(ELSEWHERE))


def ways_of(point: str, place: int) -> list[tuple[str, str]]:
    """The front door's own points lie on WeCom's way only: a stream comes in by another."""
    ways = [("wecom", "wecom")] if point.startswith("front.") else WAYS
    return ways if IS_THOROUGH else [ways[place // 2 % len(ways)]]


DEATHS = [
    (point, nth, asks_on, decides_on)
    for place, point in enumerate(POINTS_OF_THE_STORY)
    for nth in ((1, 3) if IS_THOROUGH else ((1, 3)[place % 2],))
    for asks_on, decides_on in ways_of(point, place)
]


@dataclass
class Reviver:
    """Starts the program again when it has killed itself, and counts how often that was."""

    program: Program
    deaths: int = 0

    def __call__(self) -> None:
        if self.program.is_dead:
            self.deaths += 1
            self.program.start()


async def die_in_the_story(campus: Campus, point: str, nth: int, asks_on: str, decides_on: str) -> None:
    program, address = campus.programs[0], campus.database
    restart = Reviver(program)
    program.start(crash_at=f"{point}:{nth}")
    await campus.ready()
    await tell_the_story(getattr(campus, asks_on), getattr(campus, decides_on), restart)
    await at_rest(address)
    await asyncio.to_thread(program.stop)

    assert restart.deaths == 1, f"{point} was never reached"
    found = await counts(address)
    assert found["unfinished"] == found["dead"] == 0
    assert (found["requests"], found["approved"], found["decisions"]) == (1, 1, 1)
    assert (found["bookings"], found["all bookings"]) == (1, 1)
    assert await standing(address) == {1}
    assert await campus.violations() == []


async def die_with_a_new_token(campus: Campus, point: str) -> None:
    program, restart = campus.programs[0], Reviver(campus.programs[0])
    connection = await asyncpg.connect(campus.database.replace("+asyncpg", ""))
    await connection.execute("delete from platform_tokens")
    program.start(crash_at=point)
    campus.wecom.say(TEACHER, "帮助")
    await until(lambda: restart() or campus.wecom.texts(TEACHER))
    await asyncio.to_thread(program.stop)

    assert restart.deaths == 1
    assert await connection.fetchval("select count(*) from platform_tokens where name like 'wecom:%'") == 1
    await connection.close()
    assert await campus.violations() == []


@pytest.mark.parametrize(
    "deaths", [DEATHS[start : start + AT_ONCE] for start in range(0, len(DEATHS), AT_ONCE)], ids=str
)
async def test_a_leave_survives_a_kill(pg_server, template, tmp_path, deaths):
    """Each in a college of its own, side by side."""

    async def die(death: tuple[str, int, str, str]) -> None:
        async with founded(pg_server, template, tmp_path) as campus:
            await die_in_the_story(campus, *death)

    await asyncio.gather(*map(die, deaths))


async def test_a_kill_around_a_new_token_leaves_one_token(pg_server, template, tmp_path):
    points = sorted(point for point in POINTS if point.startswith("token."))
    await at_each(points, lambda: founded(pg_server, template, tmp_path), die_with_a_new_token)


async def test_two_replicas_share_the_work_and_one_may_die(tmp_path, address):
    campus = Campus(tmp_path, address)
    await campus.open(replicas=2)
    first, second = campus.programs
    first.start()
    second.start(crash_at="handler.decided:2")
    await campus.ready(0)

    await tell_the_story(campus.wecom, campus.wecom, lambda: None)
    await at_rest(address)
    for program in campus.programs:
        if not program.is_dead:
            program.stop()

    found = await counts(address)
    assert (found["requests"], found["approved"], found["decisions"], found["all bookings"]) == (1, 1, 1, 1)
    assert await campus.violations() == []
    await campus.close()
