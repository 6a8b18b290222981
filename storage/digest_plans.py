"""What the next hour's digests will ask of each account, worked out before it begins, for IT to see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import text

from storage.database import Tx

# Where each of them is told, as near as one statement for all comes to it: the platform they chose, else the account
# they were seen on last.
_FORESEE = text("""
    select told.platform, told.account, count(*) as people
    from people p
    left join digest_hours h on h.person_id = p.id
    cross join lateral (
        select a.platform, a.account from accounts a
        where a.person_id = p.id and a.active
        order by p.receive_on is not distinct from a.platform desc, a.last_seen_at desc nulls last, a.id limit 1
    ) told
    where p.status = 'active'
        and coalesce(h.at, cast(:usual as time)) >= cast(:since as time)
        and (cast(:until as time) is null or coalesce(h.at, cast(:usual as time)) < cast(:until as time))
        and not exists (select from digests d where d.person_id = p.id and d.day = cast(:day as date))
        and (exists (select from obligations o where o.owner_id = p.id and o.state = 'open' and o.opens_at <= :at)
            or exists (select from places l where p.id in (l.person_id, l.stand_in_id)))
    group by told.platform, told.account order by told.platform, told.account
""")
_KEEP = text("""
    insert into digest_plans (hour, made_at, accounts) values (:hour, :now, :accounts)
    on conflict (hour) do update set made_at = excluded.made_at, accounts = excluded.accounts
""")
_NEWEST = text("select hour, made_at, accounts from digest_plans order by hour desc limit 1")


@dataclass(frozen=True, slots=True)
class DigestPlan:
    """`accounts`: of "wecom:staff" how many cards at most, and in words how long its budget lets them take."""

    hour: datetime
    made_at: datetime
    accounts: Mapping[str, str]


async def foresee(tx: Tx, day: date, at: datetime, hours: tuple[time, time | None], usual: time) -> dict[str, int]:
    """How many people at most are told by each account in these hours of the day; the second None: to its end."""
    values = {"day": day, "at": at, "since": hours[0], "until": hours[1], "usual": usual}
    return {f"{row.platform}:{row.account}": row.people for row in await tx.conn.execute(_FORESEE, values)}


async def keep_plan(tx: Tx, hour: datetime, accounts: Mapping[str, str]) -> None:
    """Of that hour; a newer one takes the place of an older."""
    await tx.conn.execute(_KEEP, {"hour": hour, "now": tx.now, "accounts": dict(accounts)})


async def newest_plan(tx: Tx) -> DigestPlan | None:
    """The last one that was made."""
    row = (await tx.conn.execute(_NEWEST, {})).first()
    return DigestPlan(row.hour, row.made_at, row.accounts) if row else None
