"""Plays the switched-on fault of a call, if any, around carrying the call out."""

import asyncio

from aiohttp import web

from emulator.stage import Player, hand_over, reset
from emulator.wecom import faults
from emulator.wecom.call import Api
from emulator.wecom.faults import ApiEffect
from emulator.wecom.gate import Gate, respond
from emulator.wecom.ledger import CallRow
from emulator.wecom.world import World


class Stage:
    """`closing` ends calls that are never answered when the emulator stops."""

    def __init__(self, world: World) -> None:
        self._player = Player()
        self._world = world
        self._gate = Gate(world)

    @property
    def closing(self) -> asyncio.Event:
        """Set it when the emulator stops."""
        return self._player.closing

    async def handle(self, api: Api, request: web.Request) -> web.StreamResponse:
        """One call from beginning to end."""
        row = self._world.ledger.open_call(api.path, self._world.clock(), request.remote or "")
        effect = self._world.faults.draw(api.path)
        if effect is None:
            return await hand_over(request, await self._gate.run(api, request, row, None), row)
        row.fault = type(effect).__name__
        response = await self._play(effect, api, request, row)
        if response is None:
            return reset(request)
        return await hand_over(request, response, row)

    async def _play(self, effect: ApiEffect, api: Api, request: web.Request, row: CallRow) -> web.StreamResponse | None:
        """The answer, or None for a reset connection."""
        match effect:
            case faults.TokenDies() | faults.Unreachable() | faults.EndsEarly():
                return await self._gate.run(api, request, row, effect)
            case faults.Refuse(code):
                return respond(self._gate.refuse(code, row))
            case _:
                return await self._player.play(effect, lambda: self._gate.run(api, request, row, effect))
