"""/h5/punch: 打卡 for chats that cannot send a place: the browser is asked for it, when the person presses."""

import math

from aiohttp import web

from domain.fences import Spot
from domain.gcj import to_map
from handlers.punching import punch_at
from web.h5 import wording
from web.h5.pages import NoticeShown, Pages
from web.h5.posted import Postbox, Posted
from web.h5.visits import Visits

PATH = "/h5/punch"
KEY = "punch"
LONGEST = 32  # characters of a number


class PunchRoom:
    """Its two answers."""

    def __init__(self, visits: Visits, pages: Pages, postbox: Postbox) -> None:
        self._visits = visits
        self._pages = pages
        self._postbox = postbox

    async def show(self, request: web.Request) -> web.Response:
        """A button; the script behind it asks the browser."""
        session = self._visits.session(request)
        async with self._visits.reading(session) as turn:
            name = turn.person.name
        mark = self._visits.sessions.form_mark(session, KEY)
        return self._pages.render("punch.html", 200, person=name, path=PATH, mark=mark, said=())

    async def take(self, request: web.Request) -> web.Response:
        """What the browser found, as satellites see it; the answer says what became of it."""
        session = self._visits.posting(request)
        posted = await self._postbox.read(request)
        if self._visits.sessions.pressed_key(session, [KEY], posted.control("mark")) is None:
            raise NoticeShown(wording.FORM_OLD, PATH)
        spot, doubt = _spot(posted), _number(posted, "accuracy")
        if spot is None or doubt is None or doubt < 0:
            raise NoticeShown(wording.NO_PLACE, PATH)
        async with self._visits.entering(session) as turn:
            await punch_at(turn, to_map(spot), doubt)
        mark = self._visits.sessions.form_mark(session, KEY)
        return self._pages.render("punch.html", 200, person=turn.person.name, path=PATH, mark=mark, said=turn.said)


def _spot(posted: Posted) -> Spot | None:
    latitude, longitude = _number(posted, "latitude"), _number(posted, "longitude")
    if latitude is None or longitude is None:
        return None
    try:
        return Spot(latitude, longitude)
    except ValueError:
        return None


def _number(posted: Posted, name: str) -> float | None:
    written = posted.control(name)
    try:
        found = float(written) if len(written) <= LONGEST and written.isascii() else math.nan
    except ValueError:
        return None
    return found if math.isfinite(found) else None
