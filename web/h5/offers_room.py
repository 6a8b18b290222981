"""/h5/forms: what somebody may start, to be looked through; each begins as a draft on its own page."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from domain.forms.form import Form
from domain.forms.offering import by_group, matching
from handlers.services import Offers, offers_for, start_on_page
from web.h5 import wording
from web.h5.pages import FORMS_PATH, NoticeShown, Pages, form_path
from web.h5.posted import Postbox
from web.h5.session import Session
from web.h5.visits import Visits

ASKED = "q"  # in the query: what is looked for
LONGEST = 40  # characters of it
KEY = "forms"
RECENTLY = "最近办过"


@dataclass(frozen=True, slots=True)
class Offer:
    """One form as the page lists it."""

    key: str
    title: str
    purpose: str
    names: str
    has_draft: bool


class OffersRoom:
    """Its two answers."""

    def __init__(self, visits: Visits, pages: Pages, postbox: Postbox) -> None:
        self._visits = visits
        self._pages = pages
        self._postbox = postbox

    async def show(self, request: web.Request) -> web.Response:
        """The list, or what of it fits the words that are looked for."""
        session = self._visits.session(request)
        asked = request.query.get(ASKED, "").strip()[:LONGEST]
        async with self._visits.reading(session) as turn:
            return self._page(session, await offers_for(turn), asked)

    async def take(self, request: web.Request) -> web.Response:
        """A button: on to the draft of that form, the one that is there or a new one."""
        session = self._visits.posting(request)
        posted = await self._postbox.read(request)
        if self._visits.sessions.pressed_key(session, [KEY], posted.control("mark")) is None:
            raise NoticeShown(wording.FORM_OLD, FORMS_PATH)
        async with self._visits.entering(session) as turn:
            no = await start_on_page(turn, posted.control("form"))
        if no is None:
            raise NoticeShown(wording.NOT_OFFERED, FORMS_PATH)
        return web.Response(status=303, headers={"Location": form_path(no)})

    def _page(self, session: Session, offers: Offers, asked: str) -> web.Response:
        found = matching(offers.forms, asked)
        groups = [(name, _shown(forms, offers)) for name, forms in by_group(found)]
        recent = [] if asked else [(RECENTLY, _shown(offers.recent, offers))] if offers.recent else []
        return self._pages.render(
            "offers.html",
            200,
            groups=[*recent, *groups],
            asked=asked,
            count=len(found),
            is_any=bool(offers.forms),
            longest=LONGEST,
            path=FORMS_PATH,
            mark=self._visits.sessions.form_mark(session, KEY),
        )


def _shown(forms: Sequence[Form], offers: Offers) -> list[Offer]:
    return [
        Offer(
            key=form.key,
            title=form.title,
            purpose=form.purpose,
            names=" ".join((*form.names, form.group)),
            has_draft=form.key in offers.drafts,
        )
        for form in forms
    ]
