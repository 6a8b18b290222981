"""Plays the switched-on fault of a call, if any, around carrying the call out, and notes whether it was answered."""

import asyncio
import contextlib
import socket
import struct
from typing import assert_never

from aiohttp import web

from emulator.wecom import faults
from emulator.wecom.call import Api
from emulator.wecom.faults import ApiEffect, Moment
from emulator.wecom.gate import Gate, respond
from emulator.wecom.ledger import CallRow
from emulator.wecom.world import World

# Closing with this option resets the connection instead of ending it in an orderly way.
RESET = struct.pack("ii", 1, 0)


class Stage:
    """`closing` ends calls that are never answered when the emulator stops."""

    def __init__(self, world: World) -> None:
        self.closing = asyncio.Event()
        self._world = world
        self._gate = Gate(world)

    async def handle(self, api: Api, request: web.Request) -> web.StreamResponse:
        """One call from beginning to end."""
        row = self._world.ledger.open_call(api.path, self._world.clock(), request.remote or "")
        effect = self._world.faults.draw(api.path)
        if effect is None:
            return await _hand_over(request, await self._gate.run(api, request, row, None), row)
        row.fault = type(effect).__name__
        response = await self._play(effect, api, request, row)
        if response is None:
            return _reset(request)
        return await _hand_over(request, response, row)

    async def _play(self, effect: ApiEffect, api: Api, request: web.Request, row: CallRow) -> web.StreamResponse | None:
        """The answer, or None for a reset connection."""
        response: web.StreamResponse | None = None
        match effect:
            case faults.CutOff() | faults.LoseAnswer() | faults.Swallow():
                await self._break_off(effect, api, request, row)
            case faults.TokenDies() | faults.Unreachable():
                response = await self._gate.run(api, request, row, effect)
            case faults.Refuse(code):
                response = respond(self._gate.refuse(code, row))
            case faults.CloseAfter():
                response = await self._gate.run(api, request, row, effect)
                response.force_close()
            case faults.Canned():
                response = await self._answer_otherwise(effect, api, request, row)
            case faults.Slow():
                response = await self._answer_late(effect, api, request, row)
            case _:
                assert_never(effect)
        return response

    async def _break_off(
        self, effect: faults.CutOff | faults.LoseAnswer | faults.Swallow, api: Api, request: web.Request, row: CallRow
    ) -> None:
        match effect:
            case faults.CutOff():
                return
            case faults.LoseAnswer():
                await self._gate.run(api, request, row, effect)
            case faults.Swallow(moment, seconds):
                if moment is Moment.AFTER:
                    await self._gate.run(api, request, row, effect)
                await self._wait(seconds)

    async def _answer_otherwise(
        self, effect: faults.Canned, api: Api, request: web.Request, row: CallRow
    ) -> web.StreamResponse:
        if effect.is_done:
            await self._gate.run(api, request, row, effect)
        return web.Response(status=effect.status, body=effect.body, headers=effect.headers)

    async def _answer_late(
        self, effect: faults.Slow, api: Api, request: web.Request, row: CallRow
    ) -> web.StreamResponse:
        if effect.moment is Moment.BEFORE:
            await self._wait(effect.seconds)
        response = await self._gate.run(api, request, row, effect)
        if effect.moment is Moment.AFTER:
            await self._wait(effect.seconds)
        return response

    async def _wait(self, seconds: float) -> None:
        """So many seconds, or until the emulator stops."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.closing.wait(), seconds)


async def _hand_over(request: web.Request, response: web.StreamResponse, row: CallRow) -> web.StreamResponse:
    """Write the answer here, so that the ledger knows whether there was still somebody to write it to."""
    try:
        await response.prepare(request)
        await response.write_eof()
    except ConnectionError:
        return response
    row.is_answered = request.transport is not None and not request.transport.is_closing()
    return response


def _reset(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        connection = request.transport.get_extra_info("socket")
        if connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        request.transport.abort()
    return web.Response()
