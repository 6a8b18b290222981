"""A platform's directory becomes departments, people, accounts, memberships and leaders. It never grants a role."""

from collections import Counter
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Self

from sqlalchemy import select

from domain.directory import Directory
from domain.directory_plan import Kind, Plan, TooMuchAtOnce, plan
from domain.directory_reading import Reading, straighten
from domain.events import Source
from domain.ids import PersonId
from storage.account_reviews import close_settled, put_up
from storage.database import Tx
from storage.directory_known import read_known
from storage.directory_writes import write
from storage.tables_of_people import accounts


class Guard(StrEnum):
    """Whether a run may change more than is usual: only where a person said so."""

    ON = "on"
    FORCED = "forced"


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryCounts:
    """How many of each kind a run has changed."""

    departments_added: int = 0
    departments_changed: int = 0
    departments_gone: int = 0
    joined: int = 0
    returned: int = 0
    changed: int = 0
    left: int = 0
    conflicts: int = 0
    doubtful: int = 0

    @classmethod
    def of(cls, plan: Plan) -> Self:
        """Counted from the plan's differences."""
        kinds = Counter(difference.kind for difference in plan.differences)
        return cls(
            departments_added=kinds[Kind.DEPARTMENT_ADDED],
            departments_changed=kinds[Kind.DEPARTMENT_CHANGED],
            departments_gone=kinds[Kind.DEPARTMENT_GONE],
            joined=kinds[Kind.JOINED],
            returned=kinds[Kind.RETURNED],
            changed=kinds[Kind.CHANGED],
            left=kinds[Kind.LEFT],
            conflicts=kinds[Kind.CONFLICT] - len(plan.doubts),
            doubtful=len(plan.doubts),
        )


async def compare(tx: Tx, source: Source, directory: Directory) -> Plan:
    """What `load` would do. Writes nothing.

    Raises:
        DirectoryRefused: the reading cannot be true.
    """
    reading = straighten(directory)
    numbers = {facts.staff_no for facts in reading.members.values() if facts.staff_no}
    return plan(await read_known(tx, source, numbers), reading)


async def load(tx: Tx, source: Source, directory: Directory, *, guard: Guard = Guard.ON) -> DirectoryCounts:
    """Make what we hold of this source equal to the reading; the same reading again changes nothing.

    Who is missing from the reading has left, and what is held of other sources is not touched. Accounts in doubt are
    put up for review and make neither a person nor an account.

    Raises:
        DirectoryRefused: the reading cannot be true, or (TooMuchAtOnce) needs a person's word. Nothing was written.
    """
    wanted = await compare(tx, source, directory)
    if wanted.excesses and guard is Guard.ON:
        raise TooMuchAtOnce("、".join(wanted.excesses))
    counts = DirectoryCounts.of(wanted)
    if any(difference.kind is not Kind.CONFLICT for difference in wanted.differences):
        await write(tx, source, wanted)
        _audit(tx, source, wanted, counts, guard)
    await put_up(tx, source, wanted.doubts)
    await close_settled(tx, source, wanted.doubts.keys(), wanted.joining)
    return counts


async def close_source(tx: Tx, source: Source) -> int:
    """Close everything of a source that is given up, as if all had left it; how many accounts that were."""
    wanted = plan(await read_known(tx, source, ()), Reading({}, {}, (), {}))
    counts = DirectoryCounts.of(wanted)
    await write(tx, source, wanted)
    await close_settled(tx, source, set(), {})
    _audit(tx, source, wanted, counts, Guard.FORCED)
    return counts.left


def _audit(tx: Tx, source: Source, wanted: Plan, counts: DirectoryCounts, guard: Guard) -> None:
    account = f"account:{source.platform}:{source.account}"
    tx.audit("job:sync-org", "directory.loaded", account, guard=guard.value, **asdict(counts))
    for key in wanted.keys(Kind.LEFT):
        tx.audit("job:sync-org", "account.closed", f"{account}:{key}")
    for key in wanted.keys(Kind.RETURNED):
        tx.audit("job:sync-org", "account.reopened", f"{account}:{key}")


async def active_people(tx: Tx, source: Source) -> list[PersonId]:
    """Everybody who has an open account of this source."""
    query = (
        select(accounts.c.person_id)
        .where(accounts.c.platform == source.platform, accounts.c.account == source.account, accounts.c.active)
        .order_by(accounts.c.person_id)
    )
    return [PersonId(person) for person in await tx.conn.scalars(query)]
