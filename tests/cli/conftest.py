"""An emulated corp for the commands that speak to a platform."""

import signal
from collections.abc import AsyncIterator, Iterator

import pytest

from emulator.server import Emulator
from emulator.wecom.apps import App
from emulator.wecom.corp import Corp
from emulator.wecom.people import Department, Member
from tests.cli.program import AGENT_ID, CORP_ID, SECRET


@pytest.fixture(scope="package", autouse=True)
def heard() -> Iterator[None]:
    """Ctrl-C is: a shell's background is deaf to it, and so would be all that is started from there."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
async def emulator() -> AsyncIterator[Emulator]:
    """The college and its forty teachers."""
    teachers = [Member(user_id=f"t{n}", name=f"教师{n}", extattr=(("工号", f"T{n:04d}"),)) for n in range(40)]
    root = Department(id=1, name="示例学院", parent_id=0)
    corp = Corp(CORP_ID, apps=[App(agent_id=AGENT_ID, secret=SECRET)], departments=[root], members=teachers)
    async with Emulator(corp) as emulator:
        yield emulator
