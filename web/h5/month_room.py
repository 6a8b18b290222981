"""/h5/attendance/2026-10: a month of attendance for HR and heads: who has signed, the spreadsheet, the pictures."""

import asyncio
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal
from urllib.parse import quote

import structlog
from aiohttp import web
from markupsafe import Markup

from domain.attendance.month_picture import drawn, lines_of
from domain.attendance.month_tables import NO_DEPARTMENT
from domain.ids import DepartmentId
from domain.texts.months import month_name
from handlers.month_sight import DepartmentLine, department_lines, open_seen, people_of
from storage.month_days import MonthRoom
from web.h5.page_turn import PageTurn
from web.h5.pages import HEADERS, NoticeShown, Pages
from web.h5.record import NOT_PRINTED, PRINTERS
from web.h5.sheets_out import sheet_answer
from web.h5.visits import Visits
from web.h5.wording import Notice
from web.month_file import write_room

NO_SUCH_MONTH = Notice(404, "没有这张考勤表", "没有这个月的考勤，或者它不归您看。负责人看本部门，人事看全校。")
LARGEST_PICTURE = 300  # people on the page; more are in the PDF
TYPES = {"pdf": "application/pdf", "png": "image/png"}

log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Line:
    """A department as the list shows it."""

    name: str
    people: int
    way: str
    state: str


class MonthPages:
    """Its answers."""

    def __init__(self, visits: Visits, pages: Pages) -> None:
        self._visits = visits
        self._pages = pages
        self._printers = asyncio.Semaphore(PRINTERS)
        self._writers = asyncio.Semaphore(1)  # a whole college is half a minute of one core

    def add_to(self, rooms: web.Application) -> None:
        """Answer below /h5 of `rooms`."""
        month, department = r"{month:\d{4}-\d{2}}", r"{department:\d{1,15}}"
        rooms.router.add_get(f"/attendance/{month}", self.show)
        rooms.router.add_get(f"/attendance/{month}.xlsx", self.take_along)
        rooms.router.add_get(f"/attendance/{month}/{department}", self.show_department)
        rooms.router.add_get(f"/attendance/{month}/{department}.xlsx", self.take_along)
        rooms.router.add_get(rf"/attendance/{month}/{department}.{{kind:pdf|png}}", self.paper)

    async def show(self, request: web.Request) -> web.Response:
        """The departments that one may see, and how far they are."""
        async with self._visits.reading(self._visits.session(request)) as turn:
            room, is_all = await _room(turn, request)
            lines = [_shown(room.month, line, turn) for line in await department_lines(turn, room)]
        return self._pages.render(
            "month.html",
            200,
            month=month_name(room.month),
            lines=lines,
            people=len(room.listed),
            is_all=is_all,
            download=f"/h5/attendance/{room.month:%Y-%m}.xlsx",
        )

    async def show_department(self, request: web.Request) -> web.Response:
        """Its picture."""
        async with self._visits.reading(self._visits.session(request)) as turn:
            room, department = await _department(turn, request)
            lines = lines_of(await people_of(turn, room, [department]))
            standing = next(each for each in await department_lines(turn, room) if each.department == department)
            shown = _shown(room.month, standing, turn)
            _note_look(turn, room, department)
        title = _title(room, department)
        picture = drawn(title, room.month, lines[:LARGEST_PICTURE])
        return self._pages.render(
            "month_department.html",
            200,
            title=title,
            line=shown,
            picture=Markup(picture),  # noqa: S704 - ours; every name in it is escaped
            hidden=max(0, len(lines) - LARGEST_PICTURE),
            back=f"/h5/attendance/{room.month:%Y-%m}",
        )

    async def paper(self, request: web.Request) -> web.Response:
        """The same to be printed or sent on."""
        from web.month_paper import print_picture  # with the typesetter, which is large
        from web.record.fonts import FontMissing

        kind: Literal["pdf", "png"] = "pdf" if request.match_info["kind"] == "pdf" else "png"
        async with self._visits.reading(self._visits.session(request)) as turn:
            room, department = await _department(turn, request)
            lines = lines_of(await people_of(turn, room, [department]))
            _note_look(turn, room, department)
        title = _title(room, department)
        try:
            async with self._printers:
                body = await asyncio.to_thread(print_picture, title, room.month, lines, kind)
        except FontMissing as missing:
            log.error("picture_without_font", hint=str(missing))  # noqa: TRY400 - a missing font has no traceback
            raise NoticeShown(NOT_PRINTED) from missing
        disposition = f"inline; filename*=UTF-8''{quote(f'{title}.{kind}')}"
        return web.Response(
            body=body, headers=HEADERS | {"Content-Type": TYPES[kind], "Content-Disposition": disposition}
        )

    async def take_along(self, request: web.Request) -> web.Response:
        """The spreadsheet of what one may see, or of one department. That it was taken is in the audit."""
        async with self._writers, self._visits.entering(self._visits.session(request)) as turn:
            if "department" in request.match_info:
                room, department = await _department(turn, request)
                title = _title(room, department)
                room.listed = [each for each in room.listed if each.department == department]
            else:
                room, _ = await _room(turn, request)
                title = f"{month_name(room.month)}考勤"
            content = await _written(turn, room)
            who = f"person:{turn.person.id}"
            turn.tx.audit(who, "attendance.export", f"month:{room.month:%Y-%m}", people=len(room.listed))
        return sheet_answer(f"{title}.xlsx", content)


async def _written(turn: PageTurn, room: MonthRoom) -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "month.xlsx"
        await write_room(turn.tx, turn.office, room, file)
        return await asyncio.to_thread(file.read_bytes)


async def _room(turn: PageTurn, request: web.Request) -> tuple[MonthRoom, bool]:
    try:
        month = date.fromisoformat(f"{request.match_info['month']}-01")
    except ValueError:
        raise NoticeShown(NO_SUCH_MONTH) from None
    seen = await open_seen(turn, month)
    if seen is None:
        raise NoticeShown(NO_SUCH_MONTH)
    return seen


async def _department(turn: PageTurn, request: web.Request) -> tuple[MonthRoom, DepartmentId]:
    room, _ = await _room(turn, request)
    department = DepartmentId(int(request.match_info["department"]))
    if not any(each.department == department for each in room.listed):
        raise NoticeShown(NO_SUCH_MONTH)
    return room, department


def _note_look(turn: PageTurn, room: MonthRoom, department: DepartmentId) -> None:
    who = f"person:{turn.person.id}"
    turn.tx.audit(who, "attendance.look", f"month:{room.month:%Y-%m}", department=department)


def _title(room: MonthRoom, department: DepartmentId) -> str:
    return f"{room.name_of(department)} {month_name(room.month)}考勤"


def _shown(month: date, line: DepartmentLine, turn: PageTurn) -> _Line:
    way = f"/h5/attendance/{month:%Y-%m}/{line.department}" if line.department is not None else ""
    said: list[str] = []
    if line.sheet is not None and line.sheet.signed_at is not None:
        said.append(f"{line.sheet.signed_at.astimezone(turn.office.campus):%m-%d %H:%M} 已签字")
    elif line.sheet is not None:
        said.append("没有签字")
    if line.standing is not None:
        said.append(f"{line.standing.confirmed} / {line.standing.people} 人已确认")
        said += [f"{line.standing.disputed} 人有异议"] if line.standing.disputed else []
    return _Line(line.name or NO_DEPARTMENT, line.people, way, "，".join(said) or "还没有请大家确认")
