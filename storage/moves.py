"""Moves between sources, and how far they have come."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from domain.account_move import Move
from domain.events import Source
from storage.database import Tx

_BEGIN = text("""
    insert into account_moves as held (from_platform, from_account, to_platform, to_account, started_at, both_until)
    values (:from_platform, :from_account, :to_platform, :to_account, :now, :both_until)
    on conflict (from_platform, from_account) do update set
        to_platform = excluded.to_platform, to_account = excluded.to_account, both_until = excluded.both_until,
        started_at = case
            when (held.to_platform, held.to_account) = (excluded.to_platform, excluded.to_account) then held.started_at
            else excluded.started_at end
""")
_REVERSE = text("""
    delete from account_moves
    where (from_platform, from_account, to_platform, to_account)
        = (:to_platform, :to_account, :from_platform, :from_account)
""")
_CANCEL = text("""
    delete from account_moves where from_platform = :platform and from_account = :account
""")
_ALL = text("select * from account_moves order by started_at, id")

# How many active people have an open account on the one, the other and both.
_PROGRESS = text("""
    select count(*) filter (where origin and not target) as origin_only,
        count(*) filter (where origin and target) as both,
        count(*) filter (where target and not origin) as target_only
    from (
        select a.person_id,
            bool_or((a.platform, a.account) = (:from_platform, :from_account)) as origin,
            bool_or((a.platform, a.account) = (:to_platform, :to_account)) as target
        from accounts a join people p on p.id = a.person_id and p.status = 'active'
        where a.active
        group by a.person_id
    ) held
""")


@dataclass(frozen=True, slots=True)
class Progress:
    """Where people can be reached. A move may end when nobody is left on the origin alone."""

    origin_only: int
    both: int
    target_only: int


async def begin_move(tx: Tx, origin: Source, target: Source, both_until: datetime) -> None:
    """Start a move, or change the one away from `origin`. A move back takes the place of the move there."""
    await tx.conn.execute(_REVERSE, _ends(origin, target))
    await tx.conn.execute(_BEGIN, _ends(origin, target) | {"now": tx.now, "both_until": both_until})


async def cancel_move(tx: Tx, origin: Source) -> bool:
    """As if it had never been. False if there is none."""
    values = {"platform": origin.platform, "account": origin.account}
    return (await tx.conn.execute(_CANCEL, values)).rowcount == 1


async def all_moves(tx: Tx) -> tuple[Move, ...]:
    """The oldest first, those included whose time of both is over."""
    return tuple(
        Move(
            origin=Source(row.from_platform, row.from_account),
            target=Source(row.to_platform, row.to_account),
            started_at=row.started_at,
            both_until=row.both_until,
        )
        for row in await tx.conn.execute(_ALL)
    )


async def progress_of(tx: Tx, origin: Source, target: Source) -> Progress:
    """How many people are where."""
    row = (await tx.conn.execute(_PROGRESS, _ends(origin, target))).one()
    return Progress(row.origin_only, row.both, row.target_only)


def _ends(origin: Source, target: Source) -> dict[str, object]:
    return {
        "from_platform": origin.platform,
        "from_account": origin.account,
        "to_platform": target.platform,
        "to_account": target.account,
    }
