"""/h5/org/N: everything that a run of the directory changes, to be looked through or taken along as a sheet."""

from collections import Counter

from aiohttp import web

from domain.directory_plan import Difference
from domain.org_run import account_name
from domain.texts.org_runs import standing
from handlers.org_sheet import Sheet, sheet_of
from web.h5 import wording
from web.h5.pages import NoticeShown, Pages
from web.h5.sheets_out import table_answer
from web.h5.visits import Visits, number_in

SHOWN = 500  # lines on the page; the sheet has all of them
TITLES = ("类别", "对象", "原来", "现在")


class OrgRoom:
    """Its two answers."""

    def __init__(self, visits: Visits, pages: Pages) -> None:
        self._visits = visits
        self._pages = pages

    def add_to(self, rooms: web.Application) -> None:
        """Answer below /h5 of `rooms`."""
        rooms.router.add_get(r"/org/{no:\d+}", self.show)
        rooms.router.add_get(r"/org/{no:\d+}.xlsx", self.take_along)

    async def show(self, request: web.Request) -> web.Response:
        """The lines, in groups."""
        sheet = await self._sheet(request)
        lines = sheet.lines or ()
        groups: dict[str, list[Difference]] = {}
        for line in lines[:SHOWN]:
            groups.setdefault(line.kind.value, []).append(line)
        return self._pages.render(
            "org.html",
            200,
            account=account_name(sheet.run.source),
            standing=standing(sheet.run, self._visits.h5.clock(), self._visits.office.campus),
            groups=groups,
            counts=Counter(line.kind.value for line in lines),
            count=len(lines),
            hidden=max(0, len(lines) - SHOWN),
            is_kept=sheet.lines is not None,
            excesses=sheet.run.excesses if lines else (),
            download=f"/h5/org/{sheet.run.id}.xlsx",
        )

    async def take_along(self, request: web.Request) -> web.Response:
        """The same as XLSX; no cell of it can become a formula."""
        sheet = await self._sheet(request)
        rows = ((line.kind.value, line.subject, line.before, line.after) for line in sheet.lines or ())
        return await table_answer(f"同步组织-{sheet.run.id}.xlsx", TITLES, rows)

    async def _sheet(self, request: web.Request) -> Sheet:
        session = self._visits.session(request)
        async with self._visits.entering(session) as turn:
            sheet = await sheet_of(turn, int(number_in(request)))
        if sheet is None:
            raise NoticeShown(wording.NO_SUCH)
        return sheet
