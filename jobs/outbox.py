"""The courier of one account: takes deliveries that are due, calls the platform, and records what came of it."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import structlog

from adapters.ports import Platform
from jobs.delivering import Delivering
from storage.budgets import Budget
from storage.calls import Call, Uncalled
from storage.channels import Channel
from storage.crash_points import reach
from storage.database import Database, Tx
from storage.failures import Failure, classify
from storage.leases import LEASE, Leased, lease, prolong
from storage.marks import Locking, begin_calls
from storage.request_ids import follow
from storage.wakeups import Rung, Wakeups

WORKERS = 16  # calls of one account under way at once; enough for 500 a second at 30 ms each
POLL = 1.0  # seconds; notifications are only hints

log = structlog.stdlib.get_logger(__name__)


class Courier:
    """Carries one account's deliveries. Any number of replicas may run one; the leases keep them apart."""

    def __init__(
        self,
        database: Database,
        platform: Platform,
        clock: Callable[[], datetime],
        wakeups: Wakeups,
        *,
        account_budgets: Sequence[Budget] = (),
        workers: int = WORKERS,
    ) -> None:
        self._database = database
        self._platform = platform
        self._clock = clock
        self._wakeups = wakeups
        self._account_budgets = account_budgets
        self._workers = workers
        self._delivering = Delivering(database, platform, clock, wakeups)
        self._under_way: dict[asyncio.Task[None], Leased] = {}
        self._may_be_more = True  # although nothing was announced
        self._is_stopping = False

    async def run(self) -> None:
        """Until stopped. What has been begun is finished."""
        prolonging = asyncio.create_task(self._prolong())
        try:
            while not self._is_stopping:
                since = self._wakeups.rung(Channel.OUTBOX)
                self._may_be_more = False
                await self._take()
                await self._rest(since)
            if self._under_way:
                await asyncio.wait(self._under_way)
        finally:
            prolonging.cancel()

    def stop(self) -> None:
        """Take no more deliveries; `run` returns when those under way are recorded."""
        self._is_stopping = True
        self._wakeups.ring(Channel.OUTBOX)

    async def deliver_due(self) -> int:
        """Carry out everything that is due now, and say how many deliveries that were. For the demo and for tests."""
        total = 0
        while taken := await self._take():
            total += taken
            await asyncio.wait(self._under_way)
        return total

    async def _take(self) -> int:
        """Lease for the workers that are free, but not for every single one: leasing costs a commit."""
        if self._delivering.pause > 0 or self._is_busy:
            return 0
        free = self._workers - len(self._under_way)
        try:
            taken, calls = await self._lease(free)
        except Exception as error:
            if classify(error) is Failure.OTHER:
                raise
            log.warning("outbox_unreachable", account=self._platform.source.account, error=type(error).__name__)
            return 0
        for leased in taken:
            work = asyncio.create_task(self._carry(leased, calls.get(leased.id)))
            self._under_way[work] = leased
            work.add_done_callback(self._under_way.pop)
        self._may_be_more |= len(taken) == free
        return len(taken)

    @property
    def _is_busy(self) -> bool:
        return self._workers - len(self._under_way) <= self._workers // 4

    async def _lease(self, most: int) -> tuple[list[Leased], Mapping[int, Call]]:
        """What was taken, and the calls of those that are marked already: usually all of them, in one commit.

        Of one that cannot be marked the others must not suffer: then each is looked at alone.
        """
        try:
            async with self._database.begin(self._clock()) as tx:
                taken = await self._take_leases(tx, most)
                return taken, await self._mark(tx, taken)
        except Exception as error:
            if classify(error) is not Failure.OTHER:
                raise
            log.info("marks_parted", account=self._platform.source.account, error=type(error).__name__)
        async with self._database.begin(self._clock()) as tx:
            return await self._take_leases(tx, most), {}

    async def _take_leases(self, tx: Tx, most: int) -> list[Leased]:
        taken = await lease(
            tx.conn,
            self._platform.source,
            most,
            member_budgets=self._platform.member_budgets,
            account_budgets=self._account_budgets,
        )
        if taken:
            reach("outbox.leased")
        return taken

    async def _mark(self, tx: Tx, taken: Sequence[Leased]) -> Mapping[int, Call]:
        ready = [leased for leased in taken if self._delivering.may_share(leased)]
        calls = await begin_calls(tx, ready, locking=Locking.SKIP)
        return {number: call for number, call in calls.items() if not isinstance(call, Uncalled)}

    async def _carry(self, leased: Leased, call: Call | None) -> None:
        may_be_more = True
        follow(leased.request_id)
        try:
            may_be_more = await (
                self._delivering.carry(leased) if call is None else self._delivering.call(leased, call)
            )
        except Exception as error:  # noqa: BLE001 - the lease runs out and the delivery is taken again
            log.warning("delivery_interrupted", delivery=leased.id, error=type(error).__name__)
        if may_be_more:
            self._may_be_more = True
            self._wakeups.ring(Channel.OUTBOX, 0)

    async def _prolong(self) -> None:
        """For calls that last. If the database is away the leases end, and their tokens keep the record straight."""
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 3)
            if self._under_way:
                with contextlib.suppress(Exception):
                    await prolong(self._database, self._under_way.values())

    async def _rest(self, since: Rung) -> None:
        """Until there is a hint of work, a worker is free, the pause is over, or it is time to look."""
        if self._delivering.pause > 0:
            await asyncio.sleep(min(POLL, self._delivering.pause))
            return
        if self._is_busy:
            await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
        elif not self._may_be_more:
            await self._wakeups.wait(Channel.OUTBOX, since, POLL)
