"""Where a person is told: the platform they chose, else the account they were seen on last, else the oldest."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import text

from domain.address import Address
from domain.events import Source
from domain.ids import PersonId
from storage.database import Tx
from storage.rows import AnyRow

# An account that was moved away from comes after the one it was moved to; while both are wanted, both are `shared`.
_OPEN = text("""
    select a.person_id, a.platform, a.account, a.user_id,
        exists (
            select from account_moves m join accounts b on b.person_id = a.person_id and b.active
            where m.both_until > :now and (
                (m.from_platform, m.from_account, m.to_platform, m.to_account)
                    = (a.platform, a.account, b.platform, b.account)
                or (m.from_platform, m.from_account, m.to_platform, m.to_account)
                    = (b.platform, b.account, a.platform, a.account))
        ) as shared
    from accounts a join people p on p.id = a.person_id
    where a.person_id = any(cast(:people as bigint[])) and a.active and p.status = 'active'
    order by
        p.receive_on is not distinct from a.platform desc,
        exists (
            select from account_moves m
            join accounts b on b.person_id = a.person_id and b.active
                and (b.platform, b.account) = (m.to_platform, m.to_account)
            where m.both_until <= :now and (m.from_platform, m.from_account) = (a.platform, a.account)
        ),
        a.last_seen_at desc nulls last,
        a.id
""")

_CHOOSE = text("""
    update people p set receive_on = :platform
    where p.id = :person_id
        and exists (select from accounts a where a.person_id = p.id and a.active and a.platform = :platform)
    returning p.id
""")


@dataclass(frozen=True, slots=True)
class Reach:
    """`accounts` are all open ones, the best first; `told` are those at which the person is told, mostly one."""

    accounts: tuple[Address, ...]
    told: tuple[Address, ...]


async def reach_of(tx: Tx, person_id: PersonId) -> Reach:
    """Nowhere, for somebody who left."""
    return (await reach_of_many(tx, [person_id]))[person_id]


async def reach_of_many(tx: Tx, people: Collection[PersonId]) -> dict[PersonId, Reach]:
    """The same of several at once."""
    rows: dict[PersonId, list[AnyRow]] = {person: [] for person in people}
    for row in await tx.conn.execute(_OPEN, {"people": list(rows), "now": tx.now}):
        rows[row.person_id].append(row)
    return {person: _reach(person, found) for person, found in rows.items()}


class Reaches:
    """Where these people are told: asked for once for all of them, when the first of them is needed."""

    def __init__(self, tx: Tx, people: Iterable[PersonId]) -> None:
        self._tx = tx
        self._people = frozenset(people)
        self._found: dict[PersonId, Reach] = {}

    async def of(self, person: PersonId) -> Reach:
        """Of one of them, or of somebody else."""
        if person not in self._found:
            self._found |= await reach_of_many(self._tx, self._people - self._found.keys() | {person})
        return self._found[person]


def _reach(person: PersonId, rows: Sequence[AnyRow]) -> Reach:
    accounts = tuple(Address(Source(row.platform, row.account), row.user_id, person) for row in rows)
    shared = {at.source: at for at, row in reversed(list(zip(accounts, rows, strict=True))) if row.shared}
    return Reach(accounts, tuple(at for at in accounts if at in shared.values()) or accounts[:1])


async def addresses_of(tx: Tx, person_id: PersonId) -> tuple[Address, ...]:
    """Where somebody is told something: once, and twice only while their college moves between two platforms."""
    return (await reach_of(tx, person_id)).told


async def choose_platform(tx: Tx, person_id: PersonId, platform: str) -> bool:
    """Let the person be told there. False, and nothing changed, if they have no account there."""
    chosen = await tx.conn.scalar(_CHOOSE, {"person_id": person_id, "platform": platform})
    return chosen is not None
