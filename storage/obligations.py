"""Obligations: what one person owes in one period, from when it opens until it is done or void."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import text

from domain.ids import PersonId
from storage.database import Tx
from storage.plain import storable
from storage.rows import AnyRow

LONGEST_EVIDENCE = 500  # characters of one note
NEXT_COLOUR = "case {told} when 0 then {row}yellow_at when 1 then {row}orange_at when 2 then {row}due_at end"

# In the order of their ids, so that two who do the same thing wait for each other and never in a circle.
_LOCK = text("""
    select * from obligations
    where id = any(cast(:ids as bigint[])) or (is_shared and (duty, period) in (
        select duty, period from obligations where id = any(cast(:ids as bigint[]))
    ))
    order by id for update
""")
_OPEN_OF = text("""
    select * from obligations
    where owner_id = any(cast(:people as bigint[])) and state = 'open' and opens_at <= :now and claimed_at is null
        and disowned_at is null
    order by owner_id, due_at, id
""")
# As little of them as a line needs, for a whole college at a time.
_LINES = text("""
    select id, owner_id, duty, label, due_at, minimum, times, is_vacant from obligations
    where owner_id = any(cast(:people as bigint[])) and state = 'open' and opens_at <= :now and claimed_at is null
        and disowned_at is null
        and (due_on <= cast(:near as date) or (half_on <= cast(:today as date) and times * 2 < minimum))
""")
_FIND = text("select * from obligations where id = any(cast(:ids as bigint[])) order by id")
_CLAIMED = text("select * from obligations where state = 'open' and claimed_at is not null order by claimed_at, id")
_DISOWNED = text("""
    select * from obligations where state = 'open' and disowned_at is not null order by disowned_at, id
""")
_OFFERED = text("""
    select * from obligations
    where state = 'open' and offered_to_id = any(cast(:people as bigint[])) order by offered_at, id
""")
_FOR_DUTY = text("""
    select id from obligations
    where owner_id = :owner and duty = any(cast(:duties as text[])) and state = 'open' and opens_at <= :now
    order by due_at, id
""")
_DO = text("""
    update obligations
    set times = times + 1, evidence = concat_ws('；', nullif(evidence, ''), nullif(cast(:evidence as text), '')),
        claimed_at = null, claimed_by_id = null, offered_to_id = null, offered_at = null,
        state = case when times + 1 >= minimum then 'done' else state end,
        done_at = case when times + 1 >= minimum then cast(:at as timestamptz) end,
        done_by_id = case when times + 1 >= minimum then cast(:by as bigint) end
    where id = any(cast(:ids as bigint[])) and state = 'open'
    returning *
""")
_CLAIM = text("""
    update obligations
    set claimed_at = :now, claimed_by_id = :by,
        evidence = concat_ws('；', nullif(evidence, ''), nullif(cast(:evidence as text), ''))
    where id = any(cast(:ids as bigint[])) and state = 'open'
""")
_UNCLAIM = text("update obligations set claimed_at = null, claimed_by_id = null where id = any(cast(:ids as bigint[]))")
_ADD_EVIDENCE = text("""
    update obligations set evidence = concat_ws('；', nullif(evidence, ''), cast(:evidence as text))
    where id = any(cast(:ids as bigint[]))
""")
_OFFER = text("update obligations set offered_to_id = cast(:to as bigint), offered_at = :now where id = :id")
_HAND = text("""
    update obligations o
    set owner_id = :to, moved_from_id = owner_id, offered_to_id = null, offered_at = null, disowned_at = null
    where id = :id and not exists (
        select from obligations p where (p.duty, p.period, p.owner_id) = (o.duty, o.period, cast(:to as bigint))
    )
    returning id
""")
_LAST_DONE = text("""
    select duty, max(done_at) as at from obligations
    where state = 'done' and duty = any(cast(:duties as text[])) group by duty
""")
_OWES = text("""
    select exists (
        select from obligations o join obligations p using (duty, period)
        where o.id = :id and p.owner_id = :person
    )
""")
_DISOWN = text("update obligations set disowned_at = cast(:at as timestamptz) where id = :id")
_VOID = text("update obligations set state = 'void', why_void = :why where id = :id and state = 'open'")


class ObligationState(StrEnum):
    """`void`: not theirs, the duty has ended, or what it was about is cancelled."""

    OPEN = "open"
    DONE = "done"
    VOID = "void"


class WhyVoid(StrEnum):
    """`unlaid`: no rule asks for it any more; it opens again if one does."""

    UNLAID = "unlaid"
    ENDED = "ended"
    NOT_MINE = "not_mine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """As it stands. `minimum` is how many times it is to be done, `count` how many times it was.

    `is_shared`: whoever of the owners does it does it for all. `is_vacant`: the post has no holder, so the head of the
    department owes it. `told` counts the colours that its people heard of. `claimed_at`: said to be done, and waiting
    for the checker. `offered_to` may accept it, `disowned_at` its owner has said that it is not theirs.
    """

    id: int
    duty: str
    period: str
    label: str
    holder: PersonId
    owner: PersonId
    opens_at: datetime
    due_at: datetime
    due_on: date
    half_on: date | None
    minimum: int
    count: int
    state: ObligationState
    is_shared: bool
    is_vacant: bool
    yellow_at: datetime
    orange_at: datetime
    told: int
    claimed_at: datetime | None
    claimed_by: PersonId | None
    done_at: datetime | None
    done_by: PersonId | None
    evidence: str
    offered_to: PersonId | None
    moved_from: PersonId | None
    disowned_at: datetime | None

    @property
    def key(self) -> str:
        """Of its line."""
        return f"{KEY}{self.id}"


KEY = "obligation:"


async def open_of(tx: Tx, people: Collection[PersonId], now: datetime) -> list[Obligation]:
    """What these people have open by now, each one's earliest deadline first; neither what a checker looks at nor what
    they say is not theirs.
    """
    rows = await tx.conn.execute(_OPEN_OF, {"people": list(people), "now": now})
    return [obligation_from(row) for row in rows]


@dataclass(frozen=True, slots=True)
class OpenLine:
    """What a line says of an obligation."""

    id: int
    owner: PersonId
    duty: str
    label: str
    due_at: datetime
    minimum: int
    count: int
    is_vacant: bool


async def open_lines(tx: Tx, people: Collection[PersonId], now: datetime, today: date, near: date) -> list[OpenLine]:
    """What these people have open and is due by `near`, and quotas of which half the time is over and less than half
    is done; in no order.
    """
    values = {"people": list(people), "now": now, "today": today, "near": near}
    return [OpenLine(*row) for row in await tx.conn.execute(_LINES, values)]


async def claimed(tx: Tx) -> list[Obligation]:
    """What is said to be done and nobody has looked at, the oldest first."""
    return [obligation_from(row) for row in await tx.conn.execute(_CLAIMED, {})]


async def disowned(tx: Tx) -> list[Obligation]:
    """What its owner says is not theirs, the oldest first."""
    return [obligation_from(row) for row in await tx.conn.execute(_DISOWNED, {})]


async def offered_to(tx: Tx, people: Collection[PersonId]) -> list[Obligation]:
    """What these people were asked to take over."""
    return [obligation_from(row) for row in await tx.conn.execute(_OFFERED, {"people": list(people)})]


async def obligations_by_id(tx: Tx, ids: Collection[int]) -> dict[int, Obligation]:
    """Those of them that there are."""
    return {row.id: obligation_from(row) for row in await tx.conn.execute(_FIND, {"ids": list(ids)})}


async def lock_obligation(tx: Tx, number: int) -> tuple[Obligation, list[Obligation]] | None:
    """It, and with it everybody's whose it is as well; nobody else does anything about them meanwhile."""
    rows = [obligation_from(row) for row in await tx.conn.execute(_LOCK, {"ids": [number]})]
    found = next((each for each in rows if each.id == number), None)
    return (found, rows) if found else None


async def open_among(tx: Tx, owner: PersonId, duties: Collection[str]) -> list[int]:
    """Which of these duties this person has open, the earliest deadline first."""
    return list(await tx.conn.scalars(_FOR_DUTY, {"owner": owner, "duties": list(duties), "now": tx.now}))


async def last_done(tx: Tx, duties: Collection[str]) -> dict[str, tuple[datetime, ...]]:
    """When these duties were done last, those that ever were."""
    return {row.duty: (row.at,) for row in await tx.conn.execute(_LAST_DONE, {"duties": list(duties)})}


async def do(
    tx: Tx, locked: Sequence[Obligation], by: PersonId, evidence: str = "", at: datetime | None = None
) -> list[Obligation]:
    """Once more done, by somebody and for everybody whose it is; as they are after it."""
    values = {"ids": _ids(locked), "by": by, "evidence": _note(evidence), "at": at or tx.now}
    return [obligation_from(row) for row in await tx.conn.execute(_DO, values)]


async def claim(tx: Tx, locked: Sequence[Obligation], by: PersonId, evidence: str = "") -> None:
    """Said to be done; the checker has the next word."""
    await tx.conn.execute(_CLAIM, {"ids": _ids(locked), "by": by, "evidence": _note(evidence), "now": tx.now})


async def unclaim(tx: Tx, locked: Sequence[Obligation]) -> None:
    """It was not so: it is owed again."""
    await tx.conn.execute(_UNCLAIM, {"ids": _ids(locked)})


async def add_evidence(tx: Tx, locked: Sequence[Obligation], evidence: str) -> None:
    """What shows that it was done, also afterwards."""
    await tx.conn.execute(_ADD_EVIDENCE, {"ids": _ids(locked), "evidence": _note(evidence)})


async def offer(tx: Tx, number: int, to: PersonId | None) -> None:
    """Somebody else is asked to do it; None: nobody any more."""
    await tx.conn.execute(_OFFER, {"id": number, "to": to, "now": tx.now})


async def owes_the_same(tx: Tx, number: int, person: PersonId) -> bool:
    """Whether they owe, or owed, the same duty in the same period."""
    return bool(await tx.conn.scalar(_OWES, {"id": number, "person": person}))


async def hand_to(tx: Tx, number: int, to: PersonId) -> bool:
    """From now on they owe it. False, and nothing changed, if they owe the same already."""
    return await tx.conn.scalar(_HAND, {"id": number, "to": to}) is not None


async def disown(tx: Tx, number: int, at: datetime | None) -> None:
    """Its owner says that it is not theirs; None: it was decided that it is."""
    await tx.conn.execute(_DISOWN, {"id": number, "at": at})


async def make_void(tx: Tx, number: int, why: WhyVoid) -> None:
    """Nobody owes it."""
    await tx.conn.execute(_VOID, {"id": number, "why": why})


def _ids(locked: Sequence[Obligation]) -> list[int]:
    return [each.id for each in locked if each.state is ObligationState.OPEN]


def _note(evidence: str) -> str:
    return storable(evidence.strip()[:LONGEST_EVIDENCE])


def obligation_from(row: AnyRow) -> Obligation:
    """A row of the table."""
    return Obligation(
        id=row.id,
        duty=row.duty,
        period=row.period,
        label=row.label,
        holder=PersonId(row.holder_id),
        owner=PersonId(row.owner_id),
        opens_at=row.opens_at,
        due_at=row.due_at,
        due_on=row.due_on,
        half_on=row.half_on,
        minimum=row.minimum,
        count=row.times,
        state=ObligationState(row.state),
        is_shared=row.is_shared,
        is_vacant=row.is_vacant,
        yellow_at=row.yellow_at,
        orange_at=row.orange_at,
        told=row.told,
        claimed_at=row.claimed_at,
        claimed_by=row.claimed_by_id,
        done_at=row.done_at,
        done_by=row.done_by_id,
        evidence=row.evidence,
        offered_to=row.offered_to_id,
        moved_from=row.moved_from_id,
        disowned_at=row.disowned_at,
    )
