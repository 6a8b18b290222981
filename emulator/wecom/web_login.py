"""The silent login of the client's web view: the page asks, and is sent back with a code. Source: path 91022.

It asks nobody: the playground's cookie names whose phone it is. The address to come back to must lie in the
application's trusted domain, as its administrator entered it.
"""

from typing import Final
from urllib.parse import urlencode, urlsplit

from aiohttp import web

from emulator.wecom.apps import App
from emulator.wecom.corp import Corp
from emulator.wecom.world import World

PATH: Final = "/connect/oauth2/authorize"
COOKIE: Final = "dutybell_phone_wecom"
SCOPES: Final = frozenset({"snsapi_base", "snsapi_privateinfo"})
NOT_TRUSTED: Final = "redirect_uri 与可信域名不一致"


def add_web_login(application: web.Application, world: World) -> None:
    """Answer the page of the login."""

    async def authorize(request: web.Request) -> web.Response:
        return _sent_back(request, world)

    application.router.add_get(PATH, authorize)


def _sent_back(request: web.Request, world: World) -> web.Response:
    query = request.query
    corp, target = world.corps.get(query.get("appid", "")), query.get("redirect_uri", "")
    app = _app(corp, query.get("agentid", "")) if corp else None
    is_asked_well = query.get("response_type") == "code" and query.get("scope") in SCOPES
    if corp is None or app is None or not is_asked_well or urlsplit(target).hostname != app.redirect_domain:
        return web.Response(text=NOT_TRUSTED)
    member = corp.roster.member(request.cookies.get(COOKIE, ""))
    code = corp.login_codes.issue(app.agent_id, member.user_id if member else None, world.clock())
    back = urlencode({"code": code, "state": query.get("state", "")})
    raise web.HTTPFound(f"{target}{'&' if '?' in target else '?'}{back}")


def _app(corp: Corp, agent_id: str) -> App | None:
    """The application that was named; a corp with one only need not name it."""
    if not agent_id and len(corp.apps) == 1:
        return next(iter(corp.apps.values()))
    return corp.apps.get(int(agent_id)) if agent_id.isascii() and agent_id.isdecimal() else None
