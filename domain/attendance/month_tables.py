"""A month's tables row by row, with their headings: departments, people, days, exceptions, every punch that was due."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache

from domain.attendance.day_record import Verdict
from domain.attendance.month_days import SIGNED, MonthDay, MonthEdge, PersonMonth, days_in, status_said
from domain.attendance.month_sums import Sums
from domain.punches import Side

Cell = str | int | float | date | None
WEEK = "一二三四五六日"
NO_DEPARTMENT = "没有部门"

VERDICTS: Mapping[Verdict, str] = {
    Verdict.NORMAL: "正常",
    Verdict.EXCUSED: "宽限不计",
    Verdict.LATE: "迟到",
    Verdict.VERY_LATE: "严重迟到",
    Verdict.LEFT_EARLY: "早退",
    Verdict.MISSING: "缺卡",
    Verdict.ABSENT: "旷工",
}
SIDES: Mapping[Side, str] = {Side.IN: "上班", Side.OUT: "下班"}
WHO = (("部门", 18.0), ("工号", 12.0), ("姓名", 10.0))
COUNTS = (
    "应出勤天数",
    "出勤天数",
    "公出天数",
    "请假天数",
    "旷工天数",
    "迟到次数",
    "迟到分钟",
    "早退次数",
    "早退分钟",
    "缺卡次数",
    "休息日打卡天数",
    "异常天数",
)
COUNT_WIDTH = 9.0
DAY_WIDTH = 4.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What every table says of itself. `types` are the names of the leaves that may occur, in their order."""

    site: str
    month: date
    types: tuple[str, ...]
    notes: tuple[tuple[str, str], ...] = ()


Headings = tuple[tuple[str, float], ...]


def department_headings(types: Sequence[str]) -> Headings:
    """Of the table of departments."""
    return (("部门", 18.0), ("人数", 7.0), *_counted(types))


def person_headings(types: Sequence[str]) -> Headings:
    """Of the table of people."""
    return (*WHO, *_counted(types))


def _counted(types: Sequence[str]) -> Headings:
    return tuple((name, COUNT_WIDTH) for name in (*COUNTS, *(f"其中{name}" for name in types)))


def day_headings(month: date) -> Headings:
    """Of the table of days: the number, and below it the day of the week."""
    return (*WHO, *((f"{day.day}\n{WEEK[day.weekday()]}", DAY_WIDTH) for day in days_in(month)))


ODD_HEADINGS: Headings = (*WHO, ("日期", 12.0), ("星期", 6.0), ("结果", 26.0), ("打卡", 30.0), ("请假、公出", 30.0))
EDGES_ACROSS = 4  # cells of a day; what is due beyond them shares the last one
EDGE_HEADINGS: Headings = (
    *WHO,
    ("日期", 12.0),
    ("结果", 12.0),
    *((f"第{number}次（应打卡 → 打卡）", 26.0) for number in range(1, EDGES_ACROSS + 1)),
    ("迟到分钟", 9.0),
    ("早退分钟", 9.0),
    ("旷工分钟", 9.0),
    ("请假、公出", 30.0),
)
GUIDE_HEADINGS: Headings = (("项目", 16.0), ("说明", 100.0))


def department_row(name: str, people: int, sums: Sums, types: Sequence[str]) -> list[Cell]:
    """One department."""
    return [name, people, *_counts(sums, types)]


def person_row(month: PersonMonth, department: str, sums: Sums, types: Sequence[str]) -> list[Cell]:
    """One person."""
    return [*_who(month, department), *_counts(sums, types)]


def _counts(sums: Sums, types: Sequence[str]) -> list[Cell]:
    return [
        sums.due,
        days_said(sums.present),
        days_said(sums.trips),
        days_said(sums.all_leave),
        days_said(sums.absent),
        sums.late_times,
        sums.late_minutes,
        sums.early_times,
        sums.early_minutes,
        sums.missing,
        sums.overtime,
        sums.odd_days,
        *(days_said(sums.leave.get(name, Fraction(0))) for name in types),
    ]


def days_said(days: Fraction) -> int | float:
    """At most two decimals."""
    return days.numerator if days.denominator == 1 else round(float(days), 2)


def day_row(month: PersonMonth, department: str, all_days: Sequence[date]) -> list[Cell]:
    """One person's signs, day by day."""
    signs = {day.day: day.sign for day in month.days}
    return [*_who(month, department), *(signs.get(day) for day in all_days)]


def odd_rows(month: PersonMonth, department: str) -> Iterator[list[Cell]]:
    """The days that are not as they should be."""
    for day in month.odd:
        punches = " ".join(edge.at or "没有" for edge in day.edges)
        yield [*_who(month, department), day.day, _week(day), day.words, punches, day.remark or None]


def edge_rows(month: PersonMonth, department: str) -> Iterator[list[Cell]]:
    """Every punch that was due: a row for each day that had any, or leave.

    A cell for each of them, not a row: a month of five thousand people would be seven million cells.
    """
    who = _who(month, department)
    for day in month.days:
        if day.edges or day.away:
            lost = (day.late or None, day.early or None, day.absent or None)
            yield [*who, day.day, status_said(day), *_edges_of(day), *lost, day.remark or None]


def _edges_of(day: MonthDay) -> list[str | None]:
    said: list[str | None] = [edge_said(edge) for edge in day.edges]
    if len(said) > EDGES_ACROSS:
        said[EDGES_ACROSS - 1 :] = ["；".join(edge_said(edge) for edge in day.edges[EDGES_ACROSS - 1 :])]
    return said + [None] * (EDGES_ACROSS - len(said))


@lru_cache(maxsize=10_000)
def edge_said(edge: MonthEdge) -> str:
    """上班 08:00 → 08:12 迟到12分钟."""
    head = f"{SIDES[edge.side]} {edge.due} → {edge.at or '没有打卡'}"
    if edge.verdict is Verdict.NORMAL:
        return head
    return f"{head} {VERDICTS[edge.verdict]}{f'{edge.minutes}分钟' if edge.minutes else ''}"


def guide_rows(notes: Iterable[tuple[str, str]]) -> Iterator[list[Cell]]:
    """How the tables are to be read."""
    for name, said in (*notes, *((f"日表里的 {sign}", meaning) for sign, meaning in SIGNED.items())):
        yield [name, said]
    yield ["日表里的空白", "这一天没有结果：还没有考勤规则，或还没有算出"]
    yield ["天数", "按当天应出勤时间的比例计：应出勤 = 出勤 + 公出 + 请假 + 旷工"]
    yield ["出勤天数", "包括迟到、早退、缺卡的日子；缺卡和迟到另外计次"]
    yield ["打卡", "算结果时用的那一次；全部打卡记录请导出 run.py export attendance --from --to"]


def _who(month: PersonMonth, department: str) -> list[Cell]:
    return [department, month.staff_no, month.name]


def _week(day: MonthDay) -> str:
    return WEEK[day.day.weekday()]
