"""GET /api/v1/gate: may this student pass? POST /api/v1/gate/passages: somebody went through."""

from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus

from aiohttp import web

from domain.api_tokens import Denial, Scope
from domain.gate import AROUND, SENTENCES, Answer, Flaw, Reason, decide, read_asked, read_instant, read_passage
from domain.office import Office
from handlers.gate import take_passage
from storage.connection import Connection
from storage.database import Database
from storage.gate import Known, known_at
from web.api.bearer import Bearers, denied
from web.api.body import object_in, or_busy
from web.api.problems import problem

LARGEST_BODY = 4096  # bytes of one passage; 300 are usual
STATUSES = {
    Flaw.QUERY: HTTPStatus.BAD_REQUEST,
    Flaw.TIME: HTTPStatus.BAD_REQUEST,
    Flaw.PERSON: HTTPStatus.UNPROCESSABLE_ENTITY,
    Flaw.KEY_USED: HTTPStatus.CONFLICT,
}


class GateDoor:
    """Answers gates: nothing but whether, until when and a code."""

    def __init__(self, database: Database, office: Office, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._office = office
        self._clock = clock
        self._bearers = Bearers()

    async def ask(self, request: web.Request) -> web.Response:
        """One question. Nothing is written but, once a minute, that the token is in use."""
        return await or_busy(self._ask, request)

    async def tell(self, request: web.Request) -> web.Response:
        """One passage, kept before it is answered; told again it counts once."""
        return await or_busy(self._tell, request)

    async def _ask(self, request: web.Request) -> web.Response:
        now = self._clock()
        async with self._database.at_once() as conn:
            token = await self._bearers.admit(conn, request, Scope.GATE, now)
            if isinstance(token, Denial):
                return denied(token)
            return await _answer(conn, request.query, now)

    async def _tell(self, request: web.Request) -> web.Response:
        now = self._clock()
        async with self._database.at_once() as conn:
            token = await self._bearers.admit(conn, request, Scope.GATE, now)
        if isinstance(token, Denial):
            return denied(token)
        if (request.content_length or 0) > LARGEST_BODY:
            raise web.HTTPRequestEntityTooLarge(LARGEST_BODY, request.content_length or 0)
        given = object_in(await request.read(), LARGEST_BODY)
        passage = read_passage(given, now) if given is not None else Flaw.QUERY
        if isinstance(passage, Flaw):
            return _flawed(passage)
        async with self._database.begin(now) as tx:
            noted = await take_passage(tx, self._office, f"gate:{token}", passage)
        return _flawed(noted) if isinstance(noted, Flaw) else web.json_response({"kept": True, "new": noted.is_new})


async def _answer(conn: Connection, query: Mapping[str, str], now: datetime) -> web.Response:
    who = read_asked(query)
    at = read_instant(query["at"]) if "at" in query else now
    if who is None:
        return _flawed(Flaw.QUERY)
    if at is None or abs(at - now) > AROUND:
        return _flawed(Flaw.TIME)
    answer = _decided(await known_at(conn, who, at), at)
    until = answer.until.isoformat() if answer.until else None
    return web.json_response({"allowed": answer.allowed, "until": until, "reason": answer.reason.value})


def _decided(known: Known | None, at: datetime) -> Answer:
    if known is None:
        return Answer(allowed=False, reason=Reason.UNKNOWN)
    return decide(known.passes, at) if known.is_active else Answer(allowed=False, reason=Reason.LEFT)


def _flawed(flaw: Flaw) -> web.Response:
    return problem(STATUSES[flaw], flaw.value, SENTENCES[flaw])
