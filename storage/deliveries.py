"""How a leased delivery goes on: sent, later, uncertain or given up. No record is taken from who has lost the lease."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import TextClause, text

from storage.calls import Call, RedrawCall, Replaceable, SendCall, Uncalled, Unneeded, Unrefreshable
from storage.cards import HANDLE_LIFE, replace, replace_unclosed
from storage.connection import Connection
from storage.database import Tx
from storage.leases import Leased, LeaseLost
from storage.outbox import say

FENCE = "where id = :id and lease_token = :token and state = 'pending'"
FINISH = text(f"""
    update outbox
    set state = :state, finished_at = now(), sent_at = case when :is_sent then now() end, error = :note,
        platform_message_id = :platform_message_id, lease_token = null, lease_until = null
    {FENCE}
""")  # noqa: S608 - all of it is ours
# Known not to have been done: the member's budget gets it back, and what goes out next time is decided anew.
PUT_OFF = text(f"""
    update outbox
    set available_at = now() + cast(:pause as interval), error = :note, called_at = null,
        lease_token = null, lease_until = null
    {FENCE}
""")  # noqa: S608
REPEAT = text(f"""
    update outbox
    set available_at = now() + cast(:pause as interval), error = :note, lease_token = null, lease_until = null
    {FENCE}
""")  # noqa: S608
GIVE_BACK = text("update card_handles set used_at = null where card_id = :card_id and handle = :handle")
# All or nothing, so that it needs no transaction around it; a delivery whose card is held by somebody who decides is
# looked at alone then. A member's next delivery is due now, if there is one.
RECORD = """
    with sent as (
        select * from unnest(
            cast(:ids as bigint[]), cast(:tokens as uuid[]), cast(:notes as text[]),
            cast(:platform_message_ids as text[]), cast(:card_ids as text[]), cast(:versions as int[])
        ) as given (id, token, note, platform_message_id, card_id, version)
    ), held as (
        select id from cards where id = any(cast(:card_ids as text[])) order by id for no key update {how}
    ), mine as (
        select outbox.id from outbox join sent on outbox.id = sent.id and lease_token = sent.token
        where state = 'pending' and (select count(*) from held) = (select count(card_id) from sent)
        for no key update of outbox
    ), finished as (
        update outbox
        set state = 'done', finished_at = now(), sent_at = now(), error = sent.note,
            platform_message_id = sent.platform_message_id, lease_token = null, lease_until = null
        from sent
        where outbox.id = sent.id and (select count(*) from mine) = (select count(*) from sent)
        returning outbox.id, outbox.platform, outbox.account, outbox.recipient
    ), shown as (
        update cards
        set shown_version = greatest(shown_version, sent.version), shown_at = now(),
            platform_message_id = coalesce(sent.platform_message_id, cards.platform_message_id)
        from sent join finished on finished.id = sent.id
        where cards.id = sent.card_id
    ), kept as (
        insert into card_handles (card_id, handle, origin, expires_at)
        select kept.card_id, kept.handle, 'send', now() + cast(:life as interval)
        from unnest(cast(:handle_cards as text[]), cast(:handles as text[])) as kept (card_id, handle)
        where exists (select from finished)
        on conflict (card_id, handle) do update set handle = excluded.handle
    )
    select id, exists (
        select from outbox e
        where e.platform = finished.platform and e.account = finished.account and e.recipient = finished.recipient
          and e.state = 'pending' and e.id <> finished.id
    ) as is_followed
    from finished
"""
RECORD_ONE = text(RECORD.format(how=""))
RECORD_MANY = text(RECORD.format(how="skip locked"))


class Ending(StrEnum):
    """How a delivery leaves the outbox."""

    DONE = "done"
    UNCERTAIN = "uncertain"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Sent:
    """A delivery that the platform has taken, with what it answered."""

    leased: Leased
    call: Call
    platform_message_id: str | None = None
    handles: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


async def record_sent(conn: Connection, sent: Sent) -> frozenset[int]:
    """The platform has it: what it answered and what the member sees now, in one statement.

    Returns its id if another delivery to the same member waits.

    Raises:
        LeaseLost: somebody else has it by now.
    """
    followed = await _record(conn, [sent], RECORD_ONE)
    if followed is None:
        raise LeaseLost
    return followed


async def record_many_sent(conn: Connection, many: Sequence[Sent]) -> frozenset[int] | None:
    """The same for many. None, and nothing recorded, if a lease is lost or somebody is deciding about a card of theirs.

    Waiting for a card here, while others are locked already, is how two transactions come to wait for each other.
    """
    return await _record(conn, many, RECORD_MANY)


async def _record(conn: Connection, many: Sequence[Sent], statement: TextClause) -> frozenset[int] | None:
    drawn = [sent.call if isinstance(sent.call, (SendCall, RedrawCall)) else None for sent in many]
    rights = [(call.card_id, each) for call, sent in zip(drawn, many, strict=True) if call for each in sent.handles]
    values = {
        "ids": [sent.leased.id for sent in many],
        "tokens": [sent.leased.token for sent in many],
        "notes": ["; ".join(sent.notes) for sent in many],
        "platform_message_ids": [sent.platform_message_id for sent in many],
        "card_ids": [call.card_id if call else None for call in drawn],
        "versions": [call.version if call else None for call in drawn],
        "handle_cards": [card_id for card_id, _ in rights],
        "handles": [handle for _, handle in rights],
        "life": HANDLE_LIFE,
    }
    rows = (await conn.execute(statement, values)).all()
    return frozenset(row.id for row in rows if row.is_followed) if len(rows) == len(many) else None


async def finish_without_call(tx: Tx, leased: Leased, outcome: Uncalled) -> None:
    """Nothing was to be called; what this card cannot show any more goes on a new one, its end into a text."""
    match outcome:
        case Unneeded(note=note):
            pass
        case Replaceable():
            note = "刷新机会只剩收尾用的一次，已换成新卡片" if outcome.can_close else "卡片无法再刷新，已换成新卡片"
            await (replace if outcome.can_close else replace_unclosed)(tx, outcome.card_id)
        case Unrefreshable():
            note = "卡片无法再刷新，已改发文字"
            ending = outcome.content.closing or outcome.content.title
            key = f"card-text:{outcome.card_id}:{outcome.version}"
            await say(tx, leased.to, f"卡片无法再刷新：{ending}", key=key, request_no=leased.request_no)
    await finish(tx, leased, Ending.DONE, note)


async def finish(tx: Tx, leased: Leased, ending: Ending, note: str) -> None:
    """End a delivery of which no receipt exists."""
    values = {"state": ending, "is_sent": False, "note": note, "platform_message_id": None}
    await _fenced(tx, FINISH, leased, values)


async def put_off(tx: Tx, leased: Leased, call: Call, pause: timedelta, note: str) -> None:
    """Later: the platform has not done it."""
    if isinstance(call, RedrawCall) and call.handle is not None:
        await tx.conn.execute(GIVE_BACK, {"card_id": call.card_id, "handle": call.handle})
    await _fenced(tx, PUT_OFF, leased, {"pause": pause, "note": note})


async def try_next_handle(tx: Tx, leased: Leased, note: str) -> None:
    """At once, without the handle that turned out to be worth nothing."""
    await _fenced(tx, PUT_OFF, leased, {"pause": timedelta(), "note": note})


async def repeat_later(tx: Tx, leased: Leased, pause: timedelta, note: str) -> None:
    """Later, and then exactly the same: the platform may have done it."""
    await _fenced(tx, REPEAT, leased, {"pause": pause, "note": note})


async def _fenced(tx: Tx, statement: TextClause, leased: Leased, values: Mapping[str, object]) -> None:
    done = await tx.conn.execute(statement, {"id": leased.id, "token": leased.token, **values})
    if done.rowcount != 1:
        raise LeaseLost
