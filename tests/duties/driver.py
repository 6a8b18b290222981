"""One look of one replica at what is owed and at the morning, as a process that can be killed: ADDRESS and INSTANT."""

import asyncio
import sys
from dataclasses import replace
from datetime import datetime

from domain.forms.posts import PostRule, Posts
from domain.office import Office
from jobs.duties import DutyKeeper
from jobs.runs import Surroundings
from jobs.schedule import Schedule
from storage.database import Database
from tests.handlers.college import OFFICE


def office() -> Office:
    """Where one post owes everything."""
    return replace(OFFICE, posts=Posts(rules=(PostRule("clerk", "clerk", staff_no=("T-李雷", "T-韩梅")),)))


async def look(address: str, now: datetime) -> None:
    """Lay out, and run the job."""
    database = Database(address)
    await DutyKeeper(database, office(), lambda: now).look()
    await Schedule(Surroundings(database=database, clock=lambda: now, office=office())).run_now("digest", now)
    await database.close()


if __name__ == "__main__":
    asyncio.run(look(sys.argv[1], datetime.fromisoformat(sys.argv[2])))
