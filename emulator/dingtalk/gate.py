"""Every call passes here: its family's token is checked, the handler runs, refusals get the family's shape."""

import inspect
import time
from collections import deque

import msgspec
from aiohttp import web

from emulator.dingtalk.call import Answer, Api, Binary, Call, Redirect, Upload, is_new_family, request_id
from emulator.dingtalk.errors import ApiError, NewError, OldError, refusal
from emulator.dingtalk.faults import ApiEffect, EndsEarly, TokenDies, Unreachable
from emulator.dingtalk.ledger import CallRow
from emulator.dingtalk.org import Org
from emulator.dingtalk.world import World
from emulator.fields import Fields, is_list, is_object

TOKEN_HEADER = "x-acs-dingtalk-access-token"  # noqa: S105 - the name of a header
DONE = "0"
NO_TOKEN = 41001
INVALID_TOKEN = 40014
TOO_OFTEN = 90018
ILLEGAL = 40035
ENCODER = msgspec.json.Encoder()


class Gate:
    """Turns HTTP requests into calls and answers into HTTP responses."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._recent: dict[tuple[str, str], deque[float]] = {}

    async def run(self, api: Api, request: web.Request, row: CallRow, effect: ApiEffect | None) -> web.StreamResponse:
        """Carry a call out."""
        try:
            owner = None if api.is_open else self._admit(api, request, row, effect)
            answer = await self._call(api, request, row, owner, effect)
            row.code = DONE
        except ApiError as error:
            return self.refuse(error, row)
        return respond(answer)

    @staticmethod
    def refuse(error: ApiError, row: CallRow) -> web.StreamResponse:
        """The answer of a refused call, noted."""
        row.code = error.code
        body = refusal(error, row.path, request_id(row))
        return web.Response(status=error.status, body=ENCODER.encode(body), content_type="application/json")

    async def _call(
        self, api: Api, request: web.Request, row: CallRow, owner: Org | None, effect: ApiEffect | None
    ) -> Answer:
        raw = b"" if api.is_form else await request.read()
        body = Fields.decode(raw)
        if body is None:
            raise NewError("MissingParameter.body") if is_new_family(api.path) else OldError(ILLEGAL)
        call = Call(
            world=self._world,
            row=row,
            query=request.query,
            headers=request.headers,
            cookies=request.cookies,
            parts=request.match_info,
            raw=raw,
            body=body,
            upload=await _upload(request) if api.is_form else None,
            owner=owner,
            unreachable=effect if isinstance(effect, Unreachable) else Unreachable(),
        )
        answer = api.run(call)
        done = await answer if inspect.isawaitable(answer) else answer
        return _cut(done, effect.share) if isinstance(effect, EndsEarly) else done

    def _admit(self, api: Api, request: web.Request, row: CallRow, effect: ApiEffect | None) -> Org:
        """The organisation that the token stands for. Raises ApiError."""
        is_new = is_new_family(api.path)
        value = request.headers.get(TOKEN_HEADER) if is_new else request.query.get("access_token")
        if not value:
            raise NewError("AuthenticationFailed.MissingParameter") if is_new else OldError(NO_TOKEN)
        org = self._world.org_of_token(value)
        if org and isinstance(effect, TokenDies):
            org.tokens.kill(value)
        if org is None or not org.tokens.is_valid(value, row.at):
            raise NewError("InvalidAuthentication") if is_new else OldError(INVALID_TOKEN)
        row.corp_id, row.client_id = org.corp_id, org.client_id
        if not self._takes(org, api.path):
            is_throttled = NewError("Forbidden.AccessDenied.QpsLimitForAppkeyAndApi")
            raise is_throttled if is_new else OldError(TOO_OFTEN)
        return org

    def _takes(self, org: Org, path: str) -> bool:
        """Whether one more call fits into this second."""
        most = org.rules.calls_per_second
        if most is None:
            return True
        recent, now = self._recent.setdefault((org.client_id, path), deque(maxlen=most)), time.monotonic()
        if len(recent) == most and now - recent[0] < 1:
            return False
        recent.append(now)
        return True


async def _upload(request: web.Request) -> Upload | None:
    try:
        form = await request.post()
    except ValueError:
        return None
    media = form.get("media")
    return Upload(media.filename, media.file.read()) if isinstance(media, web.FileField) else None


def _cut(answer: Answer, share: float) -> Answer:
    """Only the first rows of what is a list or a page, as if there were no others."""
    if isinstance(answer, Binary | Redirect):
        return answer
    result = answer.get("result")
    if is_list(result):
        return {**answer, "result": result[: int(len(result) * share)]}
    rows = result.get("list") if is_object(result) else None
    if not is_object(result) or not is_list(rows):
        return answer
    kept = {name: value for name, value in result.items() if name != "next_cursor"}
    return {**answer, "result": {**kept, "list": rows[: int(len(rows) * share)], "has_more": False}}


def respond(answer: Answer) -> web.Response:
    """The HTTP form of an answer."""
    match answer:
        case Redirect(location):
            return web.Response(status=302, headers={"Location": location})
        case Binary():
            headers = {"Content-Type": answer.content_type}
            if answer.file_name:
                headers["Content-Disposition"] = 'attachment; filename="{}"'.format(answer.file_name.replace('"', ""))
            return web.Response(body=answer.content, headers=headers)
        case _:
            return web.Response(body=ENCODER.encode(answer), content_type="application/json", charset="utf-8")
