"""SIGKILL while obligations are laid out and digests are written: each is there whole or not at all, and once."""

import asyncio
import os
import signal
import sys
from datetime import datetime, timedelta

import pytest

from domain.duties.duty import Owed
from domain.duties.rules import Monthly
from storage.crash_points import POINTS, VARIABLE
from storage.duties import publish
from storage.verify import verify
from tests.duties.driver import look
from tests.duties.owing import HALF_PAST_EIGHT, duty, rows
from tests.handlers.college import College
from tests.house.source import ROOT

POINTS_OF_DUTIES = sorted(point for point in POINTS if point.startswith(("duties.", "digest.")))


async def killed_at(point: str, where: str, now: datetime) -> int:
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.duties.driver", where, now.isoformat()),
        env=os.environ | {VARIABLE: point},
        cwd=ROOT,
    )
    return await program.wait()


@pytest.mark.parametrize("point", POINTS_OF_DUTIES)
async def test_who_was_told_is_told_once_however_the_program_died(college: College, address: str, point: str):
    async with college.database.begin(college.now) as tx:
        await publish(tx, [duty("M", Monthly(day=31), owed=Owed.EACH)])
    assert await killed_at(point, address, HALF_PAST_EIGHT) == -signal.SIGKILL

    for minutes in (5, 10):
        await look(address, HALF_PAST_EIGHT + timedelta(minutes=minutes))

    told = await rows(college, "select person_id from digests where card_id is not null order by 1")
    assert [row.person_id for row in told] == [college.ids["李雷"], college.ids["韩梅"]]
    assert len(await rows(college, "select id from cards where role like 'digest:%'")) == 2
    assert len(await rows(college, "select id from outbox where kind = 'card'")) == 2
    assert await verify(college.database) == []
