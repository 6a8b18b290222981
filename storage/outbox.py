"""What is to be sent, put here in the transaction that decided it. How a delivery goes its way: see `leases.py`.

A key made of facts stands for each delivery, so that whatever is decided twice is sent once.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import bindparam
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB

from domain.address import Address
from domain.ids import CardId, RequestNo
from storage.database import Tx
from storage.plain import storable, storable_json
from storage.wakeups import Channel

# A key that is there already is written again: see `inbox.py` for why a statement must not find nothing to do.
PUT = sql(f"""
    with put as (
        insert into outbox (
            platform, account, recipient, person_id, kind, lane, payload, card_id, request_no, dedupe_key, deadline,
            available_at
        ) values (
            :platform, :account, :recipient, :person_id, :kind, :lane, :payload, :card_id, :request_no, :key, :deadline,
            greatest(now(), cast(:not_before as timestamptz))
        )
        on conflict (dedupe_key) do update set dedupe_key = excluded.dedupe_key
        returning id
    )
    select pg_notify('{Channel.OUTBOX}', '') from put
""").bindparams(bindparam("payload", type_=JSONB))  # noqa: S608 - the channel is ours


class Kind(StrEnum):
    """What a delivery carries."""

    TEXT = "text"
    CARD = "card"
    RECALL = "recall"


class Lane(StrEnum):
    """Which of one member's deliveries goes first: what somebody waits for, or what was sent to many."""

    SEND = "send"
    SLOW = "slow"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A delivery that is not stored yet. It is not sent before `not_before`, and not after `deadline` any more."""

    to: Address
    kind: Kind
    payload: object
    key: str
    lane: Lane = Lane.SEND
    card_id: CardId | None = None
    request_no: RequestNo | None = None
    deadline: datetime | None = None
    not_before: datetime | None = None


async def say(
    tx: Tx,
    to: Address,
    text: str,
    *,
    key: str,
    request_no: RequestNo | None = None,
    deadline: datetime | None = None,
    lane: Lane = Lane.SEND,
) -> None:
    """Queue a text. A second one with the same key changes nothing."""
    payload = {"text": text}
    await put(
        tx,
        Draft(to=to, kind=Kind.TEXT, payload=payload, key=key, lane=lane, request_no=request_no, deadline=deadline),
    )


async def recall(tx: Tx, to: Address, platform_message_id: str) -> None:
    """Queue the taking back of what was sent."""
    source = to.source
    key = f"recall:{source.platform}:{source.account}:{platform_message_id}"
    await put(tx, Draft(to=to, kind=Kind.RECALL, payload={"platform_message_id": platform_message_id}, key=key))


async def put(tx: Tx, draft: Draft) -> None:
    """Queue a delivery, unless one with its key was queued before."""
    await tx.conn.execute(
        PUT,
        {
            "platform": draft.to.source.platform,
            "account": draft.to.source.account,
            "recipient": storable(draft.to.user_id),
            "person_id": draft.to.person_id,
            "kind": draft.kind,
            "lane": draft.lane,
            "payload": storable_json(draft.payload),
            "card_id": draft.card_id,
            "request_no": draft.request_no,
            "key": storable(draft.key),
            "deadline": draft.deadline,
            "not_before": draft.not_before,
        },
    )
