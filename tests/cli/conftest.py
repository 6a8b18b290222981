"""An emulated corp for the commands that speak to a platform."""

from collections.abc import AsyncIterator

import pytest

from emulator.server import Emulator
from emulator.wecom.apps import App
from emulator.wecom.corp import Corp
from emulator.wecom.people import Department, Member
from tests.cli.program import AGENT_ID, CORP_ID, SECRET


@pytest.fixture
async def emulator() -> AsyncIterator[Emulator]:
    """The college and its forty teachers."""
    teachers = [Member(user_id=f"t{n}", name=f"教师{n}", extattr=(("工号", f"T{n:04d}"),)) for n in range(40)]
    root = Department(id=1, name="示例学院", parent_id=0)
    corp = Corp(CORP_ID, apps=[App(agent_id=AGENT_ID, secret=SECRET)], departments=[root], members=teachers)
    async with Emulator(corp) as emulator:
        yield emulator
