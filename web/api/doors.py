"""How every operation is asked: let in, read, carried out in one transaction, answered; errors as problems."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from http import HTTPStatus

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler
from msgspec import Struct, json

from domain.api_tokens import Denial, Token
from domain.office import Office
from storage.api_answers import Answered, claim_answer, keep_answer
from storage.database import Database, Tx
from storage.failures import Failure, classify
from web.api.bearer import Bearers, denied
from web.api.operation import AnyOperation, Asked
from web.api.problems import MEDIA_TYPE, Refusal, problem
from web.api.reading import read_body, read_json, read_key, read_query

JSON = "application/json"
REPLAYED = "Idempotency-Replayed"
RETRY_SECONDS = "2"
BUSY = "暂时办不了，请稍后用同样的请求再试。"
KEY_USED = "这个 Idempotency-Key 用于过另一个请求，请换一个。"


class Doors:
    """One per operation, all with one count of who asks how often."""

    def __init__(self, database: Database, office: Office, clock: Callable[[], datetime], bearers: Bearers) -> None:
        self._database = database
        self._office = office
        self._clock = clock
        self._bearers = bearers

    def routes(self, operations: Sequence[AnyOperation]) -> list[web.RouteDef]:
        """For the application."""
        return [web.route(each.method, _address(each), self._door(each)) for each in operations]

    def _door(self, operation: AnyOperation) -> Handler:
        async def answer(request: web.Request) -> web.Response:
            try:
                return await (self._read if operation.is_reading else self._act)(operation, request)
            except Refusal as refusal:
                return problem(refusal.status, refusal.error, refusal.detail, refusal.where)
            except Exception as error:
                if classify(error) is Failure.OTHER:
                    raise
                return problem(HTTPStatus.SERVICE_UNAVAILABLE, "busy", BUSY, headers={"Retry-After": RETRY_SECONDS})

        return answer

    async def _read(self, operation: AnyOperation, request: web.Request) -> web.Response:
        now = self._clock()
        token = await self._admit(operation, request, now)
        if isinstance(token, Denial):
            return denied(token)
        given = read_query(request.query, operation.given)
        async with self._database.begin(now) as tx:
            content = json.encode(await operation.carry(self._asked(tx, token, given, request)))
        etag = _etag(content)
        headers = {hdrs.ETAG: etag, hdrs.CACHE_CONTROL: "private, no-cache", hdrs.VARY: "Authorization"}
        if _is_known(request.headers.get(hdrs.IF_NONE_MATCH, ""), etag):
            return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
        return web.Response(body=content, content_type=JSON, headers=headers)

    async def _act(self, operation: AnyOperation, request: web.Request) -> web.Response:
        now = self._clock()
        token = await self._admit(operation, request, now)
        if isinstance(token, Denial):
            return denied(token)
        key = read_key(request.headers)
        body = await read_body(request)
        given = read_json(body, operation.given)
        digest = hashlib.sha256(f"{operation.name}\n{request.path}\n".encode() + body).digest()
        async with self._database.begin(now) as tx:
            known = await claim_answer(tx, token.name, key, digest)
            if known is None:
                status, content = await self._carry_out(operation, self._asked(tx, token, given, request))
                await keep_answer(tx, token.name, key, status, content)
                return _answer(status, content)
        return _repeated(known)

    async def _carry_out(self, operation: AnyOperation, asked: Asked[Struct]) -> tuple[int, bytes]:
        """What was refused is undone, and on record with its cause."""
        try:
            async with asked.tx.undoable():
                return operation.status, json.encode(await operation.carry(asked))
        except Refusal as refusal:
            asked.tx.audit(f"token:{asked.token.name}", "api.refuse", f"api:{operation.name}", cause=refusal.error)
            return refusal.status, refusal.content

    async def _admit(self, operation: AnyOperation, request: web.Request, now: datetime) -> Token | Denial:
        async with self._database.at_once() as conn:
            return await self._bearers.admit_token(conn, request, operation.scope, now)

    def _asked(self, tx: Tx, token: Token, given: Struct, request: web.Request) -> Asked[Struct]:
        return Asked(tx=tx, office=self._office, token=token, given=given, parts=request.match_info)


def _address(operation: AnyOperation) -> str:
    """The path with the pattern of each part, so that what cannot be is not found."""
    path = operation.path
    for name, pattern in operation.parts.items():
        path = path.replace(f"{{{name}}}", f"{{{name}:{pattern}}}")
    return path


def _answer(status: int, content: bytes) -> web.Response:
    is_problem = status >= HTTPStatus.BAD_REQUEST
    return web.Response(body=content, status=status, content_type=MEDIA_TYPE if is_problem else JSON)


def _repeated(known: Answered) -> web.Response:
    if not known.is_same:
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "key_used", KEY_USED)
    answer = _answer(known.status, known.content)
    answer.headers[REPLAYED] = "true"
    return answer


def _etag(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def _is_known(header: str, etag: str) -> bool:
    """Weak comparison, as RFC 9110 has it for If-None-Match."""
    return header.strip() == "*" or etag in {each.strip().removeprefix("W/") for each in header.split(",")}
