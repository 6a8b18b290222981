"""One college is read, compared and written, in a process of its own so that its memory is its own.

python -m benchmarks.loading ADDRESS API_BASE; what was measured is printed as JSON.
"""

import asyncio
import json
import resource
import sys
import time
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime

import uvloop
from sqlalchemy import text

from adapters.wecom.asking import Asking
from adapters.wecom.client import WecomClient
from adapters.wecom.directory import DirectoryReader
from benchmarks.envelopes import AGENT_ID, CORP_ID
from benchmarks.product import SECRET
from domain.directory import Part, ReadMember
from domain.directory_summary import fingerprint, telling
from domain.events import Source
from domain.forms.posts import PostRule, Posts
from storage.database import Database
from storage.directory import apply, compare
from storage.snapshot import directory_of
from storage.tokens import Tokens

STAFF = Source("wecom", "staff")
EVENTS = 8
POSTS = Posts(
    rules=(
        *(PostRule(f"head{n}", "处长", departments=(name,), leads=True) for n, name in enumerate(("人事处", "教务处"))),
        *(PostRule(f"clerk{n}", "干事", positions=("干事",)) for n in range(10)),
    )
)
ROLES = {"hr": ("wecom:staff:rs-qw",), "admin": ("wecom:staff:xx-wg",)}


async def main(address: str, api_base: str) -> None:
    database = Database(address)
    client = WecomClient(
        api_base=api_base, corp_id=CORP_ID, application=str(AGENT_ID), secret=SECRET, tokens=Tokens(database)
    )
    reader = DirectoryReader(asking=Asking(client), agent_id=AGENT_ID, staff_no_attribute="工号")
    measured = await _first(database, reader)
    again, members = await _again(database, reader)
    measured |= again
    measured["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    measured |= await _events(database, members)
    print(json.dumps(measured))
    await client.aclose()
    await database.close()


async def _first(database: Database, reader: DirectoryReader) -> dict[str, float]:
    began = time.perf_counter()
    directory = await reader.read()
    read = time.perf_counter()
    async with _begin(database) as tx:
        plan = await compare(tx, STAFF, directory)
        await asyncio.to_thread(fingerprint, plan)
        telling(plan)
        compared = time.perf_counter()
        await apply(tx, STAFF, plan, run=None, by="job:bench")
    ended = time.perf_counter()
    return {
        "people": len(directory.members),
        "departments": len(directory.departments),
        "first": ended - began,
        "first_read": read - began,
        "first_compared": compared - read,
        "first_written": ended - compared,
    }


async def _again(database: Database, reader: DirectoryReader) -> tuple[dict[str, float], tuple[ReadMember, ...]]:
    """Nothing has changed; also some of the members that were read."""
    began = time.perf_counter()
    directory = await reader.read()
    read = time.perf_counter()
    pulse = asyncio.create_task(longest_pause())
    async with _begin(database) as tx:
        plan = await compare(tx, STAFF, directory)
        await apply(tx, STAFF, plan, run=None, by="job:bench")
        rows = await tx.conn.scalar(text("select pg_current_xact_id_if_assigned()"))
    ended = time.perf_counter()
    pulse.cancel()
    if rows is not None or plan.differences:
        raise RuntimeError("an unchanged directory was written")
    measured = {"again": ended - began, "again_compared": ended - read, "pause": await pulse}
    middle = len(directory.members) // 2
    return measured, directory.members[middle : middle + EVENTS]


async def longest_pause() -> float:
    """For how long nobody else was served while it was worked."""
    longest, before = 0.0, time.perf_counter()
    try:
        while True:
            await asyncio.sleep(0.005)
            now = time.perf_counter()
            longest, before = max(longest, now - before), now
    except asyncio.CancelledError:
        return longest


async def _events(database: Database, members: tuple[ReadMember, ...]) -> dict[str, float]:
    """Each has another post: from the answer about them to a route that knows it."""
    async with _begin(database) as tx:
        await _look(tx)
    written: list[float] = []
    visible: list[float] = []
    for number, there in enumerate(members):
        member = replace(there, position=f"干事{number}")
        began = time.perf_counter()
        async with _begin(database) as tx:
            plan = await compare(tx, STAFF, Part({member.user_id.lower(): member}, {}))
            await apply(tx, STAFF, plan, run=None, by="job:bench")
        written.append(time.perf_counter() - began)
        async with _begin(database) as tx:
            await _look(tx)
        visible.append(time.perf_counter() - began)
    return {"event_written": sorted(written)[EVENTS // 2], "event_visible": sorted(visible)[EVENTS // 2]}


async def _look(tx) -> None:
    college = await directory_of(tx, POSTS, ROLES)
    college.holders("clerk0")
    college.posts_of(college.active[0].person.id)
    college.people_of(college.active[0].departments[0])


@asynccontextmanager
async def _begin(database: Database):
    async with database.begin(datetime.now(UTC)) as tx:
        yield tx


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1], sys.argv[2]))
