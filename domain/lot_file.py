"""A file of leave that HR grants, checked cell by cell: all grants if it is sound, else all that is wrong and where."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.accrual import expiry
from domain.ids import Minutes
from domain.leave_types import BY_NAME, LeaveType, catalogue
from domain.roster_cells import BadCell, Cell, Formula, day_of, staff_no_of, text_of
from domain.roster_reading import Fault, Row
from domain.text_fold import fold_text

HEADING_WITHIN = 10  # rows; above it stand titles
MOST_ROWS = 50_000  # ten grants for everybody of a large college
MOST_DAYS = 366
MOST_HOURS = 1000
LONGEST_REASON = 100
LONGEST_LASTING = timedelta(days=20 * 366)
SHOWN_CELL = 40
PIECE = 30  # minutes; nobody keeps less than half an hour
HOUR = 60


class Column(StrEnum):
    """The headings of the file."""

    STAFF_NO = "工号"
    TYPE = "类型"
    DAYS = "天数"
    HOURS = "小时"
    UNTIL = "有效期至"
    REASON = "原因"


OTHERS: Mapping[str, Column] = {
    "职工号": Column.STAFF_NO,
    "假别": Column.TYPE,
    "假期类型": Column.TYPE,
    "请假类别": Column.TYPE,
    "小时数": Column.HOURS,
    "有效期": Column.UNTIL,
    "失效日期": Column.UNTIL,
    "事由": Column.REASON,
    "备注": Column.REASON,
}
EXAMPLES: Mapping[Column, str] = {
    Column.STAFF_NO: "T0001",
    Column.TYPE: "调休",
    Column.DAYS: "1.5",
    Column.HOURS: "4",
    Column.UNTIL: "2027-06-30",
    Column.REASON: "国庆值班",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One line: a grant. `row` is its place in the file."""

    row: int
    staff_no: str
    kind: LeaveType
    minutes: Minutes
    expires_on: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class Checked:
    """With `faults` nothing of it is to be used."""

    given: tuple[Given, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """What is known besides the file: who is here, the day, and how long a usual day is."""

    numbers: Collection[str]
    today: date
    full_day: int


def is_lot_file(rows: Iterable[tuple[int, Row]]) -> bool:
    """Whether its heading is that of leave that is granted: no roster has a type and a length."""
    places = _heading(iter(rows))
    return places is not None and Column.TYPE in places[1] and bool({Column.DAYS, Column.HOURS} & places[1].keys())


def check_lots(rows: Iterable[tuple[int, Row]], held: Held) -> Checked:
    """Check the whole file."""
    numbered = iter(rows)
    found = _heading(numbered)
    if found is None:
        cause = "没有找到表头，要有 工号、类型、天数（或小时）这几列"
        return Checked((), (Fault(row=1, place=0, column="表头", cause=cause, example="工号,类型,天数,有效期至,原因"),))
    at, places = found
    reader = _Reader(places, held)
    lines = [(row, cells) for row, cells in numbered if any(cell is not None and cell != "" for cell in cells)]
    given = [each for row, cells in lines[:MOST_ROWS] if (each := reader.read(row, cells)) is not None]
    faults = list(reader.faults)
    if not lines or len(lines) > MOST_ROWS:
        cause = f"一次最多 {MOST_ROWS} 行，请分成几个文件" if lines else "表头下面没有内容"
        faults.append(Fault(row=at + 1, place=0, column=Column.STAFF_NO, cause=cause))
    if Column.TYPE not in places:
        faults.append(Fault(row=at, place=0, column="表头", cause=f"缺少“{Column.TYPE}”这一列", example=Column.TYPE))
    return Checked(tuple(given), tuple(faults))


def _heading(rows: Iterator[tuple[int, Row]]) -> tuple[int, dict[Column, int]] | None:
    for row, cells in rows:
        places: dict[Column, int] = {}
        for place, cell in enumerate(cells):
            column = _column(cell)
            if column is not None:
                places.setdefault(column, place)
        if Column.STAFF_NO in places:
            return row, places
        if row >= HEADING_WITHIN:
            break
    return None


def _column(cell: Cell | Formula) -> Column | None:
    if not isinstance(cell, str):
        return None
    key = fold_text(cell).partition("(")[0].partition("（")[0].strip(" *:：")
    return OTHERS.get(key) or next((column for column in Column if column == key), None)


class _Reader:
    """Reads row after row and keeps what is wrong."""

    def __init__(self, places: Mapping[Column, int], held: Held) -> None:
        self.places = places
        self.held = held
        self.faults: list[Fault] = []

    def read(self, row: int, cells: Sequence[Cell | Formula]) -> Given | None:
        """The grant of a line; None where a cell of it is bad."""
        before = len(self.faults)
        line = _Line(self, row, cells)
        staff_no = line.staff_no()
        kind = line.kind()
        minutes = line.minutes()
        until = line.until()
        reason = line.reason()
        if len(self.faults) > before or kind is None or kind.stock is None:
            return None
        until = until or expiry(kind.stock, self.held.today)
        return Given(row=row, staff_no=staff_no, kind=kind, minutes=minutes, expires_on=until, reason=reason)

    def complain(self, row: int, column: Column, cell: Cell | Formula, cause: str) -> None:
        """Keep a bad cell."""
        shown = cell.text if isinstance(cell, Formula) else "" if cell is None else str(cell)
        shown = "".join(sign if sign.isprintable() else " " for sign in shown)[:SHOWN_CELL]
        place = self.places.get(column, 0)
        example = EXAMPLES[column]
        self.faults.append(Fault(row=row, place=place, column=column, shown=shown, cause=cause, example=example))


@dataclass(frozen=True, slots=True)
class _Line:
    """One row; every look at a cell complains of it if it is bad."""

    reader: _Reader
    row: int
    cells: Sequence[Cell | Formula]

    def cell(self, column: Column) -> Cell | Formula:
        """What stands there."""
        place = self.reader.places.get(column)
        return self.cells[place] if place is not None and place < len(self.cells) else None

    def complain(self, column: Column, cause: str) -> None:
        """Keep it as bad."""
        self.reader.complain(self.row, column, self.cell(column), cause)

    def staff_no(self) -> str:
        """Of somebody who is here."""
        try:
            number = staff_no_of(self.cell(Column.STAFF_NO))
        except BadCell as bad:
            self.complain(Column.STAFF_NO, str(bad))
            return ""
        if number not in self.reader.held.numbers:
            self.complain(Column.STAFF_NO, "通讯录里没有这个工号的在岗人员" if number else "不能为空")
        return number

    def kind(self) -> LeaveType | None:
        """A type that has a balance."""
        try:
            name = text_of(self.cell(Column.TYPE))
        except BadCell as bad:
            self.complain(Column.TYPE, str(bad))
            return None
        kind = BY_NAME.get(name)
        if kind is None or not kind.has_balance:
            names = "、".join(each.name for each in catalogue().types if each.has_balance)
            self.complain(Column.TYPE, f"应是有额度的假：{names}" if name else "不能为空")
            return None
        return kind

    def minutes(self) -> Minutes:
        """From days or hours, one of both."""
        days, hours = (self._number(column) for column in (Column.DAYS, Column.HOURS))
        column = Column.HOURS if Column.DAYS not in self.reader.places else Column.DAYS
        if (days is None) is (hours is None):
            if days is not None or not self._is_bad(Column.DAYS, Column.HOURS):
                self.complain(column, "天数和小时只能写一个" if days is not None else "天数和小时要写一个")
            return Minutes(0)
        most = MOST_DAYS if days is not None else MOST_HOURS
        minutes = days * self.reader.held.full_day if days is not None else (hours or 0) * HOUR
        if not 0 < (days or hours or 0) <= most or minutes % PIECE:
            self.complain(Column.DAYS if days is not None else Column.HOURS, f"应大于 0、不超过 {most}，最小到半小时")
            return Minutes(0)
        return Minutes(int(minutes))

    def until(self) -> date | None:
        """The last day; nothing for the type's own."""
        today = self.reader.held.today
        try:
            day = day_of(self.cell(Column.UNTIL), today + LONGEST_LASTING)
        except BadCell as bad:
            self.complain(Column.UNTIL, str(bad))
            return None
        if day is not None and day < today:
            self.complain(Column.UNTIL, "已经过去了")
        return day

    def reason(self) -> str:
        """What it is for, as the ledger keeps it."""
        try:
            text = text_of(self.cell(Column.REASON))
        except BadCell as bad:
            self.complain(Column.REASON, str(bad))
            return ""
        if len(text) > LONGEST_REASON:
            self.complain(Column.REASON, f"最长 {LONGEST_REASON} 个字")
        return text or "人事登记"

    def _number(self, column: Column) -> float | None:
        cell = self.cell(column)
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            return float(cell)
        try:
            text = text_of(cell)
            return float(text) if text else None
        except BadCell as bad:
            self.complain(column, str(bad))
        except ValueError:
            self.complain(column, "不是数")
        return None

    def _is_bad(self, *columns: Column) -> bool:
        return any(fault.row == self.row and fault.column in columns for fault in self.reader.faults)
