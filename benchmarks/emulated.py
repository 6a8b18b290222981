"""The platform with a made college, in a process of its own: python -m benchmarks.emulated PORT PEOPLE"""

import asyncio
import gc
import sys

import uvloop

from benchmarks.envelopes import AGENT_ID, CORP_ID
from benchmarks.product import SECRET
from emulator.college_maker import make_college
from emulator.server import Emulator
from emulator.wecom.apps import App
from emulator.wecom.corp import Corp


async def main(port: int, people: int) -> None:
    college = make_college(people)
    app = App(agent_id=AGENT_ID, secret=SECRET, callback=None)
    corp = Corp(CORP_ID, apps=[app], departments=college.departments, members=college.members)
    gc.freeze()
    gc.disable()  # the platform is not what is measured
    async with Emulator(corp, port=port):
        await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), int(sys.argv[2])))
