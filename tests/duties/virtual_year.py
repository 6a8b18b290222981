"""Days that pass in a moment: three replicas with clocks of their own lay out and remind, and are killed in between."""

import asyncio
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from unittest.mock import patch

from jobs import digest, duties
from jobs.digest import send_digests
from jobs.duties import DutyKeeper
from jobs.runs import Surroundings
from jobs.schedule import Schedule
from jobs.timetable import Job, every
from tests.handlers.college import CAMPUS, College

REPLICAS = 3
OFF = timedelta(seconds=90)  # how far the clocks of two replicas differ (reliability.md, T3)
AT = ("08:20", "08:30", "08:35", "09:05", "14:00")
STEPS = (timedelta(), timedelta(), timedelta(hours=1), -timedelta(hours=1))  # T1, beside days on which nothing jumps


class Killed(BaseException):
    """The process is gone at this point; what it had not committed is undone."""


@dataclass
class Year:
    """`kills` is how many of a hundred passages of a crash point are the last of their process."""

    college: College
    kills: int = 25
    dice: random.Random = field(default_factory=lambda: random.Random(2030))
    deaths: int = 0
    _is_deadly: bool = False

    async def pass_days(self, first: date, days: int, *, down: Iterable[int] = ()) -> None:
        """Every replica looks at each of the times of each day; on days that are `down` none does."""
        with patch.object(digest, "reach", self._reach), patch.object(duties, "reach", self._reach):
            for ahead in range(days):
                if ahead not in set(down):
                    await self._pass_day(first + timedelta(days=ahead))

    async def _pass_day(self, day: date) -> None:
        for written in AT:
            at = datetime.combine(day, datetime.strptime(written, "%H:%M").time(), CAMPUS)  # noqa: DTZ007 - a time alone
            step = self.dice.choice(STEPS)
            self._is_deadly = written != AT[-1]  # in the end something runs: no morning lasts for ever
            looks = [self._look(at + step + OFF * self.dice.uniform(-1, 1)) for _ in range(REPLICAS)]
            await asyncio.gather(*looks)

    async def _look(self, now: datetime) -> None:
        office, database = self.college.office, self.college.database
        job = Job(name="digest", when=every(5), work=send_digests, at_most_late=timedelta(minutes=10))
        try:
            await DutyKeeper(database, office, lambda: now).look()
            schedule = Schedule(Surroundings(database=database, clock=lambda: now, office=office), (job,))
            await schedule.run_due()
        except Killed:
            self.deaths += 1

    def _reach(self, name: str) -> None:
        if self._is_deadly and self.dice.randrange(100) < self.kills:
            raise Killed(name)
