"""Plays the switched-on fault of a call, if any, around carrying the call out."""

from aiohttp import web

from emulator.dingtalk import faults
from emulator.dingtalk.call import Api, is_new_family
from emulator.dingtalk.errors import ApiError, NewError, OldError
from emulator.dingtalk.faults import ApiEffect
from emulator.dingtalk.gate import Gate
from emulator.dingtalk.ledger import CallRow
from emulator.dingtalk.world import World
from emulator.stage import Player, hand_over, reset

UNKNOWN_PATH = 22
NOT_FOUND = 404


class Stage:
    """Faults are drawn by the path of the call without the prefix, such as "/topapi/v2/user/get"."""

    def __init__(self, world: World) -> None:
        self.player = Player()
        self._world = world
        self._gate = Gate(world)

    async def handle(self, api: Api, request: web.Request) -> web.StreamResponse:
        """One call from beginning to end."""
        row = self._world.ledger.open_call(request.method, api.path, self._world.clock(), request.remote or "")
        effect = self._world.faults.draw(api.path)
        if effect is None:
            return await hand_over(request, await self._gate.run(api, request, row, None), row)
        row.fault = type(effect).__name__
        response = await self._play(effect, api, request, row)
        if response is None:
            return reset(request)
        return await hand_over(request, response, row)

    async def handle_unknown(self, path: str, request: web.Request) -> web.StreamResponse:
        """A call that is not in the table."""
        row = self._world.ledger.open_call(request.method, path, self._world.clock(), request.remote or "")
        error: ApiError = OldError(UNKNOWN_PATH)
        if is_new_family(path):
            error = NewError("InvalidAction.NotFound", "Specified api is not found", NOT_FOUND)
        return self._gate.refuse(error, row)

    async def _play(self, effect: ApiEffect, api: Api, request: web.Request, row: CallRow) -> web.StreamResponse | None:
        """The answer, or None for a reset connection."""
        match effect:
            case faults.TokenDies() | faults.Unreachable() | faults.EndsEarly():
                return await self._gate.run(api, request, row, effect)
            case faults.Refuse(code, status):
                error = OldError(code) if isinstance(code, int) else NewError(code, status=status)
                return self._gate.refuse(error, row)
            case _:
                return await self.player.play(effect, lambda: self._gate.run(api, request, row, effect))
