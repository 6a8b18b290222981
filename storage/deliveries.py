"""How a leased delivery goes on: sent, later, uncertain or given up. No record is taken from who has lost the lease."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import TextClause, text

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
SHOWN = text("""
    update cards
    set shown_version = greatest(shown_version, :version), shown_at = now(),
        platform_message_id = coalesce(:platform_message_id, platform_message_id)
    where id = :card_id
""")
KEEP = text("""
    insert into card_handles (card_id, handle, origin, expires_at)
    values (:card_id, :handle, 'send', now() + cast(:life as interval))
    on conflict (card_id, handle) do update set handle = excluded.handle
""")


class Ending(StrEnum):
    """How a delivery leaves the outbox."""

    DONE = "done"
    UNCERTAIN = "uncertain"
    DEAD = "dead"


async def record_sent(
    tx: Tx, leased: Leased, call: Call, platform_message_id: str | None, handles: Sequence[str], notes: Sequence[str]
) -> None:
    """The platform has it: what it answered and what the member sees now, in one commit."""
    match call:
        case SendCall() | RedrawCall():
            shown = {"card_id": call.card_id, "version": call.version, "platform_message_id": platform_message_id}
            await tx.conn.execute(SHOWN, shown)
            for handle in handles:
                await tx.conn.execute(KEEP, {"card_id": call.card_id, "handle": handle, "life": HANDLE_LIFE})
        case _:
            pass
    note = "; ".join(notes)
    values = {"state": Ending.DONE, "is_sent": True, "note": note, "platform_message_id": platform_message_id}
    await _fenced(tx, FINISH, leased, values)


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
