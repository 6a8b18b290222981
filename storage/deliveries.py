"""How a leased delivery goes on: sent, later, uncertain or given up. No record is taken from who has lost the lease."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import TextClause, text

from domain.ids import CardId
from storage.calls import Call, RedrawCall, Replaceable, SendCall, Uncalled, Unneeded, Unrefreshable
from storage.cards import HANDLE_LIFE, replace
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
FINISH_SENT = text("""
    update outbox
    set state = 'done', finished_at = now(), sent_at = now(), error = sent.note,
        platform_message_id = sent.platform_message_id, lease_token = null, lease_until = null
    from unnest(
        cast(:ids as bigint[]), cast(:tokens as uuid[]), cast(:notes as text[]), cast(:platform_message_ids as text[])
    ) as sent (id, token, note, platform_message_id)
    where outbox.id = sent.id and lease_token = sent.token and state = 'pending'
""")
LOCK = text("select id from cards where id = any(cast(:ids as text[])) order by id for no key update")
LOCK_FREE = text("select id from cards where id = any(cast(:ids as text[])) for no key update skip locked")
SHOWN = text("""
    update cards
    set shown_version = greatest(shown_version, sent.version), shown_at = now(),
        platform_message_id = coalesce(sent.platform_message_id, cards.platform_message_id)
    from unnest(cast(:ids as text[]), cast(:versions as int[]), cast(:platform_message_ids as text[]))
        as sent (id, version, platform_message_id)
    where cards.id = sent.id
""")
KEEP = text("""
    insert into card_handles (card_id, handle, origin, expires_at)
    select kept.card_id, kept.handle, 'send', now() + cast(:life as interval)
    from unnest(cast(:ids as text[]), cast(:handles as text[])) as kept (card_id, handle)
    on conflict (card_id, handle) do update set handle = excluded.handle
""")


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


async def record_sent(tx: Tx, sent: Sent) -> None:
    """The platform has it: what it answered and what the member sees now, in one commit. Raises LeaseLost."""
    if not await _record(tx, [sent], LOCK):
        raise LeaseLost


async def record_many_sent(tx: Tx, many: Sequence[Sent]) -> bool:
    """The same for many. False if a lease is lost or somebody is deciding about a card of theirs: roll back then.

    Waiting for a card here, while others are locked already, is how two transactions come to wait for each other.
    """
    return await _record(tx, many, LOCK_FREE)


async def _record(tx: Tx, many: Sequence[Sent], lock: TextClause) -> bool:
    drawn = {sent.call.card_id: sent for sent in many if isinstance(sent.call, (SendCall, RedrawCall))}
    if drawn and not await _record_drawn(tx, drawn, lock):
        return False
    values = {
        "ids": [sent.leased.id for sent in many],
        "tokens": [sent.leased.token for sent in many],
        "notes": ["; ".join(sent.notes) for sent in many],
        "platform_message_ids": [sent.platform_message_id for sent in many],
    }
    return (await tx.conn.execute(FINISH_SENT, values)).rowcount == len(many)


async def _record_drawn(tx: Tx, drawn: Mapping[CardId, Sent], lock: TextClause) -> bool:
    locked = await tx.conn.execute(lock, {"ids": list(drawn)})
    if locked.rowcount != len(drawn):
        return False
    calls = [sent.call for sent in drawn.values()]
    shown = {
        "ids": list(drawn),
        "versions": [call.version for call in calls if isinstance(call, (SendCall, RedrawCall))],
        "platform_message_ids": [sent.platform_message_id for sent in drawn.values()],
    }
    await tx.conn.execute(SHOWN, shown)
    rights = [(card_id, handle) for card_id, sent in drawn.items() for handle in sent.handles]
    if rights:
        ids, handles = zip(*rights, strict=True)
        await tx.conn.execute(KEEP, {"ids": list(ids), "handles": list(handles), "life": HANDLE_LIFE})
    return True


async def finish_without_call(tx: Tx, leased: Leased, outcome: Uncalled) -> None:
    """Nothing was to be called; what this card cannot show any more goes on a new one, its end into a text."""
    match outcome:
        case Unneeded(note=note):
            pass
        case Replaceable(card_id=card_id):
            note = "刷新机会只剩收尾用的一次，已换成新卡片"
            await replace(tx, card_id)
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
