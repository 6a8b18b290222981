"""A roster file checked cell by cell: the entries if all of it is sound, else everything that is wrong and where."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

from domain.roster import Category, Entry, Path, Standing, path_words
from domain.roster_cells import (
    BadCell,
    Cell,
    Formula,
    choice_of,
    day_of,
    email_of,
    mobile_of,
    name_of,
    position_of,
    staff_no_of,
    text_of,
)
from domain.roster_columns import HEADING_WITHIN, NEEDED, NO, PRIVATE, RULES, YES, Column, Heading, read_heading
from domain.roster_departments import DepartmentPaths, Unclear
from domain.way_in import WayIn

Row = Sequence[Cell | Formula]
Read = TypeVar("Read")

MOST_ROWS = 200_000
AHEAD = timedelta(days=366)  # who is to come or to go is entered up to a year before
MOST_NAMED = 5  # departments of one name that a complaint lists
NO_SUCH_DEPARTMENT = "通讯录里没有这个部门"
SHOWN_CELL = 40  # characters of a bad cell that a complaint repeats


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One cell to be mended. Rows count from 1 as spreadsheets do, columns from 0; `shown` is what stands there."""

    row: int
    place: int
    column: str
    cause: str
    shown: str = ""
    example: str = ""

    @property
    def may_be_new(self) -> bool:
        """Whether it would be none if the file's departments were taken as new ones."""
        return self.cause.startswith(NO_SUCH_DEPARTMENT)

    def __str__(self) -> str:
        shown = f"“{self.shown}”" if self.shown else ""
        example = f"例如 {self.example}" if self.example else ""
        where = f"第 {self.row} 行 {letters_of(self.place)} 列（{self.column}）"
        return f"{where}{shown}：{self.cause}。{example}"


@dataclass(frozen=True, slots=True)
class Held:
    """What is known besides the file: departments, numbers of people who may be somebody's leader, and the day."""

    departments: DepartmentPaths
    numbers: Collection[str]
    today: date
    takes_new_departments: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """Entries by staff number, in the file's order. With `faults` nothing of it is to be used.

    `made` are departments that the college does not have yet, `unused` headings that say nothing to us. `ways_in` are
    no part of an entry: they are for whoever is to be made on a platform, and are kept nowhere.
    """

    entries: Mapping[str, Entry]
    faults: tuple[Fault, ...]
    made: tuple[Path, ...] = ()
    unused: tuple[str, ...] = ()
    ways_in: Mapping[str, WayIn] = field(default_factory=dict[str, WayIn])


def letters_of(place: int) -> str:
    """A column's name in a spreadsheet: A for 0, AA for 26."""
    letters = ""
    while place >= 0:
        letters = chr(ord("A") + place % 26) + letters
        place = place // 26 - 1
    return letters


def check_roster(rows: Iterable[tuple[int, Row]], held: Held) -> Checked:
    """Check the whole file. `rows` are numbered as in the spreadsheet; empty ones may be left out."""
    numbered = iter(rows)
    found = _find_heading(numbered)
    if isinstance(found, Fault):
        return Checked({}, (found,))
    at, heading = found
    faults = list(_faults_of_heading(at, heading))
    if faults:
        return Checked({}, tuple(faults))
    reader = _Reader(heading, held)
    for row, cells in numbered:
        if any(cell is not None and cell != "" for cell in cells):
            reader.read(row, cells)
    reader.finish(at)
    faults = sorted(reader.faults, key=lambda fault: (fault.row, fault.place))
    return Checked(reader.entries, tuple(faults), tuple(reader.made), heading.unknown, reader.ways_in)


def _find_heading(rows: Iterator[tuple[int, Row]]) -> tuple[int, Heading] | Fault:
    for row, cells in rows:
        heading = read_heading(cells)
        if Column.STAFF_NO in heading.places or Column.NAME in heading.places:
            return row, heading
        if row >= HEADING_WITHIN:
            break
    cause = f"前 {HEADING_WITHIN} 行里没有找到表头，要有 {'、'.join(NEEDED)} 这几列"
    return Fault(row=1, place=0, column="表头", cause=cause, example="发 花名册 可下载模板")


def _faults_of_heading(row: int, heading: Heading) -> Iterator[Fault]:
    for column in NEEDED:
        if column not in heading.places:
            yield Fault(row=row, place=0, column="表头", cause=f"缺少“{column}”这一列", example=column)
    for written in heading.repeated:
        yield Fault(row=row, place=0, column="表头", shown=written, cause="这一列有两个，请删去一个")


@dataclass
class _Reader:
    """Reads row after row and remembers what the file as a whole must be asked for."""

    heading: Heading
    held: Held
    entries: dict[str, Entry] = field(default_factory=dict[str, Entry])
    faults: list[Fault] = field(default_factory=list[Fault])
    made: dict[Path, None] = field(default_factory=dict[Path, None])
    rows_of: dict[str, int] = field(default_factory=dict[str, int])
    ways_in: dict[str, WayIn] = field(default_factory=dict[str, WayIn])
    rows_of_ways: dict[str, int] = field(default_factory=dict[str, int])
    count: int = 0

    def read(self, row: int, cells: Row) -> None:
        """Take one person in, or complain of every bad cell of theirs."""
        self.count += 1
        before = len(self.faults)
        line = _Line(self, row, cells)
        number = line.take(Column.STAFF_NO, staff_no_of, "")
        self._refuse_repeated(line, number)
        standing = line.take(Column.STANDING, lambda cell: choice_of(cell, tuple(Standing)), "")
        category = line.take(Column.CATEGORY, lambda cell: choice_of(cell, tuple(Category)), "")
        last = self.held.today + AHEAD
        entry = Entry(
            staff_no=number,
            name=line.take(Column.NAME, name_of, ""),
            department=line.take(Column.DEPARTMENT, self._department, ()),
            position=line.take(Column.POSITION, position_of, ""),
            standing=Standing(standing or Standing.ON_DUTY),
            category=Category(category) if category else None,
            joined_on=line.take(Column.JOINED_ON, lambda cell: day_of(cell, last), None),
            working_since=line.take(Column.WORKING_SINCE, lambda cell: day_of(cell, self.held.today), None),
            left_on=line.take(Column.LEFT_ON, lambda cell: day_of(cell, last), None),
            leader_no=line.take(Column.LEADER_NO, staff_no_of, "") or None,
            leads=line.take(Column.LEADS, lambda cell: choice_of(cell, (YES, NO)), "") == YES,
        )
        way = self._way_in(line)
        if len(self.faults) == before:
            if way:
                self.ways_in[number] = way
            self._check_days(line, entry)
            self.entries[number] = entry

    def finish(self, at: int) -> None:
        """What only the whole file can tell."""
        if not self.count:
            cause = "表头下面没有人员"
            self.faults.append(Fault(row=at + 1, place=0, column=Column.STAFF_NO, cause=cause, example="T0001"))
        if self.count > MOST_ROWS:
            cause = f"一次最多 {MOST_ROWS} 人，这里有 {self.count} 人，请分成几个文件"
            self.faults.append(Fault(row=at, place=0, column="表头", cause=cause))
        self._check_leaders()

    def complain(self, row: int, column: Column, cell: Cell | Formula, cause: str) -> None:
        """Keep a bad cell. What is nobody's to read is not repeated."""
        cell = None if column in PRIVATE else cell
        shown = cell.text if isinstance(cell, Formula) else "" if cell is None else str(cell)
        shown = "".join(sign if sign.isprintable() else " " for sign in shown)[:SHOWN_CELL]
        place = self.heading.places.get(column, 0)
        fault = Fault(row=row, place=place, column=column, shown=shown, cause=cause, example=RULES[column].example)
        self.faults.append(fault)

    def _department(self, cell: Cell | Formula) -> Path:
        text = text_of(cell)
        if not text:
            return ()
        found = self.held.departments.find(text)
        if not isinstance(found, Unclear):
            return found
        if found.several:
            several = "、".join(map(path_words, found.several[:MOST_NAMED]))
            raise BadCell(f"有 {len(found.several)} 个部门叫这个名字，请写出上级：{several}")
        if self.held.takes_new_departments:
            made = self.held.departments.make(text)
            self.made[made] = None
            return made
        advice = f"，您要写的是不是 {'、'.join(found.near)}" if found.near else ""
        raise BadCell(f"{NO_SUCH_DEPARTMENT}{advice}；确实是新部门，请按新部门收下（命令行加 --new-departments）")

    def _refuse_repeated(self, line: "_Line", number: str) -> None:
        if not number:
            return
        first = self.rows_of.setdefault(number.casefold(), line.row)
        if first != line.row:
            self.complain(line.row, Column.STAFF_NO, number, f"和第 {first} 行重复，一个工号只能有一行")

    def _way_in(self, line: "_Line") -> WayIn:
        """Each is one person's: the platforms take none twice."""
        way = WayIn(line.take(Column.MOBILE, mobile_of, ""), line.take(Column.EMAIL, email_of, ""))
        for column, value in ((Column.MOBILE, way.mobile), (Column.EMAIL, way.email.casefold())):
            first = self.rows_of_ways.setdefault(value, line.row) if value else line.row
            if first != line.row:
                self.complain(line.row, column, None, f"和第 {first} 行相同，平台上一个{column}只能属于一个人")
        return way

    def _check_days(self, line: "_Line", entry: Entry) -> None:
        if entry.joined_on and entry.working_since and entry.working_since > entry.joined_on:
            self.complain(line.row, Column.WORKING_SINCE, entry.working_since, f"晚于入职日期 {entry.joined_on}")
        if entry.joined_on and entry.left_on and entry.left_on < entry.joined_on:
            self.complain(line.row, Column.LEFT_ON, entry.left_on, f"早于入职日期 {entry.joined_on}")
        if entry.left_on and entry.is_employed and entry.left_on < self.held.today:
            cause = f"离职日期已过，在岗状态却是{entry.standing}，请改其中一项"
            self.complain(line.row, Column.STANDING, entry.standing, cause)

    def _check_leaders(self) -> None:
        for entry in self.entries.values():
            if entry.leader_no is None:
                continue
            row = self.rows_of[entry.staff_no.casefold()]
            leader = self.entries.get(entry.leader_no)
            if entry.leader_no == entry.staff_no:
                self.complain(row, Column.LEADER_NO, entry.leader_no, "是本人的工号")
            elif leader is None and entry.leader_no not in self.held.numbers:
                if entry.leader_no.casefold() not in self.rows_of:
                    self.complain(row, Column.LEADER_NO, entry.leader_no, "名单和通讯录里都没有这个工号")
            elif leader is not None and not leader.is_employed and entry.is_employed:
                self.complain(
                    row, Column.LEADER_NO, entry.leader_no, f"{leader.name}已{leader.standing}，请换成在岗的人"
                )
        for circle in _circles(self.entries):
            names = "、".join(self.entries[number].name for number in circle)
            row = self.rows_of[circle[0].casefold()]
            self.complain(row, Column.LEADER_NO, self.entries[circle[0]].leader_no, f"主管关系成了一个圈：{names}")


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of the file."""

    reader: _Reader
    row: int
    cells: Row

    def take(self, column: Column, read: Callable[[Cell | Formula], Read], nothing: Read) -> Read:
        """The cell's value, `nothing` for an empty or a bad one; an empty one is bad where something is needed."""
        place = self.reader.heading.places.get(column)
        cell = self.cells[place] if place is not None and place < len(self.cells) else None
        try:
            value = read(cell)
        except BadCell as bad:
            self.reader.complain(self.row, column, cell, str(bad))
            return nothing
        if value == nothing and RULES[column].is_needed:
            self.reader.complain(self.row, column, None, "不能为空")
        return value


def _circles(entries: Mapping[str, Entry]) -> Iterator[tuple[str, ...]]:
    """Circles of leaders, each once; whoever leads themselves is told apart."""
    safe: set[str] = set()
    for start in entries:
        path: dict[str, None] = {}
        here: str | None = start
        while here is not None and here in entries and here not in safe:
            if here in path:
                circle = tuple(path)[tuple(path).index(here) :]
                if len(circle) > 1:
                    yield circle
                break
            path[here] = None
            here = entries[here].leader_no
        safe.update(path)
