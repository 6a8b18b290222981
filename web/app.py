"""The web application: who may ask what, and what every answer has in common; errors are answered without detail."""

import secrets
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from web.api.problems import problem
from web.health import Health
from web.metrics import Metrics

BODY_LIMIT = 256 * 1024  # bytes
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
FIRST_ERROR = 400
API = "/api/"
SENTENCES = {
    HTTPStatus.NOT_FOUND: "没有这个地址，写法见 /api/v1/openapi.json。",
    HTTPStatus.METHOD_NOT_ALLOWED: "这个地址不能这样请求，写法见 /api/v1/openapi.json。",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "请求体太大。",
    HTTPStatus.INTERNAL_SERVER_ERROR: "程序出错，已经记录。请稍后用同样的请求再试；还不行请联系管理员。",
}
OTHER = "请求不能这样写，写法见 /api/v1/openapi.json。"

Network = IPv4Network | IPv6Network

log = structlog.stdlib.get_logger(__name__)


def make_app(
    routes: Iterable[web.RouteDef], health: Health, metrics: Metrics, trusted_proxies: Sequence[Network] = ()
) -> web.Application:
    """The application with `routes`, the monitors' addresses, and nothing else."""
    app = web.Application(middlewares=[guard(metrics, trusted_proxies)], client_max_size=BODY_LIMIT)
    app.add_routes([*routes, *health.routes(), *metrics.routes()])
    app.on_response_prepare.append(_add_headers)
    return app


def guard(metrics: Metrics, trusted_proxies: Sequence[Network]) -> Middleware:
    """Names each request for the logs, and turns every error into a bare status."""

    @web.middleware
    async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(
            request_id=secrets.token_hex(8), remote=client_address(request, trusted_proxies)
        )
        try:
            return await handler(request)
        except web.HTTPException as answer:
            if answer.status < FIRST_ERROR:
                raise
            return _bare(answer) if not request.path.startswith(API) else _problem(answer)
        except Exception:
            log.exception("request_failed", method=request.method, route=_route_of(request))
            metrics.count_error()
            return (
                _bare(web.HTTPInternalServerError())
                if not request.path.startswith(API)
                else _problem(web.HTTPInternalServerError())
            )

    return guarded


def client_address(request: web.Request, trusted_proxies: Sequence[Network]) -> str:
    """Who really asked: the last address of X-Forwarded-For that none of our own proxies wrote for another of them."""
    chain = [part.strip() for part in ",".join(request.headers.getall("X-Forwarded-For", [])).split(",")]
    here = request.remote or ""
    while chain and (address := _address(here)) and any(address in network for network in trusted_proxies):
        before = chain.pop()
        if not _address(before):
            break
        here = before
    return here


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def _bare(answer: web.HTTPException) -> web.Response:
    allowed = answer.headers.get("Allow")
    return web.Response(status=answer.status, headers={"Allow": allowed} if allowed else None)


def _problem(answer: web.HTTPException) -> web.Response:
    """The same for programs."""
    status = HTTPStatus(answer.status)
    allowed = answer.headers.get("Allow")
    return problem(
        status, status.name.lower(), SENTENCES.get(status, OTHER), headers={"Allow": allowed} if allowed else None
    )


def _route_of(request: web.Request) -> str:
    """The route's pattern: the path itself may hold what is no log's business."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else ""


async def _add_headers(_: web.Request, response: web.StreamResponse) -> None:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.pop("Server", None)
