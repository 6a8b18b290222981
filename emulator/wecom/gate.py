"""Every call passes here: token, address and limits are checked, the handler runs, refusals get WeCom's shape."""

import msgspec
from aiohttp import web

from emulator.fields import Fields, is_list
from emulator.wecom.call import Answer, Api, Binary, Call, Grant, Upload, Verb
from emulator.wecom.errors import ApiError, refusal
from emulator.wecom.faults import ApiEffect, EndsEarly, TokenDies, Unreachable
from emulator.wecom.ledger import CallRow
from emulator.wecom.world import World

JSON = "application/json"
NO_TOKEN = 41001
INVALID_TOKEN = 40014
NOT_TRUSTED = 60020
CLOSED_APP = 50003
NOT_JSON = 40058
ENCODER = msgspec.json.Encoder()


class Gate:
    """Turns HTTP requests into calls and answers into HTTP responses."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def run(self, api: Api, request: web.Request, row: CallRow, effect: ApiEffect | None) -> web.StreamResponse:
        """Carry a call out. Every refusal is HTTP 200 with an errcode."""
        raw = b"" if api.verb is Verb.GET or api.is_form else await request.read()
        body = Fields.decode(raw)
        try:
            grant = None if api.is_open else self._admit(api, request, row, effect)
            if api.verb is Verb.POST and request.method != Verb.POST:
                raise ApiError(api.misuse)
            if body is None:
                raise ApiError(NOT_JSON)
            unreachable = effect if isinstance(effect, Unreachable) else Unreachable()
            call = Call(
                world=self._world,
                row=row,
                query=request.query,
                raw=raw,
                body=body,
                upload=await _upload(request) if api.is_form else None,
                grant=grant,
                unreachable=frozenset(user.lower() for user in unreachable.users),
                unlicensed=frozenset(user.lower() for user in unreachable.unlicensed),
            )
            answer = api.run(call)
            if isinstance(effect, EndsEarly):
                answer = _cut(answer, effect.share)
            row.code = 0
        except ApiError as error:
            answer = self.refuse(error.code, row, is_wrong_json=body is None or body.doubt.is_raised)
        return respond(answer)

    @staticmethod
    def refuse(code: int, row: CallRow, *, is_wrong_json: bool = False) -> dict[str, object]:
        """The answer of a refused call, noted."""
        row.code = code
        return refusal(code, now=row.at, ip=row.ip, serial=row.no, is_wrong_json=is_wrong_json)

    def _admit(self, api: Api, request: web.Request, row: CallRow, effect: ApiEffect | None) -> Grant:
        """What the token stands for. Raises ApiError."""
        value = request.query.get("access_token")
        if not value:
            raise ApiError(NO_TOKEN)
        corp = self._world.corp_of_token(value)
        if corp is None:
            raise ApiError(INVALID_TOKEN)
        row.corp_id = corp.corp_id
        if isinstance(effect, TokenDies):
            corp.tokens.kill(value, effect.code)
        token = corp.tokens.check(value, row.at)
        row.agent_id = token.agent_id
        app = None if token.agent_id is None else corp.app_of(token.agent_id)
        owner = app or corp.contact_sync
        if owner and owner.trusted_ips is not None and row.ip not in owner.trusted_ips:
            raise ApiError(NOT_TRUSTED)
        if app and app.is_closed:
            raise ApiError(CLOSED_APP)
        if request.query.get("debug") == "1":
            corp.call_limits.take_debug(row.at)
        corp.call_limits.take(api.path, row.at)
        return Grant(corp, app)


async def _upload(request: web.Request) -> Upload | None:
    try:
        form = await request.post()
    except ValueError:
        return None
    media = form.get("media")
    return Upload(media.filename, media.file.read()) if isinstance(media, web.FileField) else None


def _cut(answer: Answer, share: float) -> Answer:
    """Only the first rows of every list in it."""
    if isinstance(answer, Binary):
        return answer
    return {name: value[: int(len(value) * share)] if is_list(value) else value for name, value in answer.items()}


def respond(answer: Answer) -> web.Response:
    """The HTTP form of an answer."""
    if isinstance(answer, Binary):
        disposition = 'attachment; filename="{}"'.format(answer.file_name.replace('"', ""))
        return web.Response(body=answer.content, headers={"Content-Disposition": disposition})
    return web.Response(body=ENCODER.encode(answer), content_type=JSON, charset="utf-8")
