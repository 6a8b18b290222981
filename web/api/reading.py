"""What came with a request, as its shape wants it; what does not fit is refused with its place, never repeated."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import TypeVar

from aiohttp import hdrs, web
from msgspec import DecodeError, Struct, ValidationError, convert, json
from multidict import MultiMapping

from web.api.problems import Refusal

LARGEST_BODY = 64 * 1024  # bytes; the longest form of the college, with tables, is some 20 kB
IDEMPOTENCY_KEY = "Idempotency-Key"
KEY = re.compile(r"[!-~]{1,200}")  # visible ASCII, as headers carry it
_PLACE = re.compile(r" - at `([$.\[\]\w]{1,60})")

Given = TypeVar("Given", bound=Struct)


def read_query(query: MultiMapping[str], shape: type[Given]) -> Given:
    """The parameters of an address.

    Raises:
        Refusal: one is not known, is there twice, or does not fit.
    """
    if len(set(query)) != len(query):
        raise Refusal(HTTPStatus.BAD_REQUEST, "query", "有参数写了两次，每个只写一次。")
    try:
        return convert(dict(query), shape, strict=False)
    except ValidationError as error:
        raise Refusal(HTTPStatus.BAD_REQUEST, "query", "参数不对，写法见接口说明。", _place(error)) from None


async def read_body(request: web.Request) -> bytes:
    """The body of a request that has JSON.

    Raises:
        Refusal: it is of another kind, or too large.
    """
    if request.content_type != "application/json" or hdrs.CONTENT_ENCODING in request.headers:
        raise Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "media_type", "请求体应是 application/json，不压缩。")
    body = await request.content.read(LARGEST_BODY + 1)
    while len(body) <= LARGEST_BODY and (more := await request.content.read(LARGEST_BODY + 1 - len(body))):
        body += more
    if len(body) > LARGEST_BODY:
        raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", f"请求体最大 {LARGEST_BODY} 字节。")
    return body


def read_json(body: bytes, shape: type[Given]) -> Given:
    """The body in its shape.

    Raises:
        Refusal: it is no JSON, or does not fit.
    """
    try:
        return json.decode(body, type=shape)
    except ValidationError as error:
        raise Refusal(
            HTTPStatus.UNPROCESSABLE_ENTITY, "shape", "请求体不合要求，写法见接口说明。", _place(error)
        ) from None
    except (DecodeError, RecursionError, UnicodeDecodeError):
        raise Refusal(HTTPStatus.BAD_REQUEST, "body", "请求体不是 JSON。") from None


def read_key(headers: Mapping[str, str]) -> str:
    """By what a repetition is known.

    Raises:
        Refusal: there is none.
    """
    key = headers.get(IDEMPOTENCY_KEY, "")
    if not KEY.fullmatch(key):
        raise Refusal(
            HTTPStatus.BAD_REQUEST, "idempotency_key", f"请求头缺 {IDEMPOTENCY_KEY}：每次新请求用新的值，重发时不变。"
        )
    return key


def _place(error: ValidationError) -> str:
    """Where it does not fit, by names of ours: what others have sent is not said again."""
    found = _PLACE.search(str(error))
    return found[1] if found else ""
