"""What every door of the API does with a body and with a database that is away."""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import cast

from aiohttp import web

from storage.failures import Failure, classify

RETRY_SECONDS = "2"

Asking = Callable[[web.Request], Awaitable[web.Response]]


async def or_busy(asking: Asking, request: web.Request) -> web.Response:
    """A database that is away is for the other system to ask again."""
    try:
        return await asking(request)
    except Exception as error:
        if classify(error) is Failure.OTHER:
            raise
        return web.json_response({"error": "busy"}, status=503, headers={"Retry-After": RETRY_SECONDS})


def object_in(body: bytes, largest: int) -> Mapping[str, object] | None:
    """The JSON object that was sent; None for anything else."""
    if len(body) > largest:
        return None
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, object]", given) if isinstance(given, dict) else None
