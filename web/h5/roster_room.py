"""/h5/roster: what is held, the template, a file to be uploaded; and what is wrong with or new in one that was sent."""

from asyncio import to_thread

from aiohttp import web

from adapters.sheets.reading import SheetRefused, read_sheet
from domain.roster import Entry, path_words
from domain.roster_changes import RosterChange
from domain.roster_columns import YES, Column
from domain.roster_look import look
from domain.sent_roster import UNDER_WAY, FileState, SentRoster
from domain.texts import sent_rosters as words
from handlers.roster_pages import (
    FileContent,
    content_for,
    file_for,
    marked_copy_for,
    roster_entries,
    roster_home,
    take_file,
)
from web.h5 import wording
from web.h5.pages import NoticeShown, Pages
from web.h5.posted import Postbox
from web.h5.sheets_out import sheet_answer, table_answer
from web.h5.visits import Visits, number_in

WAY = "/h5/roster"
KEY = "roster"
TITLES = ("类别", "对象", "原来", "现在")
FIELD = "roster"


class RosterRoom:
    """Its answers."""

    def __init__(self, visits: Visits, pages: Pages, postbox: Postbox) -> None:
        self._visits = visits
        self._pages = pages
        self._postbox = postbox

    def add_to(self, rooms: web.Application) -> None:
        """Answer below /h5 of `rooms`."""
        rooms.router.add_get("/roster", self.show)
        rooms.router.add_post("/roster", self.take)
        rooms.router.add_get("/roster/template.xlsx", self.template)
        rooms.router.add_get("/roster/current.xlsx", self.current)
        rooms.router.add_get(r"/roster/{no:\d+}", self.show_file)
        rooms.router.add_get(r"/roster/{no:\d+}.xlsx", self.take_along)

    async def show(self, request: web.Request) -> web.Response:
        """What is there, and the form for a new file."""
        session = self._visits.session(request)
        async with self._visits.reading(session) as turn:
            is_theirs, last = await roster_home(turn)
        if not is_theirs:
            raise NoticeShown(wording.NO_SUCH)
        campus = self._visits.office.campus
        return self._pages.render(
            "roster.html",
            200,
            last=last,
            at=words.home(last.at if last else None, campus),
            path=WAY,
            field=FIELD,
            mark=self._visits.sessions.form_mark(session, KEY),
        )

    async def take(self, request: web.Request) -> web.Response:
        """A file that was uploaded: on to its own page."""
        session = self._visits.posting(request)
        posted = await self._postbox.read(request)
        if self._visits.sessions.pressed_key(session, [KEY], posted.control("mark")) is None:
            raise NoticeShown(wording.FORM_OLD, WAY)
        sent = next((file for file in posted.files if file.field == FIELD), None)
        if sent is None:
            raise NoticeShown(wording.NO_FILE, WAY)
        async with self._visits.entering(session) as turn:
            file = await take_file(turn, sent.name, sent.content)
        if file is None:
            raise NoticeShown(wording.NO_SUCH)
        return web.Response(status=303, headers={"Location": f"{WAY}/{file.id}"})

    async def template(self, request: web.Request) -> web.Response:
        """An empty file. There is nothing in it that anybody might not see."""
        from adapters.sheets.roster_template import xlsx_template  # heavy, and an idle server never needs it

        self._visits.session(request)
        return sheet_answer("花名册模板.xlsx", await to_thread(xlsx_template))

    async def current(self, request: web.Request) -> web.Response:
        """The roster as it is held, in the template's columns: to be changed and sent again."""
        session = self._visits.session(request)
        async with self._visits.entering(session) as turn:
            entries = await roster_entries(turn)
            if entries is not None:
                turn.tx.audit(f"person:{turn.person.id}", "roster.export", "roster", people=len(entries))
        if entries is None:
            raise NoticeShown(wording.NO_SUCH)
        return await table_answer("花名册.xlsx", [column.value for column in Column], map(_cells, entries))

    async def show_file(self, request: web.Request) -> web.Response:
        """What is wrong with it, or what it would change."""
        session, number = self._visits.session(request), int(number_in(request))
        async with self._visits.entering(session) as turn:
            file = await file_for(turn, number)
        if file is None:
            raise NoticeShown(wording.NO_SUCH)
        has_sheet = file.waits(self._visits.h5.clock())
        return self._pages.render(
            "roster_file.html",
            200,
            file=file,
            standing=self._standing(file),
            is_under_way=file.state in UNDER_WAY,
            download=f"{WAY}/{file.id}.xlsx" if has_sheet else "",
            label="下载标注的副本（XLSX）" if file.fault_count else "下载全部变化（XLSX）",
            hidden=max(0, file.fault_count - len(file.faults)),
        )

    async def take_along(self, request: web.Request) -> web.Response:
        """The marked copy, or everything that would change."""
        session, number = self._visits.session(request), int(number_in(request))
        async with self._visits.entering(session) as turn:
            marked = await marked_copy_for(turn, number)
            found = await content_for(turn, number) if marked is None else None
        if marked is not None:
            return sheet_answer("要改的.xlsx", marked)
        lines = None if found is None else await to_thread(_lines, found)
        if lines is None:
            raise NoticeShown(wording.NO_SUCH)
        rows = ((line.kind, line.subject, line.before, line.after) for line in lines)
        return await table_answer(f"花名册变化-{number}.xlsx", TITLES, rows)

    def _standing(self, file: SentRoster) -> str:
        campus, now = self._visits.office.campus, self._visits.h5.clock()
        if file.state in UNDER_WAY:
            return words.checking(file)
        if file.state is FileState.BAD:
            return words.bad_count(file)
        return words.valid_until(file, campus) if file.waits(now) else words.ended(file, campus)[0]


def _lines(found: FileContent) -> list[RosterChange] | None:
    try:
        rows = read_sheet(found.file.name, found.content).rows
    except SheetRefused:
        return None
    return list(look(rows, found.known, found.file.extent).changes.lines())


def _cells(entry: Entry) -> tuple[str, ...]:
    """As the template has them."""
    cells = {
        Column.STAFF_NO: entry.staff_no,
        Column.NAME: entry.name,
        Column.DEPARTMENT: path_words(entry.department),
        Column.POSITION: entry.position,
        Column.STANDING: entry.standing.value,
        Column.CATEGORY: entry.category.value if entry.category else "",
        Column.JOINED_ON: entry.joined_on.isoformat() if entry.joined_on else "",
        Column.WORKING_SINCE: entry.working_since.isoformat() if entry.working_since else "",
        Column.LEFT_ON: entry.left_on.isoformat() if entry.left_on else "",
        Column.LEADER_NO: entry.leader_no or "",
        Column.LEADS: YES if entry.leads else "",
    }
    return tuple(cells.get(column, "") for column in Column)  # how to reach somebody is kept nowhere
