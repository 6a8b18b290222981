"""Files of punches and of shifts, checked cell by cell: all of it is sound, or everything that is wrong is named."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from domain.attendance.rules import REST
from domain.ids import PersonId
from domain.punches import Punch, Side
from domain.roster_cells import BadCell, Cell, Formula, day_of, staff_no_of, text_of
from domain.roster_columns import HEADING_WITHIN
from domain.roster_reading import Fault, Row
from domain.text_fold import fold_text

Read = TypeVar("Read")
SOURCE = "import"
OLDEST = timedelta(days=1100)  # three years of punches; older ones judge nobody any more
AHEAD = timedelta(days=400)  # nobody plans shifts further ahead
LONGEST_TEXT = 100
SHOWN_CELL = 40
SKEW = timedelta(minutes=5)  # a device's clock may be ahead by so much
_TIME = re.compile(r"(\d{1,2})[:：](\d{2})(?:[:：](\d{2})(?:\.\d+)?)?")
_INSTANT = re.compile(r"(.+?)[ T]+(\d{1,2}[:：]\d{2}.*)")
_SIDES: Mapping[str, Side | None] = {
    "": None,
    "上班": Side.IN,
    "进": Side.IN,
    "签到": Side.IN,
    "下班": Side.OUT,
    "出": Side.OUT,
    "签退": Side.OUT,
}


class Column(StrEnum):
    """What a cell says; the value is the heading."""

    STAFF_NO = "工号"
    DAY = "日期"
    AT = "时间"
    PLACE = "地点"
    DEVICE = "设备"
    SIDE = "方向"
    SHIFT = "班次"


EXAMPLES: Mapping[Column, str] = {
    Column.STAFF_NO: "T0001",
    Column.DAY: "2026-09-01",
    Column.AT: "2026-09-01 07:55",
    Column.PLACE: "东门",
    Column.DEVICE: "gate-1",
    Column.SIDE: "上班",
    Column.SHIFT: "夜班",
}
_NAMES: Mapping[Column, tuple[str, ...]] = {
    Column.STAFF_NO: ("工号", "职工号", "教工号", "人员编号", "员工编号", "学号", "工号/学号"),
    Column.DAY: ("日期", "打卡日期", "考勤日期", "排班日期"),
    Column.AT: ("时间", "打卡时间", "刷卡时间", "考勤时间", "签到时间"),
    Column.PLACE: ("地点", "打卡地点", "位置"),
    Column.DEVICE: ("设备", "设备名称", "设备编号", "机号", "考勤机"),
    Column.SIDE: ("方向", "进出", "类型", "打卡类型"),
    Column.SHIFT: ("班次", "排班", "班次名称"),
}
_BY_NAME = {fold_text(name): column for column, names in _NAMES.items() for name in names}


class Kind(StrEnum):
    """What a file is of."""

    PUNCHES = "punches"
    SHIFTS = "shifts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known besides the file."""

    people: Mapping[str, PersonId]
    shifts: Collection[str]
    campus: ZoneInfo
    now: datetime

    @property
    def today(self) -> date:
        return self.now.astimezone(self.campus).date()


@dataclass(frozen=True, slots=True)
class AssignedShift:
    """Which shift somebody works on a day."""

    person: PersonId
    day: date
    shift: str


@dataclass(slots=True)
class Filed:
    """What the file says. With `faults` nothing of it is to be used."""

    kind: Kind
    punches: list[Punch] = field(default_factory=list[Punch])
    shifts: list[AssignedShift] = field(default_factory=list[AssignedShift])
    faults: list[Fault] = field(default_factory=list[Fault])


def kind_of(rows: Iterable[tuple[int, Row]]) -> Kind | None:
    """What the file is of by its headings; None for neither."""
    found = _heading(iter(rows))
    if found is None:
        return None
    return Kind.SHIFTS if Column.SHIFT in found[1] else Kind.PUNCHES


def check_filed(rows: Iterable[tuple[int, Row]], kind: Kind, known: Known) -> Filed:
    """Check the whole file; empty rows may be left out."""
    numbered = iter(rows)
    found = _heading(numbered)
    filed = Filed(kind)
    if found is None:
        filed.faults.append(
            Fault(row=1, place=0, column="表头", cause="没有找到表头", example="工号、时间、地点、设备")
        )
        return filed
    needed = (Column.STAFF_NO, Column.AT) if kind is Kind.PUNCHES else (Column.STAFF_NO, Column.DAY, Column.SHIFT)
    for column in needed:
        if column not in found[1]:
            filed.faults.append(Fault(row=found[0], place=0, column="表头", cause=f"缺少“{column}”这一列"))
    if not filed.faults:
        _read_rows(numbered, found[1], filed, known)
    return filed


def _heading(rows: Iterator[tuple[int, Row]]) -> tuple[int, dict[Column, int]] | None:
    """The row that names the staff number and either a time or a shift."""
    for row, cells in rows:
        places: dict[Column, int] = {}
        for place, cell in enumerate(cells):
            column = _BY_NAME.get(fold_text(cell.strip(" *"))) if isinstance(cell, str) else None
            if column is not None:
                places.setdefault(column, place)
        if Column.STAFF_NO in places and (Column.AT in places or Column.SHIFT in places):
            return row, places
        if row >= HEADING_WITHIN:
            break
    return None


def _read_rows(rows: Iterator[tuple[int, Row]], places: dict[Column, int], filed: Filed, known: Known) -> None:
    count = 0
    last_row = 1
    for row, cells in rows:
        if any(cell is not None and cell != "" for cell in cells):
            count += 1
            line = _Line(row, cells, places, filed, known)
            line.punch() if filed.kind is Kind.PUNCHES else line.shift()
        last_row = row
    if not count:
        filed.faults.append(Fault(row=last_row, place=0, column=Column.STAFF_NO, cause="表头下面没有内容"))
    _refuse_contradictions(filed)


def _refuse_contradictions(filed: Filed) -> None:
    """Two shifts of one person on one day; which of them counts is not ours to guess."""
    known: dict[tuple[PersonId, date], str] = {}
    for each in filed.shifts:
        before = known.setdefault((each.person, each.day), each.shift)
        if before != each.shift:
            cause = f"{each.day} 同一个人排了两个班次：{before}、{each.shift}"
            filed.faults.append(Fault(row=1, place=0, column=Column.SHIFT, cause=cause))


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of the file."""

    row: int
    cells: Row
    places: Mapping[Column, int]
    filed: Filed
    known: Known

    def punch(self) -> None:
        """Take one punch in, or complain of every bad cell of it."""
        before = len(self.filed.faults)
        number, person = self._person()
        at = self._at()
        place = self._take(Column.PLACE, _words_of, "")
        device = self._take(Column.DEVICE, _words_of, "")
        side = self._take(Column.SIDE, _side_of, None)
        if person is None or at is None or len(self.filed.faults) > before:
            return
        instant = at.replace(tzinfo=self.known.campus)
        self.filed.punches.append(
            Punch(
                person=person,
                source=SOURCE,
                at=instant,
                key=f"{number}:{at.isoformat(timespec='seconds')}:{device}",
                place=place or device,
                side=side,
                said_at=instant,
            )
        )

    def shift(self) -> None:
        """The same of one shift."""
        _, person = self._person()
        day = self._take(Column.DAY, lambda cell: day_of(cell, self.known.today + AHEAD), None)
        shift = self._take(Column.SHIFT, self._shift_of, "")
        if day is None:
            self._need(Column.DAY)
        if not shift:
            self._need(Column.SHIFT)
        if person is not None and day is not None and shift:
            self.filed.shifts.append(AssignedShift(person, day, shift))

    def _person(self) -> tuple[str, PersonId | None]:
        number = self._take(Column.STAFF_NO, staff_no_of, "")
        person = self.known.people.get(number) if number else None
        if not number:
            self._need(Column.STAFF_NO)
        elif person is None:
            self._complain(Column.STAFF_NO, "没有这个工号的人")
        return number, person

    def _at(self) -> datetime | None:
        """The instant as the campus's clock shows it; the day may stand in a column of its own."""
        at = self._take(Column.AT, self._instant_of, None)
        if at is None:
            self._need(Column.AT)
            return None
        instant = at.replace(tzinfo=self.known.campus)
        if instant > self.known.now + SKEW:
            self._complain(Column.AT, "还没有到这个时间")
        elif instant < self.known.now - OLDEST:
            self._complain(Column.AT, f"太早了，只收 {OLDEST.days} 天以内的打卡")
        return at

    def _instant_of(self, cell: Cell | Formula) -> datetime | None:
        if isinstance(cell, datetime):
            return cell.replace(tzinfo=None)
        text = text_of(cell)
        if not text:
            return None
        whole = _INSTANT.fullmatch(text)
        day = self._day_of(whole[1] if whole else self._cell(Column.DAY))
        return datetime.combine(day, _time_of(whole[2] if whole else text))

    def _day_of(self, cell: Cell | Formula) -> date:
        day = day_of(cell, date.max)
        if day is None:
            raise BadCell("要写日期和时间，例如 2026-09-01 07:55")
        return day

    def _shift_of(self, cell: Cell | Formula) -> str:
        text = text_of(cell)
        if text and text != REST and text not in self.known.shifts:
            names = "、".join([*sorted(self.known.shifts), REST])
            raise BadCell(f"没有这个班次，可以写：{names}")
        return text

    def _cell(self, column: Column) -> Cell | Formula:
        place = self.places.get(column)
        return self.cells[place] if place is not None and place < len(self.cells) else None

    def _take(self, column: Column, read: Callable[[Cell | Formula], Read], nothing: Read) -> Read:
        try:
            return read(self._cell(column))
        except BadCell as bad:
            self._complain(column, str(bad))
            return nothing

    def _need(self, column: Column) -> None:
        """Complain of an empty cell, unless it was complained of already."""
        place = self.places.get(column, 0)
        if not any((fault.row, fault.place) == (self.row, place) for fault in self.filed.faults[-len(Column) :]):
            self._complain(column, "不能为空")

    def _complain(self, column: Column, cause: str) -> None:
        cell = self._cell(column)
        said = cell.text if isinstance(cell, Formula) else "" if cell is None else str(cell)
        shown = "".join(sign if sign.isprintable() else " " for sign in said)[:SHOWN_CELL]
        place = self.places.get(column, 0)
        fault = Fault(row=self.row, place=place, column=column, cause=cause, shown=shown, example=EXAMPLES[column])
        self.filed.faults.append(fault)


def _time_of(text: str) -> time:
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise BadCell("不是时间，请写成 07:55 或 2026-09-01 07:55")
    try:
        return time(int(found[1]), int(found[2]), int(found[3] or 0))
    except ValueError:
        raise BadCell("没有这个时间") from None


def _words_of(cell: Cell | Formula) -> str:
    text = text_of(cell)
    if len(text) > LONGEST_TEXT:
        raise BadCell(f"太长了，最长 {LONGEST_TEXT} 个字")
    return text


def _side_of(cell: Cell | Formula) -> Side | None:
    text = text_of(cell)
    if text not in _SIDES:
        raise BadCell(f"不认识，可以写：{'、'.join(word for word in _SIDES if word)}，或空着")
    return _SIDES[text]
