"""Who may ask at /api/v1 with a token: found, compared in constant time, within its scope and its pace.

A good token is let through whoever else asks from the same address: a whole campus may stand behind one.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

import structlog
from aiohttp import web
from cachetools import TTLCache

from domain.api_tokens import Denial, Scope, Token, judge, read_bearer
from storage.api_tokens import find_token, note_use
from storage.connection import Connection
from web.api.problems import problem

WINDOW = 1.0  # seconds
PER_TOKEN = 1000  # questions of one token in a window and process; five times what the gates of a large college ask
FAILURES_WINDOW = 60.0  # seconds
PER_ADDRESS = 60  # refusals of one address (or proxy) in a window: more says nothing new, and guessing is hopeless
REMEMBERED = 10_000  # addresses and tokens
RETRY_SECONDS = "1"
STATUSES = {
    Denial.TOKEN: HTTPStatus.UNAUTHORIZED,
    Denial.SCOPE: HTTPStatus.FORBIDDEN,
    Denial.PACE: HTTPStatus.TOO_MANY_REQUESTS,
}
HEADERS = {
    Denial.TOKEN: {"WWW-Authenticate": "Bearer"},
    Denial.SCOPE: {"WWW-Authenticate": 'Bearer error="insufficient_scope"'},
    Denial.PACE: {"Retry-After": RETRY_SECONDS},
}
SENTENCES = {
    Denial.TOKEN: "令牌不对、过期或已停用",
    Denial.SCOPE: "这个令牌不能用在这里",
    Denial.PACE: "问得太快，请稍后再问",
}

log = structlog.stdlib.get_logger(__name__)


@dataclass(slots=True)
class _Count:
    asked: int = 0


class Bearers:
    """Lets through who has a good token. Counted in this process, so each replica allows as much."""

    def __init__(self, timer: Callable[[], float] = time.monotonic) -> None:
        self._asked: TTLCache[str, _Count] = TTLCache(REMEMBERED, WINDOW, timer=timer)
        self._refused: TTLCache[str, _Count] = TTLCache(REMEMBERED, FAILURES_WINDOW, timer=timer)

    async def admit(self, conn: Connection, request: web.Request, scope: Scope, now: datetime) -> str | Denial:
        """The name of the token, or why not."""
        admitted = await self.admit_token(conn, request, scope, now)
        return admitted if isinstance(admitted, Denial) else admitted.name

    async def admit_token(self, conn: Connection, request: web.Request, scope: Scope, now: datetime) -> Token | Denial:
        """The token with all that it may, or why not."""
        shown = read_bearer(request.headers.get("Authorization", ""))
        found = await find_token(conn, shown.public_part) if shown else None
        denial = judge(shown, found.token if found else None, scope, now) if shown else Denial.TOKEN
        if denial is not None or found is None:
            return self._refuse(request, denial or Denial.TOKEN)
        if _is_beyond(self._asked, found.token.name, PER_TOKEN):
            return Denial.PACE
        if found.is_to_note(now):
            await note_use(conn, found.token.name, now)
        return found.token

    def _refuse(self, request: web.Request, denial: Denial) -> Denial:
        """From one address only so many refusals are told apart and logged."""
        if _is_beyond(self._refused, request.remote or "", PER_ADDRESS):
            return Denial.PACE
        log.warning("api_refused", cause=denial.value)
        return denial


def _is_beyond(counts: TTLCache[str, _Count], key: str, most: int) -> bool:
    """Count one more in the present window; whether it is too many."""
    count = counts.get(key)
    if count is None:
        count = counts[key] = _Count()
    count.asked += 1
    return count.asked > most


def denied(denial: Denial) -> web.Response:
    """The answer to whoever is not let through."""
    return problem(STATUSES[denial], denial.value, SENTENCES[denial], headers=HEADERS[denial])
