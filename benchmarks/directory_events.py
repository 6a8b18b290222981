"""From the acknowledgement of an event to every route: callback, inbox, the loop of events, platform, write, snapshot.

Everything is as a user has it, `run.py serve` and the emulated platform without delay. The directory that routes ask is
kept here as every process of the product keeps it, and looked at without a pause.
"""

import asyncio
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
from sqlalchemy import text

from benchmarks import product
from benchmarks.envelopes import change_of, seal
from benchmarks.loading import POSTS, ROLES
from benchmarks.table import Figure
from emulator.wecom.corp import Corp
from emulator.wecom.people import Member
from storage.database import Database
from storage.snapshot import directory_of

EVENTS = 12
MOST_SECONDS = 60.0
WHO_AND_WHERE = text("""
    select a.person_id as person, d.id as place from accounts a, departments d
    where a.user_key = :user and d.external_id = :place
""")


def figures(waits: Sequence[float]) -> list[Figure]:
    """What is told of them."""
    ordered = sorted(waits)
    label = "an event, from its acknowledgement through all loops to every route"
    return [
        Figure(f"{label}: median", f"{ordered[len(ordered) // 2]:.2f} s"),
        Figure(f"{label}: longest of {EVENTS}", f"{ordered[-1]:.2f} s", "≤ 1 s", is_met=ordered[-1] <= 1),
    ]


async def waits(configuration: Path, port: int, address: str, corp: Corp) -> list[float]:
    """Somebody is moved into another class by hand of the platform's administrator, again and again."""
    async with AsyncExitStack() as stack:
        database = Database(address)
        stack.push_async_callback(database.close)
        server = await asyncio.to_thread(product.serve, configuration, port)
        stack.push_async_callback(asyncio.to_thread, server.stop)
        session = await stack.enter_async_context(aiohttp.ClientSession(f"http://127.0.0.1:{port}"))
        students = [one for one in corp.roster.members if one.user_id.startswith("s")]
        step = len(students) // (EVENTS + 1)
        await _until(database, lambda _: True)
        return [
            await _move(corp, database, session, students[n * step], students[(n + 1) * step].departments)
            for n in range(EVENTS)
        ]


async def _move(
    corp: Corp, database: Database, session: aiohttp.ClientSession, member: Member, places: tuple[int, ...]
) -> float:
    """Seconds from the acknowledgement until the directory has the member there."""
    async with database.begin(datetime.now(UTC)) as tx:
        ids = (await tx.conn.execute(WHO_AND_WHERE, {"user": member.user_id, "place": str(places[0])})).one()
    corp.roster.put_member(replace(member, departments=places, main_department=places[0]))
    instant = int(time.time())
    callback = seal(change_of(member.user_id, places, instant), instant)
    async with session.post(f"/callback/wecom/staff?{callback.query}", data=callback.body) as answer:
        answer.raise_for_status()
        await answer.read()
    acknowledged = time.perf_counter()
    await _until(database, lambda college: college.members[ids.person].home == ids.place)
    return time.perf_counter() - acknowledged


async def _until(database: Database, is_so) -> None:
    """Ask as a route asks, until it is so."""
    until = time.perf_counter() + MOST_SECONDS
    while time.perf_counter() < until:
        async with database.begin(datetime.now(UTC)) as tx:
            college = await directory_of(tx, POSTS, ROLES)
        college.holders("clerk0")
        if is_so(college):
            return
        await asyncio.sleep(0.005)
    raise TimeoutError
