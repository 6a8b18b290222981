"""/h5/file/{id}: a file of a case, to whoever sees the field that it is in."""

from http import HTTPStatus
from urllib.parse import quote
from uuid import UUID

from aiohttp import web

from domain import signature
from storage.attachments import Attachment, content_of, find_attachment
from web.h5 import wording
from web.h5.pages import NoticeShown
from web.h5.visits import Visit, Visits

SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""What a browser may show; everything else is only handed over, so that nothing in it can act as a page of ours."""
HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


class Enclosures:
    """Its one answer."""

    def __init__(self, visits: Visits) -> None:
        self._visits = visits

    async def hand_over(self, request: web.Request) -> web.Response:
        """The file, unless it is not theirs to see."""
        session, identity = self._visits.session(request), _identity(request)
        async with self._visits.h5.database.begin(self._visits.h5.clock()) as tx:
            found = await find_attachment(tx, identity)
        if found is None:
            raise NoticeShown(wording.NO_SUCH)
        async with self._visits.looking(session, found.request_no) as visit:
            if not _is_seen(visit, found):
                raise NoticeShown(wording.NO_SUCH)
            content = await content_of(visit.turn.tx, identity)
            if found.person != visit.turn.person.id:
                visit.turn.note("attachment.look", found.request_no, file=str(identity))
        if content is None:
            raise NoticeShown(wording.NO_SUCH)
        return _answer(found, content)


def _identity(request: web.Request) -> UUID:
    try:
        return UUID(request.match_info["id"])
    except ValueError:
        raise NoticeShown(wording.NO_SUCH) from None


def _is_seen(visit: Visit, file: Attachment) -> bool:
    """A signature belongs to a decision, which everybody sees who may see the case."""
    seen = visit.matter.look(visit.turn.person, visit.turn.tx).seen
    return file.field in seen or file.field.startswith(signature.FIELD) or file.person == visit.turn.person.id


def _answer(file: Attachment, content: bytes) -> web.Response:
    way = "inline" if file.media_type in SHOWN else "attachment"
    headers = HEADERS | {
        "Content-Type": file.media_type,
        "Content-Disposition": f"{way}; filename*=UTF-8''{quote(file.name, safe='')}",
    }
    return web.Response(status=HTTPStatus.OK, body=content, headers=headers)
