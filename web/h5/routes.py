"""Pages for staff inside the platforms' web views, below /h5: signed in by the platform, usable without script."""

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from storage.failures import Failure, classify
from web.app import client_address
from web.h5 import wording
from web.h5.act import Act
from web.h5.assessment_room import AssessmentRoom
from web.h5.assets import show_asset
from web.h5.bulletin_room import BulletinRoom, Printer
from web.h5.calendar_room import CalendarRoom
from web.h5.desk import H5
from web.h5.duties_room import DutiesRoom
from web.h5.duty_room import DutyPages
from web.h5.enclosures import Enclosures
from web.h5.entry import Entry
from web.h5.finding import Finder
from web.h5.form_room import FormRoom
from web.h5.login import Logins
from web.h5.month_room import MonthPages
from web.h5.offers_room import OffersRoom
from web.h5.one_page_room import OnePageRoom
from web.h5.org_room import OrgRoom
from web.h5.pace import Pace
from web.h5.pages import NoticeShown, Pages
from web.h5.platform_room import PlatformRoom
from web.h5.posted import Postbox
from web.h5.punch_room import PunchRoom
from web.h5.quality_room import QualityRoom
from web.h5.record import RecordRooms
from web.h5.request_room import RequestRoom
from web.h5.roster_room import RosterRoom
from web.h5.session import Sessions
from web.h5.visits import NotSignedIn, Visits


def add_pages(app: web.Application, h5: H5) -> None:
    """Answer /h5 of `app`."""
    pages, pace = Pages(h5), Pace()
    sessions, logins = Sessions(h5.secret, h5.public_url), Logins(h5.secret, h5.public_url)
    act, entry = Act(h5, sessions, logins, pages, pace), Entry(h5, sessions, logins)
    rooms = web.Application(middlewares=[_in_words(h5, pages, pace)])
    rooms.router.add_get("/act", act.show)
    rooms.router.add_post("/act", act.press)
    rooms.router.add_get("/login/{platform}/{account}", entry.enter)
    rooms.router.add_get("/static/{version}/{name}", show_asset)
    rooms.router.add_get("/{name:style[.]css}", show_asset)
    _add_case_pages(rooms, Visits(h5, sessions, logins), pages)
    app.add_subapp("/h5", rooms)


def _add_case_pages(rooms: web.Application, visits: Visits, pages: Pages) -> None:
    postbox = Postbox()
    form, request = FormRoom(visits, pages, postbox), RequestRoom(visits, pages, postbox)
    offers = OffersRoom(visits, pages, postbox)
    rooms.router.add_get("/forms", offers.show)
    rooms.router.add_post("/forms", offers.take)
    punches = PunchRoom(visits, pages, postbox)
    rooms.router.add_get("/punch", punches.show)
    rooms.router.add_post("/punch", punches.take)
    rooms.router.add_get("/punch/photo/{no}", punches.show_photo)
    rooms.router.add_get("/form/{no}", form.show)
    rooms.router.add_post("/form/{no}", form.take)
    rooms.router.add_get("/request/{no}", request.show)
    rooms.router.add_post("/request/{no}", request.take)
    rooms.router.add_get("/find/{no}", Finder(visits).find)
    rooms.router.add_get("/file/{id}", Enclosures(visits).hand_over)
    RecordRooms(visits, pages).add_to(rooms)
    OrgRoom(visits, pages).add_to(rooms)
    PlatformRoom(visits, pages).add_to(rooms)
    RosterRoom(visits, pages, postbox).add_to(rooms)
    CalendarRoom(visits, pages).add_to(rooms)
    DutiesRoom(visits, pages, postbox).add_to(rooms)
    QualityRoom(visits, pages, postbox).add_to(rooms)
    MonthPages(visits, pages).add_to(rooms)
    DutyPages(visits, pages).add_to(rooms)
    printer = Printer()
    BulletinRoom(visits, pages, postbox, printer).add_to(rooms)
    OnePageRoom(visits, printer).add_to(rooms)
    AssessmentRoom(visits, pages).add_to(rooms)
    rooms.middlewares.append(_signed_in(visits, pages))


def _signed_in(visits: Visits, pages: Pages) -> Middleware:
    """Whoever is not, is sent to the platform; or asked which one, where that is not clear."""

    @web.middleware
    async def answered(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except NotSignedIn as nobody:
            if len(nobody.sources) == 1:
                return visits.sign_in(nobody.sources[0], nobody.way)
            return pages.accounts(nobody.sources, nobody.way)

    return answered


def _in_words(h5: H5, pages: Pages, pace: Pace) -> Middleware:
    """Says in words why there is no page; what is a fault of ours goes on to whoever counts faults."""

    @web.middleware
    async def answered(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not pace.admits_address(client_address(request, h5.trusted_proxies)):
            return pages.notice(wording.TOO_MANY)
        try:
            return await handler(request)
        except NoticeShown as shown:
            return pages.notice(shown.notice, shown.way)
        except web.HTTPException:
            raise
        except Exception as error:
            if classify(error) is Failure.OTHER:
                raise
            return pages.notice(wording.AWAY)

    return answered
