"""What a call looks like on the wire, in either family. Answers are read whatever their status: the body tells more."""

import re
from collections.abc import Mapping

from adapters.dingtalk.answers import encode
from adapters.dingtalk.media import LARGEST_DOWNLOAD, TRANSFER_SECONDS, Form, Place
from adapters.transport import Request
from domain.events import MediaKind

TOKEN_HEADER = "x-acs-dingtalk-access-token"  # noqa: S105
SESSION_PATH = "/robot/sendBySession"
_SESSION_QUERY = re.compile(r"(\?[!-~]*)?")

Query = Mapping[str, str]
Body = Mapping[str, object]


def new_request(
    method: str, path: str, token: str, query: Query | None, body: Body | None, *, repeatable: bool
) -> Request:
    """Of the new family; without a token where there is none yet."""
    # Without the header some calls answer in XML.
    accept = {"Accept": "application/json"}
    return Request(
        method=method,
        path=path,
        query=query or {},
        headers={**accept, TOKEN_HEADER: token} if token else accept,
        content=None if body is None else encode(body),
        is_repeatable=repeatable,
        reads_failures=True,
    )


def old_request(path: str, token: str, query: Query | None, body: Body | None, *, repeatable: bool) -> Request:
    """Of the old family: POST with a body, GET without."""
    return Request(
        method="GET" if body is None else "POST",
        path=path,
        query={"access_token": token, **(query or {})},
        content=None if body is None else encode(body),
        is_repeatable=repeatable,
        reads_failures=True,
    )


def session_request(oapi_base: str, url: str, body: Body) -> Request | None:
    """To the address that came with what was said; None where that is not the platform's, so that no words leave."""
    base = oapi_base.rstrip("/")
    path = url.removeprefix(base)
    if not url.startswith(base + SESSION_PATH) or not _SESSION_QUERY.fullmatch(path.removeprefix(SESSION_PATH)):
        return None
    return Request(method="POST", path=path, content=encode(body), is_repeatable=False, reads_failures=True)


def upload_request(kind: MediaKind, form: Form, token: str) -> Request:
    """A file; sent twice, it is there twice and harms nobody."""
    return Request(
        method="POST",
        path="/media/upload",
        query={"access_token": token, "type": kind.value},
        content=form.content,
        content_type=form.content_type,
        is_repeatable=True,
        reads_failures=True,
        seconds=TRANSFER_SECONDS,
    )


def file_request(place: Place) -> Request:
    """For a file. No token: the address itself is the right to it."""
    return Request(
        method="GET",
        path=place.path,
        is_repeatable=True,
        reads_failures=True,
        largest_answer=LARGEST_DOWNLOAD,
        seconds=TRANSFER_SECONDS,
    )
