"""The demo's page at /playground: be any person of the sample college, as a phone would show it.

The page asks `/playground/api/...` for everything of WeCom and `/playground/api/dingtalk/...` for everything of
DingTalk. Those routes are the emulator's, handed in by `bot` as aiohttp sub-applications, because the product does not
know that it is being pretended to. `/playground/platforms` says which of them are there.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

STATIC: Final = Path(__file__).parent / "static"
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-cache",  # asked again each time, answered 304: a new version must not run on old modules
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def mount(app: web.Application, phone: web.Application, dingtalk: web.Application | None = None) -> None:
    """Show the page at /playground of `app` and answer it with the emulator's phones, DingTalk's only if given."""
    playground = web.Application(middlewares=[refuse_other_sites])
    playground.on_response_prepare.append(_add_headers)
    playground.router.add_get("", show_page)
    playground.router.add_get("/", forward_to_page)
    playground.router.add_static("/static", STATIC)
    playground.router.add_get("/platforms", _listing(["wecom", "dingtalk"] if dingtalk else ["wecom"]))
    if dingtalk:
        playground.add_subapp("/api/dingtalk", dingtalk)  # before the shorter address, which would take it too
    playground.add_subapp("/api", phone)
    app.add_subapp("/playground", playground)


async def show_page(_request: web.Request) -> web.FileResponse:
    """The one page; what it shows comes by script."""
    return web.FileResponse(STATIC / "index.html")


async def forward_to_page(request: web.Request) -> web.Response:
    """The same page under its one address, with its query."""
    raise web.HTTPPermanentRedirect(request.rel_url.with_path("/playground").with_query(request.rel_url.query))


def _listing(platforms: Iterable[str]) -> Handler:
    """A handler that names the platforms whose phones can be shown, the first one preferred."""
    names = list(platforms)

    async def list_platforms(_request: web.Request) -> web.StreamResponse:
        return web.json_response(names)

    return list_platforms


@web.middleware
async def refuse_other_sites(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Another site open in the same browser must not type into the demo; links to the page itself are welcome."""
    is_foreign = request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"}
    if is_foreign and request.headers.get("Sec-Fetch-Mode") != "navigate":
        raise web.HTTPForbidden
    return await handler(request)


async def _add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)
