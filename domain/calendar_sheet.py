"""A calendar sheet checked cell by cell: what it says if all is sound, else everything that is wrong and where."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

from domain.calendar_cells import (
    clock_of,
    month_and_day,
    name_of,
    period_of,
    planned_day,
    planned_days,
    weeks_of,
    year_of,
)
from domain.calendar_columns import HOURS, ON, TABLES, ColumnRule, Heading, Table, read_heading
from domain.calendar_document import CalendarFileError
from domain.college_calendar import Bells, CollegeCalendar, Event, EventKind, Term
from domain.college_document import CollegeDocument, Notice, lacking, same_event
from domain.roster_cells import BadCell, Cell, Formula, choice_of, text_of
from domain.roster_reading import SHOWN_CELL, Fault, Row
from domain.shift import Segment

Read = TypeVar("Read")
HEADING_WITHIN = 10  # rows; above the first table stand titles and dates of issue
MOST_ROWS = 2_000  # of a calendar; five years of a large college have 600
LONGEST_HOLIDAY = 15  # days
FRIDAY = 4
DAY = timedelta(days=1)
SeasonKey = tuple[str, str, tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class CheckedCalendar:
    """With `faults` nothing of the document is to be used."""

    document: CollegeDocument
    faults: tuple[Fault, ...]


def is_calendar(rows: Iterable[tuple[int, Row]]) -> bool:
    """Whether one of its first rows begins a table of a calendar."""
    return any(read_heading(row, cells) for row, cells in rows if row <= HEADING_WITHIN)


def check_calendar(rows: Iterable[tuple[int, Row]], today: date) -> CheckedCalendar:
    """Check the whole sheet. Each heading begins a table, which goes on until the next one."""
    reader = _Reader(today)
    for row, cells in rows:
        if any(cell is not None and cell != "" for cell in cells):
            reader.read(row, cells)
    reader.finish()
    faults = sorted(reader.faults, key=lambda fault: (fault.row, fault.place))
    return CheckedCalendar(reader.document(), tuple(faults))


@dataclass
class _Reader:
    """Reads row after row and remembers where each thing stood."""

    today: date
    heading: Heading | None = None
    faults: list[Fault] = field(default_factory=list[Fault])
    terms: dict[int, Term] = field(default_factory=dict[int, Term])
    events: dict[int, Event] = field(default_factory=dict[int, Event])
    notices: dict[int, Notice] = field(default_factory=dict[int, Notice])
    periods: "dict[SeasonKey, list[tuple[int, int, Segment]]]" = field(default_factory=dict)
    seasons: dict[int, Bells] = field(default_factory=dict[int, Bells])
    count: int = 0

    def read(self, row: int, cells: Row) -> None:
        if heading := read_heading(row, cells):
            self.heading = heading
            for rule in heading.missing:
                self._complain(row, 0, "表头", f"缺少“{rule.name}”这一列", example=rule.name)
            return
        if self.heading is None or self.heading.missing:
            return  # titles above the first table, or a table that is refused as a whole
        self.count += 1
        line = _Line(self, self.heading, row, cells)
        before = len(self.faults)
        try:
            self._take(line, lambda: len(self.faults) == before)
        except CalendarFileError as error:
            line.complain(TABLES[self.heading.table][0], str(error))

    def _take(self, line: "_Line", is_sound: Callable[[], bool]) -> None:
        match line.heading.table:
            case Table.TERMS:
                self._take_term(line, is_sound)
            case Table.EVENTS:
                self._take_event(line, is_sound)
            case Table.BELLS:
                self._take_period(line, is_sound)
            case Table.NOTICES:
                self._take_notice(line, is_sound)

    def _take_term(self, line: "_Line", is_sound: Callable[[], bool]) -> None:
        name = line.take(0, name_of, "")
        first, last = (line.take(place, self._day, None) for place in (1, 2))
        no_weeks: tuple[int, ...] = ()
        weeks = line.take(3, weeks_of, no_weeks)
        if is_sound() and first and last:
            term = Term(name, first, last, weeks)
            CollegeCalendar(terms=(*self.terms.values(), term))
            self.terms[line.row] = term

    def _take_event(self, line: "_Line", is_sound: Callable[[], bool]) -> None:
        name = line.take(0, name_of, "")
        first, last = (line.take(place, self._day, None) for place in (1, 2))
        label = line.take(3, lambda cell: choice_of(cell, TABLES[Table.EVENTS][3].choices), "")
        said = line.take(4, lambda cell: choice_of(cell, TABLES[Table.EVENTS][4].choices), "")
        kind = next((each for each in EventKind if each.label == label), EventKind.OTHER)
        if kind is EventKind.VACATION and not said and is_sound():
            line.complain(TABLES[Table.EVENTS][4], "类型是假期的要写明放假还是上班，请假天数和办理时限按它计")
        if is_sound() and first:
            event = Event(name, first, last or first, kind, said == ON if said else None)
            self._refuse_repeated(event)
            CollegeCalendar(events=(*self.events.values(), event))
            self.events[line.row] = event

    def _refuse_repeated(self, event: Event) -> None:
        other = next((row for row, each in self.events.items() if same_event(each, event)), None)
        if other is not None:
            raise CalendarFileError(f"和第 {other} 行重复：同一时间的{event.name}只能有一行")

    def _take_period(self, line: "_Line", is_sound: Callable[[], bool]) -> None:
        name, campus = line.take(0, name_of, ""), line.take(1, name_of, "")
        since, until = (line.take(place, month_and_day, None) for place in (2, 3))
        is_hours = text_of(line.cell(4)) == HOURS
        number = 0 if is_hours else line.take(4, period_of, 0)
        start, end = (line.take(place, clock_of, None) for place in (5, 6))
        if not is_sound() or since is None or until is None or start is None or end is None:
            return
        if end <= start:
            line.complain(TABLES[Table.BELLS][6], f"应晚于 {start:%H:%M}")
            return
        self.periods.setdefault((campus, name, since, until), []).append((number, line.row, Segment(start, end)))

    def _take_notice(self, line: "_Line", is_sound: Callable[[], bool]) -> None:
        name, year = line.take(0, name_of, ""), line.take(1, lambda cell: year_of(cell, self.today), 0)
        first, last = (line.take(place, self._day, None) for place in (2, 3))
        no_days: tuple[date, ...] = ()
        worked = line.take(4, lambda cell: planned_days(cell, self.today), no_days)
        if not is_sound() or first is None or last is None:
            return
        rules = TABLES[Table.NOTICES]
        if not 0 <= (last - first).days < LONGEST_HOLIDAY:
            line.complain(rules[3], f"应在 {first} 之后 {LONGEST_HOLIDAY} 天以内")
        elif not year - 1 <= first.year <= last.year == year:
            line.complain(rules[3], f"不在 {year} 年")
        elif odd := [day for day in worked if day.weekday() <= FRIDAY]:
            line.complain(rules[4], f"{odd[0]} 不是周末，补班只能是周末")
        else:
            off = tuple(first + ahead * DAY for ahead in range((last - first).days + 1))
            self.notices[line.row] = Notice(year, name, off, worked)

    def _day(self, cell: Cell | Formula) -> date | None:
        return planned_day(cell, self.today)

    def finish(self) -> None:
        """What only the whole file can tell."""
        if self.heading is None or not (self.count or self.faults):
            cause = "没有找到表头（节日、学期、事项、作息之一），或者表头下面没有内容"
            self._complain(1, 0, "表头", cause, example="run.py import --template calendar 校历.xlsx")
        if self.count > MOST_ROWS:
            self._complain(1, 0, "表头", f"一次最多 {MOST_ROWS} 行，这里有 {self.count} 行，请分成几个文件")
        for year in dict.fromkeys(each.year for each in self.notices.values()):
            if missing := lacking(year, self.notices.values()):
                row = next(row for row, each in self.notices.items() if each.year == year)
                self._complain(row, 0, "节日", f"{year} 年的放假安排不全，缺 {'、'.join(missing)}，七个节日要一起导入")
        self._make_seasons()

    def _make_seasons(self) -> None:
        for (campus, name, since, until), listed in self.periods.items():
            row = listed[0][1]
            periods = sorted((number, at, each) for number, at, each in listed if number)
            hours = tuple(sorted((each for number, _, each in listed if not number), key=lambda each: each.start))
            for place, (number, at, _) in enumerate(periods, 1):
                if number != place:
                    self._complain(
                        at, 0, "节次", f"第 {place} 节没有或有两行：节次要从 1 开始连着写", example=str(place)
                    )
                    break
            try:
                bells = Bells(campus, name, since, until, tuple(each for _, _, each in periods), hours)
                CollegeCalendar(seasons=(*self.seasons.values(), bells))
                self.seasons[row] = bells
            except CalendarFileError as error:
                self._complain(row, 0, "作息", str(error))

    def document(self) -> CollegeDocument:
        return CollegeDocument(
            announced=tuple(sorted({each.year for each in self.notices.values()})),
            notices=tuple(self.notices.values()),
            terms=tuple(self.terms.values()),
            events=tuple(self.events.values()),
            seasons=tuple(self.seasons.values()),
        )

    def _complain(self, row: int, place: int, column: str, cause: str, shown: str = "", example: str = "") -> None:
        self.faults.append(Fault(row=row, place=place, column=column, cause=cause, shown=shown, example=example))

    def complain_of_cell(self, row: int, place: int, rule: ColumnRule, cell: Cell | Formula, cause: str) -> None:
        """Keep a bad cell."""
        shown = cell.text if isinstance(cell, Formula) else "" if cell is None else str(cell)
        shown = "".join(sign if sign.isprintable() else " " for sign in shown)[:SHOWN_CELL]
        self._complain(row, place, rule.name, cause, shown, rule.example)


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of a table; its columns are counted as `TABLES` lists them."""

    reader: _Reader
    heading: Heading
    row: int
    cells: Row

    def cell(self, column: int) -> Cell | Formula:
        place = self._place(self._rule(column))
        return self.cells[place] if place is not None and place < len(self.cells) else None

    def take(self, column: int, read: Callable[[Cell | Formula], Read], nothing: Read) -> Read:
        """The cell's value, `nothing` for an empty or a bad one; an empty one is bad where something is needed."""
        rule, cell = self._rule(column), self.cell(column)
        try:
            value = read(cell)
        except BadCell as bad:
            self.complain(rule, str(bad))
            return nothing
        if value == nothing and rule.is_needed:
            self.complain(rule, "不能为空")
        return value

    def complain(self, rule: ColumnRule, cause: str) -> None:
        place = self._place(rule)
        cell = self.cells[place] if place is not None and place < len(self.cells) else None
        self.reader.complain_of_cell(self.row, place or 0, rule, cell, cause)

    def _rule(self, column: int) -> ColumnRule:
        return TABLES[self.heading.table][column]

    def _place(self, rule: ColumnRule) -> int | None:
        return self.heading.places.get(rule.name)
