"""What is to be sent, put here in the transaction that decided it. How a delivery goes its way: see `leases.py`.

A key made of facts stands for each delivery, so that whatever is decided twice is sent once.
"""

from datetime import datetime

from domain.address import Address
from domain.ids import RequestNo
from storage.database import Tx
from storage.drafts import Draft, Kind, Lane
from storage.plain import storable


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
    """Queue a delivery when the transaction ends well, unless one with its key was queued before."""
    tx.drafts.setdefault(storable(draft.key), draft)
