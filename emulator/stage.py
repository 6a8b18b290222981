"""Plays a switched-on fault around carrying a call out, and notes whether the answer found somebody to take it."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import Awaitable, Callable
from typing import assert_never

from aiohttp import web

from emulator import faults
from emulator.faults import CommonEffect, Moment
from emulator.ledger import AnyCall

# Closing with this option resets the connection instead of ending it in an orderly way.
RESET = struct.pack("ii", 1, 0)
Run = Callable[[], Awaitable[web.StreamResponse]]


class Player:
    """`closing` ends calls that are never answered when the emulator stops."""

    def __init__(self) -> None:
        self.closing = asyncio.Event()

    async def play(self, effect: CommonEffect, run: Run) -> web.StreamResponse | None:
        """The answer, or None for a reset connection. `run` carries the call out."""
        match effect:
            case faults.CutOff():
                return None
            case faults.LoseAnswer():
                await run()
                return None
            case faults.Swallow(moment, seconds):
                if moment is Moment.AFTER:
                    await run()
                await self._wait(seconds)
                return None
            case faults.CloseAfter():
                response = await run()
                response.force_close()
                return response
            case faults.Canned():
                if effect.is_done:
                    await run()
                return web.Response(status=effect.status, body=effect.body, headers=effect.headers)
            case faults.Slow():
                return await self._answer_late(effect, run)
            case _:
                assert_never(effect)

    async def _answer_late(self, effect: faults.Slow, run: Run) -> web.StreamResponse:
        if effect.moment is Moment.BEFORE:
            await self._wait(effect.seconds)
        response = await run()
        if effect.moment is Moment.AFTER:
            await self._wait(effect.seconds)
        return response

    async def _wait(self, seconds: float) -> None:
        """So many seconds, or until the emulator stops."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.closing.wait(), seconds)


async def hand_over(request: web.Request, response: web.StreamResponse, row: AnyCall) -> web.StreamResponse:
    """Write the answer here, so that the ledger knows whether there was still somebody to write it to."""
    try:
        await response.prepare(request)
        await response.write_eof()
    except ConnectionError:
        return response
    row.is_answered = request.transport is not None and not request.transport.is_closing()
    return response


def reset(request: web.Request) -> web.StreamResponse:
    """Break the connection off instead of answering."""
    if request.transport is not None:
        connection = request.transport.get_extra_info("socket")
        if connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        request.transport.abort()
    return web.Response()
