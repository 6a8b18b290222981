"""/h5/quality: the standing of systems and departments; of a check what is open, and the file that it reads."""

from dataclasses import dataclass

from aiohttp import web

from domain.quality.check import FromFile
from domain.quality.standing import Standing, length, percent
from domain.texts import quality as words
from handlers.digest_of_quality import title_of_check
from handlers.finding_owners import title_of
from handlers.quality_files import CheckPage, check_page, take_file
from handlers.quality_sight import Overview, overview_for
from storage.checks import Watched
from storage.findings import Listed
from storage.systems import Filing
from web.h5 import wording
from web.h5.page_turn import PageTurn
from web.h5.pages import NoticeShown, Pages
from web.h5.posted import Postbox
from web.h5.sheets_out import table_answer
from web.h5.visits import Visits

WAY = "/h5/quality"
CHECK = r"{check:[a-z][a-z0-9_]*}"
FIELD, KEY = "file", "quality"
TITLES = ("问题", "部门", "归谁办", "自", "出现次数")
NO_SUCH = wording.Notice(
    404, "没有可看的", "数据质量由部门负责人、系统负责岗位和人事查看。请回到聊天里发送“我的信息”。"
)


@dataclass(frozen=True, slots=True)
class _Line:
    """A system or department as the table shows it."""

    name: str
    complete: str
    open: int
    repair: str
    note: str = ""


class QualityRoom:
    """Its answers."""

    def __init__(self, visits: Visits, pages: Pages, postbox: Postbox) -> None:
        self._visits = visits
        self._pages = pages
        self._postbox = postbox

    def add_to(self, rooms: web.Application) -> None:
        """Answer below /h5 of `rooms`."""
        rooms.router.add_get("/quality", self.show)
        rooms.router.add_get(f"/quality/{CHECK}", self.show_check)
        rooms.router.add_get(f"/quality/{CHECK}.xlsx", self.take_along)
        rooms.router.add_post(f"/quality/{CHECK}", self.take)

    async def show(self, request: web.Request) -> web.Response:
        """Both tables, without anybody's name."""
        async with self._visits.entering(self._visits.session(request)) as turn:
            overview = await overview_for(turn)
        if overview is None:
            raise NoticeShown(NO_SUCH)
        return self._pages.render(
            "quality.html",
            200,
            systems=[self._system(overview, place) for place in range(len(overview.systems))],
            departments=[_line(each.name, each, self._oldest(each)) for each in overview.departments],
            checks=[(f"{WAY}/{each.check.key}", each.check.title, self._checked(each)) for each in overview.checks],
            filings=[self._filing(each) for each in overview.filings],
        )

    async def show_check(self, request: web.Request) -> web.Response:
        """What is open, for whoever may see it."""
        session = self._visits.session(request)
        async with self._visits.entering(session) as turn:
            page = await self._page(turn, request)
            rows = [self._row(page, each) for each in page.findings]
        watched = page.watched
        takes = watched is not None and page.may_upload and isinstance(watched.check.source, FromFile)
        return self._pages.render(
            "quality_check.html",
            200,
            title=title_of_check(page.key, page.checks),
            checked=self._checked(watched) if watched else "",
            trouble=watched.trouble if watched else "",
            columns="、".join(watched.check.columns) if watched and takes else "",
            file=watched.file if watched else "",
            takes=takes,
            rows=rows,
            path=f"{WAY}/{page.key}",
            field=FIELD,
            mark=self._visits.sessions.form_mark(session, KEY),
        )

    async def take_along(self, request: web.Request) -> web.Response:
        """The same as XLSX; that it was taken is in the audit."""
        async with self._visits.entering(self._visits.session(request)) as turn:
            page = await self._page(turn, request)
            rows = [self._row(page, each) for each in page.findings]
            turn.tx.audit(f"person:{turn.person.id}", "quality.export", f"check:{page.key}", rows=len(rows))
        return await table_answer(f"{title_of_check(page.key, page.checks)}.xlsx", TITLES, rows)

    async def take(self, request: web.Request) -> web.Response:
        """A file for the check; it is read with the next look."""
        session, way = self._visits.posting(request), f"{WAY}/{request.match_info['check']}"
        posted = await self._postbox.read(request)
        if self._visits.sessions.pressed_key(session, [KEY], posted.control("mark")) is None:
            raise NoticeShown(wording.FORM_OLD, way)
        sent = next((file for file in posted.files if file.field == FIELD), None)
        if sent is None:
            raise NoticeShown(wording.NO_FILE, way)
        async with self._visits.entering(session) as turn:
            if not await take_file(turn, request.match_info["check"], sent.name, sent.content):
                raise NoticeShown(NO_SUCH)
        return web.Response(status=303, headers={"Location": way})

    async def _page(self, turn: PageTurn, request: web.Request) -> CheckPage:
        page = await check_page(turn, request.match_info["check"])
        if page is None:
            raise NoticeShown(NO_SUCH)
        return page

    def _row(self, page: CheckPage, each: Listed) -> tuple[str, str, str, str, int]:
        since = words.since(each.opened_at, self._visits.office.campus)
        return each.words, each.department, title_of(each.owner, page.directory), since, each.times

    def _system(self, overview: Overview, place: int) -> _Line:
        system, standing = overview.systems[place]
        note = f"归{system.department}；{system.reading}"
        if standing.unknown:
            note += f"；{standing.unknown} 项检查读不到，情况未知"
        elif standing.read_at:
            note += f"；{words.since(standing.read_at, self._visits.office.campus)}检查"
        return _line(system.name, standing, "；".join(filter(None, (note, self._oldest(standing)))))

    def _oldest(self, standing: Standing) -> str:
        """How old the oldest of what is open is."""
        return f"最早的自{words.since(standing.oldest, self._visits.office.campus)}" if standing.oldest else ""

    def _checked(self, each: Watched) -> str:
        return words.checked(each.read_at, each.unknown_since, self._visits.office.campus)

    def _filing(self, each: Filing) -> str:
        kind = "版本更新" if each.kind == "version" else "数据结构变更"
        at = words.since(each.at, self._visits.office.campus) if each.at else "日期未写"
        late = "，未提前报备" if each.is_late and each.kind == "structure" else ""
        known = "" if each.system else "（没有登记的系统）"
        return f"{each.name}{known} {kind}（{at}{late}）：{each.title}；联系{each.contact_name}"


def _line(name: str, standing: Standing, note: str = "") -> _Line:
    return _Line(name, percent(standing.complete), standing.open, length(standing.repair), note)
