"""What events have named and is to be read again: taken a few at a time, due again if whoever took them is killed."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import text

from domain.events import Source
from storage.channels import Channel
from storage.database import Tx
from storage.sources import names_of

LEASE = timedelta(seconds=30)
AT_ONCE = 50
FAR_BEHIND = 500  # beyond so many, one whole reading costs a platform less

_TOUCH = text(f"""
    with touched as (
        insert into org_touched (platform, account, kind, key, at)
        select :platform, :account, :kind, key, :now from unnest(cast(:keys as text[])) as given (key)
        on conflict (platform, account, kind, key) do update
        set at = excluded.at, available_at = now(), attempts = 0
        returning 1
    )
    select pg_notify('{Channel.ORG}', '') from touched limit 1
""")  # noqa: S608 - the channel is ours
_TAKE = text("""
    with first as (
        select platform, account from org_touched
        where available_at <= now() and kind <> 'whole' and platform || ':' || account = any(cast(:sources as text[]))
        order by available_at limit 1
    )
    update org_touched t set available_at = now() + cast(:lease as interval), attempts = t.attempts + 1
    from (
        select o.platform, o.account, o.kind, o.key from org_touched o join first using (platform, account)
        where o.available_at <= now() and o.kind <> 'whole'
        order by o.available_at limit :most
        for update of o skip locked
    ) due
    where (t.platform, t.account, t.kind, t.key) = (due.platform, due.account, due.kind, due.key)
    returning t.platform, t.account, t.kind, t.key, t.at, t.attempts
""")
_DROP = text("""
    delete from org_touched t
    using unnest(cast(:kinds as text[]), cast(:keys as text[]), cast(:ats as timestamptz[])) as done (kind, key, at)
    where t.platform = :platform and t.account = :account and t.kind = done.kind and t.key = done.key and t.at = done.at
""")
_PUT_OFF = text("""
    update org_touched set available_at = now() + cast(:pause as interval)
    where platform = :platform and account = :account and kind || ':' || key = any(cast(:names as text[]))
""")
_WHOLE = text("""
    with asked as (
        delete from org_touched
        where kind = 'whole' and available_at <= now() and platform || ':' || account = any(cast(:sources as text[]))
        returning platform, account
    ), many as (
        select platform, account from org_touched where platform || ':' || account = any(cast(:sources as text[]))
        group by platform, account having count(*) > :far
    )
    select platform, account from asked union select platform, account from many
""")
_NAMED = text("""
    select kind, key from org_touched where platform = :platform and account = :account and kind <> 'whole'
    union
    select case when c.person_id is null then 'department' else 'member' end, coalesce(a.user_id, c.key)
    from org_changes c left join accounts a
        on c.person_id is not null and (a.platform, a.account, a.user_key) = (c.platform, c.account, c.key)
    where c.platform = :platform and c.account = :account and c.run_id is null and c.applied_at >= :since
""")


class Touched(StrEnum):
    """What was named."""

    MEMBER = "member"
    DEPARTMENT = "department"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Touch:
    """`key` is the platform's id of a department or a member, as it spells it; `attempts` counts this one too."""

    kind: Touched
    key: str
    at: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class Batch:
    """What is to be read again of one account."""

    source: Source
    touches: Sequence[Touch]

    def keys(self, kind: Touched) -> tuple[str, ...]:
        """The names of one kind."""
        return tuple(touch.key for touch in self.touches if touch.kind is kind)


async def touch(tx: Tx, source: Source, kind: Touched, keys: Iterable[str]) -> None:
    """Have these read again soon. What is named twice is read once."""
    values = {"platform": source.platform, "account": source.account, "kind": kind, "keys": sorted(set(keys))}
    if values["keys"]:
        await tx.conn.execute(_TOUCH, values | {"now": tx.now})


async def take_touched(tx: Tx, sources: Collection[Source]) -> Batch | None:
    """Some of what is due, all of one account."""
    values = {"sources": names_of(sources), "lease": LEASE, "most": AT_ONCE}
    rows = (await tx.conn.execute(_TAKE, values)).all()
    if not rows:
        return None
    touches = [Touch(Touched(row.kind), row.key, row.at, row.attempts) for row in rows]
    return Batch(Source(rows[0].platform, rows[0].account), touches)


async def drop(tx: Tx, source: Source, touches: Collection[Touch]) -> None:
    """They have been read. What was named again meanwhile stays."""
    values = {
        "platform": source.platform,
        "account": source.account,
        "kinds": [one.kind for one in touches],
        "keys": [one.key for one in touches],
        "ats": [one.at for one in touches],
    }
    await tx.conn.execute(_DROP, values)


async def put_off(tx: Tx, source: Source, touches: Collection[Touch], pause: timedelta) -> None:
    """Look again later."""
    names = [f"{one.kind}:{one.key}" for one in touches]
    values = {"platform": source.platform, "account": source.account, "names": names, "pause": pause}
    await tx.conn.execute(_PUT_OFF, values)


async def take_whole(tx: Tx, sources: Collection[Source]) -> list[Source]:
    """Accounts of which everything is to be read again: an event said so, or named too many."""
    rows = await tx.conn.execute(_WHOLE, {"sources": names_of(sources), "far": FAR_BEHIND})
    return [Source(row.platform, row.account) for row in rows]


async def named_since(tx: Tx, source: Source, since: datetime) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Members and departments that events have named, or changed here, since then: newer than a reading begun then."""
    values = {"platform": source.platform, "account": source.account, "since": since}
    rows = (await tx.conn.execute(_NAMED, values)).all()
    members = tuple(row.key for row in rows if row.kind == Touched.MEMBER)
    return members, tuple(row.key for row in rows if row.kind == Touched.DEPARTMENT)
