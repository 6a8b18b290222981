"""The log of what was sent to webhooks, and sending once more."""

from http import HTTPStatus

from msgspec import convert

from storage.plain import storable
from storage.rows import AnyRow
from storage.webhooks import calls_page, replay_call
from web.api import models
from web.api.operation import Asked
from web.api.people import next_of, position_of
from web.api.problems import Refusal

CANNOT_REPLAY = "没有重发：没有这条通知，它还在等着发，或者这个 webhook 已停用。"


async def list_calls(asked: Asked[models.CallsAsked]) -> models.Calls:
    """A page of them."""
    wanted = asked.given
    rows = await calls_page(
        asked.tx,
        before=position_of(wanted.after, models.LARGEST_NUMBER),
        most=wanted.limit + 1,
        webhook=None if wanted.webhook is None else storable(wanted.webhook),
        state=wanted.state,
    )
    shown = rows[: wanted.limit]
    return models.Calls(calls=[_call(row) for row in shown], next=next_of(rows, shown, "id"))


async def replay(asked: Asked[models.Nothing]) -> models.Replayed:
    """As a new call of the same content, which receivers know by its old number."""
    number = int(asked.parts["no"])
    made = await replay_call(asked.tx, number)
    if made is None:
        raise Refusal(HTTPStatus.CONFLICT, "not_replayed", CANNOT_REPLAY)
    asked.tx.audit(f"token:{asked.token.name}", "webhook.replay", f"webhook-call:{number}", made=made)
    return models.Replayed(id=made)


def _call(row: AnyRow) -> models.Call:
    return models.Call(
        id=row.id,
        webhook=row.webhook,
        subject=row.subject,
        topic=row.topic,
        state=models.CallState(row.state),
        made_at=row.made_at,
        ended_at=row.ended_at,
        replay_of=row.replay_of_id,
        attempts=convert(row.attempts, list[models.Attempt]),
    )
