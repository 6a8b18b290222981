"""A month of attendance as one spreadsheet: every table written as its people pass by, none of them held."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from domain.attendance import month_tables as tables
from domain.attendance.duty import Duty
from domain.attendance.month_days import LEGEND, PersonMonth, days_in
from domain.attendance.month_sums import Sums, sums_of
from domain.ids import DepartmentId, PersonId
from web.xlsx import Colour, Field, Look, Table, Workbook

COLOURS = (
    Colour("迟", "#FFF2CC", "#7F6000"),
    Colour("早", "#FFF2CC", "#7F6000"),
    Colour("严", "#F8CBAD", "#843C0C"),
    Colour("缺", "#FCE4D6", "#843C0C"),
    Colour("旷", "#FFC7CE", "#9C0006"),
    Colour("假", "#DDEBF7", "#1F4E78"),
    Colour("半", "#DDEBF7", "#1F4E78"),
    Colour("公", "#E2EFDA", "#375623"),
    Colour("加", "#EADCF4", "#5B2C83"),
    Colour("休", "#F2F2F2", "#808080"),
)


@dataclass(slots=True)
class _Total:
    people: int = 0
    sums: Sums = field(default_factory=Sums)


class MonthBook:
    """Takes people in the order of their departments; the file is complete when the block ends."""

    def __init__(
        self,
        to: Path,
        heading: tables.Heading,
        department_name: Callable[[DepartmentId | None], str],
        duties: Callable[[PersonId], Mapping[date, Duty]],
    ) -> None:
        self._heading = heading
        self._name = department_name
        self._duties = duties
        self._days = days_in(heading.month)
        self._totals: defaultdict[DepartmentId | None, _Total] = defaultdict(_Total)
        self._book = Workbook(to)
        self._departments = self._table("部门汇总", tables.department_headings(heading.types), 1)
        self._people = self._table("个人汇总", tables.person_headings(heading.types), 3)
        self._signs = self._table("日表", tables.day_headings(heading.month), 3, footer=LEGEND, colours=COLOURS)
        self._odd = self._table("异常", tables.ODD_HEADINGS, 3)
        self._edges = self._table("明细", tables.EDGE_HEADINGS, 3)
        self._guide = self._table("说明", tables.GUIDE_HEADINGS, 0)

    def __enter__(self) -> Self:
        """Ready for people."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """The departments come last, when everybody is counted."""
        if kind is None:
            self._close()
        self._book.__exit__(kind, error, at)

    def add(self, months: Iterable[PersonMonth]) -> None:
        """These people, into every table."""
        for month in months:
            name, sums = (
                self._name(month.department) or tables.NO_DEPARTMENT,
                sums_of(month, self._duties(month.person)),
            )
            total = self._totals[month.department]
            total.people += 1
            total.sums.add(sums)
            self._people.write(tables.person_row(month, name, sums, self._heading.types))
            self._signs.write(tables.day_row(month, name, self._days))
            for row in tables.odd_rows(month, name):
                self._odd.write(row)
            for row in tables.edge_rows(month, name):
                self._edges.write(row)

    def _close(self) -> None:
        types, all_of_them = self._heading.types, _Total()
        for department, total in self._totals.items():
            name = self._name(department) or tables.NO_DEPARTMENT
            self._departments.write(tables.department_row(name, total.people, total.sums, types))
            all_of_them.people += total.people
            all_of_them.sums.add(total.sums)
        if len(self._totals) > 1:
            self._departments.write(tables.department_row("合计", all_of_them.people, all_of_them.sums, types))
        for row in tables.guide_rows(self._heading.notes):
            self._guide.write(row)

    def _table(
        self,
        name: str,
        headings: Sequence[tuple[str, float]],
        frozen: int,
        *,
        footer: str = "",
        colours: tuple[Colour, ...] = (),
    ) -> Table:
        month = self._heading.month
        look = Look(
            frozen=frozen,
            lines=2,
            centred_from=frozen if colours else None,
            colours=colours,
            is_printed=True,
            header=f"{self._heading.site} {month.year}年{month.month}月考勤 {name}",
            footer=footer,
        )
        return self._book.table(name, [Field(*each) for each in headings], look)
