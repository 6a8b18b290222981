"""JSON for other systems of the campus, below /api/v1."""

from collections.abc import Callable
from datetime import datetime

from aiohttp import web

from domain.office import Office
from storage.database import Database
from web.api.bearer import Bearers
from web.api.doors import Doors
from web.api.gate import GateDoor
from web.api.happenings import EventDoor
from web.api.openapi import openapi
from web.api.operations import OPERATIONS
from web.api.punches import PunchDoor


def api_routes(database: Database, office: Office, clock: Callable[[], datetime]) -> list[web.RouteDef]:
    """Everything that may be asked, and its description."""
    gate = GateDoor(database, office, clock)
    return [
        web.get("/api/v1/openapi.json", _describe),
        web.post("/api/v1/punches", PunchDoor(database, clock).take),
        web.get("/api/v1/gate", gate.ask),
        web.post("/api/v1/gate/passages", gate.tell),
        *Doors(database, office, clock, Bearers()).routes(OPERATIONS),
        web.post("/api/v1/events", EventDoor(database, office, clock).take),
    ]


async def _describe(_: web.Request) -> web.Response:
    return web.json_response(openapi())
