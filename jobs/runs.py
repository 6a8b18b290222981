"""One run of one job, and what jobs are given to work with."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.events import Source
from domain.office import Office
from jobs.check_reading import Places
from jobs.org_runs import OrgRunner
from storage.budgets import Budget
from storage.database import Database, Tx
from storage.job_runs import Lease, finish_run

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long what is personal is kept: callbacks and deliveries after they were dealt with, punches of closed months,
    their places and pictures.
    """

    callbacks: timedelta = timedelta(days=30)
    deliveries: timedelta = timedelta(days=90)
    punches: timedelta = timedelta(days=1100)
    places: timedelta = timedelta(days=400)
    photos: timedelta = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What jobs may use. `org_runner` reads the platforms' directories, `places` is what checks may read besides;
    `budgets` are what each account may send.
    """

    database: Database
    clock: Clock
    office: Office
    retention: Retention = field(default_factory=Retention)
    org_runner: OrgRunner | None = None
    budgets: Mapping[Source, Sequence[Budget]] = field(default_factory=dict[Source, Sequence[Budget]])
    places: Places = field(default_factory=Places)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One occurrence that this replica alone carries out. `now` is the clock's, or what an operator asked for."""

    surroundings: Surroundings
    lease: Lease
    now: datetime

    @property
    def occurrence(self) -> datetime:
        """The instant at which it was due."""
        return self.lease.occurrence

    async def finish(self, tx: Tx, outcome: str) -> None:
        """Belongs into the transaction of the job's effect: both or neither."""
        await finish_run(tx, self.lease, outcome)


Work = Callable[[Run], Awaitable[None]]


def in_one_transaction(effect: Callable[[Tx, Run], Awaitable[str]]) -> Work:
    """A job whose whole effect is one transaction; it returns its outcome in a few words."""

    async def work(run: Run) -> None:
        async with run.surroundings.database.begin(run.now) as tx:
            await run.finish(tx, await effect(tx, run))

    return work
