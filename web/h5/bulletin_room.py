"""/h5/bulletin/7: a bulletin to be read through, taken along as a document, and decided on."""

import asyncio
from collections.abc import Callable
from urllib.parse import quote

import structlog
from aiohttp import web

from domain.bulletins.scope import scope_of
from domain.bulletins.words import behind, count_words, for_group
from handlers.bulletin_sight import Seen, seen_bulletin
from handlers.bulletins import decide_bulletin, title_of
from storage.bulletins import lock_bulletin
from web.bulletin_sheet import TITLES, lines_of, report_of, rows_of
from web.h5 import wording
from web.h5.page_turn import PageTurn
from web.h5.pages import HEADERS, NoticeShown, Pages
from web.h5.posted import Postbox
from web.h5.record import NOT_PRINTED, PRINTERS
from web.h5.session import Session
from web.h5.visits import Visits, number_in
from web.h5.wording import Notice
from web.report_paper import print_report

NO_SUCH = Notice(404, "没有这份通报", "没有这份通报，或者它不归您看。部门负责人看本部门，发布以后才能看到。")
NAME = "bulletin"

log = structlog.stdlib.get_logger(__name__)


class Printer:
    """Sets documents, a few at a time and beside the loop."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(PRINTERS)

    async def answer(self, name: str, make: Callable[[], bytes]) -> web.Response:
        """The document of that name.

        Raises:
            NoticeShown: this server has no Chinese font.
        """
        from web.record.fonts import FontMissing  # with the typesetter, which is large

        try:
            async with self._places:
                body = await asyncio.to_thread(make)
        except FontMissing as missing:
            log.error("report_without_font", hint=str(missing))  # noqa: TRY400 - a missing font has no traceback
            raise NoticeShown(NOT_PRINTED) from missing
        disposition = f"inline; filename*=UTF-8''{quote(name)}"
        headers = HEADERS | {"Content-Type": "application/pdf", "Content-Disposition": disposition}
        return web.Response(body=body, headers=headers)


class BulletinRoom:
    """Its answers."""

    def __init__(self, visits: Visits, pages: Pages, postbox: Postbox, printer: Printer) -> None:
        self._visits = visits
        self._pages = pages
        self._postbox = postbox
        self._printer = printer

    def add_to(self, rooms: web.Application) -> None:
        """Answer below /h5 of `rooms`."""
        rooms.router.add_get(r"/bulletin/{no:\d+}", self.show)
        rooms.router.add_post(r"/bulletin/{no:\d+}", self.take)
        rooms.router.add_get(r"/bulletin/{no:\d+}.pdf", self.paper)

    async def show(self, request: web.Request) -> web.Response:
        """The table, and what was late."""
        session = self._visits.session(request)
        async with self._visits.reading(session) as turn:
            return await self._page(session, turn, await _seen(turn, request))

    async def take(self, request: web.Request) -> web.Response:
        """发布 or 不发; the page says what became of it."""
        session = self._visits.posting(request)
        posted = await self._postbox.read(request)
        if self._visits.sessions.pressed_key(session, [NAME], posted.control("mark")) is None:
            raise NoticeShown(wording.FORM_OLD, request.path)
        do, version = posted.control("do"), posted.control("seen")
        if do not in {"release", "drop"} or not (version.isascii() and version.isdecimal()):
            raise NoticeShown(wording.NOT_OFFERED, request.path)
        async with self._visits.entering(session) as turn:
            await _seen(turn, request)
            bulletin = await lock_bulletin(turn.tx, int(number_in(request)))
            if bulletin is not None:
                await decide_bulletin(turn, bulletin, int(version), is_released=do == "release")
            return await self._page(session, turn, await _seen(turn, request))

    async def paper(self, request: web.Request) -> web.Response:
        """The document. That it was taken is in the audit."""
        office = self._visits.office
        async with self._visits.entering(self._visits.session(request)) as turn:
            seen = await _seen(turn, request)
            turn.tx.audit(f"person:{turn.person.id}", "bulletin.print", f"bulletin:{seen.bulletin.id}")
            title = title_of(office, seen.bulletin)
        report = report_of(seen, title, office.name, office.campus)
        return await self._printer.answer(f"{title}.pdf", lambda: print_report(report))

    async def _page(self, session: Session, turn: PageTurn, seen: Seen) -> web.Response:
        title = title_of(turn.office, seen.bulletin)
        return self._pages.render(
            "bulletin.html",
            200,
            title=title,
            said=turn.said,
            state=seen.bulletin.state.value,
            scope=scope_of(seen.bulletin.scope).title,
            total=count_words(seen.facts.total) if seen.is_whole else "",
            consequence=seen.bulletin.consequence if behind(seen.facts) else "",
            titles=TITLES,
            rows=rows_of(seen.facts, is_whole=seen.is_whole),
            parts=[(each.name, lines_of(each, seen.owners)) for each in seen.facts.counts if each.lines],
            group=for_group(title, seen.facts, seen.bulletin.consequence) if seen.is_whole else "",
            path=f"/h5/bulletin/{seen.bulletin.id}",
            version=seen.bulletin.version,
            may_decide=seen.may_decide,
            mark=self._visits.sessions.form_mark(session, NAME),
        )


async def _seen(turn: PageTurn, request: web.Request) -> Seen:
    seen = await seen_bulletin(turn, int(number_in(request)))
    if seen is None:
        raise NoticeShown(NO_SUCH)
    return seen
