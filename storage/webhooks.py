"""Webhooks and what is to be sent to them: in order for each subject, by one replica at a time, with a log.

The database's clock decides. How often a call was taken fences off whoever wakes up too late.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import text

from domain.webhooks import Topic
from storage.channels import Channel
from storage.database import Tx
from storage.rows import AnyRow

LEASE = timedelta(minutes=1)  # an attempt takes ten seconds at most

_ADD = text("""
    insert into webhooks (name, address, secret, topics, made_at) values (:name, :address, :secret, :topics, :now)
    on conflict (name) do nothing returning name
""")
_END = text("""
    with ended as (
        update webhooks set ended_at = :now where name = :name and ended_at is null returning name
    ), given_up as (
        update webhook_calls c set state = 'dead', ended_at = :now from ended
        where c.webhook = ended.name and c.state = 'waiting'
    )
    select name from ended
""")
_LIST = text("""
    select w.name, w.address, w.topics, w.made_at, w.ended_at,
        count(c.id) filter (where c.state = 'waiting') as waiting, count(c.id) filter (where c.state = 'dead') as dead,
        max(c.ended_at) filter (where c.state = 'done') as told_at
    from webhooks w left join webhook_calls c on c.webhook = w.name group by w.name order by w.name
""")
# One row per webhook, under the first of the topics that it wants to hear of.
_CALL = text(f"""
    with called as (
        insert into webhook_calls (webhook, subject, topic, content, made_at, due_at)
        select w.name, :subject, (
            select given.topic from unnest(cast(:topics as text[])) with ordinality as given (topic, place)
            where given.topic = any(w.topics) order by given.place desc limit 1
        ), :content, :now, now()
        from webhooks w where w.ended_at is null and w.topics && cast(:topics as text[])
        returning 1
    )
    select pg_notify('{Channel.WEBHOOKS}', '') from called limit 1
""")  # noqa: S608 - the channel is ours
_TAKE = text("""
    with taken as (
        update webhook_calls set attempts = attempts + 1, leased_until = now() + cast(:lease as interval)
        where id = (
            select c.id from webhook_calls c join webhooks w on w.name = c.webhook and w.ended_at is null
            where c.state = 'waiting' and c.due_at <= now() and coalesce(c.leased_until, '-infinity') <= now()
                and not exists (
                    select from webhook_calls e where e.webhook = c.webhook and e.subject = c.subject
                        and e.state = 'waiting' and e.id < c.id)
            order by c.due_at, c.id limit 1
            for update of c skip locked
        )
        returning *
    )
    select t.id, t.webhook, t.subject, t.topic, t.content, t.attempts, t.made_at,
        coalesce(t.replay_of_id, t.id) as told_as, w.address, w.secret
    from taken t join webhooks w on w.name = t.webhook
""")
_SETTLE = text("""
    update webhook_calls set state = :state, leased_until = null,
        due_at = now() + coalesce(cast(:pause as interval), '0'),
        ended_at = case when :state = 'waiting' then null else cast(:now as timestamptz) end
    where id = :id and attempts = :attempts and state = 'waiting' returning id
""")
_LOG = text("""
    insert into webhook_attempts (call_id, no, at, outcome, status, took_ms)
    values (:id, :attempts, :now, :outcome, cast(:status as int), :took) on conflict do nothing
""")
_REPLAY = text(f"""
    with again as (
        insert into webhook_calls (webhook, subject, topic, content, made_at, due_at, replay_of_id)
        select c.webhook, c.subject, c.topic, c.content, :now, now(), coalesce(c.replay_of_id, c.id)
        from webhook_calls c join webhooks w on w.name = c.webhook and w.ended_at is null
        where c.id = :id and c.state <> 'waiting' returning id
    )
    select id, pg_notify('{Channel.WEBHOOKS}', '') from again
""")  # noqa: S608 - the channel is ours
_CALLS = text("""
    select c.id, c.webhook, c.subject, c.topic, c.state, c.made_at, c.ended_at, c.replay_of_id, (
        select coalesce(jsonb_agg(jsonb_build_object(
            'at', a.at, 'outcome', a.outcome, 'status', a.status, 'took_ms', a.took_ms) order by a.no), '[]')
        from webhook_attempts a where a.call_id = c.id
    ) as attempts
    from webhook_calls c
    where c.id < :before and (cast(:webhook as text) is null or c.webhook = :webhook)
        and (cast(:state as text) is null or c.state = :state)
    order by c.id desc limit :most
""")
_FORGET = text("delete from webhook_calls where ended_at < :before")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One line of the list, never with the secret."""

    name: str
    address: str
    topics: Sequence[str]
    ended_at: datetime | None
    waiting: int
    dead: int
    told_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What is to be sent now. `attempts` counts this one too; a replay is told as what it repeats."""

    id: int
    told_as: int
    webhook: str
    subject: str
    topic: str
    content: Mapping[str, object]
    attempts: int
    made_at: datetime
    address: str
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What came of one. `pause` is until the next; without one and not done it is given up."""

    outcome: str
    status: int | None
    took: timedelta
    is_done: bool
    pause: timedelta | None = None


async def add_webhook(tx: Tx, name: str, address: str, secret: bytes, topics: Collection[Topic]) -> bool:
    """From now on it is told. False if the name was given before, even to one that is ended: the log bears it."""
    values = {
        "name": name,
        "address": address,
        "secret": secret,
        "topics": sorted(each.value for each in topics),
        "now": tx.now,
    }
    return bool(await tx.conn.scalar(_ADD, values))


async def end_webhook(tx: Tx, name: str) -> bool:
    """Nothing more is sent to it. False if there is none."""
    return bool(await tx.conn.scalar(_END, {"name": name, "now": tx.now}))


async def list_webhooks(tx: Tx) -> list[Listed]:
    """All of them, also those that are ended."""
    return [
        Listed(
            name=row.name,
            address=row.address,
            topics=row.topics,
            ended_at=row.ended_at,
            waiting=row.waiting,
            dead=row.dead,
            told_at=row.told_at,
        )
        for row in await tx.conn.execute(_LIST)
    ]


async def call_all(tx: Tx, topics: Sequence[Topic], subject: str, content: Mapping[str, object]) -> None:
    """Have every webhook told that wants to hear of one of these, of several under the last."""
    values = {"topics": [each.value for each in topics], "subject": subject, "content": content, "now": tx.now}
    await tx.conn.execute(_CALL, values)


async def take_call(tx: Tx) -> Call | None:
    """What is due, for a while nobody else's: never before an earlier one about the same has ended."""
    row = (await tx.conn.execute(_TAKE, {"lease": LEASE})).first()
    if row is None:
        return None
    return Call(
        id=row.id,
        told_as=row.told_as,
        webhook=row.webhook,
        subject=row.subject,
        topic=row.topic,
        content=row.content,
        attempts=row.attempts,
        made_at=row.made_at,
        address=row.address,
        secret=row.secret,
    )


async def settle_call(tx: Tx, call: Call, attempt: Attempt) -> bool:
    """Write what came of it. False if somebody else has taken it meanwhile: then only the log says so."""
    state = "done" if attempt.is_done else "waiting" if attempt.pause else "dead"
    whose = {"id": call.id, "attempts": call.attempts, "now": tx.now}
    took = attempt.took // timedelta(milliseconds=1)
    await tx.conn.execute(_LOG, {**whose, "outcome": attempt.outcome, "status": attempt.status, "took": took})
    return bool(await tx.conn.scalar(_SETTLE, {**whose, "state": state, "pause": attempt.pause}))


async def replay_call(tx: Tx, number: int) -> int | None:
    """Send once more what has ended, behind whatever waits; the new number. None: there is none to be sent again."""
    found = await tx.conn.scalar(_REPLAY, {"id": number, "now": tx.now})
    return None if found is None else int(found)


async def calls_page(
    tx: Tx, *, before: int, most: int, webhook: str | None = None, state: str | None = None
) -> Sequence[AnyRow]:
    """The log, newest first, each with its attempts."""
    values = {"before": before, "most": most, "webhook": webhook, "state": state}
    return (await tx.conn.execute(_CALLS, values)).all()


async def forget_calls(tx: Tx, before: datetime) -> int:
    """How many had ended before then and are gone now, with their log."""
    return (await tx.conn.execute(_FORGET, {"before": before})).rowcount
