"""A timetable file checked cell by cell: the lessons if all of it is sound, else everything that is wrong and where."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from domain.college_calendar import MOST_PERIODS
from domain.ids import PersonId
from domain.lessons import WEEKDAYS, Lesson, periods_in_words
from domain.roster_cells import BadCell, Cell, Formula, staff_no_of, text_of
from domain.roster_columns import HEADING_WITHIN
from domain.roster_reading import MOST_ROWS, SHOWN_CELL, Fault, Row
from domain.text_fold import fold_text
from domain.week_sets import WrongWeeks, read_weeks, weeks_in_words

Read = TypeVar("Read")

LONGEST_WORD = 60  # signs of a course, room or campus
MOST_CLASSES = 20  # of one lesson
SHARED = "共用"  # at the end of a room where several lessons may be at one time: 操场（共用）
_PERIODS = re.compile(r"第?(\d{1,2})(?:[-–—~至到](\d{1,2}))?节?")
_WEEKDAY = re.compile(rf"(?:周|星期|礼拜)?([{WEEKDAYS}天]|[1-7])")
_BETWEEN_CLASSES = re.compile(r"[、,，;；/\s]+")


class Column(StrEnum):
    """What a cell of the column says; the value is its heading."""

    TERM = "学期"
    STAFF_NO = "工号"
    COURSE = "课程"
    CLASSES = "班级"
    WEEKDAY = "星期"
    PERIODS = "节次"
    WEEKS = "周次"
    ROOM = "教室"
    CAMPUS = "校区"


EXAMPLES: Mapping[Column, str] = {
    Column.TERM: "2026–2027学年第一学期",
    Column.STAFF_NO: "T0001",
    Column.COURSE: "高等数学",
    Column.CLASSES: "软件2301、软件2302",
    Column.WEEKDAY: "周三",
    Column.PERIODS: "3-4",
    Column.WEEKS: "1-16 或 1-15单",
    Column.ROOM: "教2-305",
    Column.CAMPUS: "东校区",
}
OTHERS: Mapping[str, Column] = {
    "学年学期": Column.TERM,
    "教师工号": Column.STAFF_NO,
    "职工号": Column.STAFF_NO,
    "课程名称": Column.COURSE,
    "上课班级": Column.CLASSES,
    "教学班": Column.CLASSES,
    "星期几": Column.WEEKDAY,
    "上课节次": Column.PERIODS,
    "上课周次": Column.WEEKS,
    "周": Column.WEEKS,
    "上课地点": Column.ROOM,
    "地点": Column.ROOM,
}
NEEDED = (Column.TERM, Column.STAFF_NO, Column.COURSE, Column.WEEKDAY, Column.PERIODS, Column.WEEKS)
MARKS = (Column.PERIODS, Column.WEEKS)  # no other file has both headings


@dataclass(frozen=True, slots=True)
class Known:
    """What is known besides the file: teachers by their numbers, and the calendar's terms."""

    teachers: Mapping[str, PersonId]
    terms: Sequence[str]


@dataclass(frozen=True, slots=True)
class Checked:
    """With `faults` nothing of the lessons is to be used."""

    lessons: tuple[Lesson, ...]
    faults: tuple[Fault, ...]
    unused: tuple[str, ...] = ()

    @property
    def terms(self) -> tuple[str, ...]:
        """The terms that the file is about."""
        return tuple(dict.fromkeys(each.term for each in self.lessons))


def is_timetable(rows: Iterable[tuple[int, Row]]) -> bool:
    """Whether a sheet is one, by its heading."""
    return _heading(iter(rows)) is not None


def check_timetable(rows: Iterable[tuple[int, Row]], known: Known) -> Checked:
    """Check the whole file. `rows` are numbered as in the spreadsheet; empty ones may be left out."""
    numbered = iter(rows)
    found = _heading(numbered)
    if found is None:
        cause = f"前 {HEADING_WITHIN} 行里没有找到表头，要有 {'、'.join(NEEDED)} 这几列"
        return Checked((), (Fault(row=1, place=0, column="表头", cause=cause),))
    at, places, unused = found
    lacking = [column for column in NEEDED if column not in places]
    if lacking:
        return Checked(
            (),
            tuple(
                Fault(row=at, place=0, column="表头", cause=f"缺少“{each}”这一列", example=EXAMPLES[each])
                for each in lacking
            ),
        )
    reader = _Reader(places, known)
    for row, cells in numbered:
        if any(cell is not None and cell != "" for cell in cells):
            reader.read(row, cells)
    reader.finish(at)
    faults = sorted(reader.faults, key=lambda fault: (fault.row, fault.place))
    return Checked(tuple(_merged(reader.lessons.values())), tuple(faults), unused)


def _heading(rows: Iterator[tuple[int, Row]]) -> tuple[int, dict[Column, int], tuple[str, ...]] | None:
    names = {fold_text(column.value): column for column in Column} | {fold_text(k): v for k, v in OTHERS.items()}
    for row, cells in rows:
        places: dict[Column, int] = {}
        unused: list[str] = []
        for place, cell in enumerate(cells):
            written = cell.strip(" *：:") if isinstance(cell, str) else ""
            column = names.get(fold_text(written))
            if column is not None:
                places.setdefault(column, place)
            elif written:
                unused.append(written)
        if all(mark in places for mark in MARKS):
            return row, places, tuple(unused)
        if row >= HEADING_WITHIN:
            break
    return None


@dataclass
class _Reader:
    """Reads row after row, and remembers when teachers and rooms are taken."""

    places: Mapping[Column, int]
    known: Known
    lessons: dict[int, Lesson] = field(default_factory=dict[int, Lesson])
    faults: list[Fault] = field(default_factory=list[Fault])
    taken: dict[tuple[object, ...], list[int]] = field(default_factory=dict[tuple[object, ...], list[int]])
    count: int = 0

    def read(self, row: int, cells: Row) -> None:
        self.count += 1
        before = len(self.faults)
        teacher = self._take(row, cells, Column.STAFF_NO, self._teacher, None)
        first, last = self._take(row, cells, Column.PERIODS, _periods_of, (0, 0))
        lesson = Lesson(
            term=self._take(row, cells, Column.TERM, self._term, ""),
            teacher=teacher or PersonId(0),
            course=self._take(row, cells, Column.COURSE, _word_of, ""),
            classes=self._take(row, cells, Column.CLASSES, _classes_of, ()),
            weekday=self._take(row, cells, Column.WEEKDAY, _weekday_of, 0),
            first=first,
            last=last,
            weeks=self._take(row, cells, Column.WEEKS, _weeks_of, frozenset()),
            room=self._take(row, cells, Column.ROOM, _word_of, ""),
            campus=self._take(row, cells, Column.CAMPUS, _word_of, ""),
        )
        if len(self.faults) == before:
            self._refuse_overlap(row, cells, lesson)
            self.lessons[row] = lesson

    def finish(self, at: int) -> None:
        if not self.count:
            self.faults.append(Fault(row=at + 1, place=0, column=Column.STAFF_NO, cause="表头下面没有课"))
        if self.count > MOST_ROWS:
            cause = f"一次最多 {MOST_ROWS} 行，这里有 {self.count} 行，请按学期分成几个文件"
            self.faults.append(Fault(row=at, place=0, column="表头", cause=cause))

    def _take(
        self, row: int, cells: Row, column: Column, read: Callable[[Cell | Formula], Read], nothing: Read
    ) -> Read:
        """The cell's value, `nothing` for an empty or a bad one; an empty one is bad where something is needed."""
        place = self.places.get(column)
        cell = cells[place] if place is not None and place < len(cells) else None
        try:
            value = read(cell) if text_of(cell) else nothing
        except BadCell as bad:
            self._complain(row, column, cell, str(bad))
            return nothing
        if value == nothing and column in NEEDED:
            self._complain(row, column, None, "不能为空")
        return value

    def _complain(self, row: int, column: Column, cell: Cell | Formula, cause: str) -> None:
        shown = cell.text if isinstance(cell, Formula) else "" if cell is None else str(cell)
        shown = "".join(sign if sign.isprintable() else " " for sign in shown)[:SHOWN_CELL]
        place = self.places.get(column, 0)
        example = EXAMPLES[column]
        self.faults.append(Fault(row=row, place=place, column=column, shown=shown, cause=cause, example=example))

    def _teacher(self, cell: Cell | Formula) -> PersonId | None:
        number = staff_no_of(cell)
        if number and number not in self.known.teachers:
            raise BadCell("通讯录里没有这个工号，或已离职")
        return self.known.teachers.get(number)

    def _term(self, cell: Cell | Formula) -> str:
        written = text_of(cell)
        wanted = _term_key(written)
        found = next((name for name in self.known.terms if _term_key(name) == wanted), None)
        if found is None:
            named = f"，有 {'、'.join(self.known.terms)}" if self.known.terms else "，请先导入校历"
            raise BadCell(f"校历里没有这个学期{named}")
        return found

    def _refuse_overlap(self, row: int, cells: Row, lesson: Lesson) -> None:
        """A teacher or a room that has another lesson in one of these periods and weeks."""
        wanted: list[tuple[Column, str, tuple[object, ...]]] = [(Column.STAFF_NO, "这位教师", (lesson.teacher,))]
        if lesson.room and not lesson.room.rstrip("）)").endswith(SHARED):
            wanted.append((Column.ROOM, "这间教室", (lesson.campus, lesson.room)))
        for column, who, taker in wanted:
            others = self.taken.setdefault((column, lesson.term, lesson.weekday, *taker), [])
            other = next((each for each in others if _clash(self.lessons[each], lesson)), None)
            if other is not None:
                cause = (
                    f"和第 {other} 行冲突：{who}{_when(self.lessons[other], lesson)}已有{self.lessons[other].course}"
                )
                place = self.places.get(column)
                self._complain(row, column, cells[place] if place is not None else None, cause)
            others.append(row)


def _clash(one: Lesson, other: Lesson) -> bool:
    """At one time, and not one lesson that is written in several rows, class by class."""
    if not one.periods & other.periods or not one.weeks & other.weeks:
        return False
    return _place_of(one) != _place_of(other)


def _place_of(lesson: Lesson) -> tuple[object, ...]:
    return lesson.teacher, lesson.course, lesson.room, lesson.campus, lesson.first, lesson.last


def _when(one: Lesson, other: Lesson) -> str:
    shared = one.periods & other.periods
    weeks = weeks_in_words(one.weeks & other.weeks)
    return f"第{weeks}周 周{WEEKDAYS[one.weekday - 1]}{periods_in_words(min(shared), max(shared))}"


def _merged(lessons: Iterable[Lesson]) -> Iterator[Lesson]:
    """Rows that differ in their classes alone are one lesson."""
    together: dict[tuple[object, ...], list[Lesson]] = {}
    for each in lessons:
        together.setdefault((each.term, each.weekday, each.weeks, *_place_of(each)), []).append(each)
    for rows in together.values():
        first = rows[0]
        classes = tuple(dict.fromkeys(name for row in rows for name in row.classes))
        yield Lesson(
            term=first.term,
            teacher=first.teacher,
            course=first.course,
            classes=classes,
            weekday=first.weekday,
            first=first.first,
            last=first.last,
            weeks=first.weeks,
            room=first.room,
            campus=first.campus,
        )


def _term_key(name: str) -> str:
    """The same however its dash and its spaces are written."""
    return re.sub(r"[-–—~\s]", "", fold_text(name))


def _word_of(cell: Cell | Formula) -> str:
    text = text_of(cell)
    if len(text) > LONGEST_WORD:
        raise BadCell(f"太长了，最长 {LONGEST_WORD} 个字")
    return text


def _classes_of(cell: Cell | Formula) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name for name in _BETWEEN_CLASSES.split(text_of(cell)) if name))
    if len(names) > MOST_CLASSES or any(len(name) > LONGEST_WORD for name in names):
        raise BadCell(f"最多 {MOST_CLASSES} 个班，用、隔开，每个最长 {LONGEST_WORD} 个字")
    return names


def _weekday_of(cell: Cell | Formula) -> int:
    match = _WEEKDAY.fullmatch(text_of(cell))
    if match is None:
        raise BadCell("应是周一到周日，或 1 到 7")
    sign = match[1]
    return int(sign) if sign.isdecimal() else WEEKDAYS.index(sign.replace("天", "日")) + 1


def _periods_of(cell: Cell | Formula) -> tuple[int, int]:
    match = _PERIODS.fullmatch(text_of(cell).replace(" ", ""))
    if match is None:
        raise BadCell("节次认不出来；如被表格改成了日期，请把这一列设为文本后重新填写")
    first, last = int(match[1]), int(match[2] or match[1])
    if not 1 <= first <= last <= MOST_PERIODS:
        raise BadCell(f"节次应在 1 到 {MOST_PERIODS} 之间，从小到大")
    return first, last


def _weeks_of(cell: Cell | Formula) -> frozenset[int]:
    try:
        return read_weeks(text_of(cell))
    except WrongWeeks as wrong:
        raise BadCell(str(wrong)) from wrong
