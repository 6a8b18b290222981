"""/h5/punch: 打卡 for chats that cannot send a place: the browser is asked for it, when the person presses.

Where a picture is asked for, the phone's camera takes it here; it is shown to HR and the head alone.
"""

import math
from http import HTTPStatus

from aiohttp import web

from domain.fences import Photo, PunchDemand, Spot
from domain.gcj import to_map
from handlers.punch_photos import may_look
from handlers.punching import punch_at, punch_here
from storage.attendance_groups import demand_of
from storage.punch_photos import find_photo
from web.h5 import wording
from web.h5.enclosures import HEADERS
from web.h5.page_turn import PageTurn
from web.h5.pages import NoticeShown, Pages
from web.h5.posted import Postbox, Posted
from web.h5.session import Session
from web.h5.visits import Visits, number_in

PATH = "/h5/punch"
KEY = "punch"
PHOTO = "photo"  # the input's name, after what begins every file's
LONGEST = 32  # characters of a number


class PunchRoom:
    """Its answers."""

    def __init__(self, visits: Visits, pages: Pages, postbox: Postbox) -> None:
        self._visits = visits
        self._pages = pages
        self._postbox = postbox

    async def show(self, request: web.Request) -> web.Response:
        """A button; the script behind it asks the browser."""
        session = self._visits.session(request)
        async with self._visits.reading(session) as turn:
            demand = await _demand(turn)
        return self._page(session, turn, demand)

    async def take(self, request: web.Request) -> web.Response:
        """What the browser found, as satellites see it; the answer says what became of it."""
        session = self._visits.posting(request)
        posted = await self._postbox.read(request)
        if self._visits.sessions.pressed_key(session, [KEY], posted.control("mark")) is None:
            raise NoticeShown(wording.FORM_OLD, PATH)
        photo = next((each.content for each in posted.files if each.field == PHOTO), None)
        spot, doubt = _spot(posted), _number(posted, "accuracy")
        async with self._visits.entering(session) as turn:
            demand = await _demand(turn)
            if not demand.fences:
                await punch_here(turn, photo)
            elif spot is None or doubt is None or doubt < 0:
                raise NoticeShown(wording.NO_PLACE, PATH)
            else:
                await punch_at(turn, to_map(spot), doubt, photo)
        return self._page(session, turn, demand)

    async def show_photo(self, request: web.Request) -> web.Response:
        """A picture, to those who may look at that person's attendance; to all others there is none."""
        session, number = self._visits.session(request), number_in(request)
        async with self._visits.reading(session) as turn:
            photo = await find_photo(turn.tx, number)
            if photo is None or not await may_look(turn, photo.person):
                raise NoticeShown(wording.NO_SUCH)
            turn.tx.audit(f"person:{turn.person.id}", "attendance.photo", f"person:{photo.person}", photo=number)
        headers = HEADERS | {"Content-Type": photo.media_type, "Content-Disposition": "inline"}
        return web.Response(status=HTTPStatus.OK, body=photo.content, headers=headers)

    def _page(self, session: Session, turn: PageTurn, demand: PunchDemand) -> web.Response:
        return self._pages.render(
            "punch.html",
            200,
            person=turn.person.name,
            path=PATH,
            mark=self._visits.sessions.form_mark(session, KEY),
            said=turn.said,
            asks_place=bool(demand.fences),
            asks_photo=demand.photo is not Photo.NONE,
            needs_photo=demand.photo is Photo.ALWAYS,
        )


async def _demand(turn: PageTurn) -> PunchDemand:
    return await demand_of(turn.tx, turn.office, turn.person.id)


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
