"""Registering where clicks go by HTTP. Source: docs, register card callback address."""

from emulator.dingtalk.call import Answer, Call
from emulator.dingtalk.errors import NewError
from emulator.dingtalk.org import CardRoute


def register(call: Call) -> Answer:
    """The first registration of a key counts, unless it is overwritten on purpose."""
    body, routes = call.body, call.org.card_routes
    key, url = body.text("callbackRouteKey"), body.text("callbackUrl")
    if not url.startswith(("http://", "https://")):
        raise NewError("param.callbackUrlEmpty")
    if key not in routes or body.content.get("forceUpdate") is True:
        routes[key] = CardRoute(url, body.text("apiSecret"))
    route = routes[key]
    return {"success": True, "result": {"callbackUrl": route.url, "apiSecret": route.api_secret}}
