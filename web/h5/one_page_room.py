"""/h5/one-page/2026-11.pdf: the departments' pages of a month as one document, for leaders and the quality office."""

from datetime import date

from aiohttp import web

from domain.texts.months import month_name
from handlers.facts import directory_for
from handlers.one_pages import LEADERS
from storage.one_pages import Report, report_of_month
from web.h5.bulletin_room import Printer
from web.h5.page_turn import PageTurn
from web.h5.pages import NoticeShown
from web.h5.visits import Visits
from web.h5.wording import Notice
from web.one_page_sheet import document_of
from web.report_paper import print_report

NO_SUCH = Notice(404, "没有这份汇总", "这个月的一页纸还没有汇总，或者它不归您看。")
READERS = (*LEADERS, "party_secretary", "quality_performance")


class OnePageRoom:
    """Its answer."""

    def __init__(self, visits: Visits, printer: Printer) -> None:
        self._visits = visits
        self._printer = printer

    def add_to(self, rooms: web.Application) -> None:
        """Answer below /h5 of `rooms`."""
        rooms.router.add_get(r"/one-page/{month:\d{4}-\d{2}}.pdf", self.paper)

    async def paper(self, request: web.Request) -> web.Response:
        """The document. That it was taken is in the audit."""
        office = self._visits.office
        async with self._visits.entering(self._visits.session(request)) as turn:
            closed = await _seen(turn, request)
            turn.tx.audit(f"person:{turn.person.id}", "one_page.print", f"month:{closed.month:%Y-%m}")

        def make() -> bytes:
            from web.record.fonts import find_faces  # with the typesetter, which is large

            return print_report(document_of(closed, office.name, office.campus, find_faces().sans[0]))

        return await self._printer.answer(f"{month_name(closed.month)}一页纸汇总.pdf", make)


async def _seen(turn: PageTurn, request: web.Request) -> Report:
    try:
        month = date.fromisoformat(f"{request.match_info['month']}-01")
    except ValueError:
        raise NoticeShown(NO_SUCH) from None
    directory = await directory_for(turn.tx, turn.office)
    may = any(turn.person.id == each.person.id for code in READERS for each in directory.holders(code))
    closed = await report_of_month(turn.tx, month) if may else None
    if closed is None:
        raise NoticeShown(NO_SUCH)
    return closed
