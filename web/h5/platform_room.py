"""/h5/platform/N: everything that is to be done in a platform's directory, with what became of each line."""

from aiohttp import web

from domain.platform_list import ListedOrder, OrderState, PlatformList
from domain.texts import platform_lists as words
from handlers.roster_pages import list_for
from web.h5 import wording
from web.h5.pages import NoticeShown, Pages
from web.h5.sheets_out import table_answer
from web.h5.visits import Visits, number_in

SHOWN = 500  # lines on the page; the sheet has all of them
TITLES = ("要做的", "对象", "平台上", "名单上", "谁办", "办得怎样")
STATES = {
    OrderState.BY_HAND: "要手工办",
    OrderState.OPEN: "还没有写",
    OrderState.CALLED: "正在写",
    OrderState.DONE: "已写入",
    OrderState.REFUSED: "没有办成",
    OrderState.UNCERTAIN: "没有回答",
}


class PlatformRoom:
    """Its two answers."""

    def __init__(self, visits: Visits, pages: Pages) -> None:
        self._visits = visits
        self._pages = pages

    def add_to(self, rooms: web.Application) -> None:
        """Answer below /h5 of `rooms`."""
        rooms.router.add_get(r"/platform/{no:\d+}", self.show)
        rooms.router.add_get(r"/platform/{no:\d+}.xlsx", self.take_along)

    async def show(self, request: web.Request) -> web.Response:
        """The lines, in groups."""
        listed, lines = await self._list(request)
        groups: dict[str, list[ListedOrder]] = {}
        for line in lines[:SHOWN]:
            groups.setdefault(line.doing, []).append(line)
        return self._pages.render(
            "platform.html",
            200,
            title=words.title_of(listed),
            standing=words.standing(listed, self._visits.h5.clock(), self._visits.office.campus),
            groups=groups,
            counts=listed.counts,
            count=len(lines),
            hidden=max(0, len(lines) - SHOWN),
            excesses=listed.excesses,
            states=STATES,
            download=f"/h5/platform/{listed.id}.xlsx",
        )

    async def take_along(self, request: web.Request) -> web.Response:
        """The same as XLSX."""
        listed, lines = await self._list(request)
        return await table_answer(f"平台待办-{listed.id}.xlsx", TITLES, map(_cells, lines))

    async def _list(self, request: web.Request) -> tuple[PlatformList, list[ListedOrder]]:
        session = self._visits.session(request)
        async with self._visits.entering(session) as turn:
            found = await list_for(turn, int(number_in(request)))
        if found is None:
            raise NoticeShown(wording.NO_SUCH)
        return found


def _cells(line: ListedOrder) -> tuple[str, ...]:
    who = "程序" if line.order is not None else "手工"
    told = "，".join(part for part in (STATES[line.state], line.failure or line.hint) if part)
    return (line.doing, line.subject, line.before, line.after, who, told)
