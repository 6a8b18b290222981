"""POST /api/v1/events: something happened, or is planned, that starts deadlines."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

from aiohttp import web

from domain.api_tokens import Denial, Scope
from domain.duties.told_by_system import SENTENCES, Flaw, read_sent
from domain.office import Office
from handlers.happenings_told import take_sent
from storage.database import Database
from web.api.bearer import Bearers, denied
from web.api.body import object_in, or_busy

LARGEST_BODY = 4096  # bytes; 300 are usual
PROBLEM = "application/problem+json"  # RFC 9457
STATUSES = {
    Flaw.BODY: HTTPStatus.BAD_REQUEST,
    Flaw.TIME: HTTPStatus.UNPROCESSABLE_ENTITY,
    Flaw.CODE: HTTPStatus.UNPROCESSABLE_ENTITY,
    Flaw.KEY_USED: HTTPStatus.CONFLICT,
}


class EventDoor:
    """Takes what other systems tell; kept before it is answered, told again it counts once."""

    def __init__(self, database: Database, office: Office, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._office = office
        self._clock = clock
        self._bearers = Bearers()

    async def take(self, request: web.Request) -> web.Response:
        """One event."""
        return await or_busy(self._take, request)

    async def _take(self, request: web.Request) -> web.Response:
        now = self._clock()
        async with self._database.at_once() as conn:
            token = await self._bearers.admit(conn, request, Scope.EVENTS, now)
        if isinstance(token, Denial):
            return denied(token)
        given = object_in(await request.content.read(LARGEST_BODY + 1), LARGEST_BODY)
        sent = read_sent(given, self._office.event_kinds, now) if given is not None else Flaw.BODY
        if isinstance(sent, Flaw):
            return _problem(sent)
        async with self._database.begin(now) as tx:
            taken = await take_sent(tx, self._office, token, sent)
        if isinstance(taken, Flaw):
            return _problem(taken)
        answer = {"id": taken.number, "new": taken.is_new, "cancelled": taken.is_cancelled}
        return web.json_response(answer, status=HTTPStatus.CREATED if taken.is_new else HTTPStatus.OK)


def _problem(flaw: Flaw) -> web.Response:
    status = STATUSES[flaw]
    content = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status,
        "detail": SENTENCES[flaw],
        "error": flaw,
    }
    return web.json_response({**content, "error": flaw}, status=status, content_type=PROBLEM)
