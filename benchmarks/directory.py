"""A college's whole directory: read from the emulated platform, compared, written, read again, decided on and undone.

One college of each size, in a database and on a platform of its own. What is measured runs in programs of their own,
so that their memory is their own: `benchmarks.loading`, `run.py serve` and `benchmarks.deciding`.
"""

import asyncio
import gc
import json
import subprocess
import sys
from contextlib import AsyncExitStack
from datetime import UTC, datetime

import uvloop

from benchmarks import directory_events
from benchmarks.envelopes import AGENT_ID, CORP_ID
from benchmarks.product import ROOT, SECRET, folder, free_port, write_configuration
from benchmarks.school_year import begin_year
from benchmarks.table import Figure
from emulator.college_maker import make_college
from emulator.server import Emulator
from emulator.wecom.apps import App
from emulator.wecom.corp import Corp
from storage.embedded import embedded
from storage.migrate import migrate

LARGE, SMALL = 100_000, 10_000
TIMES = LARGE // SMALL


def measure() -> list[Figure]:
    """A large college and one ten times smaller. What single events and HR's word take, in the large one alone."""
    gc.freeze()
    gc.disable()  # the platform is in this process, and is not what is measured
    try:
        small, large = (uvloop.run(_load(people)) for people in (SMALL, LARGE))
    finally:
        gc.enable()
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
        *directory_events.figures(large["waits"]),
        *_decided(large["decided"]),
    ]


def _decided(told: dict[str, dict[str, float]]) -> list[Figure]:
    """What HR's words took."""
    labels = {
        "seen": "同步组织 in a new school year, two people in three concerned: until the card",
        "applied": "应用 on it",
        "undone": "撤销 of it",
    }
    return [
        Figure(
            label,
            f"{told[step]['seconds']:.1f} s, {told[step]['megabytes']:.0f} MB, longest pause of the loop "
            f"{1000 * told[step]['pause']:.0f} ms",
        )
        for step, label in labels.items()
    ]


def _seconds(label: str, seconds: float, goal: float | None = None) -> Figure:
    if goal is None:
        return Figure(label, f"{seconds:.2f} s")
    return Figure(label, f"{seconds:.2f} s", f"≤ {goal} s", is_met=seconds <= goal)


def _most(label: str, value: float, goal: float, unit: str) -> Figure:
    return Figure(label, f"{value:.1f} {unit}".strip(), f"≤ {goal:.0f} {unit}".strip(), is_met=value <= goal)


async def _load(people: int) -> dict:
    made = make_college(people)
    app = App(agent_id=AGENT_ID, secret=SECRET, callback=None)
    corp = Corp(CORP_ID, apps=[app], departments=made.departments, members=made.members)
    async with AsyncExitStack() as stack:
        place = stack.enter_context(folder())
        emulator = await stack.enter_async_context(Emulator(corp, clock=lambda: datetime.now(UTC)))
        address = await stack.enter_async_context(embedded(place / "postgres"))
        await migrate(address)
        told = await _told_by("loading", address, emulator.api_base)
        if people == LARGE:
            port = free_port()
            configuration = write_configuration(place, port, emulator.api_base)
            told["waits"] = await directory_events.waits(configuration, port, address, corp)
            begin_year(corp.roster)
            told["decided"] = await _told_by("deciding", str(configuration))
        return told


async def _told_by(module: str, *words: str) -> dict:
    """What a program of ours prints last, after what it logs."""
    command = [sys.executable, "-m", f"benchmarks.{module}", *words]
    done = await asyncio.to_thread(subprocess.run, command, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout.splitlines()[-1])
