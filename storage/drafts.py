"""Deliveries that a transaction has decided, written when it ends: however many, in one statement."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import text as sql

from domain.address import Address
from domain.ids import CardId, RequestNo
from storage.channels import Channel
from storage.connection import Connection
from storage.plain import storable, storable_json
from storage.request_ids import followed

# A key that is there already is written again: see `inbox.py` for why a statement must not find nothing to do.
PUT = sql(f"""
    with put as (
        insert into outbox (
            platform, account, recipient, person_id, kind, lane, payload, card_id, request_no, dedupe_key, deadline,
            available_at, request_id
        )
        select
            platform, account, recipient, person_id, kind, lane, cast(payload as jsonb), card_id, request_no, key,
            deadline, greatest(now(), not_before), cast(:request_id as text)
        from unnest(
            cast(:platform as text[]), cast(:account as text[]), cast(:recipient as text[]),
            cast(:person_id as bigint[]), cast(:kind as text[]), cast(:lane as text[]), cast(:payload as text[]),
            cast(:card_id as text[]), cast(:request_no as bigint[]), cast(:key as text[]),
            cast(:deadline as timestamptz[]), cast(:not_before as timestamptz[])
        ) with ordinality as given (
            platform, account, recipient, person_id, kind, lane, payload, card_id, request_no, key, deadline,
            not_before, place
        )
        order by place
        on conflict (dedupe_key) do update set dedupe_key = excluded.dedupe_key
        returning id
    )
    select pg_notify('{Channel.OUTBOX}', '') from put limit 1
""")  # noqa: S608 - the channel is ours


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


async def write_drafts(conn: Connection, drafts: Mapping[str, Draft]) -> None:
    """Queue these deliveries, by their keys, in their order."""
    if not drafts:
        return
    rows = [_values(key, draft) for key, draft in drafts.items()]
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    await conn.execute(PUT, {**columns, "request_id": followed()})


def _values(key: str, draft: Draft) -> dict[str, object]:
    return {
        "platform": draft.to.source.platform,
        "account": draft.to.source.account,
        "recipient": storable(draft.to.user_id),
        "person_id": draft.to.person_id,
        "kind": draft.kind,
        "lane": draft.lane,
        "payload": json.dumps(storable_json(draft.payload), ensure_ascii=False),
        "card_id": draft.card_id,
        "request_no": draft.request_no,
        "key": key,
        "deadline": draft.deadline,
        "not_before": draft.not_before,
    }
