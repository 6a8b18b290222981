"""Pages for staff inside the platforms' web views, below /h5: signed in by the platform, usable without script."""

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from storage.failures import Failure, classify
from web.app import client_address
from web.h5 import wording
from web.h5.act import Act
from web.h5.desk import H5
from web.h5.entry import Entry
from web.h5.login import Logins
from web.h5.pace import Pace
from web.h5.pages import NoticeShown, Pages, show_style
from web.h5.session import Sessions


def add_pages(app: web.Application, h5: H5) -> None:
    """Answer /h5 of `app`."""
    pages, pace = Pages(h5), Pace()
    sessions, logins = Sessions(h5.secret, h5.public_url), Logins(h5.secret, h5.public_url)
    act, entry = Act(h5, sessions, logins, pages, pace), Entry(h5, sessions, logins)
    rooms = web.Application(middlewares=[_in_words(h5, pages, pace)])
    rooms.router.add_get("/act", act.show)
    rooms.router.add_post("/act", act.press)
    rooms.router.add_get("/login/{platform}/{account}", entry.enter)
    rooms.router.add_get("/style.css", show_style)
    app.add_subapp("/h5", rooms)


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
