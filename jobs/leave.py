"""Every night: leave that is due is granted, what has lapsed goes, and whoever is about to lose some is told.

One transaction for each person, so that a run that is killed goes on where it was.
"""

import hashlib
from collections.abc import Iterable, Sequence
from contextlib import AbstractAsyncContextManager

import structlog

from domain.ids import PersonId
from domain.leave_types import Accrual, catalogue
from domain.people import Person
from handlers.accruals import Count, Holder, see_to_stocks
from handlers.facts import directory_for
from handlers.roles import Role
from handlers.tell import tell
from jobs.runs import Run
from storage.alerts import clear_alert, raise_alert
from storage.database import Tx
from storage.failures import Failure, classify
from storage.leave_takers import services
from storage.roles import holders

NAMED = 20  # people in a text to HR

log = structlog.stdlib.get_logger(__name__)


async def see_to_leave(run: Run) -> None:
    """Everybody who may have a stock, one after the other."""
    async with _open(run) as tx:
        found = await _holders(tx, run)
    done, failed = Count(), 0
    for person, holder in found:
        count = await _one(run, person, holder)
        failed += count is None
        done += count or Count()
    async with _open(run) as tx:
        await _tell_unknown(tx, run, [person for person, holder in found if _is_unknown(holder)])
        not_done = f"，{failed} 人没有办成" if failed else ""
        await run.finish(tx, f"发放 {done.granted} 笔，到期 {done.lapsed} 笔，提醒 {done.warned} 次{not_done}")


async def _holders(tx: Tx, run: Run) -> list[tuple[Person, Holder]]:
    """Whoever is here, with what the roster knows of them."""
    office = run.surroundings.office
    directory = await directory_for(tx, office)
    known = await services(tx)
    stocked = [kind for kind in catalogue().types if kind.has_balance]
    found: list[tuple[Person, Holder]] = []
    for member in directory.active:
        person, who = member.person, directory.kind(member)
        kinds = tuple(kind for kind in stocked if kind.is_for(who))
        if kinds:
            service = known.get(person.id)
            holder = Holder(person=person.id, position=person.position, service=service, kinds=kinds)
            found.append((person, holder))
    return found


def _is_unknown(holder: Holder) -> bool:
    """Whether something would be granted by years of service that nobody knows."""
    stocks = [kind.stock for kind in holder.kinds if kind.stock and kind.stock.accrual is not Accrual.EVENT]
    return holder.service is None and any(holder.position not in stock.without for stock in stocks)


async def _one(run: Run, person: Person, holder: Holder) -> Count | None:
    """In a transaction of its own. Somebody whose leave cannot be seen to does not keep the others."""
    try:
        async with _open(run) as tx:
            done = await see_to_stocks(tx, run.surroundings.office, holder)
            await clear_alert(tx, _alert(person.id))
            return done
    except Exception as error:
        if classify(error) is not Failure.OTHER:
            raise
        await _put_off(run, person, error)
    return None


async def _put_off(run: Run, person: Person, error: Exception) -> None:
    log.error("leave_not_seen_to", person=person.id, error=type(error).__name__)
    async with _open(run) as tx:
        await raise_alert(tx, _alert(person.id), f"{person.name}的假期额度没有处理成功，明天再试。请查看日志。")


def _alert(person: PersonId) -> str:
    return f"leave:{person}"


async def _tell_unknown(tx: Tx, run: Run, people: Sequence[Person]) -> None:
    """HR hears once of those for whom nothing is granted, and again when it is others."""
    if not people:
        return
    office = run.surroundings.office
    names = "、".join(person.name for person in people[:NAMED]) + (" 等" if len(people) > NAMED else "")
    missing = f"花名册里没有 {len(people)} 人的入职日期，按工龄的年假没有发放：{names}。"
    key = f"leave:unknown:{_digest(person.id for person in people)}"
    for holder in await holders(tx, office.roles.get(Role.HR, ())):
        await tell(tx, holder, f"{missing}请补全花名册后导入，第二天自动补发。", key=f"{key}:{holder}")


def _digest(people: Iterable[PersonId]) -> str:
    return hashlib.sha256(",".join(map(str, sorted(people))).encode()).hexdigest()[:16]


def _open(run: Run) -> AbstractAsyncContextManager[Tx]:
    return run.surroundings.database.begin(run.now)
