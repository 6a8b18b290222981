"""Every five minutes: limits that have run out, steps that are stuck, stand-ins whose time begins or ends.

One transaction for each case, so that none waits for another and a run that is killed goes on where it was.
"""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from functools import partial

import structlog

from domain.ids import RequestNo
from domain.office import Office
from handlers.duty_escalation import is_round, tell_colours
from handlers.overdue import look_at
from handlers.stand_ins import begin_in, end_in
from handlers.supervision_escalation import tell_supervisions
from jobs.runs import Run
from storage.alerts import clear_alert, raise_alert
from storage.cases import cases_open_for, look_again, to_look_at
from storage.database import Tx
from storage.failures import Failure, classify
from storage.leave_periods import granted_around
from storage.people import load_people
from storage.stand_ins import StandIn, mark_begun, mark_ended, to_begin, to_end

AT_ONCE = 100  # cases that are listed at a time
LATER = timedelta(hours=1)  # for a case that cannot be looked at

OnCase = Callable[[Tx, Office, RequestNo], Awaitable[int]]

log = structlog.stdlib.get_logger(__name__)


async def escalate(run: Run) -> None:
    """Stand-ins first, so that whoever is reminded is asked already."""
    begun = await _begin(run)
    ended = await _end(run)
    measures = await _look(run)
    told = await _tell_colours(run)
    async with _open(run) as tx:
        supervised = await tell_supervisions(tx, run.surroundings.office)
    async with _open(run) as tx:
        said = f"职责到色 {told} 项，督办到色 {supervised} 项"
        await run.finish(tx, f"逾期处理 {measures} 次，代理开始 {begun} 个、结束 {ended} 个，{said}")


async def _tell_colours(run: Run) -> int:
    """Of duties that run out; what is told in one transaction is marked in it."""
    async with _open(run) as tx:
        everything = await is_round(tx)
    total = 0
    while True:
        async with _open(run) as tx:
            told = await tell_colours(tx, run.surroundings.office, everything=everything)
        total += told
        if not told:
            return total


async def _begin(run: Run) -> int:
    async with _open(run) as tx:
        due = await to_begin(tx)
    for stand_in in due:
        await _see_to(run, stand_in, begin_in)
        async with _open(run) as tx:
            await mark_begun(tx, stand_in.id)
    return len(due)


async def _end(run: Run) -> int:
    async with _open(run) as tx:
        due = await to_end(tx)
    for stand_in in due:
        await _see_to(run, stand_in, end_in)
        async with _open(run) as tx:
            await mark_ended(tx, stand_in.id)
    return len(due)


async def _see_to(run: Run, stand_in: StandIn, change: Callable[..., Awaitable[int]]) -> None:
    """Every case in which a place of the principal's waits."""
    async with _open(run) as tx:
        numbers = await cases_open_for(tx, stand_in.principal)
        people = await load_people(tx, [stand_in.principal])
    for number in numbers:
        await _on(run, number, partial(change, principal=people[stand_in.principal]))


async def _look(run: Run) -> int:
    """Case after case until none is due, each once."""
    taken, seen = 0, set[RequestNo]()
    while fresh := [number for number in await _due(run) if number not in seen]:
        async with _open(run) as tx:
            away = await granted_around(tx, fresh)
        for number in fresh:
            taken += await _on(run, number, partial(look_at, away=away))
        seen.update(fresh)
    return taken


async def _due(run: Run) -> list[RequestNo]:
    async with _open(run) as tx:
        return await to_look_at(tx, AT_ONCE)


async def _on(run: Run, number: RequestNo, act: OnCase) -> int:
    """In a transaction of its own. A case that cannot be read or written does not keep the others."""
    try:
        async with _open(run) as tx:
            done = await act(tx, run.surroundings.office, number)
            await clear_alert(tx, _alert(number))
            return done
    except Exception as error:
        if classify(error) is not Failure.OTHER:
            raise
        return await _put_off(run, number, error)


async def _put_off(run: Run, number: RequestNo, error: Exception) -> int:
    log.error("case_not_looked_at", number=number, error=type(error).__name__)
    async with _open(run) as tx:
        await look_again(tx, number, run.now + LATER)
        await raise_alert(tx, _alert(number), f"单号 {number} 的时限没有检查成功，一小时后再试。请查看日志。")
    return 0


def _alert(number: RequestNo) -> str:
    return f"case:{number}"


def _open(run: Run) -> AbstractAsyncContextManager[Tx]:
    return run.surroundings.database.begin(run.now)
