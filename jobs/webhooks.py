"""Telling webhooks: one call after the other, with no transaction open while it is sent."""

import json
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from domain.webhooks import Seal, next_pause, seal
from storage.alerts import clear_alert, raise_alert
from storage.database import Database, Tx
from storage.webhooks import Attempt, Call, settle_call, take_call

WORKERS = 4  # of a replica: one receiver that is slow must not hold up the others
GIVEN_UP = (
    "webhook {name} 收不到通知（{outcome}），编号 {call} 已放弃。请检查对方系统，修好后用接口 "
    "/api/v1/webhook-calls/{call}/replays 重发，写法见 docs/api.md。"
)

log = structlog.stdlib.get_logger(__name__)


class Received(Protocol):
    """What came of an attempt, in one word, and the receiver's status if there was one."""

    @property
    def outcome(self) -> str: ...
    @property
    def status(self) -> int | None: ...
    @property
    def is_done(self) -> bool: ...


Send = Callable[[str, bytes, Seal], Awaitable[Received]]


class WebhookCaller:
    """Any number of replicas may run several."""

    def __init__(self, database: Database, send: Send, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._send = send
        self._clock = clock

    async def call_next(self) -> bool:
        """Make one attempt. False if nothing is due."""
        async with self._database.begin(self._clock()) as tx:
            call = await take_call(tx)
        if call is None:
            return False
        body = body_of(call)
        began = time.monotonic()
        received = await self._send(call.address, body, seal(call.secret, told_as(call), self._clock(), body))
        attempt = Attempt(
            outcome=received.outcome,
            status=received.status,
            took=timedelta(seconds=time.monotonic() - began),
            is_done=received.is_done,
            pause=None if received.is_done else next_pause(call.attempts),
        )
        async with self._database.begin(self._clock()) as tx:
            if await settle_call(tx, call, attempt):
                await _tell_office(tx, call, attempt)
        if not received.is_done:
            log.warning(
                "webhook_not_told", webhook=call.webhook, outcome=received.outcome, attempt=call.attempts, call=call.id
            )
        return True


async def _tell_office(tx: Tx, call: Call, attempt: Attempt) -> None:
    """Whoever looks after the program hears of what was given up, once, until the receiver answers again."""
    key = f"webhook:{call.webhook}"
    if attempt.is_done:
        await clear_alert(tx, key)
    elif attempt.pause is None:
        await raise_alert(tx, key, GIVEN_UP.format(name=call.webhook, outcome=attempt.outcome, call=call.id))


def told_as(call: Call) -> str:
    """By what a receiver knows a repetition; a replay is one."""
    return f"call_{call.told_as}"


def body_of(call: Call) -> bytes:
    """What is sent."""
    content = {"type": call.topic, "timestamp": call.made_at.isoformat(), "data": dict(call.content)}
    return json.dumps(content, ensure_ascii=False).encode()
