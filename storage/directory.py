"""A platform's directory becomes departments, people, accounts, memberships and leaders. It never grants a role."""

from asyncio import sleep, to_thread
from collections import Counter
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Self

from sqlalchemy import select, text

from domain.directory import Directory, Part
from domain.directory_part import keys_of, straighten_part
from domain.directory_plan import OF_DEPARTMENTS, Kind, Plan, TooMuchAtOnce
from domain.directory_planning import plan
from domain.directory_reading import Reading, straighten
from domain.directory_undo import way_back
from domain.events import Source
from domain.ids import PersonId
from storage.account_reviews import close_settled, put_up
from storage.batches import batches
from storage.database import Tx
from storage.directory_known import lock_directory, read_for_part, read_keys, read_known, with_owners
from storage.directory_marks import about
from storage.directory_writes import whose, write
from storage.org_changes import changes_of, mark_undone, note_changes
from storage.ownership import settle
from storage.tables_of_people import accounts

BY_COMMAND = "job:sync-org"

MANY = 1000  # people; by itself the server notices up to a minute later

# Whoever asks next would be answered by plans for tables of unknown size: the college would take longer to be read than
# any statement may. A rough look does until the server takes a closer one.
_ROUGHLY = text("set local default_statistics_target = 10")
_ANALYZE = text("analyze departments, people, accounts, memberships, direct_leaders")

_BELOW = text("""
    select below.external_id
    from departments above join departments below on below.parent_id = above.id and below.active
    where above.platform = :platform and above.account = :account and above.external_id = any(cast(:keys as text[]))
""")

_SHUT = text("""
    update accounts set active = false
    where platform = :platform and account = :account and active and user_key = any(cast(:keys as text[]))
    returning user_key
""")

_RENAME = text("""
    update accounts set user_key = lower(cast(:new as text)), user_id = :new
    where platform = :platform and account = :account and user_key = lower(cast(:old as text)) and not exists (
        select from accounts
        where platform = :platform and account = :account and user_key = lower(cast(:new as text)))
""")


class Guard(StrEnum):
    """Whether a run may change more than is usual: only where a person said so."""

    ON = "on"
    FORCED = "forced"


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryCounts:
    """How many departments, people and accounts a run has changed."""

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
        """Counted from the plan: whoever is renamed and moved at once is one person."""
        kinds = Counter(difference.kind for difference in plan.differences)
        places = plan.changed_departments.values()
        opened = kinds[Kind.JOINED] + kinds[Kind.RETURNED]
        return cls(
            departments_added=kinds[Kind.DEPARTMENT_MADE],
            departments_changed=sum(each.becomes is not None for each in places) - kinds[Kind.DEPARTMENT_MADE],
            departments_gone=kinds[Kind.DEPARTMENT_GONE],
            joined=kinds[Kind.JOINED],
            returned=kinds[Kind.RETURNED],
            changed=len(plan.changed_members) - opened - kinds[Kind.LEFT],
            left=kinds[Kind.LEFT],
            conflicts=kinds[Kind.CONFLICT] - len(plan.doubts),
            doubtful=len(plan.doubts),
        )


@dataclass(frozen=True, slots=True)
class Undone:
    """What was put back, and by name what had been changed since and stays."""

    counts: DirectoryCounts
    left_alone: tuple[str, ...]


async def compare(tx: Tx, source: Source, directory: Directory | Part) -> Plan:
    """What `apply` would write. Writes nothing. Of a part nothing is said on whom it does not concern.

    A whole one is worked on in a thread of its own: a hundred thousand people must not keep callbacks waiting.

    Raises:
        DirectoryRefused: the reading cannot be true.
    """
    if isinstance(directory, Part):
        known, leaders = await read_for_part(tx, source, keys_of(directory))
        part = straighten_part(directory, known, leaders)
        return plan(await with_owners(tx, source, known, part), part)
    reading = await to_thread(straighten, directory)
    return await to_thread(plan, await read_known(tx, source, reading), reading)


async def shut_strange(tx: Tx, source: Source, plan: Plan, *, by: str) -> None:
    """Close accounts that have been given to somebody else, without anybody's word; HR is asked whose they are.

    Whoever signs in with one is not whom we hold it for, and would act with that person's rights.
    """
    if plan.strange:
        values = {"platform": source.platform, "account": source.account, "keys": sorted(plan.strange)}
        for row in await tx.conn.execute(_SHUT, values):
            tx.audit(by, "account.closed", f"account:{source.platform}:{source.account}:{row.user_key}", cause="reused")
        await put_up(tx, source, plan.strange)


async def apply(tx: Tx, source: Source, plan: Plan, *, run: int | None, by: str) -> DirectoryCounts:
    """Write what differs, as one with everything else in the transaction in which it was compared.

    Every change is kept with what was and what becomes. Accounts in doubt are put up for review and make neither a
    person nor an account. `by` is a typed reference for the audit, "person:17" or "job:sync-org".
    """
    counts = DirectoryCounts.of(plan)
    if plan.changed_departments or plan.changed_members:
        await _carry_out(tx, source, plan, run)
        await _audit(tx, source, plan, by, "directory.loaded", counts=counts, run=run)
    await put_up(tx, source, plan.doubts)
    await close_settled(tx, source, plan.doubts.keys() | plan.strange.keys(), plan.joining, plan.asked)
    return counts


async def _carry_out(tx: Tx, source: Source, plan: Plan, run: int | None, *, is_undoing: bool = False) -> None:
    persons = await whose(tx, plan)
    async with about(tx, persons.values()):
        await write(tx, source, plan, persons)
        await note_changes(tx, source, plan, persons, run, is_undoing=is_undoing)
        if len(persons) >= MANY:
            await tx.conn.execute(_ROUGHLY)
            await tx.conn.execute(_ANALYZE)
        await settle(tx, set(map(PersonId, persons.values())))


async def load(tx: Tx, source: Source, directory: Directory | Part, *, guard: Guard = Guard.ON) -> DirectoryCounts:
    """Make what we hold of this source equal to the reading; the same reading again changes nothing.

    Who is missing from the reading has left, and what is held of other sources is not touched.

    Raises:
        DirectoryRefused: the reading cannot be true, or (TooMuchAtOnce) needs a person's word. Nothing was written.
    """
    wanted = await compare(tx, source, directory)
    if wanted.excesses and guard is Guard.ON:
        raise TooMuchAtOnce("、".join(wanted.excesses))
    await shut_strange(tx, source, wanted, by=BY_COMMAND)
    return await apply(tx, source, wanted, run=None, by=BY_COMMAND)


async def undo(tx: Tx, source: Source, run: int, *, by: str) -> Undone:
    """Put back what this run has changed where it is still as the run left it.

    What was changed since is left alone and named. Rights do not come back: grants, stand-ins and duties that ended
    with somebody's leaving stay ended.
    """
    await lock_directory(tx, source)
    made = await changes_of(tx, source, run)
    places = [each.key for each in made if each.kind in OF_DEPARTMENTS]
    values = {"platform": source.platform, "account": source.account, "keys": places}
    below = await tx.conn.scalars(_BELOW, values) if places else list[str]()
    known = await read_keys(
        tx, source, {each.key for each in made if each.kind not in OF_DEPARTMENTS}, {*places, *below}
    )
    back = await to_thread(way_back, made, known)
    counts = DirectoryCounts.of(back.plan)
    if back.undone:
        await mark_undone(tx, back.undone)
        await _carry_out(tx, source, back.plan, run, is_undoing=True)
        await _audit(tx, source, back.plan, by, "directory.undone", counts=counts, run=run)
    return Undone(counts, back.left_alone)


async def rename_account(tx: Tx, source: Source, old: str, new: str, *, by: str) -> bool:
    """The platform says that an account has another user id now; whose it is stays. False where that is not so."""
    await lock_directory(tx, source)
    values = {"platform": source.platform, "account": source.account, "old": old, "new": new}
    async with about(tx, ()):
        is_done = (await tx.conn.execute(_RENAME, values)).rowcount == 1
    if is_done:
        tx.audit(by, "account.renamed", f"account:{source.platform}:{source.account}:{old.lower()}", to=new.lower())
    return is_done


async def close_source(tx: Tx, source: Source) -> int:
    """Close everything of a source that is given up, as if all had left it; how many accounts that were."""
    nothing = Reading({}, {}, (), {})
    wanted = plan(await read_known(tx, source, nothing), nothing)
    return (await apply(tx, source, wanted, run=None, by=BY_COMMAND)).left


async def _audit(
    tx: Tx, source: Source, plan: Plan, by: str, act: str, *, counts: DirectoryCounts, run: int | None
) -> None:
    account = f"account:{source.platform}:{source.account}"
    detail = (
        asdict(counts)
        | ({} if run is None else {"run": run})
        | ({"excesses": list(plan.excesses)} if plan.excesses else {})
    )
    tx.audit(by, act, account, **detail)
    for kind, act_on_each in ((Kind.LEFT, "account.closed"), (Kind.RETURNED, "account.reopened")):
        for keys in batches(plan.keys(kind)):
            for key in keys:
                tx.audit(by, act_on_each, f"{account}:{key}")
            await sleep(0)  # others have their turn


async def active_people(tx: Tx, source: Source) -> list[PersonId]:
    """Everybody who has an open account of this source."""
    query = (
        select(accounts.c.person_id)
        .where(accounts.c.platform == source.platform, accounts.c.account == source.account, accounts.c.active)
        .order_by(accounts.c.person_id)
    )
    return [PersonId(person) for person in await tx.conn.scalars(query)]
