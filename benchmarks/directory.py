"""A college's whole directory: read from the emulated platform, compared, written, and read again without a change."""

import asyncio
import json
import subprocess
import sys
from contextlib import AsyncExitStack, contextmanager

import uvloop

from benchmarks import directory_events
from benchmarks.product import ROOT, folder, free_port, start
from benchmarks.table import Figure
from storage.embedded import embedded
from storage.migrate import migrate

LARGE, SMALL = 100_000, 10_000
TIMES = LARGE // SMALL


def measure() -> list[Figure]:
    """A large college and one ten times smaller, each in a database of its own."""
    small, large = (uvloop.run(_load(people)) for people in (SMALL, LARGE))
    first, again = large["first"] / small["first"], large["again"] / small["again"]
    what = f"{large['people']:,} people, {large['departments']:,} departments"
    return [
        _seconds(f"{what}: first full sync", large["first"], 30),
        _seconds("of it, read from the platform", large["first_read"]),
        _seconds("of it, compared and summed up", large["first_compared"]),
        _seconds("of it, written to the database", large["first_written"], 5),
        _most("memory of the process", large["megabytes"], 400, "MB"),
        _seconds("unchanged full sync, which writes no row", large["again"], 10),
        _seconds("of it, compared", large["again_compared"]),
        Figure("longest time in which nobody else was served meanwhile", f"{1000 * large['pause']:.0f} ms"),
        _most(f"first full sync, times that of {SMALL:,} people", first, 1.1 * TIMES, ""),
        _most(f"unchanged full sync, times that of {SMALL:,} people", again, 1.1 * TIMES, ""),
        Figure("one member read again: committed", f"{1000 * large['event_written']:.0f} ms"),
        _seconds("one member read again: known to every route", large["event_visible"], 1),
        *directory_events.measure(),
    ]


def _seconds(label: str, seconds: float, goal: float | None = None) -> Figure:
    if goal is None:
        return Figure(label, f"{seconds:.2f} s")
    return Figure(label, f"{seconds:.2f} s", f"≤ {goal} s", is_met=seconds <= goal)


def _most(label: str, value: float, goal: float, unit: str) -> Figure:
    return Figure(label, f"{value:.1f} {unit}".strip(), f"≤ {goal:.0f} {unit}".strip(), is_met=value <= goal)


@contextmanager
def _platform(people: int):
    port = free_port()
    server = start([sys.executable, "-m", "benchmarks.emulated", str(port), str(people)], port, "/")
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.stop()


async def _load(people: int) -> dict[str, float]:
    with folder() as place, _platform(people) as api_base:
        async with AsyncExitStack() as stack:
            address = await stack.enter_async_context(embedded(place / "postgres"))
            await migrate(address)
            command = [sys.executable, "-m", "benchmarks.loading", address, api_base]
            done = await asyncio.to_thread(subprocess.run, command, cwd=ROOT, check=True, stdout=subprocess.PIPE)
            return json.loads(done.stdout)
