"""Killed at every named point on the way, started again: nothing acknowledged is lost, nothing is done twice."""

import asyncio
import os
import re
import signal
import sys
from pathlib import Path

import asyncpg
import pytest

from storage.crash_points import POINTS, VARIABLE
from storage.database import Database
from storage.invariants import Scope
from storage.verify import verify
from tests.house.source import ROOMS, ROOT, tracked
from tests.jobs.driver import drive

FRONT = {"front.verified", "front.answered"}  # passed by the web server alone
RUNS = ("org.", "orders.", "roster.", "duties.", "digest.", "attendance.")
OF_RUNS = {point for point in POINTS if point.startswith(RUNS)}


async def killed_at(point: str, address: str, outside: Path) -> int:
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.jobs.driver", address, str(outside)),
        env=os.environ | {VARIABLE: point},
        cwd=ROOT,
    )
    return await program.wait()


async def let_leases_end(address: str) -> None:
    conn = await asyncpg.connect(address)
    await conn.execute("update outbox set lease_until = now() - interval '1 second' where lease_until is not null")
    await conn.execute("update platform_tokens set refreshing_until = now() - interval '1 second'")
    await conn.close()


@pytest.mark.parametrize("point", sorted(POINTS - FRONT - OF_RUNS))
async def test_a_program_that_is_killed_and_started_again_has_done_everything_once(
    database: Database, address: str, tmp_path: Path, point: str
):
    outside = tmp_path / "outside"
    assert await killed_at(point, address, outside) == -signal.SIGKILL

    await let_leases_end(address)
    await drive(address, outside)

    conn = await asyncpg.connect(address)
    assert [tuple(row) for row in await conn.fetch("select event_key, state, attempts from inbox")] == [
        ("m1", "done", 0)
    ]
    assert [tuple(row) for row in await conn.fetch("select state, error from outbox")] == [("done", "")]
    assert await conn.fetchval("select count(*) from audit where action = 'test.answer'") == 1
    assert [tuple(row) for row in await conn.fetch("select sealed, generation from platform_tokens")] == [
        (b"sealed", 1)
    ]
    await conn.close()
    sent = [line for line in outside.read_text().splitlines() if line.startswith("sent")]
    # Between the platform's answer and its record the same request goes out again, and the platform drops the copy.
    assert len(sent) == (2 if point == "outbox.answered" else 1)
    assert len(set(sent)) == 1
    assert await verify(database, Scope.DRAINED) == []


async def test_the_point_that_is_armed_may_be_a_later_passage(address: str, tmp_path: Path):
    assert await killed_at("inbox.committed:2", address, tmp_path / "outside") == 0


async def test_a_point_that_does_not_exist_is_an_error(address: str, tmp_path: Path):
    assert await killed_at("inbox.nowhere", address, tmp_path / "outside") == 1


def test_every_point_is_passed_somewhere_and_every_passage_has_a_name():
    passed = {
        name
        for path in tracked(".py")
        if path.relative_to(ROOT).parts[0] in ROOMS
        for name in re.findall(r'\breach\("([^"]+)"\)', path.read_text(encoding="utf-8"))
    }

    assert passed == POINTS
