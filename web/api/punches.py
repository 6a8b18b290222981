"""POST /api/v1/punches: what gates and face terminals have seen, signed by the device."""

from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus

import structlog
from aiohttp import web

from domain.device_batch import SENTENCES, Cause, read_seal
from handlers.device_punches import Kept, Turned, take_batch
from storage.database import Database
from storage.failures import Failure, classify
from web.api.problems import MEDIA_TYPE

DEVICE, TIME, NONCE, SIGNATURE = (f"X-Dutybell-{name}" for name in ("Device", "Time", "Nonce", "Signature"))
STATUSES = {
    Cause.HEADERS: HTTPStatus.BAD_REQUEST,
    Cause.UNKNOWN_DEVICE: HTTPStatus.UNAUTHORIZED,
    Cause.SIGNATURE: HTTPStatus.UNAUTHORIZED,
    Cause.CLOCK: HTTPStatus.UNAUTHORIZED,
    Cause.REPLAYED: HTTPStatus.CONFLICT,
    Cause.BODY: HTTPStatus.BAD_REQUEST,
    Cause.TOO_MANY: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Cause.PUNCHES: HTTPStatus.UNPROCESSABLE_ENTITY,
}
KEPT = "kept"
RETRY_SECONDS = "10"

log = structlog.stdlib.get_logger(__name__)


class PunchDoor:
    """Takes batches. Answers hold numbers and fixed words, never what was sent."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def take(self, request: web.Request) -> web.Response:
        """One batch: 200 when all of it is kept, otherwise nothing is. 503 and a lost answer: send it again."""
        seal = read_seal(*(request.headers.get(name, "") for name in (DEVICE, TIME, NONCE, SIGNATURE)))
        if seal is None:
            return _turned(Turned(Cause.HEADERS))
        body = await request.read()
        try:
            async with self._database.begin(self._clock()) as tx:
                outcome = await take_batch(tx, seal, body)
        except Exception as error:
            if classify(error) is Failure.OTHER:
                raise
            return web.json_response({"error": "busy"}, status=503, headers={"Retry-After": RETRY_SECONDS})
        if isinstance(outcome, Kept):
            return _kept(outcome)
        log.warning("device_turned_away", device=seal.device, cause=outcome.cause.value, flaws=len(outcome.flaws))
        return _turned(outcome)


def _kept(kept: Kept) -> web.Response:
    ahead = kept.ahead // timedelta(milliseconds=1)
    results = [{"index": index, "result": KEPT} for index in range(kept.punches)]
    return web.json_response({"kept": kept.punches, "new": kept.new, "clock_ahead_ms": ahead, "punches": results})


def _turned(turned: Turned) -> web.Response:
    flaws = [{"index": each.index, "result": each.flaw.value, "text": SENTENCES[each.flaw]} for each in turned.flaws]
    status = STATUSES[turned.cause]
    content = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": SENTENCES[turned.cause],
        "error": turned.cause.value,
        "kept": 0,
        "punches": flaws,
    }
    return web.json_response(content, status=status, content_type=MEDIA_TYPE)
