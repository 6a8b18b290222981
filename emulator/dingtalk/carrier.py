"""Carries one letter: by stream where a live connection subscribed to its topic, else by HTTP to an address.

An application without either is tried again as the stream does it: a connection may come back.
"""

import asyncio
import contextlib
import random
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from emulator.clock import Clock
from emulator.dingtalk.connection import Connection
from emulator.dingtalk.envelope import Request, card_request, event_plain, opens_as_success, robot_request, seal
from emulator.dingtalk.failed import FailedEvent
from emulator.dingtalk.faults import Duplicate, HangUp, PushEffect
from emulator.dingtalk.frames import Ack, write_frame
from emulator.dingtalk.hub import Acks, Hub
from emulator.dingtalk.ledger import AttemptRow, Ledger
from emulator.dingtalk.letter import Letter, Topic
from emulator.dingtalk.poster import Poster
from emulator.dingtalk.rules import Timing

STREAM = "stream"
HTTP = "http"
NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one attempt came to. `response` is what the application answered."""

    way: str
    connection_id: str = ""
    code: int | None = None
    error: str = ""
    is_acknowledged: bool = False
    response: Mapping[str, object] = field(default_factory=dict[str, object])


class Carrier:
    """Delivers letters, or gives them up. `dice` decides which connection gets a push."""

    def __init__(
        self, *, clock: Clock, timing: Timing, ledger: Ledger, hub: Hub, poster: Poster, dice: random.Random
    ) -> None:
        self._clock = clock
        self._timing = timing
        self._ledger = ledger
        self._hub = hub
        self._poster = poster
        self._dice = dice
        self._lanes: dict[tuple[str, str], asyncio.Lock] = {}

    async def carry(self, letter: Letter, effect: PushEffect | None) -> None:
        """Push until it is acknowledged or the last attempt has failed."""
        with self._hub.expecting(letter.frame_id) as acks:
            way = self._way(letter)
            result = await self._first(letter, acks, effect)
            attempt = 1
            for pause in self._pauses(letter, way):
                if result.is_acknowledged:
                    break
                late = await _late_ack(acks, pause)
                if late:
                    self._note(letter, attempt, Result(way=way, code=late.code, error="late", is_acknowledged=True))
                    return
                attempt += 1
                result = await self._attempt(letter, attempt, acks, self._patience(letter))
            if isinstance(effect, Duplicate):
                await self._copy(letter, attempt, effect, acks)
        self._finish(letter, way, result)

    async def _first(self, letter: Letter, acks: Acks, effect: PushEffect | None) -> Result:
        patience = effect.seconds if isinstance(effect, HangUp) else self._patience(letter)
        if self._way(letter) != HTTP:
            return await self._attempt(letter, 1, acks, patience)
        # Over HTTP what one person does arrives in order; over the stream frames are handed over in order anyway.
        async with self._lanes.setdefault(letter.lane, asyncio.Lock()):
            return await self._attempt(letter, 1, acks, patience)

    async def _copy(self, letter: Letter, attempt: int, effect: Duplicate, acks: Acks) -> None:
        for number in range(1, effect.copies + 1):
            copy = replace(letter, frame_id=secrets.token_hex(16)) if effect.is_fresh else letter
            await self._attempt(copy, attempt + number, acks, self._patience(letter), wants_ack=not effect.is_fresh)

    def _finish(self, letter: Letter, way: str, result: Result) -> None:
        if result.is_acknowledged:
            if letter.on_answer:
                letter.on_answer(letter, result.response)
            return
        rules = letter.org.rules
        if letter.said.topic is Topic.EVENT and (way == HTTP or rules.stream_failures_are_listed):
            letter.org.failed.add(
                FailedEvent(
                    event_id=letter.said.key,
                    event_type=letter.said.event_type,
                    corp_id=letter.org.corp_id,
                    data=letter.said.data,
                    born_at=letter.at,
                    failed_at=self._clock(),
                )
            )

    async def _attempt(
        self, letter: Letter, attempt: int, acks: Acks, seconds: float, *, wants_ack: bool = True
    ) -> Result:
        at, began = self._clock(), time.perf_counter()
        connection = self._connection(letter)
        if connection:
            result = await self._stream(letter, connection, acks, seconds if wants_ack else 0)
        else:
            result = await self._post(letter, seconds)
        self._note(letter, attempt, result, at=at, milliseconds=(time.perf_counter() - began) * 1000)
        return result

    def _note(
        self, letter: Letter, attempt: int, result: Result, *, at: datetime | None = None, milliseconds: float = 0.0
    ) -> None:
        self._ledger.attempts.append(
            AttemptRow(
                letter=letter.no,
                attempt=attempt,
                at=at or self._clock(),
                client_id=letter.org.client_id,
                kind=letter.said.kind,
                user_id=letter.said.user_id,
                way=result.way,
                connection_id=result.connection_id,
                frame_id=letter.frame_id,
                code=result.code,
                error=result.error,
                is_acknowledged=result.is_acknowledged,
                milliseconds=milliseconds,
            )
        )

    async def _stream(self, letter: Letter, connection: Connection, acks: Acks, seconds: float) -> Result:
        frame = write_frame(letter, letter.frame_id, connection.id, self._clock())
        if not await connection.send(frame):
            return Result(way=STREAM, connection_id=connection.id, error="broken")
        ack = await _next(acks, seconds)
        if ack is None:
            return Result(way=STREAM, connection_id=connection.id, error="no ack")
        return Result(
            way=STREAM,
            connection_id=connection.id,
            code=ack.code,
            is_acknowledged=ack.is_consumed,
            response=ack.response,
        )

    async def _post(self, letter: Letter, seconds: float) -> Result:
        request = self._request(letter)
        if request is None:
            return Result(way=NOWHERE, error="nobody listens")
        answer = await self._poster.post(request, seconds)
        error = answer.error
        if answer.is_good and letter.said.topic is Topic.EVENT and letter.org.callback:
            error = opens_as_success(letter.org, letter.org.callback, answer.body)
        is_good = answer.is_good and not error
        response = answer.content if letter.said.topic is not Topic.EVENT else {}
        return Result(way=HTTP, code=answer.status, error=error, is_acknowledged=is_good, response=response)

    def _connection(self, letter: Letter) -> Connection | None:
        # A card that was created to call back by HTTP is dead on the stream, and the other way round.
        if letter.said.route_key is not None:
            return None
        return self._hub.pick(letter.org, letter.said.topic, self._dice)

    def _request(self, letter: Letter) -> Request | None:
        org, now = letter.org, self._clock()
        match letter.said.topic:
            case Topic.EVENT:
                return seal(org, org.callback, event_plain(letter), now) if org.callback else None
            case Topic.ROBOT:
                return robot_request(letter, org.robot_url, now) if org.robot_url else None
            case Topic.CARD:
                route = org.card_routes.get(letter.said.route_key or "")
                return card_request(letter, route, now) if route else None

    def _way(self, letter: Letter) -> str:
        if self._connection(letter):
            return STREAM
        return HTTP if self._request(letter) else NOWHERE

    def _patience(self, letter: Letter) -> float:
        if letter.said.topic is Topic.CARD:
            return self._timing.card_ack
        return self._timing.http_answer if self._way(letter) == HTTP else self._timing.ack

    def _pauses(self, letter: Letter, way: str) -> tuple[float, ...]:
        is_event = letter.said.topic is Topic.EVENT
        if way == HTTP:
            return self._timing.http_pauses if is_event else ()
        # Where nobody listens for clicks, nothing at all happens: a phone does not keep a click for later.
        if letter.said.route_key is not None or (way == NOWHERE and letter.said.topic is Topic.CARD):
            return ()
        return self._timing.event_pauses if is_event else self._timing.callback_pauses


async def _next(acks: Acks, seconds: float) -> Ack | None:
    with contextlib.suppress(TimeoutError):
        return await asyncio.wait_for(acks.get(), seconds)
    return None


async def _late_ack(acks: Acks, pause: float) -> Ack | None:
    """Wait out a pause between two attempts; an acknowledgement that comes late ends it, and its answer is lost."""
    ends_at = time.monotonic() + pause
    while (left := ends_at - time.monotonic()) > 0:
        ack = await _next(acks, left)
        if ack and ack.is_consumed:
            return ack
    return None
