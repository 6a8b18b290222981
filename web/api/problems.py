"""Errors of the API as RFC 9457 wants them: an English title, a sentence in Chinese, and a code for programs."""

from collections.abc import Mapping
from http import HTTPStatus

from aiohttp import web
from msgspec import Struct, json

MEDIA_TYPE = "application/problem+json"


class ProblemDetails(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """出错时的回答（RFC 9457）。`error` 给程序看，`detail` 给人看，`where` 是请求里哪一处。"""

    type: str
    title: str
    status: int
    detail: str
    error: str
    where: str = ""


class Refusal(Exception):
    """The request is not answered as it was wanted; the other system must ask differently."""

    def __init__(self, status: HTTPStatus, error: str, detail: str, where: str = "") -> None:
        super().__init__(error)
        self.status = status
        self.error = error
        self.detail = detail
        self.where = where

    @property
    def content(self) -> bytes:
        return written(self.status, self.error, self.detail, self.where)


def written(status: HTTPStatus, error: str, detail: str, where: str = "") -> bytes:
    """The problem as it is sent. It has no type of its own, so its title is the status's."""
    return json.encode(
        ProblemDetails(
            type="about:blank", title=status.phrase, status=status.value, detail=detail, error=error, where=where
        )
    )


def problem(
    status: HTTPStatus, error: str, detail: str, where: str = "", headers: Mapping[str, str] | None = None
) -> web.Response:
    """The answer that says so."""
    content = written(status, error, detail, where)
    return web.Response(body=content, status=status, content_type=MEDIA_TYPE, headers=headers)
